/* Task meanfield: all fixed points of the mean field and their stability (XYZ paper, Fig. 2 and Eq. 9). */
#include "physics/xyz/meanfield.h"
#include "tasks/registry.h"

#include <math.h>

static const OutputSpec list_of_outputs[] = {
  {"Mx", "1", "<sigma^x> at each fixed point, stable ones first", "XYZ paper, Eq. 7", OUTPUT_REAL, "branch", NULL},
  {"My", "1", "<sigma^y> at each fixed point", "XYZ paper, Eq. 7", OUTPUT_REAL, "branch", NULL},
  {"Mz", "1", "<sigma^z> at each fixed point", "XYZ paper, Eq. 7", OUTPUT_REAL, "branch", NULL},
  {"growth", "1/time", "largest real part of the Jacobian's eigenvalues", "XYZ paper, Sec. III A", OUTPUT_REAL, "branch", NULL},
  {"stable", "1", "is the fixed point stable", "growth < 0", OUTPUT_INTEGER, "branch", "unstable stable"},
  {"branches", "1", "number of fixed points; the rest of each branch dimension is fill", "XYZ paper, Eq. 7", OUTPUT_INTEGER, NULL, NULL},
  {"phase", "1", "phase of the stable branch", "XYZ paper, Eq. 9", OUTPUT_INTEGER, NULL, "paramagnet ferromagnet"},
  {"Jy_critical", "1/time", "Jy at which the paramagnet changes its stability", "XYZ paper, Eq. 9 as an equality", OUTPUT_REAL, NULL, NULL},
};
enum { OUTPUTS = sizeof list_of_outputs / sizeof *list_of_outputs };

static int outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  (void)options;
  for (int k = 0; k < OUTPUTS; k++) list[k] = list_of_outputs[k];
  return OUTPUTS;
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
  (void)options;
  return point[XYZ_GAMMA] + point[XYZ_GAMMA_UP] > 0 ? NULL : "gamma and gamma_up are both zero: the fixed points are not isolated";
}

static const char *estimate(const double *point, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  (void)point, (void)options, (void)ranks;
  *e = (TaskEstimate){.unknowns = 3, .bytes = 1e5, .wall_seconds = 3e-5, .method = "closed form and Newton"};
  return NULL;
}

static PetscErrorCode run(const TaskPoint *p, double *out, PointStatus *status)
{
  const XyzModel model = xyz_model(p->point);
  MeanFieldPoint points[MEANFIELD_MAX], stable;
  const int      count = meanfield_fixed_points(&model, points);

  PetscFunctionBeginUser;
  for (int k = 0; k < MEANFIELD_MAX; k++) {
    const bool there = k < count;
    for (int i = 0; i < 3; i++) out[i * MEANFIELD_MAX + k] = there ? points[k].M[i] : NAN;
    out[3 * MEANFIELD_MAX + k] = there ? points[k].growth : NAN;
    out[4 * MEANFIELD_MAX + k] = there ? points[k].stable : NAN;
  }
  meanfield_stable(&model, &stable);
  out[5 * MEANFIELD_MAX]     = count;
  out[5 * MEANFIELD_MAX + 1] = hypot(stable.M[0], stable.M[1]) > 1e-6;
  out[5 * MEANFIELD_MAX + 2] = meanfield_critical_Jy(&model) / p->point[XYZ_SPIN_SCALE]; /* in units of the input's Jy */
  *status                    = count > 0 ? POINT_DONE : POINT_FAILED;
  PetscFunctionReturn(PETSC_SUCCESS);
}

const TaskSpec task_meanfield = {
  .name = "meanfield", .long_name = "all fixed points of the mean field and their stability", .model = &xyz_spec,
  .outputs = outputs, .dims = dims, .check = check, .estimate = estimate, .run = run,
};
