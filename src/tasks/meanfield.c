/* Task meanfield: all fixed points and rings of the mean field, their stability and their certificates (XYZ paper, Fig. 2 and Eq. 9). */
#include "physics/xyz/meanfield.h"
#include "tasks/registry.h"

#include <math.h>
#include <string.h>

/* What is known of a point. Rates are in units of the model until they are written. */
typedef struct {
  const char *name, *unit, *long_name, *source;
  OutputKind  kind;
  const char *words;
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

#define RATE "1/time"
static const PointRow of_point[] = {
  {"Mx", "1", "<sigma^x> at each fixed point, of a ring one of them; first the state that the *_mf of task steady are of, then stable ones",
   "XYZ paper, Eq. 7", OUTPUT_REAL, NULL, mx},
  {"My", "1", "<sigma^y> at each fixed point", "XYZ paper, Eq. 7", OUTPUT_REAL, NULL, my},
  {"Mz", "1", "<sigma^z> at each fixed point", "XYZ paper, Eq. 7", OUTPUT_REAL, NULL, mz},
  {"growth", RATE, "largest real part of the Jacobian's eigenvalues, of a ring across it", "XYZ paper, Sec. III A", OUTPUT_REAL, NULL,
   growth},
  {"frequency", RATE, "|imaginary part| of that eigenvalue", "XYZ paper, Sec. III A", OUTPUT_REAL, NULL, frequency},
  {"stable", "1", "is the fixed point stable", "growth < 0; marginal: rounding", OUTPUT_INTEGER, "unstable stable marginal", stable},
  {"kind", "1", "isolated, or one of a ring that symmetry leaves free", "rotations about z", OUTPUT_INTEGER, "point ring", kind},
  {"omega", RATE, "angular velocity with which a ring turns about z", "dM/dt = omega e_z x M", OUTPUT_REAL, NULL, omega},
  {"family", "1", "points with one number are images of each other", "rotation by pi about z", OUTPUT_INTEGER, NULL, family},
  {"share", "1", "where several are stable: share of 128 starts in the Bloch ball that end there", "integration", OUTPUT_REAL, NULL, share},
  {"index", "1", "sign det(-J); 0: a ring, or undecided by rounding", "certificate", OUTPUT_INTEGER, NULL, index_of},
  {"error", "1", "estimated distance from the exact fixed point, |J^-1 dM/dt|", "certificate", OUTPUT_REAL, NULL, error},
  {"residual", "1", "largest component of dM/dt over the largest element of J", "certificate", OUTPUT_REAL, NULL, residual},
};
static const OutputSpec of_all[] = {
  {"branches", "1", "number of fixed points; the rest of each branch dimension is fill", "XYZ paper, Eq. 7", OUTPUT_INTEGER, NULL, NULL},
  {"states", "1", "number of inequivalent stable points and rings", "families of stable points", OUTPUT_INTEGER, NULL, NULL},
  {"index_sum", "1", "sum of the indices, 1 if no point is missing", "Poincare-Hopf", OUTPUT_INTEGER, NULL, NULL},
  {"complete", "1", "is it 1; open: a point's index is undecided by rounding", "certificate", OUTPUT_INTEGER, NULL, "no yes open"},
  {"phase", "1", "phase of the first branch", "XYZ paper, Eq. 9", OUTPUT_INTEGER, NULL, "paramagnet ferromagnet"},
  {"Jy_critical", RATE, "Jy at which the paramagnet changes its stability", "XYZ paper, Eq. 9 as an equality", OUTPUT_REAL, NULL, NULL},
};
enum { OF_POINT = sizeof of_point / sizeof *of_point, OF_ALL = sizeof of_all / sizeof *of_all };

/* A point that is not known better than this has failed. */
static const double error_limit = 1e-7;

static int outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  (void)options;
  for (int k = 0; k < OF_POINT; k++) {
    const PointRow *r = &of_point[k];
    list[k]           = (OutputSpec){r->name, r->unit, r->long_name, r->source, r->kind, "branch", r->words};
  }
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

/* Nothing is missing, and every point is known; at a critical point as well as it can be. */
static bool is_result(const MeanField *mf)
{
  for (int k = 0; k < mf->count; k++)
    if (!(mf->point[k].error < error_limit) && mf->point[k].stability != FLOW_MARGINAL) return false;
  return mf->count > 0 && completeness(mf) > 0;
}

static PetscErrorCode run(const TaskPoint *p, double *out, PointStatus *status)
{
  double         unit, *last = out + OF_POINT * MEANFIELD_MAX;
  const XyzModel model = xyz_unit_model(p->point, &unit);
  MeanField      mf;

  PetscFunctionBeginUser;
  meanfield_solve(&model, &mf);
  *status = is_result(&mf) ? POINT_DONE : POINT_FAILED;
  for (int row = 0; row < OF_POINT; row++) {
    const double factor = strcmp(of_point[row].unit, RATE) ? 1 : unit;
    const bool   shown  = *status == POINT_DONE || !strcmp(of_point[row].source, "certificate");
    for (int k = 0; k < MEANFIELD_MAX; k++)
      out[row * MEANFIELD_MAX + k] = shown && k < mf.count ? of_point[row].value(&mf.point[k]) * factor : NAN;
  }
  last[0] = mf.count;
  last[1] = mf.stable;
  last[2] = mf.index;
  last[3] = completeness(&mf);
  last[4] = *status == POINT_DONE ? hypot(mf.point[0].M[0], mf.point[0].M[1]) > 1e-6 : NAN;
  last[5] = meanfield_critical_Jy(&model) * unit / p->point[XYZ_SPIN_SCALE]; /* in units of the input's Jy */
  PetscFunctionReturn(PETSC_SUCCESS);
}

const TaskSpec task_meanfield = {
  .name      = "meanfield",
  .long_name = "all fixed points of the mean field and their stability",
  .model     = &xyz_spec,
  .outputs   = outputs,
  .dims      = dims,
  .check     = check,
  .estimate  = estimate,
  .run       = run,
};
