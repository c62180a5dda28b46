/* Task correlation, of both models of spins-1/2: two-time correlations, spectra and g2 of the steady state for operators that the input
   gives. */
#include "solvers/correlation/correlation.h"

#include "operators/block_results.h"
#include "tasks/operator_option.h"
#include "tasks/registry.h"
#include "tasks/sector_option.h"
#include "tasks/steady_certificate.h"
#include "tasks/steady_outputs.h"
#include "tasks/steady_options.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { OFF, ON };
static const char *const switches[] = {[OFF] = "off", [ON] = "on"};
static const char *const yes_no[]   = {[OFF] = "false", [ON] = "true"};

enum { OF_A = STEADY_TASK_OPTIONS, OF_B, TIME, OMEGA, CONNECTED, G2, FRAME, TASK_OPTIONS };
static const OptionSpec task_options[TASK_OPTIONS] = {
  [STEADY_TRUNCATE] = TRUNCATE_OPTION,
  [STEADY_SECTOR]   = SECTOR_OPTION,
  [OF_A]            = {"A", TASK_TEXT, {0}, "", 0, 0, "collective operator, Hermitian or not; without it the adjoint of B"},
  [OF_B]            = {"B", TASK_TEXT, {0}, NULL, 0, 0, "collective operator, Hermitian or not"},
  [TIME]      = {"time", TASK_VALUES, {0}, "", 0, 1e300, "times of the correlation <A(t) B(0)>, a number, a list or a range; no axis"},
  [OMEGA]     = {"omega", TASK_VALUES, {0}, "", -1e300, 1e300, "frequencies of the spectrum, a number, a list or a range; no axis"},
  [CONNECTED] = {"connected", TASK_CHOICE, WORDS_OF(switches), "on", 0, 0,
                 "spectrum of <A(t) B(0)> - <A><B>, or of all of it without its delta function"},
  [G2]        = {"g2", TASK_CHOICE, WORDS_OF(yes_no), "false", 0, 0, "second-order coherence of B at the times"},
  [FRAME]     = FRAME_OPTION,
};

static const OperatorRule rule_A = {"A", NULL, CORRELATION_DEGREE_MAX}, rule_B = {"B", NULL, CORRELATION_DEGREE_MAX};

/* What a row has its values from. */
typedef struct {
  const TaskOptions *options;
  const Correlation *c;
  double             unit; /* of the model, a rate */
} Solved;

static double re(const Solved *v, int k) { return v->c->re[k]; }
static double im(const Solved *v, int k) { return v->c->im[k]; }
static double g2(const Solved *v, int k) { return v->c->g2[k]; }
static double spectrum(const Solved *v, int k) { return v->c->spectrum[k] / v->unit; }
static double residual(const Solved *v, int k) { return v->c->residual[k]; }
static double mean_A_re(const Solved *v, int k) { return (void)k, creal(v->c->mean_A); }
static double mean_A_im(const Solved *v, int k) { return (void)k, cimag(v->c->mean_A); }
static double mean_B_re(const Solved *v, int k) { return (void)k, creal(v->c->mean_B); }
static double mean_B_im(const Solved *v, int k) { return (void)k, cimag(v->c->mean_B); }
static double time_error(const Solved *v, int k) { return (void)k, v->c->time_error; }
static double vectors(const Solved *v, int k) { return (void)k, v->c->vectors; }
static double steps(const Solved *v, int k) { return (void)k, v->c->steps; }

/* `wanted`: the option without which the row is not there; `length`: the option that has its values, -1: one number. */
static const struct {
  OutputSpec spec;
  int        length, wanted;
  bool       kept; /* is it of use where a point has failed? */
  double (*value)(const Solved *v, int k);
} rows[] = {
  {{"correlation_re", "1", "real part of <A(t) B(0)>", "Tr[A exp(L t) (B rho)]", OUTPUT_REAL, "time", NULL, "time"}, TIME, TIME, false, re},
  {{"correlation_im", "1", "imaginary part of <A(t) B(0)>", "Tr[A exp(L t) (B rho)]", OUTPUT_REAL, "time", NULL, "time"},
   TIME,
   TIME,
   false,
   im},
  {{"g2", "1", "<B+ B+(t) B(t) B>/<B+ B>^2; fill where <B+ B> = 0", "Tr[B+B exp(L t) (B rho B+)]", OUTPUT_REAL, "time", NULL, "g2"},
   TIME,
   G2,
   false,
   g2},
  {{"spectrum", "time",
    "2 Re of the one-sided transform of <A(t) B(0)> - <A><B>; with connected: off of <A(t) B(0)> without its delta function",
    "2 Re Tr[A (i omega - L)^-1 (B rho - <B> rho)]", OUTPUT_REAL, "omega", NULL, "omega"},
   OMEGA,
   OMEGA,
   false,
   spectrum},
  {{"mean_A_re", "1", "real part of <A>", "Tr(A rho)", OUTPUT_REAL, NULL, NULL}, -1, -1, false, mean_A_re},
  {{"mean_A_im", "1", "imaginary part of <A>", "Tr(A rho)", OUTPUT_REAL, NULL, NULL}, -1, -1, false, mean_A_im},
  {{"mean_B_re", "1", "real part of <B>", "Tr(B rho)", OUTPUT_REAL, NULL, NULL}, -1, -1, false, mean_B_re},
  {{"mean_B_im", "1", "imaginary part of <B>", "Tr(B rho)", OUTPUT_REAL, NULL, NULL}, -1, -1, false, mean_B_im},
  {{"omega_residual", "1", "|b - (i omega - L) x|_2/|b|_2, b = B rho - <B> rho, of each frequency", "certificate", OUTPUT_REAL, "omega",
    NULL, "omega"},
   OMEGA,
   OMEGA,
   true,
   residual},
  {{"omega_vectors", "1", "vectors of the Krylov bases of the spectrum", "certificate", OUTPUT_INTEGER, NULL, NULL, "omega"},
   -1,
   OMEGA,
   true,
   vectors},
  {{"time_error", "1",
    "bound on the error of the correlation over sqrt(<A A+><B+ B>), and of g2 over its largest: local errors of all steps in the trace "
    "norm",
    "certificate", OUTPUT_REAL, NULL, NULL, "time"},
   -1,
   TIME,
   true,
   time_error},
  {{"time_steps", "1", "steps of the exponential", "certificate", OUTPUT_INTEGER, NULL, NULL, "time"}, -1, TIME, true, steps},
};
enum { ROWS = sizeof rows / sizeof *rows };

static bool wants(const TaskOptions *options, int option)
{
  if (!options || option < 0) return true;
  return option == G2 ? options->choice[G2] == ON : options->values[option].count > 0;
}

static int outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  int at = 0;

  for (int k = 0; k < ROWS; k++)
    if (wants(options, rows[k].wanted)) list[at++] = rows[k].spec;
  return at + SteadyCertificateOutputs(list + at);
}

static const struct {
  int         option;
  const char *unit, *long_name;
} own[] = {{TIME, "time", "time t between B and A"}, {OMEGA, "1/time", "angular frequency, the sign of exp(-i omega t)"}};

static int dims(const TaskOptions *options, TaskDim list[DIM_MAX])
{
  int count = 0;

  for (int d = 0; d < 2; d++) {
    const int n = options->values[own[d].option].count;
    double   *x = n > 0 ? malloc((size_t)n * sizeof *x) : NULL;
    if (n == 0) continue;
    if (x) memcpy(x, options->values[own[d].option].number, (size_t)n * sizeof *x);
    list[count++] = (TaskDim){
      .name = task_options[own[d].option].name, .unit = own[d].unit, .long_name = own[d].long_name, .count = x ? n : 0, .coordinates = x};
  }
  return count;
}

static bool prepare(TaskOptions *options, Objection *objection)
{
  const Node *A = options->node[OF_A];

  if (!wants(options, TIME) && !wants(options, OMEGA))
    return objection_set(objection, NULL, 0, "time, omega: both are missing; give one of them or both");
  if (wants(options, G2) && !wants(options, TIME)) return objection_set(objection, options->node[G2], 0, "g2: it needs the key time");
  if (A && !OperatorCheck(options, A, &rule_A, objection)) return false;
  return OperatorCheck(options, options->node[OF_B], &rule_B, objection);
}

/* A and B at a point, which the caller frees, also where it is not NULL what is returned: what is wrong. */
static const char *operators_at(const TaskOptions *options, const double *point, Polynomial *A, Polynomial *B)
{
  *A = *B         = polynomial_zero(&site_pauli);
  const char *why = OperatorAt(options, point, options->node[OF_B], &rule_B, B);
  if (!why && options->node[OF_A]) why = OperatorAt(options, point, options->node[OF_A], &rule_A, A);
  else if (!why && polynomial_adjoint(B, A) != POLYNOMIAL_OK) why = "memory is short";
  return why;
}

static void free_operators(Polynomial *A, Polynomial *B)
{
  polynomial_free(A);
  polynomial_free(B);
}

static const char *check_xyz(const double *point, const TaskOptions *options)
{
  Polynomial  A, B;
  const char *why = operators_at(options, point, &A, &B);

  free_operators(&A, &B);
  return why ? why : SteadyTaskCheck(point, options);
}

static const char *check_ensemble(const double *point, const TaskOptions *options)
{
  Polynomial  A, B;
  SpinModel   model;
  const char *why = operators_at(options, point, &A, &B);

  free_operators(&A, &B);
  if (!why) why = EnsembleCheck(point, options);
  if (why) return why;
  if (SteadyPoint(options, point, NULL, &model, &why)) return "no memory for the model";
  spin_model_free(&model);
  return why;
}

/* In the sector asked for; model ensemble in a simpler frame where there is one. */
static PetscErrorCode create_model(const TaskOptions *options, const double *point, double *unit, SpinModel *model, const char **why)
{
  PetscFunctionBeginUser;
  PetscCall(SteadyPoint(options, point, unit, model, why));
  if (*why || options->choice[FRAME] == FRAME_OFF || options->model->make != ensemble_spec.make) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCheck(spin_model_take_frame(model), PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the model");
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* In units and in the frame of the model. The caller frees the arrays and the operators. */
static PetscErrorCode create_problem(const TaskOptions *options, const double *point, const SpinModel *model, double unit, Polynomial *A,
                                     Polynomial *B, CorrelationProblem *p)
{
  const Values *time = &options->values[TIME], *omega = &options->values[OMEGA];
  Polynomial    given[2];
  const char   *why = operators_at(options, point, &given[0], &given[1]);
  double       *scaled[2];

  PetscFunctionBeginUser;
  PetscCheck(!why, PETSC_COMM_SELF, PETSC_ERR_PLIB, "%s", why); /* checked before */
  PetscCheck(spin_model_polynomial(model, &given[0], A) == POLYNOMIAL_OK && spin_model_polynomial(model, &given[1], B) == POLYNOMIAL_OK,
             PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for an operator");
  free_operators(&given[0], &given[1]);
  PetscCall(PetscMalloc1(time->count, &scaled[0]));
  PetscCall(PetscMalloc1(omega->count, &scaled[1]));
  for (int k = 0; k < time->count; k++) scaled[0][k] = time->number[k] * unit;
  for (int k = 0; k < omega->count; k++) scaled[1][k] = omega->number[k] / unit;
  *p = (CorrelationProblem){.A         = A,
                            .B         = B,
                            .times     = time->count,
                            .omegas    = omega->count,
                            .time      = scaled[0],
                            .omega     = scaled[1],
                            .connected = options->choice[CONNECTED] == ON ? PETSC_TRUE : PETSC_FALSE,
                            .g2        = options->choice[G2] == ON ? PETSC_TRUE : PETSC_FALSE};
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy_problem(Polynomial *A, Polynomial *B, CorrelationProblem *p)
{
  PetscFunctionBeginUser;
  free_operators(A, B);
  PetscCall(PetscFree(p->time));
  PetscCall(PetscFree(p->omega));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The state first, then the correlation. */
static const char *add_correlation(const SpinModel *model, double unit, const double *point, const TaskOptions *options, int ranks,
                                   TaskEstimate *e)
{
  CorrelationProblem p;
  Polynomial         A, B;

  if (create_problem(options, point, model, unit, &A, &B, &p)) return "no memory for the operators";
  const SteadyEstimate c   = CorrelationEstimate(model, &p, ranks);
  const char          *why = CorrelationRefuses(model, &p, ranks);
  e->unknowns += c.unknowns;
  e->nonzeros += c.nonzeros;
  e->bytes = fmax(e->bytes, c.bytes + sizeof(PetscScalar) * e->unknowns);
  e->wall_seconds += c.wall_seconds;
  e->method = "lu, Krylov spaces: after the steady state, assembled sectors";
  return destroy_problem(&A, &B, &p) ? "memory is short" : why;
}

static const char *estimate(const double *point, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  const char *why = NULL;
  double      unit;
  SpinModel   model;

  if (create_model(options, point, &unit, &model, &why)) return "no memory for the model";
  if (!why) why = SteadyModelEstimate(&model, options, ranks, e);
  if (!why) why = add_correlation(&model, unit, point, options, ranks, e);
  spin_model_free(&model);
  return why;
}

/* In the order of outputs(). */
static void fill(const Solved *v, bool solved, PointStatus status, const SteadyState *state, const BlockSums *blocks, double *out)
{
  for (int row = 0; row < ROWS; row++) {
    const int count = rows[row].length < 0 ? 1 : v->options->values[rows[row].length].count;
    if (!wants(v->options, rows[row].wanted)) continue;
    for (int k = 0; k < count; k++) *out++ = solved && (rows[row].kept || status == POINT_DONE) ? rows[row].value(v, k) : NAN;
  }
  SteadyCertificateValues(state, blocks, out);
}

/* A state that is no result has no correlations. */
static PetscErrorCode solve(const TaskPoint *at, const SpinModel *model, double unit, double *out, PointStatus *status)
{
  SteadyOptions      wanted = SteadyTaskOptions(at->options, at->checkpoint);
  CorrelationProblem p;
  Correlation        c = {0};
  Polynomial         A, B;
  SteadyState        state;
  BlockSums          blocks;

  PetscFunctionBeginUser;
  wanted.monitor = at->monitor;
  PetscCall(create_problem(at->options, at->point, model, unit, &A, &B, &p));
  PetscCall(SteadyStateSolve(at->comm, model, &wanted, &state));
  PetscCall(BlockResults(&state.basis, state.rho, &blocks));
  const bool solved = SteadyIsResult(&state, &blocks);
  if (solved) PetscCall(CorrelationSolve(model, &p, at->monitor, &state, &c));
  *status = solved && CorrelationIsResult(model->N, &c) ? POINT_DONE : POINT_FAILED;
  fill(&(Solved){at->options, &c, unit}, solved, *status, &state, &blocks, out);
  PetscCall(CorrelationDestroy(&c));
  PetscCall(SteadyStateDestroy(&state));
  PetscCall(destroy_problem(&A, &B, &p));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode run(const TaskPoint *at, double *out, PointStatus *status)
{
  const char *why = NULL;
  double      unit;
  SpinModel   model;

  PetscFunctionBeginUser;
  PetscCall(create_model(at->options, at->point, &unit, &model, &why));
  PetscCheck(!why, PETSC_COMM_SELF, PETSC_ERR_PLIB, "%s", why); /* checked before */
  PetscCall(solve(at, &model, unit, out, status));
  spin_model_free(&model);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode check_solver(char *objection, size_t size)
{
  PetscFunctionBeginUser;
  PetscCall(SteadyTryOptions(objection, size));
  if (!objection[0]) PetscCall(CorrelationTryOptions(objection, size));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static const MethodOption *const methods[] = {&steady_method_option, NULL};

#define CORRELATION(model_spec, its_check)                                                                                                 \
  {                                                                                                                                        \
    .name = "correlation", .long_name = "two-time correlations, spectra and g2 of the steady state", .model = &(model_spec),               \
    .prefix = "correlation_ steady_", .methods = methods, .options = task_options, .noptions = TASK_OPTIONS, .outputs = outputs,           \
    .dims = dims, .owned_dims = true, .prepare = prepare, .check = its_check, .check_solver = check_solver, .estimate = estimate,          \
    .run = run                                                                                                                             \
  }

const TaskSpec task_correlation = CORRELATION(xyz_spec, check_xyz), task_ensemble_correlation = CORRELATION(ensemble_spec, check_ensemble);
