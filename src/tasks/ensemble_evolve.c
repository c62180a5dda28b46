/* Task evolve of model ensemble: the input's observables along time. */
#include "operators/expectation.h"
#include "tasks/ensemble_observables.h"
#include "tasks/evolve_problem.h"
#include "tasks/registry.h"

#include <math.h>

static const OutputSpec of_state[] = {
  {"entropy", "nat", "von Neumann entropy per site", "-Tr rho ln rho / N", OUTPUT_REAL, "time", NULL},
  {"purity", "1", "Tr rho^2", "purity", OUTPUT_REAL, "time", NULL},
};
enum { OF_STATE = sizeof of_state / sizeof *of_state };

static int outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  int at = EnsembleObservableOutputs(options, "observable of the input: its expectation value", "time", list);

  for (int k = 0; k < OF_STATE; k++) list[at++] = of_state[k];
  at += EvolveCertificateOutputs(list + at);
  return at + StateOutputs(options, EVOLVE_STATE, true, list + at);
}

static const char *check(const double *point, const TaskOptions *options)
{
  const char *why = EnsembleCheck(point, options);

  return why ? why : EvolveCheck(point, options);
}

/* The observables of a point, made once; then entropy and purity, then the outputs of the state. */
typedef struct {
  const TaskPoint *at;
  int              observables;
  Polynomial      *observable;
} View;

static PetscErrorCode see(const void *context, const DickeBasis *basis, Vec rho, const BlockSums *blocks, double *number)
{
  const View  *v = context;
  const double N = v->at->point[ENSEMBLE_N];

  PetscFunctionBeginUser;
  for (int k = 0; k < v->observables; k++) PetscCall(PolynomialExpectation(&v->observable[k], basis, rho, number++));
  *number++ = blocks->entropy / N;
  *number++ = blocks->purity;
  PetscCall(StateSee(v->at->options, EVOLVE_STATE, (int)N, basis, rho, number));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create_view(const TaskPoint *at, View *v)
{
  PetscFunctionBeginUser;
  *v = (View){.at = at, .observables = EnsembleObservableCount(at->options)};
  PetscCall(PetscMalloc1(v->observables, &v->observable));
  for (int k = 0; k < v->observables; k++) PetscCall(EnsembleObservable(at->options, at->point, k, &v->observable[k]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy_view(View *v)
{
  PetscFunctionBeginUser;
  for (int k = 0; k < v->observables; k++) polynomial_free(&v->observable[k]);
  PetscCall(PetscFree(v->observable));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* From times to outputs: number[count][numbers] to rows along time. */
static PetscErrorCode fill(const TaskPoint *at, const EvolutionProblem *p, const double *number, const EvolutionReport *report,
                           PointStatus status, double *out)
{
  const int rows = EnsembleObservableCount(at->options) + OF_STATE, states = p->numbers - rows;
  double   *seen;

  PetscFunctionBeginUser;
  for (int row = 0; row < rows; row++)
    for (int k = 0; k < p->count; k++) *out++ = status == POINT_DONE ? number[(size_t)k * p->numbers + row] : NAN;
  out += EvolveCertificateValues(report, out);
  PetscCall(PetscMalloc1((size_t)p->count * states + 1, &seen));
  for (int k = 0; k < p->count; k++) PetscCall(PetscArraycpy(seen + (size_t)k * states, number + (size_t)k * p->numbers + rows, states));
  if (status == POINT_DONE) StateAlongTime(at->options, EVOLVE_STATE, p->count, seen, out);
  else StateNone(at->options, EVOLVE_STATE, p->count, out);
  PetscCall(PetscFree(seen));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode run(const TaskPoint *at, double *out, PointStatus *status)
{
  EvolutionProblem p;
  EvolutionReport  report;
  SpinModel        model;
  View             view;
  double          *number;

  PetscFunctionBeginUser;
  PetscCall(EvolveProblem(at->options, at->point, &model, &p));
  PetscCall(create_view(at, &view));
  p.checkpoint   = at->checkpoint;
  p.monitor      = at->monitor;
  p.numbers      = view.observables + OF_STATE + StateWidth(at->options, EVOLVE_STATE);
  p.see          = see;
  p.context      = &view;
  const int info = initial_state_prepare(&p.initial);
  PetscCheck(!info, PETSC_COMM_SELF, PETSC_ERR_LIB, "the initial state cannot be made: LAPACK's info is %d", info);
  PetscCall(PetscMalloc1((size_t)p.count * p.numbers, &number));
  PetscCall(EvolutionSolve(at->comm, &p, number, &report));
  *status = EvolveStatus(&report);
  PetscCall(fill(at, &p, number, &report, *status, out));
  PetscCall(PetscFree(number));
  PetscCall(destroy_view(&view));
  spin_model_free(&model);
  PetscFunctionReturn(PETSC_SUCCESS);
}

const TaskSpec task_ensemble_evolve = {
  .name         = "evolve",
  .long_name    = "time evolution from an initial state: the input's observables along time",
  .model        = &ensemble_spec,
  .prefix       = "evolve_",
  .options      = evolve_options,
  .noptions     = EVOLVE_OPTIONS,
  .outputs      = outputs,
  .dims         = EvolveDims,
  .owned_dims   = true,
  .prepare      = EvolvePrepare,
  .check        = check,
  .check_solver = EvolutionTryOptions,
  .estimate     = EvolveEstimate,
  .run          = run,
};
