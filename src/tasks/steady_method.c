/* One rule for estimate and run, so that a point costs what was planned. */
#include "tasks/steady_method.h"

#include "solvers/method/solver_method.h"
#include "tasks/steady_outputs.h"

bool SteadyMethodPrepare(const TaskOptions *options, int moments, int states, Objection *objection)
{
  const int method = moment_method(options, moments);

  for (int k = MOMENTS_TOL; k < MOMENT_OPTIONS && method == METHOD_EXACT; k++)
    if (options->node[moments + k])
      return objection_set(objection, options->node[moments + k], 0, "%s is for method: moments or auto; method is exact",
                           steady_task_options[moments + k].name);
  if (method != METHOD_MOMENTS) return true;
  for (int k = states; k < states + STATE_OPTIONS; k++)
    if (options->choice[k] || options->number[k] > 0)
      return objection_set(objection, options->node[k], 0, "%s needs the density matrix, which method: moments does not have",
                           steady_task_options[k].name);
  return true;
}

const char *SteadyMethodCheck(const SpinModel *model, const TaskOptions *options, int moments)
{
  const char *too_large = exact_size_object(model->N);

  if (moment_method(options, moments) == METHOD_EXACT) return too_large;
  return moment_method(options, moments) == METHOD_MOMENTS || too_large ? moments_object(model) : NULL;
}

/* Is the exact method possible (*why NULL, *e), and is it what is taken? */
static bool takes_exact(const SpinModel *model, const TaskOptions *options, int moments, int ranks, ExactEstimate exact, TaskEstimate *e,
                        const char **why)
{
  const int method = moment_method(options, moments);

  *why = exact_size_object(model->N);
  if (!*why && method != METHOD_MOMENTS) *why = exact(model, options, ranks, e);
  if (method == METHOD_EXACT) return true;
  return !moments_instead(options, moments, e, *why) || (method == METHOD_AUTO && moments_object(model));
}

const char *SteadyMethodEstimate(const SpinModel *model, const TaskOptions *options, int moments, int ranks, ExactEstimate exact,
                                 TaskEstimate *e)
{
  const char *why;

  if (takes_exact(model, options, moments, ranks, exact, e, &why)) return why;
  *e = moment_estimate();
  return NULL;
}

PetscErrorCode SteadyMethodRun(const TaskPoint *p, const SpinModel *model, int moments, ExactEstimate estimate, MethodRun exact,
                               MethodRun hierarchy, double *out, PointStatus *status)
{
  TaskEstimate e = {0};
  const char  *why;
  PetscMPIInt  ranks;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_size(p->comm, &ranks));
  if (takes_exact(model, p->options, moments, ranks, estimate, &e, &why)) {
    PetscCall(exact(p, model, out, status));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCall(hierarchy(p, model, out, status));
  if (*status == POINT_FAILED && moment_method(p->options, moments) == METHOD_AUTO && !why && e.bytes <= SOLVER_FALLBACK_BYTES * ranks) {
    if (p->why) p->why[0] = '\0';
    PetscCall(exact(p, model, out, status));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
