/* Task steady of model ensemble: the steady state, exact or from the moment hierarchy, the input's observables, and its certificate. */
#include "operators/block_results.h"
#include "operators/expectation.h"
#include "physics/models/ensemble_spec.h"
#include "tasks/ensemble_moments.h"
#include "tasks/ensemble_observables.h"
#include "tasks/registry.h"
#include "tasks/steady_certificate.h"
#include "tasks/steady_method.h"
#include "tasks/steady_options.h"
#include "tasks/steady_outputs.h"

#include <math.h>

static const OutputSpec of_state[] = {
  {"entropy", "nat", "von Neumann entropy per site", "-Tr rho ln rho / N", OUTPUT_REAL, NULL, NULL},
  {"purity", "1", "Tr rho^2", "purity", OUTPUT_REAL, NULL, NULL},
  {"solved_sector", "1",
   "sector of density matrices in which the state was found, by the model's symmetries; populations: one charge m - m' = 0",
   "symmetry of the model", OUTPUT_INTEGER, NULL, DICKE_SECTOR_WORDS " populations"},
  {"framed", "1", "was it found in another frame than that of the input, in which the model looks simpler", "symmetry of the model",
   OUTPUT_INTEGER, NULL, "no yes"},
};
enum { OF_STATE = sizeof of_state / sizeof *of_state };
enum { POPULATIONS = DICKE_SECTORS }; /* the last of the words of solved_sector */

static int outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  int at = EnsembleObservableOutputs(options, "observable of the input: its expectation value", NULL, list);

  for (int k = 0; k < OF_STATE; k++) list[at++] = of_state[k];
  at += SteadyCertificateOutputs(list + at);
  at += EnsembleMomentOutputs(options, STEADY_MOMENTS, list + at);
  return at + StateOutputs(options, STEADY_STATE, false, list + at);
}

static int dims(const TaskOptions *options, TaskDim list[DIM_MAX]) { return StateDims(options, STEADY_STATE, list); }

static bool prepare(TaskOptions *options, Objection *objection)
{
  return SteadyMethodPrepare(options, STEADY_MOMENTS, STEADY_STATE, objection) &&
         EnsembleMomentsPrepare(options, STEADY_MOMENTS, objection) && StatePrepare(options, STEADY_STATE, objection);
}

/* The model in the sector asked for, in a simpler frame where there is one: states and what is made of them are in the frame of the input.
   */
static PetscErrorCode create_model(const TaskOptions *options, const double *point, SpinModel *model, const char **why)
{
  PetscFunctionBeginUser;
  PetscCall(SteadyPoint(options, point, NULL, model, why));
  if (*why || options->choice[STEADY_FRAME] == FRAME_OFF || StateWidth(options, STEADY_STATE) > 0) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCheck(spin_model_take_frame(model), PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the model");
  PetscFunctionReturn(PETSC_SUCCESS);
}

static const char *check(const double *point, const TaskOptions *options)
{
  const char *why = EnsembleCheck(point, options);
  SpinModel   model;

  if (why) return why;
  if (create_model(options, point, &model, &why)) return "no memory for the model";
  if (!why) why = SteadyMethodCheck(&model, options, STEADY_MOMENTS);
  spin_model_free(&model);
  return why || moment_method(options, STEADY_MOMENTS) == METHOD_EXACT ? why : EnsembleMomentsCheck(options, point);
}

static const char *estimate_exact(const SpinModel *model, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  const char *why = SteadyStateEstimate(model, options, ranks, e);

  if (!why) StateEstimate(options, STEADY_STATE, model->l.N, 0, ranks, e);
  return why;
}

static const char *estimate(const double *point, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  const char *why = NULL;
  SpinModel   model;

  if (create_model(options, point, &model, &why)) return "no memory for the model";
  if (!why) why = SteadyMethodEstimate(&model, options, STEADY_MOMENTS, ranks, estimate_exact, e);
  spin_model_free(&model);
  return why;
}

/* The error of an observable relative to how large it can be, if the state is off by its deviation. */
static const double caution = 10;

static PetscErrorCode observable_values(const TaskPoint *p, const SpinModel *model, SteadyState *state, double *out)
{
  const int count = EnsembleObservableCount(p->options);

  PetscFunctionBeginUser;
  for (int k = 0; k < count; k++) {
    Polynomial given, P;
    double     change = 0;
    PetscCall(EnsembleObservable(p->options, p->point, k, &given));
    PetscCheck(spin_model_polynomial(model, &given, &P) == POLYNOMIAL_OK, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for an observable");
    polynomial_free(&given);
    PetscCall(PolynomialExpectation(&P, &state->basis, state->rho, &out[k]));
    if (state->deviation) PetscCall(PolynomialExpectation(&P, &state->basis, state->deviation, &change));
    state->certificate.error =
      fmax(state->certificate.error, caution * fabs(change) / fmax(1, polynomial_bound(&P, (int)p->point[ENSEMBLE_N])));
    polynomial_free(&P);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode run_exact(const TaskPoint *p, const SpinModel *model, double *out, PointStatus *status)
{
  SteadyOptions wanted = SteadyTaskOptions(p->options, p->checkpoint);
  const int     count  = EnsembleObservableCount(p->options);
  SteadyState   state;
  BlockSums     blocks;

  PetscFunctionBeginUser;
  wanted.monitor     = p->monitor;
  wanted.populations = PETSC_TRUE;
  PetscCall(SteadyTaskMemory(p, &wanted));
  PetscCall(SteadyStateSolve(p->comm, model, &wanted, &state));
  PetscCall(BlockResults(&state.basis, state.rho, &blocks));
  PetscCall(observable_values(p, model, &state, out));
  *status        = SteadyIsResult(&state, &blocks) ? POINT_DONE : POINT_FAILED;
  out[count]     = blocks.entropy / p->point[ENSEMBLE_N];
  out[count + 1] = blocks.purity;
  out[count + 2] = state.basis.charged ? (double)POPULATIONS : (double)state.basis.parity;
  out[count + 3] = model->framed;
  for (int k = 0; k < count + OF_STATE && *status == POINT_FAILED; k++) out[k] = NAN;
  out += count + OF_STATE;
  out += SteadyCertificateValues(&state, &blocks, out);
  out += EnsembleMomentValues(p->options, STEADY_MOMENTS, NULL, *status == POINT_DONE, out);
  StateNone(p->options, STEADY_STATE, 1, out);
  if (*status == POINT_DONE) PetscCall(StateValues(p->options, STEADY_STATE, (int)p->point[ENSEMBLE_N], &state.basis, state.rho, out));
  PetscCall(SteadyStateDestroy(&state));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode run_moments(const TaskPoint *p, const SpinModel *model, double *out, PointStatus *status)
{
  const int    count = EnsembleObservableCount(p->options);
  MomentSteady m;

  PetscFunctionBeginUser;
  PetscCall(EnsembleMomentsSolve(p, STEADY_MOMENTS, model, &m));
  *status = moments_accepted(m.verdict) ? POINT_DONE : POINT_FAILED;
  for (int k = 0; k < count + OF_STATE; k++) out[k] = k < count && *status == POINT_DONE ? m.value[k] : NAN;
  out += count + OF_STATE;
  out += SteadyCertificateNone(m.error, out);
  out += EnsembleMomentValues(p->options, STEADY_MOMENTS, &m, *status == POINT_DONE, out);
  StateNone(p->options, STEADY_STATE, 1, out);
  moment_tell_why(p, &m);
  PetscCall(MomentSteadyDestroy(&m));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode run(const TaskPoint *p, double *out, PointStatus *status)
{
  const char *why = NULL;
  SpinModel   model;

  PetscFunctionBeginUser;
  PetscCall(create_model(p->options, p->point, &model, &why));
  PetscCheck(!why, PETSC_COMM_SELF, PETSC_ERR_PLIB, "%s", why); /* checked before */
  PetscCall(SteadyMethodRun(p, &model, STEADY_MOMENTS, estimate_exact, run_exact, run_moments, out, status));
  spin_model_free(&model);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static const MethodOption *const methods[] = {&steady_method_option, NULL};

const TaskSpec task_ensemble_steady = {
  .name         = "steady",
  .long_name    = "steady state and the input's observables",
  .model        = &ensemble_spec,
  .prefix       = "steady_",
  .methods      = methods,
  .options      = steady_task_options,
  .noptions     = STEADY_ENSEMBLE_OPTIONS,
  .outputs      = outputs,
  .dims         = dims,
  .owned_dims   = true,
  .prepare      = prepare,
  .release      = EnsembleMomentsRelease,
  .check        = check,
  .check_solver = SteadyTryOptions,
  .estimate     = estimate,
  .run          = run,
  .chunk        = SteadyTaskChunk,
  .forget       = SteadyTaskForget,
};
