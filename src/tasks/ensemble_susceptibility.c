/* Task susceptibility of model ensemble: linear response of the input's observables to perturbations of H, beside the steady state's own
   values and certificate. */
#include "operators/block_results.h"
#include "operators/expectation.h"
#include "solvers/response/response.h"
#include "tasks/ensemble_observables.h"
#include "tasks/operator_option.h"
#include "tasks/registry.h"
#include "tasks/sector_option.h"
#include "tasks/steady_certificate.h"
#include "tasks/steady_outputs.h"
#include "tasks/steady_options.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PERTURB = STEADY_TASK_OPTIONS, FRAME, TASK_OPTIONS };
static const OptionSpec task_options[TASK_OPTIONS] = {
  [STEADY_TRUNCATE] = TRUNCATE_OPTION,
  [STEADY_SECTOR]   = SECTOR_OPTION,
  [PERTURB] =
    {"perturb", TASK_TEXTS, {0}, NULL, 0, 0, "V, or a list of them: Hermitian operators; the response is that to H + h V at h = 0"},
  [FRAME] = FRAME_OPTION,
};

static const OperatorRule rule = {"perturb", "a perturbation must be Hermitian: it differs from its adjoint by ", POLYNOMIAL_DEGREE_MAX};

static const OutputSpec results[] = {
  {"chi", "time", "susceptibility d<observable>/dh of the steady state of H + h V", "L rho1 = i[V, rho], Tr(A rho1)", OUTPUT_REAL,
   "perturbation observable", NULL},
  {"chi_error", "time", "estimated error of chi: residuals times the slowest time of L", "certificate", OUTPUT_REAL,
   "perturbation observable", NULL},
};
static const OutputSpec certificate[] = {
  {"chi_residual", "1", "|L rho1 - b|_2/|b|_2, b = i[V, rho], the largest one", "certificate", OUTPUT_REAL, NULL, NULL},
  {"chi_iterations", "1", "Krylov iterations of the responses", "certificate", OUTPUT_INTEGER, NULL, NULL},
  {"chi_solver", "1", "method that made the responses", "certificate", OUTPUT_INTEGER, NULL, RESPONSE_METHOD_WORDS},
  {"chi_kept", "1", "smallest fraction of the unknowns kept by the truncation of a response", "certificate", OUTPUT_REAL, NULL, NULL},
};
enum { RESULTS = sizeof results / sizeof *results, CERTIFICATES = sizeof certificate / sizeof *certificate };

static int perturbations_of(const TaskOptions *options)
{
  return options->node[PERTURB]->kind == NODE_LIST ? options->node[PERTURB]->count : 1;
}

static const Node *perturbation(const TaskOptions *options, int k)
{
  const Node *node = options->node[PERTURB];

  return node->kind == NODE_LIST ? &node->child[k] : node;
}

static int outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  int at = 0;

  for (int k = 0; k < RESULTS; k++) list[at++] = results[k];
  at += EnsembleObservableOutputs(options, "observable of the input: its expectation value", NULL, list + at);
  at += SteadyCertificateOutputs(list + at);
  for (int k = 0; k < CERTIFICATES; k++) list[at++] = certificate[k];
  return at;
}

/* "perturbation of H: 0 Sx, 1 Sx^2/N": kept in options->data with that of the observables. */
enum { LEGEND = 1000 };
typedef struct {
  char perturbations[LEGEND], observables[LEGEND];
} Legends;

static void add_legend(char *legend, int k, const char *text)
{
  const size_t length = strlen(legend);

  snprintf(legend + length, LEGEND - length, "%s%d %s", k ? ", " : ": ", k, text);
}

static bool prepare(TaskOptions *options, Objection *objection)
{
  const int count = perturbations_of(options), seen = EnsembleObservableCount(options);
  Legends  *legends;

  if (seen == 0) return objection_set(objection, NULL, 0, "observables: missing; the susceptibility is their response");
  if (count > RESPONSE_PERTURBATIONS_MAX)
    return objection_set(objection, options->node[PERTURB], 0, "perturb: %d operators; allowed: at most %d", count,
                         RESPONSE_PERTURBATIONS_MAX);
  for (int k = 0; k < count; k++)
    if (!OperatorCheck(options, perturbation(options, k), &rule, objection)) return false;
  if (!(options->data = legends = calloc(1, sizeof *legends))) return objection_set(objection, NULL, 0, "memory is short");
  strcpy(legends->perturbations, "perturbation of H");
  strcpy(legends->observables, "observable");
  for (int k = 0; k < count; k++) add_legend(legends->perturbations, k, perturbation(options, k)->text);
  for (int k = 0; k < seen; k++) add_legend(legends->observables, k, ensemble_of(options->model)->observable_name[k]);
  return true;
}

static void release(TaskOptions *options)
{
  free(options->data);
  options->data = NULL;
}

static TaskDim numbered(const char *name, const char *long_name, int count)
{
  double *number = malloc((size_t)count * sizeof *number);

  for (int k = 0; number && k < count; k++) number[k] = k;
  return (TaskDim){.name = name, .unit = "1", .long_name = long_name, .count = number ? count : 0, .coordinates = number};
}

static int dims(const TaskOptions *options, TaskDim list[DIM_MAX])
{
  const Legends *legends = options->data;

  list[0] = numbered("perturbation", legends->perturbations, perturbations_of(options));
  list[1] = numbered("observable", legends->observables, EnsembleObservableCount(options));
  return 2;
}

/* In the sector asked for, in a simpler frame where there is one. */
static PetscErrorCode create_model(const TaskOptions *options, const double *point, double *unit, SpinModel *model, const char **why)
{
  PetscFunctionBeginUser;
  PetscCall(SteadyPoint(options, point, unit, model, why));
  if (*why || options->choice[FRAME] == FRAME_OFF) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCheck(spin_model_take_frame(model), PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the model");
  PetscFunctionReturn(PETSC_SUCCESS);
}

static const char *check(const double *point, const TaskOptions *options)
{
  const char *why = EnsembleCheck(point, options);
  SpinModel   model;

  if (!why) why = exact_size_object(point[0]);
  for (int k = 0; !why && k < perturbations_of(options); k++) {
    Polynomial V;
    why = OperatorAt(options, point, perturbation(options, k), &rule, &V);
    if (!why) polynomial_free(&V);
  }
  if (why) return why;
  if (create_model(options, point, NULL, &model, &why)) return "no memory for the model";
  spin_model_free(&model);
  return why;
}

/* The state first, then the responses, in a sector of about the same size; ADI takes its time for each. */
static const char *add_response(const SpinModel *model, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  const SteadyOptions wanted = SteadyTaskOptions(options, NULL);
  const char         *why;
  PetscBool           forced;
  int                 method;

  if (ResponseChoose(model, &wanted, ranks, &method, &forced, &why)) return "the solver options cannot be read";
  if (method < 0) return why;
  const SteadyEstimate r = response_methods[method].estimate(model, &wanted, ranks);
  e->unknowns += r.unknowns;
  e->nonzeros += r.nonzeros;
  e->bytes = fmax(e->bytes, r.bytes + sizeof(PetscScalar) * r.unknowns);
  e->wall_seconds += r.wall_seconds * (method == RESPONSE_ADI ? perturbations_of(options) / 2.0 : 1);
  e->method = response_methods[method].long_name;
  return NULL;
}

static const char *estimate(const double *point, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  const char *why = NULL;
  SpinModel   model;

  if (create_model(options, point, NULL, &model, &why)) return "no memory for the model";
  if (!why) why = SteadyModelEstimate(&model, options, ranks, e);
  if (!why) why = add_response(&model, options, ranks, e);
  spin_model_free(&model);
  return why;
}

/* out: the operator in the frame of the model, in the place of the given one. */
static PetscErrorCode turn(const SpinModel *model, Polynomial *given, Polynomial *out)
{
  PetscFunctionBeginUser;
  PetscCheck(spin_model_polynomial(model, given, out) == POLYNOMIAL_OK, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for an operator");
  polynomial_free(given);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Operators of the point. */
static PetscErrorCode create_problem(const TaskPoint *p, const SpinModel *model, Polynomial *V, Polynomial *A, ResponseProblem *problem)
{
  Polynomial given;

  PetscFunctionBeginUser;
  *problem = (ResponseProblem){perturbations_of(p->options), EnsembleObservableCount(p->options), V, A};
  for (int k = 0; k < problem->perturbations; k++) {
    const char *why = OperatorAt(p->options, p->point, perturbation(p->options, k), &rule, &given);
    PetscCheck(!why, PETSC_COMM_SELF, PETSC_ERR_PLIB, "%s", why); /* checked before */
    PetscCall(turn(model, &given, &V[k]));
  }
  for (int k = 0; k < problem->observables; k++) {
    PetscCall(EnsembleObservable(p->options, p->point, k, &given));
    PetscCall(turn(model, &given, &A[k]));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* In the order of outputs(). The response is in units of the model, and a time. */
static PetscErrorCode fill(const ResponseProblem *problem, double unit, const SteadyState *state, const BlockSums *blocks,
                           const Response *r, PointStatus status, double *out)
{
  const int count = problem->perturbations * problem->observables;

  PetscFunctionBeginUser;
  for (int k = 0; k < count; k++) {
    out[k]         = status == POINT_DONE ? r->chi[k] / unit : NAN;
    out[count + k] = r->error_of ? r->error_of[k] / unit : NAN;
  }
  out += 2 * count;
  for (int k = 0; k < problem->observables; k++, out++) {
    PetscCall(PolynomialExpectation(&problem->A[k], &state->basis, state->rho, out));
    if (status != POINT_DONE) *out = NAN;
  }
  out += SteadyCertificateValues(state, blocks, out);
  *out++ = r->residual;
  *out++ = r->iterations;
  *out++ = r->method;
  *out++ = r->kept;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode solve(const TaskPoint *p, const SpinModel *model, double unit, const ResponseProblem *problem, double *out,
                            PointStatus *status)
{
  SteadyOptions wanted   = SteadyTaskOptions(p->options, p->checkpoint);
  Response      response = {.residual = NAN, .error = NAN, .kept = NAN};
  SteadyState   state;
  BlockSums     blocks;

  PetscFunctionBeginUser;
  wanted.monitor = p->monitor;
  PetscCall(SteadyStateSolve(p->comm, model, &wanted, &state));
  PetscCall(BlockResults(&state.basis, state.rho, &blocks));
  *status = SteadyIsResult(&state, &blocks) ? POINT_DONE : POINT_FAILED;
  if (*status == POINT_DONE) PetscCall(ResponseSolve(model, problem, &wanted, &state, &response));
  if (!ResponseIsResult(model, problem, &response)) *status = POINT_FAILED;
  PetscCall(fill(problem, unit, &state, &blocks, &response, *status, out));
  PetscCall(ResponseDestroy(&response));
  PetscCall(SteadyStateDestroy(&state));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode run(const TaskPoint *p, double *out, PointStatus *status)
{
  const char     *why = NULL;
  double          unit;
  SpinModel       model;
  ResponseProblem problem;
  Polynomial     *V, *A;

  PetscFunctionBeginUser;
  PetscCall(create_model(p->options, p->point, &unit, &model, &why));
  PetscCheck(!why, PETSC_COMM_SELF, PETSC_ERR_PLIB, "%s", why); /* checked before */
  PetscCall(PetscMalloc2(perturbations_of(p->options), &V, EnsembleObservableCount(p->options), &A));
  PetscCall(create_problem(p, &model, V, A, &problem));
  PetscCall(solve(p, &model, unit, &problem, out, status));
  for (int k = 0; k < problem.perturbations; k++) polynomial_free(&V[k]);
  for (int k = 0; k < problem.observables; k++) polynomial_free(&A[k]);
  PetscCall(PetscFree2(V, A));
  spin_model_free(&model);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static const MethodOption *const methods[] = {&steady_method_option, &response_method_option, NULL};

const TaskSpec task_ensemble_susceptibility = {
  .name         = "susceptibility",
  .long_name    = "linear response of the steady state to Hermitian perturbations of H",
  .model        = &ensemble_spec,
  .prefix       = "susceptibility_ steady_",
  .methods      = methods,
  .options      = task_options,
  .noptions     = TASK_OPTIONS,
  .outputs      = outputs,
  .dims         = dims,
  .owned_dims   = true,
  .prepare      = prepare,
  .release      = release,
  .check        = check,
  .check_solver = ResponseTryOptions,
  .estimate     = estimate,
  .run          = run,
};
