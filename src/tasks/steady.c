/* Task steady: the exact steady state, its observables beside the mean field, and its certificate. */
#include "tasks/registry.h"
#include "tasks/spin_point.h"
#include "tasks/steady_outputs.h"

/* Beside the rows that all tasks with a steady state share. */
enum { ELEMENTS = TWO_SPIN * TWO_SPIN };
static double element_numbers[ELEMENTS] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

static const OutputSpec two_spin_rows[] = {
  {"rho2_re", "1", "density matrix of two spins, real part; element 4r + c is <r|rho|c>, states 0 ... 3: uu, ud, du, dd", "Wootters, PRL 80, 2245 (1998)",
   OUTPUT_REAL, "element", NULL},
  {"rho2_im", "1", "density matrix of two spins, imaginary part", "Wootters, PRL 80, 2245 (1998)", OUTPUT_REAL, "element", NULL},
};
enum { TWO_SPIN_ROWS = sizeof two_spin_rows / sizeof *two_spin_rows };

static int outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  int count = SteadyTaskOutputs(list);

  (void)options;
  for (int k = 0; k < TWO_SPIN_ROWS; k++) list[count++] = two_spin_rows[k];
  return count;
}

static int dims(const TaskOptions *options, TaskDim list[DIM_MAX])
{
  (void)options;
  list[0] = (TaskDim){"element", "1", "element of the density matrix of two spins, row-major", ELEMENTS, element_numbers};
  return 1;
}

static void two_spin_values(const StateSummary *summary, PointStatus status, double *out)
{
  const PairAverages averages = pair_averages(summary);
  double complex     rho[ELEMENTS];

  two_spin_density(&averages, rho);
  for (int k = 0; k < ELEMENTS; k++) {
    out[k]            = status == POINT_DONE ? creal(rho[k]) : NAN;
    out[ELEMENTS + k] = status == POINT_DONE ? cimag(rho[k]) : NAN;
  }
}

static int chunk(const TaskOptions *options) { return (int)options->number[STEADY_SWEEP_CHUNK]; }

/* The states that a chunk keeps take room, too. */
static const char *estimate(const double *point, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  const char *why = SteadyTaskEstimate(point, options, ranks, e);

  if (!why) e->bytes += sizeof(PetscScalar) * e->unknowns * PetscMin(chunk(options) - 1, STEADY_MEMORY_STATES);
  return why;
}

static PetscErrorCode forget(void **memory)
{
  PetscFunctionBeginUser;
  PetscCall(SteadyMemoryClear(*memory));
  PetscCall(PetscFree(*memory));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode run(const TaskPoint *p, double *out, PointStatus *status)
{
  SteadyOptions wanted = SteadyTaskOptions(p->options, p->checkpoint);
  SpinModel     model;
  SteadyState   state;
  StateSummary  summary;
  MeanField     meanfield;

  PetscFunctionBeginUser;
  PetscCall(SpinPoint(p->options, p->point, NULL, &model));
  wanted.monitor = p->monitor;
  if (p->memory && !*p->memory) {
    PetscCall(PetscNew(&wanted.memory));
    *p->memory = wanted.memory;
  } else if (p->memory) wanted.memory = *p->memory;
  PetscCall(SteadyStateSolve(p->comm, &model, &wanted, &state));
  PetscCall(SteadyTaskSummary(&model.xyz, &state, &meanfield, &summary));
  *status = SteadyTaskStatus(&model.xyz, &state, &summary);
  const int count = SteadyTaskValues(&model.xyz, &state, &meanfield, &summary, out);
  two_spin_values(&summary, *status, out + count);
  PetscCall(SteadyStateDestroy(&state));
  spin_model_free(&model);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static const MethodOption *const methods[] = {&steady_method_option, NULL};

const TaskSpec task_steady = {
  .name = "steady", .long_name = "exact steady state, observables and mean field", .model = &xyz_spec, .prefix = "steady_", .methods = methods,
  .options = steady_task_options, .noptions = STEADY_ALL_OPTIONS,
  .outputs = outputs, .dims = dims, .check = SteadyTaskCheck, .check_solver = SteadyTryOptions, .estimate = estimate, .run = run, .chunk = chunk, .forget = forget,
};
