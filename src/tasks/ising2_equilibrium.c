/* Task equilibrium of model ising2: self-consistent Gibbs states and critical points (Ising paper, Sec. II and Fig. 1). */
#include "physics/ising2/equilibrium.h"

#include "physics/ising2/gibbs.h"
#include "tasks/ising2_site.h"
#include "tasks/registry.h"

#include <math.h>

static const OutputSpec more[] = {
  {"free_energy", "J", "free energy of a site, with its mean-field term", "f = (mx1^2 + mx2^2)/2 - T ln Z", OUTPUT_REAL, NULL, NULL},
  {"phase", "1", "phase", "Ising paper, Fig. 1", OUTPUT_INTEGER, NULL, "disordered ordered"},
  {"Tc", "J", "critical temperature at this h1, h2 and lambda; 0 without order", "curvature of the free energy = 0", OUTPUT_REAL, NULL,
   NULL},
  {"h1c", "J", "critical h1 at this T, h2 and lambda", "curvature of the free energy = 0", OUTPUT_REAL, NULL, NULL},
  {"Tc_single", "J", "critical temperature of model 1 alone", "Ising paper, Eq. 9", OUTPUT_REAL, NULL, NULL},
  {"mx_single", "1", "order parameter of model 1 alone", "Ising paper, Eq. 8", OUTPUT_REAL, NULL, NULL},
  {"ratio_linear", "1", "mx2/mx1 to first order in lambda, for h2 above 1", "Ising paper, Eq. 15, corrected: lambda/(h2/tanh(h2/T) - 1)",
   OUTPUT_REAL, NULL, NULL},
};
enum { MORE = sizeof more / sizeof *more };

static int outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  (void)options;
  Ising2Observables(NULL, list);
  for (int k = 0; k < MORE; k++) list[ISING2_OBSERVABLES + k] = more[k];
  return ISING2_OBSERVABLES + MORE;
}

static const char *check(const double *point, const TaskOptions *options)
{
  (void)point, (void)options;
  return NULL;
}

static const char *estimate(const double *point, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  (void)point, (void)options, (void)ranks;
  *e = (TaskEstimate){.unknowns = 2, .bytes = 1e5, .wall_seconds = 3e-4, .method = "Newton and root finding"};
  return NULL;
}

static PetscErrorCode run(const TaskPoint *p, double *out, PointStatus *status)
{
  const Ising2Model model = ising2_model(p->point, ISING2_THERMAL);
  const double     *q     = model.p;
  double            m[2], x[ISING2_DIM], *at = out + ISING2_OBSERVABLES;
  Ising2Matrix      root;

  PetscFunctionBeginUser;
  *status = ising2_equilibrium(&model, m, x) ? POINT_DONE : POINT_FAILED;
  ising2_gibbs_root(&model, m, &root);
  Ising2Observe(x, &root, 1, out);
  *at++ = ising2_free_energy(&model, m);
  *at++ = m[0] != 0 || m[1] != 0;
  *at++ = ising2_critical_temperature(&model);
  *at++ = ising2_critical_h1(&model);
  *at++ = ising2_single_critical_temperature(q[ISING2_H1]);
  *at++ = ising2_single_magnetization(q[ISING2_H1], q[ISING2_T]);
  *at++ = ising2_induced_ratio(q[ISING2_H2], q[ISING2_LAMBDA], q[ISING2_T]);
  PetscFunctionReturn(PETSC_SUCCESS);
}

const TaskSpec task_ising2_equilibrium = {
  .name      = "equilibrium",
  .long_name = "self-consistent Gibbs states and critical points",
  .model     = &ising2_spec,
  .outputs   = outputs,
  .check     = check,
  .estimate  = estimate,
  .run       = run,
};
