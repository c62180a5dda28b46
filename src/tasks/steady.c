/* Task steady: the steady state, exact or from the moment hierarchy, its observables beside the mean field, and its certificate. */
#include "tasks/registry.h"
#include "tasks/steady_method.h"
#include "tasks/steady_moments.h"
#include "tasks/steady_outputs.h"

#include <stdlib.h>

/* Beside the rows that all tasks with a steady state share: density matrices of one and of two spins. */
enum { ONE = ONE_SPIN * ONE_SPIN, TWO = TWO_SPIN * TWO_SPIN };

static const OutputSpec few_spin_rows[] = {
  {"rho1_re", "1", "density matrix of one spin, real part; element 2r + c is <r|rho|c>, states 0, 1: u, d", "definition", OUTPUT_REAL,
   "element1", NULL},
  {"rho1_im", "1", "density matrix of one spin, imaginary part", "definition", OUTPUT_REAL, "element1", NULL},
  {"rho2_re", "1", "density matrix of two spins, real part; element 4r + c is <r|rho|c>, states 0 ... 3: uu, ud, du, dd",
   "Wootters, PRL 80, 2245 (1998)", OUTPUT_REAL, "element", NULL},
  {"rho2_im", "1", "density matrix of two spins, imaginary part", "Wootters, PRL 80, 2245 (1998)", OUTPUT_REAL, "element", NULL},
};
enum { FEW_SPIN_ROWS = sizeof few_spin_rows / sizeof *few_spin_rows };

static int outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  int count = SteadyTaskOutputs(list);

  for (int k = 0; k < FEW_SPIN_ROWS; k++) list[count++] = few_spin_rows[k];
  count += SteadyMomentOutputs(options, STEADY_MOMENTS, list + count);
  return count + StateOutputs(options, STEADY_STATE, false, list + count);
}

static TaskDim elements(const char *name, const char *long_name, int count)
{
  double *numbers = malloc((size_t)count * sizeof *numbers);

  for (int k = 0; numbers && k < count; k++) numbers[k] = k;
  return (TaskDim){.name = name, .unit = "1", .long_name = long_name, .count = numbers ? count : 0, .coordinates = numbers};
}

static int dims(const TaskOptions *options, TaskDim list[DIM_MAX])
{
  list[0] = elements("element1", "element of the density matrix of one spin, row-major", ONE);
  list[1] = elements("element", "element of the density matrix of two spins, row-major", TWO);
  return 2 + StateDims(options, STEADY_STATE, list + 2);
}

static bool prepare(TaskOptions *options, Objection *objection)
{
  return SteadyMethodPrepare(options, STEADY_MOMENTS, STEADY_STATE, objection) && StatePrepare(options, STEADY_STATE, objection);
}

static double *parts(int count, const double complex *rho, PointStatus status, double *out)
{
  for (int k = 0; k < count; k++) {
    out[k]         = status == POINT_DONE ? creal(rho[k]) : NAN;
    out[count + k] = status == POINT_DONE ? cimag(rho[k]) : NAN;
  }
  return out + 2 * count;
}

/* Values of the rows above; where those of the states begin. */
static double *few_spin_values(const StateSummary *summary, PointStatus status, double *out)
{
  const PairAverages averages = pair_averages(summary);
  double complex     one[ONE], two[TWO];

  one_spin_density(&averages, one);
  two_spin_density(&averages, two);
  return parts(TWO, two, status, parts(ONE, one, status, out));
}

static const char *check(const double *point, const TaskOptions *options)
{
  const char *why = SteadyTaskCheck(point, options);
  SpinModel   model;

  if (why) return why;
  if (SteadyPoint(options, point, NULL, &model, &why)) return "no memory for the model";
  why = SteadyMethodCheck(&model, options, STEADY_MOMENTS);
  spin_model_free(&model);
  return why;
}

/* The states that a chunk keeps take room, too. */
static const char *estimate_exact(const SpinModel *model, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  const char *why = SteadyStateEstimate(model, options, ranks, e);

  if (why) return why;
  StateEstimate(options, STEADY_STATE, model->N, 0, ranks, e);
  e->bytes += sizeof(PetscScalar) * e->unknowns * PetscMin(SteadyTaskChunk(options) - 1, STEADY_MEMORY_STATES);
  return NULL;
}

static const char *estimate(const double *point, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  const char *why;
  SpinModel   model;

  if (SteadyPoint(options, point, NULL, &model, &why)) return "no memory for the model";
  if (!why) why = SteadyMethodEstimate(&model, options, STEADY_MOMENTS, ranks, estimate_exact, e);
  spin_model_free(&model);
  return why;
}

static PetscErrorCode run_exact(const TaskPoint *p, const SpinModel *model, double *out, PointStatus *status)
{
  SteadyOptions wanted = SteadyTaskOptions(p->options, p->checkpoint);
  SteadyState   state;
  StateSummary  summary;
  MeanField     meanfield;

  PetscFunctionBeginUser;
  wanted.monitor     = p->monitor;
  wanted.populations = PETSC_TRUE;
  PetscCall(SteadyTaskMemory(p, &wanted));
  PetscCall(SteadyStateSolve(p->comm, model, &wanted, &state));
  PetscCall(SteadyTaskSummary(&model->xyz, &state, &meanfield, &summary));
  *status = SteadyTaskStatus(&model->xyz, &state, &summary);
  out += SteadyTaskValues(&model->xyz, &state, &meanfield, &summary, out);
  out = few_spin_values(&summary, *status, out);
  out += SteadyMomentValues(p->options, STEADY_MOMENTS, NULL, &meanfield, &summary, *status == POINT_DONE, out);
  StateNone(p->options, STEADY_STATE, 1, out);
  if (*status == POINT_DONE) PetscCall(StateValues(p->options, STEADY_STATE, (int)p->point[0], &state.basis, state.rho, out));
  PetscCall(SteadyStateDestroy(&state));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode run_moments(const TaskPoint *p, const SpinModel *model, double *out, PointStatus *status)
{
  SteadyMoments m;
  MeanField     meanfield;

  PetscFunctionBeginUser;
  PetscCall(SteadyMomentsSolve(p, STEADY_MOMENTS, model, &m));
  steady_meanfield(&model->xyz, &meanfield, &m.summary);
  *status = moments_accepted(m.steady.verdict) ? POINT_DONE : POINT_FAILED;
  for (int k = 0; k < observable_count && *status == POINT_FAILED; k++) m.observable[k] = NAN;
  out += SteadyTaskMoments(&model->xyz, m.observable, m.steady.error, &meanfield, &m.summary, out);
  out = few_spin_values(&m.summary, *status, out);
  out += SteadyMomentValues(p->options, STEADY_MOMENTS, &m, &meanfield, &m.summary, *status == POINT_DONE, out);
  StateNone(p->options, STEADY_STATE, 1, out);
  moment_tell_why(p, &m.steady);
  PetscCall(SteadyMomentsDestroy(&m));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode run(const TaskPoint *p, double *out, PointStatus *status)
{
  const char *why;
  SpinModel   model;

  PetscFunctionBeginUser;
  PetscCall(SteadyPoint(p->options, p->point, NULL, &model, &why));
  PetscCall(SteadyMethodRun(p, &model, STEADY_MOMENTS, estimate_exact, run_exact, run_moments, out, status));
  spin_model_free(&model);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static const MethodOption *const methods[] = {&steady_method_option, NULL};

const TaskSpec task_steady = {
  .name         = "steady",
  .long_name    = "steady state, observables and mean field",
  .model        = &xyz_spec,
  .prefix       = "steady_",
  .methods      = methods,
  .options      = steady_task_options,
  .noptions     = STEADY_ALL_OPTIONS,
  .outputs      = outputs,
  .dims         = dims,
  .owned_dims   = true,
  .prepare      = prepare,
  .check        = check,
  .check_solver = SteadyTryOptions,
  .estimate     = estimate,
  .run          = run,
  .chunk        = SteadyTaskChunk,
  .forget       = SteadyTaskForget,
};
