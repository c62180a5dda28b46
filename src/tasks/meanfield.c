/* Task meanfield: all fixed points and rings of the mean field, their stability and their certificates (XYZ paper, Fig. 2 and Eq. 9). */
#include "physics/xyz/meanfield.h"
#include "tasks/registry.h"

#include <math.h>

/* What is known of a point, in units of the model. */
typedef struct {
  OutputSpec spec;
  bool       rate; /* comes back in the input's unit of time */
  double (*value)(const MeanFieldPoint *p);
} PointRow;

static double mx(const MeanFieldPoint *p) { return p->M[0]; }
static double my(const MeanFieldPoint *p) { return p->M[1]; }
static double mz(const MeanFieldPoint *p) { return p->M[2]; }
static double growth(const MeanFieldPoint *p) { return p->growth; }
static double frequency(const MeanFieldPoint *p) { return p->frequency; }
static double stable(const MeanFieldPoint *p) { return p->stability; }
static double kind(const MeanFieldPoint *p) { return p->kind; }
static double omega(const MeanFieldPoint *p) { return p->omega; }
static double family(const MeanFieldPoint *p) { return p->family; }
static double share(const MeanFieldPoint *p) { return p->share; }
static double index_of(const MeanFieldPoint *p) { return p->index; }
static double error(const MeanFieldPoint *p) { return p->error; }
static double residual(const MeanFieldPoint *p) { return p->residual; }

static const PointRow of_point[] = {
  {{"Mx", "1", "<sigma^x> at each fixed point: first those of the state that the *_mf of task steady are of, then stable ones; of a ring one of its points", "XYZ paper, Eq. 7", OUTPUT_REAL, "branch", NULL}, false, mx},
  {{"My", "1", "<sigma^y> at each fixed point", "XYZ paper, Eq. 7", OUTPUT_REAL, "branch", NULL}, false, my},
  {{"Mz", "1", "<sigma^z> at each fixed point", "XYZ paper, Eq. 7", OUTPUT_REAL, "branch", NULL}, false, mz},
  {{"growth", "1/time", "largest real part of the Jacobian's eigenvalues; of a ring without that along it", "XYZ paper, Sec. III A", OUTPUT_REAL, "branch", NULL}, true, growth},
  {{"frequency", "1/time", "|imaginary part| of that eigenvalue", "XYZ paper, Sec. III A", OUTPUT_REAL, "branch", NULL}, true, frequency},
  {{"stable", "1", "is the fixed point stable; marginal: rounding does not tell", "growth < 0", OUTPUT_INTEGER, "branch", "unstable stable marginal"}, false, stable},
  {{"kind", "1", "isolated, or one of a ring of points that symmetry leaves free", "rotations about z, Jx = Jy and hx = hy = 0", OUTPUT_INTEGER, "branch", "point ring"}, false, kind},
  {{"omega", "1/time", "angular velocity with which a ring turns about z", "dM/dt = omega e_z x M", OUTPUT_REAL, "branch", NULL}, true, omega},
  {{"family", "1", "points with one number are images of each other under parity", "rotation by pi about z", OUTPUT_INTEGER, "branch", NULL}, false, family},
  {{"share", "1", "size of the family's basin, a fraction of 128 starts in the Bloch ball; where several are stable", "integration in time", OUTPUT_REAL, "branch", NULL}, false, share},
  {{"index", "1", "sign det(-J); 0 for a ring, and where rounding does not tell", "certificate", OUTPUT_INTEGER, "branch", NULL}, false, index_of},
  {{"error", "1", "estimated distance from the exact fixed point: |J^-1 dM/dt|", "certificate", OUTPUT_REAL, "branch", NULL}, false, error},
  {{"residual", "1", "largest component of dM/dt over the largest element of J", "certificate", OUTPUT_REAL, "branch", NULL}, false, residual},
};
static const OutputSpec of_all[] = {
  {"branches", "1", "number of fixed points; the rest of each branch dimension is fill", "XYZ paper, Eq. 7", OUTPUT_INTEGER, NULL, NULL},
  {"states", "1", "number of inequivalent stable points and rings", "families of stable points", OUTPUT_INTEGER, NULL, NULL},
  {"index_sum", "1", "sum of the indices, 1 if no point is missing", "Poincare-Hopf", OUTPUT_INTEGER, NULL, NULL},
  {"complete", "1", "is it 1; open: a point's index is 0 to rounding, as at a critical point", "certificate", OUTPUT_INTEGER, NULL, "no yes open"},
  {"phase", "1", "phase of the first branch", "XYZ paper, Eq. 9", OUTPUT_INTEGER, NULL, "paramagnet ferromagnet"},
  {"Jy_critical", "1/time", "Jy at which the paramagnet changes its stability", "XYZ paper, Eq. 9 as an equality", OUTPUT_REAL, NULL, NULL},
};
enum { OF_POINT = sizeof of_point / sizeof *of_point, OF_ALL = sizeof of_all / sizeof *of_all };

/* A point that is not known better than this has failed. */
static const double error_limit = 1e-7;

static int outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  (void)options;
  for (int k = 0; k < OF_POINT; k++) list[k] = of_point[k].spec;
  for (int k = 0; k < OF_ALL; k++) list[OF_POINT + k] = of_all[k];
  return OF_POINT + OF_ALL;
}

static int dims(const TaskOptions *options, TaskDim dims_[DIM_MAX])
{
  static double numbers[MEANFIELD_MAX] = {0, 1, 2, 3, 4};

  (void)options;
  dims_[0] = (TaskDim){"branch", "1", "fixed point", MEANFIELD_MAX, numbers};
  return 1;
}

static const char *check(const double *point, const TaskOptions *options)
{
  const XyzModel model = xyz_model(point);

  (void)options;
  return meanfield_check(&model);
}

static const char *estimate(const double *point, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  (void)point, (void)options, (void)ranks;
  *e = (TaskEstimate){.unknowns = 3, .bytes = 1e5, .wall_seconds = 1e-4, .method = "elimination and Newton"};
  return NULL;
}

/* complete = open where a point's index is. */
static double completeness(const MeanField *mf)
{
  enum { NO, YES, OPEN };

  for (int k = 0; k < mf->count; k++)
    if (mf->point[k].kind == FLOW_POINT && mf->point[k].index == 0) return OPEN;
  return mf->complete ? YES : NO;
}

static PetscErrorCode run(const TaskPoint *p, double *out, PointStatus *status)
{
  double          unit, *last = out + OF_POINT * MEANFIELD_MAX;
  const XyzModel  model = xyz_unit_model(p->point, &unit);
  MeanField       mf;

  PetscFunctionBeginUser;
  meanfield_solve(&model, &mf);
  *status = mf.count > 0 && completeness(&mf) > 0 ? POINT_DONE : POINT_FAILED;
  for (int k = 0; k < MEANFIELD_MAX; k++) {
    for (int row = 0; row < OF_POINT; row++)
      out[row * MEANFIELD_MAX + k] = k < mf.count ? of_point[row].value(&mf.point[k]) * (of_point[row].rate ? unit : 1) : NAN;
    if (k < mf.count && !(mf.point[k].error < error_limit) && mf.point[k].stability != FLOW_MARGINAL) *status = POINT_FAILED;
  }
  last[0] = mf.count;
  last[1] = mf.stable;
  last[2] = mf.index;
  last[3] = completeness(&mf);
  last[4] = mf.count ? hypot(mf.point[0].M[0], mf.point[0].M[1]) > 1e-6 : NAN;
  last[5] = meanfield_critical_Jy(&model) * unit / p->point[XYZ_SPIN_SCALE]; /* in units of the input's Jy */
  PetscFunctionReturn(PETSC_SUCCESS);
}

const TaskSpec task_meanfield = {
  .name = "meanfield", .long_name = "all fixed points of the mean field and their stability", .model = &xyz_spec,
  .outputs = outputs, .dims = dims, .check = check, .estimate = estimate, .run = run,
};
