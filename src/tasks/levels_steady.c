/* Task steady of model ensemble with more than two levels: the exact steady state in the occupation basis, the input's observables, the
   density matrices of one and two sites, and the certificate. */
#include "physics/numerics/lapack.h"
#include "solvers/occupation/steady.h"
#include "tasks/ensemble_observables.h"
#include "tasks/registry.h"
#include "tasks/spin_point.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PAIR, OPTIONS };
static const char *const no_yes[]                 = {"false", "true"};
static const OptionSpec  options_of_task[OPTIONS] = {
   [PAIR] = {"pair", TASK_CHOICE, {no_yes, sizeof *no_yes, 2}, "false", 0, 0, "density matrix of two sites as an output", true},
};

typedef struct {
  const OccupationSteady *state;
  double                  error, positivity;
} Certificate;

static double residual(const Certificate *c) { return c->state->residual; }
static double error(const Certificate *c) { return c->error; }
static double positivity(const Certificate *c) { return c->positivity; }
static double unknowns(const Certificate *c) { return (double)c->state->sector.count - 1; }
static double iterations(const Certificate *c) { return c->state->iterations; }
static double reason(const Certificate *c) { return c->state->reason; }
static double solver(const Certificate *c) { return c->state->method; }

static const struct {
  OutputSpec spec;
  double (*value)(const Certificate *c);
} certificate_rows[] = {
  {{"residual", "1", "|b - A x|_2/|(1, x)|_2 of the averages x, in units of the largest coupling or rate; the trace is exact",
    "certificate", OUTPUT_REAL, NULL, NULL},
   residual},
  {{"error", "1",
    "estimated absolute error of the observables, beside how large they can be, and of the density matrices: what random residuals do to "
    "them",
    "certificate", OUTPUT_REAL, NULL, NULL},
   error},
  {{"positivity", "1", "smallest eigenvalue of the density matrices of one and two sites", "certificate", OUTPUT_REAL, NULL, NULL},
   positivity},
  {{"unknowns", "1", "averages that are not zero by symmetry", "certificate", OUTPUT_INTEGER, NULL, NULL}, unknowns},
  {{"iterations", "1", "Krylov iterations", "certificate", OUTPUT_INTEGER, NULL, NULL}, iterations},
  {{"reason", "1", "why the last round ended: PETSc's KSPConvergedReason", "certificate", OUTPUT_INTEGER, NULL, NULL}, reason},
  {{"solver", "1", "method that made the result", "certificate", OUTPUT_INTEGER, NULL, OCCUPATION_METHOD_WORDS}, solver},
};
enum { CERTIFICATES = sizeof certificate_rows / sizeof *certificate_rows };

static const OutputSpec density_rows[] = {
  {"rho1_re", "1", "density matrix of one site, real part; element d r + c is <r|rho|c>", "definition", OUTPUT_REAL, "element1", NULL},
  {"rho1_im", "1", "density matrix of one site, imaginary part", "definition", OUTPUT_REAL, "element1", NULL},
  {"rho2_re", "1", "density matrix of two sites, real part; element d^2 r + c, r = d r_1 + r_2", "definition", OUTPUT_REAL, "element2",
   NULL, "pair"},
  {"rho2_im", "1", "density matrix of two sites, imaginary part", "definition", OUTPUT_REAL, "element2", NULL, "pair"},
};
enum { DENSITIES = sizeof density_rows / sizeof *density_rows };

/* Beyond one of these a state is no result. */
static const double residual_limit = 1e-11, error_limit = 1e-7, positivity_limit = -1e-8, caution = 10;

static int  levels_of(const TaskOptions *options) { return options ? ensemble_of(options->model)->basis->d : 3; }
static bool wants_pair(const TaskOptions *options) { return !options || options->choice[PAIR]; }

static int outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  int at = EnsembleObservableOutputs(options, "observable of the input: its expectation value", NULL, list);

  for (int k = 0; k < DENSITIES - (wants_pair(options) ? 0 : 2); k++) list[at++] = density_rows[k];
  for (int k = 0; k < CERTIFICATES; k++) list[at++] = certificate_rows[k].spec;
  return at;
}

static TaskDim elements(const char *name, const char *long_name, int count)
{
  double *numbers = malloc((size_t)count * sizeof *numbers);

  for (int k = 0; numbers && k < count; k++) numbers[k] = k;
  return (TaskDim){.name = name, .unit = "1", .long_name = long_name, .count = numbers ? count : 0, .coordinates = numbers};
}

static int dims(const TaskOptions *options, TaskDim list[DIM_MAX])
{
  const int d = levels_of(options);

  list[0] = elements("element1", "element of the density matrix of one site, row-major", d * d);
  if (!wants_pair(options)) return 1;
  list[1] = elements("element2", "element of the density matrix of two sites, row-major", d * d * d * d);
  return 2;
}

/* Sizes by N: the first point of an N stands for all of them. */
typedef struct {
  int count, room;
  struct KnownSize {
    double         N;
    OccupationSize size;
  } * known;
} Sizes;

static bool prepare(TaskOptions *options, Objection *objection)
{
  options->data = calloc(1, sizeof(Sizes));
  return options->data || objection_set(objection, NULL, 0, "memory is short");
}

static void release(TaskOptions *options)
{
  Sizes *sizes = options->data;

  if (sizes) free(sizes->known);
  free(sizes);
  options->data = NULL;
}

static bool look_up(const Sizes *sizes, double N, OccupationSize *size)
{
  for (int k = 0; k < sizes->count; k++)
    if (sizes->known[k].N == N) return *size = sizes->known[k].size, true;
  return false;
}

static bool remember(Sizes *sizes, double N, const OccupationSize *size)
{
  if (sizes->count == sizes->room) {
    const int         room  = sizes->room ? 2 * sizes->room : 8;
    struct KnownSize *known = realloc(sizes->known, (size_t)room * sizeof *known);
    if (!known) return false;
    sizes->known = known;
    sizes->room  = room;
  }
  sizes->known[sizes->count++] = (struct KnownSize){N, *size};
  return true;
}

static const char *check(const double *point, const TaskOptions *options)
{
  const char *why = EnsembleCheck(point, options);
  Lindbladian l;
  char        message[320];

  if (why) return why;
  if (!ensemble_at(ensemble_of(options->model), point, &l, message, sizeof message)) return "memory is short";
  why = occupation_refuses(&l);
  lindbladian_free(&l);
  return why;
}

static const char *estimate(const double *point, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  OccupationSize size;
  Lindbladian    l;
  char           message[320];

  if (!look_up(options->data, point[ENSEMBLE_N], &size)) {
    if (!ensemble_at(ensemble_of(options->model), point, &l, message, sizeof message)) return "memory is short";
    const bool counted = occupation_size(&l, &size) && remember(options->data, point[ENSEMBLE_N], &size);
    lindbladian_free(&l);
    if (!counted) return "no memory for the unknowns of a few sites";
  }
  const OccupationCost cost = occupation_cost(&size, ranks);
  *e                        = (TaskEstimate){size.unknowns, size.nonzeros, cost.bytes, cost.wall_seconds, cost.method};
  if (size.unknowns > (double)PETSC_INT_MAX || size.nonzeros / ranks > (double)PETSC_INT_MAX)
    return "the assembled matrix overflows PETSc's 32-bit integers: use more ranks_per_point, or PETSc with 64-bit indices";
  return NULL;
}

static double smallest(int n, const double complex *rho, double complex *work)
{
  double w[SITE_LEVELS_MAX * SITE_LEVELS_MAX];

  memcpy(work, rho, (size_t)(n * n) * sizeof *work);
  return lapack_hermitian_eigenvalues(n, work, w) ? NAN : w[0];
}

/* One site, two sites (N > 1), work space. */
typedef struct {
  int             d;
  double complex *one, *two, *work;
} Densities;

/* What is not a number is larger than any. */
static double larger(double x, double y) { return isnan(x) || isnan(y) ? INFINITY : fmax(x, y); }

/* Largest element that a sample of the deviation has in the density matrices: those of p_0 = 0 have no trace. */
static double largest_change(const OccupationAverages *a, const SiteBasis *basis, const Densities *rho)
{
  const int d = basis->d, N = a->g->index.N;
  double    most = 0;

  occupation_site_density(a, basis, rho->work);
  for (int k = 0; k < d * d; k++) most = larger(most, cabs(rho->work[k] - (k / d == k % d ? 1.0 / d : 0)));
  if (N > 1) occupation_pair_density(a, basis, rho->work);
  for (int k = 0; k < d * d * d * d && N > 1; k++)
    most = larger(most, cabs(rho->work[k] - (k / (d * d) == k % (d * d) ? 1.0 / (d * d) : 0)));
  return most;
}

static PetscErrorCode observable_values(const TaskPoint *p, const OccupationSteady *state, double *out, double *error_out)
{
  const OccupationAverages averages = occupation_averages(state);

  PetscFunctionBeginUser;
  for (int k = 0; k < EnsembleObservableCount(p->options); k++) {
    Polynomial P;
    double     change;
    PetscCall(EnsembleObservable(p->options, p->point, k, &P));
    const double size = fmax(1, polynomial_bound(&P, (int)p->point[ENSEMBLE_N]));
    PetscCheck(occupation_expectation(&averages, &P, &out[k]), PETSC_COMM_SELF, PETSC_ERR_MEM, "memory is short");
    for (PetscInt i = 0; i < state->samples; i++) {
      const OccupationAverages sample = occupation_deviation(state, i);
      PetscCheck(occupation_expectation(&sample, &P, &change), PETSC_COMM_SELF, PETSC_ERR_MEM, "memory is short");
      *error_out = larger(*error_out, fabs(change) / size);
    }
    polynomial_free(&P);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static int fill_densities(const Densities *rho, bool pair, bool one_site, bool good, double *out)
{
  const int one = rho->d * rho->d, two = one * one;

  for (int k = 0; k < one; k++) {
    out[k]       = good ? creal(rho->one[k]) : NAN;
    out[one + k] = good ? cimag(rho->one[k]) : NAN;
  }
  for (int k = 0; k < two && pair; k++) {
    out[2 * one + k]       = good && !one_site ? creal(rho->two[k]) : NAN;
    out[2 * one + two + k] = good && !one_site ? cimag(rho->two[k]) : NAN;
  }
  return 2 * one + (pair ? 2 * two : 0);
}

static PetscErrorCode values(const TaskPoint *p, const OccupationSteady *state, const Densities *rho, double *out, PointStatus *status)
{
  const SiteBasis         *basis    = ensemble_of(p->options->model)->basis;
  const OccupationAverages averages = occupation_averages(state);
  const int                count = EnsembleObservableCount(p->options), N = (int)p->point[ENSEMBLE_N];
  Certificate              c = {.state = state};

  PetscFunctionBeginUser;
  PetscCall(observable_values(p, state, out, &c.error));
  for (PetscInt k = 0; k < state->samples; k++) {
    const OccupationAverages sample = occupation_deviation(state, k);
    c.error                         = larger(c.error, largest_change(&sample, basis, rho));
  }
  c.error = state->solved && c.error < PETSC_INFINITY ? caution * c.error + PETSC_MACHINE_EPSILON : PETSC_INFINITY;
  occupation_site_density(&averages, basis, rho->one);
  c.positivity = smallest(rho->d, rho->one, rho->work);
  if (N > 1) {
    occupation_pair_density(&averages, basis, rho->two);
    c.positivity = fmin(c.positivity, smallest(rho->d * rho->d, rho->two, rho->work));
  }
  *status = state->residual < residual_limit && c.error < error_limit && c.positivity > positivity_limit ? POINT_DONE : POINT_FAILED;
  for (int k = 0; k < count && *status == POINT_FAILED; k++) out[k] = NAN;
  out += count;
  out += fill_densities(rho, wants_pair(p->options), N == 1, *status == POINT_DONE, out);
  for (int k = 0; k < CERTIFICATES; k++) out[k] = certificate_rows[k].value(&c);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Letters in the longest word of the observables. */
static PetscErrorCode observable_degree(const TaskPoint *p, int *degree)
{
  PetscFunctionBeginUser;
  *degree = 2;
  for (int k = 0; k < EnsembleObservableCount(p->options); k++) {
    Polynomial P;
    PetscCall(EnsembleObservable(p->options, p->point, k, &P));
    *degree = PetscMax(*degree, polynomial_degree(&P));
    polynomial_free(&P);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* There is no state. */
static PetscErrorCode fail(const TaskPoint *p, const char *why, double *out, PointStatus *status)
{
  const int d = levels_of(p->options), values = 2 * d * d * (wants_pair(p->options) ? 1 + d * d : 1);

  PetscFunctionBeginUser;
  if (p->why) PetscCall(PetscStrncpy(p->why, why, TASK_WHY));
  for (int k = 0; k < EnsembleObservableCount(p->options) + values + CERTIFICATES; k++) out[k] = NAN;
  *status = POINT_FAILED;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode run(const TaskPoint *p, double *out, PointStatus *status)
{
  const int        d = levels_of(p->options), all = d * d * d * d;
  OccupationSteady state;
  Lindbladian      l;
  Densities        rho = {.d = d};
  const char      *why;
  double           unit;
  int              degree;

  PetscFunctionBeginUser;
  PetscCall(EnsemblePoint(p->options, p->point, &unit, &l));
  PetscCall(observable_degree(p, &degree));
  PetscCall(OccupationSteadySolve(p->comm, &l, degree, p->monitor, &state, &why));
  if (why) {
    PetscCall(fail(p, why, out, status));
    lindbladian_free(&l);
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCall(PetscMalloc3(d * d, &rho.one, all, &rho.two, all, &rho.work));
  PetscCall(values(p, &state, &rho, out, status));
  PetscCall(PetscFree3(rho.one, rho.two, rho.work));
  PetscCall(OccupationSteadyDestroy(&state));
  lindbladian_free(&l);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static const MethodOption *const methods[] = {&occupation_method_option, NULL};

const TaskSpec task_levels_steady = {
  .name         = "steady",
  .long_name    = "exact steady state in the occupation basis, and the input's observables",
  .model        = &ensemble_levels_spec,
  .prefix       = "steady_",
  .methods      = methods,
  .options      = options_of_task,
  .noptions     = OPTIONS,
  .outputs      = outputs,
  .dims         = dims,
  .owned_dims   = true,
  .check        = check,
  .prepare      = prepare,
  .release      = release,
  .check_solver = OccupationTryOptions,
  .estimate     = estimate,
  .run          = run,
};
