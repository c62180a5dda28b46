/* Task meanfield of model ensemble, for any number of levels: all fixed points and rings of the product state of N equal sites, with the
   observables there. */
#include "physics/meanfield/distinct.h"
#include "physics/meanfield/fixed_points.h"
#include "physics/meanfield/levels_flow.h"
#include "physics/meanfield/spin_flow.h"
#include "physics/models/ensemble_spec.h"
#include "tasks/ensemble_observables.h"
#include "tasks/registry.h"

#include <math.h>
#include <stdlib.h>

enum { BRANCHES = 16, MESSAGE = 320 };
static double branch_numbers[BRANCHES] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

typedef struct {
  OutputSpec spec;
  double (*value)(const FlowPoint *p);
} PointRow;

static double mx(const FlowPoint *p) { return p->x[0]; }
static double my(const FlowPoint *p) { return p->x[1]; }
static double mz(const FlowPoint *p) { return p->x[2]; }
static double growth(const FlowPoint *p) { return p->growth; }
static double frequency(const FlowPoint *p) { return p->frequency; }
static double stable(const FlowPoint *p) { return p->stability; }
static double kind(const FlowPoint *p) { return p->kind; }
static double omega(const FlowPoint *p) { return p->rotation[0]; }
static double family(const FlowPoint *p) { return p->family; }
static double share(const FlowPoint *p) { return p->share; }
static double index_of(const FlowPoint *p) { return p->index; }
static double error(const FlowPoint *p) { return p->error; }
static double residual(const FlowPoint *p) { return p->residual; }

static const PointRow of_point[] = {
  {{"Mx", "1", "<sigma^x> at each fixed point: the state of the largest basin first, then stable ones; of a ring one of its points",
    "product state", OUTPUT_REAL, "branch", NULL},
   mx},
  {{"My", "1", "<sigma^y> at each fixed point", "product state", OUTPUT_REAL, "branch", NULL}, my},
  {{"Mz", "1", "<sigma^z> at each fixed point", "product state", OUTPUT_REAL, "branch", NULL}, mz},
  {{"growth", "1/time", "largest real part of the Jacobian's eigenvalues; of a ring without that along it", "linear stability", OUTPUT_REAL,
    "branch", NULL},
   growth},
  {{"frequency", "1/time", "|imaginary part| of that eigenvalue", "linear stability", OUTPUT_REAL, "branch", NULL}, frequency},
  {{"stable", "1", "is the fixed point stable; marginal: rounding does not tell", "growth < 0", OUTPUT_INTEGER, "branch",
    "unstable stable marginal"},
   stable},
  {{"kind", "1", "isolated, or one of a ring of points that symmetry leaves free", "rotations about z", OUTPUT_INTEGER, "branch",
    "point ring"},
   kind},
  {{"omega", "1/time", "angular velocity with which a ring turns about z", "dM/dt = omega e_z x M", OUTPUT_REAL, "branch", NULL}, omega},
  {{"family", "1", "points with one number are images of each other under parity", "rotation by pi about z", OUTPUT_INTEGER, "branch",
    NULL},
   family},
  {{"share", "1", "size of the family's basin, a fraction of the starts in the Bloch ball; where several are stable", "integration in time",
    OUTPUT_REAL, "branch", NULL},
   share},
  {{"index", "1", "sign det(-J); 0 for a ring, and where rounding does not tell", "certificate", OUTPUT_INTEGER, "branch", NULL}, index_of},
  {{"error", "1", "estimated distance from the exact fixed point", "certificate", OUTPUT_REAL, "branch", NULL}, error},
  {{"residual", "1", "largest component of dM/dt over the largest element of J", "certificate", OUTPUT_REAL, "branch", NULL}, residual},
};
static const OutputSpec of_all[] = {
  {"branches", "1", "number of fixed points; the rest of each branch dimension is fill", "dM/dt = 0", OUTPUT_INTEGER, NULL, NULL},
  {"states", "1", "number of inequivalent stable points and rings", "families of stable points", OUTPUT_INTEGER, NULL, NULL},
  {"index_sum", "1", "sum of the indices, 1 if no point is missing", "Poincare-Hopf", OUTPUT_INTEGER, NULL, NULL},
  {"complete", "1", "is it 1; open: a point's index is 0 to rounding, as at a critical point", "certificate", OUTPUT_INTEGER, NULL,
   "no yes open"},
};
static const OutputSpec of_density[] = {
  {"rho1_re", "1", "density matrix of one site at each fixed point, real part; element d r + c is <r|rho|c>", "product state", OUTPUT_REAL,
   "branch element1", NULL},
  {"rho1_im", "1", "density matrix of one site, imaginary part", "product state", OUTPUT_REAL, "branch element1", NULL},
};
enum { BLOCH = 3 }; /* the first rows are the Bloch vector */
enum { OF_POINT = sizeof of_point / sizeof *of_point, OF_ALL = sizeof of_all / sizeof *of_all };

/* A point that is not known better than this has failed. */
static const double error_limit = 1e-7;

static int common_outputs(const TaskOptions *options, int first, OutputSpec list[OUTPUT_MAX])
{
  int at = EnsembleObservableOutputs(options, "observables of the input, in the product state of N sites", "branch", list);

  for (int k = first; k < OF_POINT; k++) list[at++] = of_point[k].spec;
  for (int k = 0; k < OF_ALL; k++) list[at++] = of_all[k];
  return at;
}

static int outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX]) { return common_outputs(options, 0, list); }

static int levels_outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  int at = common_outputs(options, BLOCH, list);

  for (int k = 0; k < 2; k++) list[at++] = of_density[k];
  return at;
}

static int dims(const TaskOptions *options, TaskDim list[DIM_MAX])
{
  (void)options;
  list[0] = (TaskDim){"branch", "1", "fixed point", BRANCHES, branch_numbers};
  return 1;
}

static int levels_of(const TaskOptions *options) { return options ? ensemble_of(options->model)->basis->d : 3; }

/* The plan frees coordinates of a task's own dimensions, all or none. */
static double *numbers_to(int count)
{
  double *numbers = malloc((size_t)count * sizeof *numbers);

  for (int k = 0; numbers && k < count; k++) numbers[k] = k;
  return numbers;
}

static int levels_dims(const TaskOptions *options, TaskDim list[DIM_MAX])
{
  const int elements = levels_of(options) * levels_of(options);

  list[0] = (TaskDim){.name = "branch", .unit = "1", .long_name = "fixed point", .count = BRANCHES, .coordinates = numbers_to(BRANCHES)};
  list[1] = (TaskDim){.name        = "element1",
                      .unit        = "1",
                      .long_name   = "element of the density matrix of one site, row-major",
                      .count       = elements,
                      .coordinates = numbers_to(elements)};
  return 2;
}

static const char *estimate(const double *point, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  const double n = ensemble_of(options->model)->basis->letters, more = n / 3;

  (void)point, (void)ranks;
  *e = (TaskEstimate){
    .unknowns = n, .bytes = 1e5 * more * more, .wall_seconds = 5e-3 * more * more * more, .method = "Newton from many starts"};
  return NULL;
}

static double completeness(const FlowPoints *points)
{
  enum { NO, YES, OPEN };

  for (int k = 0; k < points->count; k++)
    if (points->point[k].kind == FLOW_POINT && points->point[k].index == 0) return OPEN;
  return points->complete ? YES : NO;
}

static PetscErrorCode observable_values(const TaskOptions *options, const double *point, const FlowPoints *points, double *out)
{
  PetscFunctionBeginUser;
  for (int o = 0; o < EnsembleObservableCount(options); o++) {
    Polynomial P;
    PetscCall(EnsembleObservable(options, point, o, &P));
    for (int k = 0; k < BRANCHES; k++) {
      out[o * BRANCHES + k] = NAN;
      if (k < points->count)
        PetscCheck(product_state_mean(&P, (int)point[ENSEMBLE_N], points->point[k].x, &out[o * BRANCHES + k]), PETSC_COMM_SELF,
                   PETSC_ERR_MEM, "memory is short");
    }
    polynomial_free(&P);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What follows the observables; where the values end. */
static double *point_values(const FlowPoints *points, int first, double *out, PointStatus *status)
{
  for (int k = 0; k < BRANCHES; k++) {
    for (int row = first; row < OF_POINT; row++)
      out[(row - first) * BRANCHES + k] = k < points->count ? of_point[row].value(&points->point[k]) : NAN;
    if (k < points->count && !(points->point[k].error < error_limit) && points->point[k].stability != FLOW_MARGINAL) *status = POINT_FAILED;
  }
  out += (OF_POINT - first) * BRANCHES;
  out[0] = points->count;
  out[1] = points->stable;
  out[2] = points->index;
  out[3] = completeness(points);
  return out + OF_ALL;
}

static PetscErrorCode solve(const TaskPoint *p, const FlowSpec *flow, int first, FlowPoints *points, double **out, PointStatus *status)
{
  PetscFunctionBeginUser;
  PetscCheck(flow_fixed_points(flow, BRANCHES, points), PETSC_COMM_SELF, PETSC_ERR_MEM, "memory is short");
  PetscCheck(flow_rank(flow, true, points), PETSC_COMM_SELF, PETSC_ERR_MEM, "memory is short");
  *status = points->count > 0 && completeness(points) > 0 ? POINT_DONE : POINT_FAILED;
  PetscCall(observable_values(p->options, p->point, points, *out));
  *out = point_values(points, first, *out + EnsembleObservableCount(p->options) * BRANCHES, status);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode model_of(const TaskPoint *p, Lindbladian *l)
{
  char message[MESSAGE];

  PetscFunctionBeginUser;
  PetscCheck(ensemble_at(ensemble_of(p->options->model), p->point, l, message, sizeof message), PETSC_COMM_SELF, PETSC_ERR_PLIB, "%s",
             message);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode run(const TaskPoint *p, double *out, PointStatus *status)
{
  Lindbladian l;
  SpinFlow    context = {{0}};
  FlowSpec    flow;
  FlowPoints  points;

  PetscFunctionBeginUser;
  PetscCall(model_of(p, &l));
  PetscCheck(spin_flow_create(&l, &context, &flow), PETSC_COMM_SELF, PETSC_ERR_MEM, "memory is short");
  PetscCall(solve(p, &flow, 0, &points, &out, status));
  flow_points_free(&points);
  spin_flow_free(&context);
  lindbladian_free(&l);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode levels_run(const TaskPoint *p, double *out, PointStatus *status)
{
  Lindbladian    l;
  LevelsFlow     context = {{0}};
  FlowSpec       flow;
  FlowPoints     points;
  double complex rho[SITE_LEVELS_MAX * SITE_LEVELS_MAX];

  PetscFunctionBeginUser;
  PetscCall(model_of(p, &l));
  PetscCheck(levels_flow_create(&l, &context, &flow), PETSC_COMM_SELF, PETSC_ERR_MEM, "memory is short");
  PetscCall(solve(p, &flow, BLOCH, &points, &out, status));
  const int elements = l.basis->d * l.basis->d;
  for (int k = 0; k < BRANCHES; k++) {
    if (k < points.count) levels_density(l.basis, points.point[k].x, rho);
    for (int i = 0; i < elements; i++) {
      out[k * elements + i]              = k < points.count ? creal(rho[i]) : NAN;
      out[(BRANCHES + k) * elements + i] = k < points.count ? cimag(rho[i]) : NAN;
    }
  }
  flow_points_free(&points);
  levels_flow_free(&context);
  lindbladian_free(&l);
  PetscFunctionReturn(PETSC_SUCCESS);
}

const TaskSpec task_ensemble_meanfield = {
  .name      = "meanfield",
  .long_name = "all fixed points of the mean field (N-1 partners a spin: 1/N terms stay in) and their stability",
  .model     = &ensemble_spec,
  .outputs   = outputs,
  .dims      = dims,
  .check     = EnsembleCheck,
  .estimate  = estimate,
  .run       = run,
};

/* In many dimensions the sum of indices is evidence that no point is missing, not a proof. */
const TaskSpec task_levels_meanfield = {
  .name       = "meanfield",
  .long_name  = "fixed points of the mean field of sites with more than two levels, and their stability",
  .model      = &ensemble_levels_spec,
  .outputs    = levels_outputs,
  .dims       = levels_dims,
  .owned_dims = true,
  .check      = EnsembleCheck,
  .estimate   = estimate,
  .run        = levels_run,
};
