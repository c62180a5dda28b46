/* Task evolve: time evolution at finite N from one of the usual initial states, with the observables of task steady along time
   and the mean field's own trajectory beside them. Solved in units of the model. */
#include "tasks/evolve_problem.h"
#include "tasks/registry.h"

#include <math.h>

static int outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  int count = 0;

  for (int k = 0; k < observable_count; k++) {
    const ObservableSpec *o = &observables[k];
    list[count++]           = (OutputSpec){o->name, o->unit, o->long_name, o->source, OUTPUT_REAL, "time", NULL};
  }
  count += EvolveCertificateOutputs(list + count);
  return count + StateOutputs(options, EVOLVE_STATE, true, list + count);
}

static PetscErrorCode see(const void *context, const DickeBasis *basis, Vec rho, const BlockSums *blocks, double *number)
{
  const TaskPoint *at = context;

  PetscFunctionBeginUser;
  (void)blocks;
  PetscCall(StateSee(at->options, EVOLVE_STATE, (int)at->point[0], basis, rho, number));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode run(const TaskPoint *at, double *out, PointStatus *status)
{
  EvolutionProblem p;
  SpinModel        model;
  StateSummary    *summary;
  double          *states;
  EvolutionReport  report;

  PetscFunctionBeginUser;
  PetscCall(EvolveProblem(at->options, at->point, &model, &p));
  p.checkpoint   = at->checkpoint;
  p.monitor      = at->monitor;
  p.numbers      = StateWidth(at->options, EVOLVE_STATE);
  p.see          = see;
  p.context      = at;
  const int info = initial_state_prepare(&p.initial);
  PetscCheck(!info, PETSC_COMM_SELF, PETSC_ERR_LIB, "the initial state cannot be made: LAPACK's info is %d", info);
  PetscCall(PetscMalloc1(p.count, &summary));
  PetscCall(PetscMalloc1((size_t)p.count * p.numbers, &states));
  PetscCall(EvolutionSummaries(at->comm, &p, summary, states, &report));
  *status = EvolveStatus(&report);
  for (int o = 0; o < observable_count; o++)
    for (int k = 0; k < p.count; k++) *out++ = *status == POINT_DONE ? observables[o].value(&summary[k]) : NAN;
  out += EvolveCertificateValues(&report, out);
  if (*status == POINT_DONE) StateAlongTime(at->options, EVOLVE_STATE, p.count, states, out);
  else StateNone(at->options, EVOLVE_STATE, p.count, out);
  PetscCall(PetscFree(states));
  PetscCall(PetscFree(summary));
  spin_model_free(&model);
  PetscFunctionReturn(PETSC_SUCCESS);
}

const TaskSpec task_evolve = {
  .name         = "evolve",
  .long_name    = "time evolution from an initial state, observables and mean field",
  .model        = &xyz_spec,
  .prefix       = "evolve_",
  .options      = evolve_options,
  .noptions     = EVOLVE_OPTIONS,
  .outputs      = outputs,
  .dims         = EvolveDims,
  .owned_dims   = true,
  .prepare      = EvolvePrepare,
  .check        = EvolveCheck,
  .check_solver = EvolutionTryOptions,
  .estimate     = EvolveEstimate,
  .run          = run,
};
