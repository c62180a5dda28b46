/* Choice among the rows of a table, see the header. */
#include "solvers/method/solver_method.h"

#include <string.h>

int solver_method_cheapest(int count, const SolverMethod *methods, const XyzModel *model, const SteadyOptions *options, int ranks, unsigned tried,
                           double bytes, const char **why)
{
  int    best  = -1;
  double least = 0;

  for (int k = 0; k < count; k++) {
    if (tried & (1u << k)) continue;
    const char *refusal = methods[k].refuses(model, options, ranks);
    if (refusal) {
      *why = refusal;
      continue;
    }
    const SteadyEstimate e = methods[k].estimate(model, options, ranks);
    if (e.bytes <= bytes * ranks && (best < 0 || e.wall_seconds < least)) best = k, least = e.wall_seconds;
  }
  return best;
}

static int by_name(int count, const SolverMethod *methods, const char *pc_type)
{
  for (int k = 0; k < count; k++)
    if (!strcmp(methods[k].name, pc_type)) return k;
  return 0;
}

PetscErrorCode SolverMethodChoose(int count, const SolverMethod *methods, const char *prefix, const XyzModel *model, const SteadyOptions *options,
                                  int ranks, int *method, PetscBool *forced, const char **why)
{
  char pc_type[64];

  PetscFunctionBeginUser;
  *why = NULL;
  PetscCall(PetscOptionsGetString(NULL, prefix, "-pc_type", pc_type, sizeof pc_type, forced));
  if (*forced) {
    *method = by_name(count, methods, pc_type);
    *why    = methods[*method].refuses(model, options, ranks);
    if (*why) *method = -1;
  } else *method = solver_method_cheapest(count, methods, model, options, ranks, 0, PETSC_INFINITY, why);
  PetscFunctionReturn(PETSC_SUCCESS);
}
