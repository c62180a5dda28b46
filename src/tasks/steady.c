/* Task steady: the exact steady state, its observables beside the mean field, and its certificate. */
#include "tasks/registry.h"
#include "tasks/steady_outputs.h"

static int outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX]) { return (void)options, SteadyTaskOutputs(list); }

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
  const XyzModel model  = xyz_unit_model(p->point, NULL);
  SteadyOptions  wanted = SteadyTaskOptions(p->options, p->checkpoint);
  SteadyState    state;
  StateSummary   summary;
  MeanField      meanfield;

  PetscFunctionBeginUser;
  if (p->memory && !*p->memory) {
    PetscCall(PetscNew(&wanted.memory));
    *p->memory = wanted.memory;
  } else if (p->memory) wanted.memory = *p->memory;
  PetscCall(SteadyStateSolve(p->comm, &model, &wanted, &state));
  PetscCall(SteadyStateSummary(&model, &state, &meanfield, &summary));
  *status = SteadyTaskStatus(&state, &summary);
  SteadyTaskValues(&model, &state, &meanfield, &summary, out);
  PetscCall(SteadyStateDestroy(&state));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static const MethodOption *const methods[] = {&steady_method_option, NULL};

const TaskSpec task_steady = {
  .name = "steady", .long_name = "exact steady state, observables and mean field", .model = &xyz_spec, .prefix = "steady_", .methods = methods,
  .options = steady_task_options, .noptions = STEADY_ALL_OPTIONS,
  .outputs = outputs, .check = SteadyTaskCheck, .check_solver = SteadyTryOptions, .estimate = estimate, .run = run, .chunk = chunk, .forget = forget,
};
