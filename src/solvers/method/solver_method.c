/* Choice among the rows of a table, see the header. */
#include "solvers/method/solver_method.h"

int solver_method_cheapest(int count, const SolverMethod *methods, const SpinModel *model, const SteadyOptions *options, int ranks,
                           unsigned tried, double bytes, const char **why)
{
  int    best = -1, refused = 0;
  double least = 0;

  for (int k = 0; k < count; k++) {
    if (methods[k].never_automatic || tried & (1u << k)) continue;
    const char *refusal = methods[k].refuses(model, options, ranks);
    if (refusal) {
      if (refused++ == 0) *why = refusal;
      continue;
    }
    const SteadyEstimate e = methods[k].estimate(model, options, ranks);
    if (e.bytes <= bytes * ranks && (best < 0 || e.wall_seconds < least)) best = k, least = e.wall_seconds;
  }
  return best;
}

PetscErrorCode SolverMethodChoose(const MethodOption *option, const SolverMethod *methods, const SpinModel *model,
                                  const SteadyOptions *options, int ranks, int *method, PetscBool *forced, const char **why)
{
  PetscFunctionBeginUser;
  *why = NULL;
  PetscCall(MethodOptionGet(option, method));
  *forced = *method == METHOD_AUTOMATIC ? PETSC_FALSE : PETSC_TRUE;
  if (*forced) {
    *why = methods[*method].refuses(model, options, ranks);
    if (*why) *method = -1;
  } else *method = solver_method_cheapest(option->words.count, methods, model, options, ranks, 0, PETSC_INFINITY, why);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SolverMethodRun(MPI_Comm comm, const MethodOption *option, const SolverMethod *methods, const SpinModel *model,
                               const SteadyOptions *options, SolverAttempt attempt, void *context)
{
  int         method;
  unsigned    tried = 0;
  PetscBool   forced, good = PETSC_FALSE;
  PetscMPIInt ranks;
  const char *why;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_size(comm, &ranks));
  PetscCall(SolverMethodChoose(option, methods, model, options, ranks, &method, &forced, &why));
  PetscCheck(method >= 0, comm, PETSC_ERR_SUP, "no method for N = %d: %s", model->N, why);
  while (method >= 0) {
    PetscCall(attempt(context, method, &good));
    tried |= 1u << method;
    if (forced || good) break;
    method = solver_method_cheapest(option->words.count, methods, model, options, ranks, tried, SOLVER_FALLBACK_BYTES, &why);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
