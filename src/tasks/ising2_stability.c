/* Task stability of model ising2: phase diagram of the symmetric state under local dissipation (Ising paper, Sec. VI and Fig. 10). */
#include "physics/ising2/stability.h"

#include "tasks/registry.h"

static const OutputSpec list_of_outputs[] = {
  {"gap", "J", "stability gap of the symmetric state, -max Re of the Jacobian's eigenvalues: negative if it is unstable",
   "Ising paper, Eqs. 40 and 60", OUTPUT_REAL, NULL, NULL},
  {"omega", "J", "|Im| of that eigenvalue", "Ising paper, Eq. 40", OUTPUT_REAL, NULL, NULL},
  {"phase", "1", "phase", "Ising paper, Fig. 10", OUTPUT_INTEGER, NULL, "symmetric broken"},
};
enum { OUTPUTS = sizeof list_of_outputs / sizeof *list_of_outputs };

static int outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  (void)options;
  for (int k = 0; k < OUTPUTS; k++) list[k] = list_of_outputs[k];
  return OUTPUTS;
}

static const char *check(const double *point, const TaskOptions *options)
{
  const Ising2Model model = ising2_model(point, ISING2_LOCAL);

  (void)options;
  return ising2_check_dissipator(&model);
}

static const char *estimate(const double *point, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  (void)point, (void)options, (void)ranks;
  *e = (TaskEstimate){.unknowns = 8, .bytes = 1e5, .wall_seconds = 1e-5, .method = "odd 8x8 block, QR"};
  return NULL;
}

static PetscErrorCode run(const TaskPoint *p, double *out, PointStatus *status)
{
  const Ising2Model model = ising2_model(p->point, ISING2_LOCAL);
  Ising2Stability   s;

  PetscFunctionBeginUser;
  *status = ising2_symmetric_stability(&model, &s) ? POINT_FAILED : POINT_DONE;
  out[0]  = s.gap;
  out[1]  = s.omega;
  out[2]  = s.gap < 0;
  PetscFunctionReturn(PETSC_SUCCESS);
}

const TaskSpec task_ising2_stability = {
  .name      = "stability",
  .long_name = "stability of the symmetric state under local dissipation",
  .model     = &ising2_spec,
  .outputs   = outputs,
  .check     = check,
  .estimate  = estimate,
  .run       = run,
};
