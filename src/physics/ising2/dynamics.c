/* One row a dissipator. */
#include "physics/ising2/dynamics.h"

#include "physics/ising2/local.h"
#include "physics/ising2/thermal.h"

static const struct {
  int (*rhs)(const Ising2Model *, const double[ISING2_DIM], double[ISING2_DIM]);
  int (*jacobian)(const Ising2Model *, const double[ISING2_DIM], double[ISING2_DIM * ISING2_DIM]);
} dynamics[ISING2_DISSIPATORS] = {
  [ISING2_THERMAL] = {ising2_thermal_rhs, ising2_thermal_jacobian},
  [ISING2_LOCAL]   = {ising2_local_rhs, ising2_local_jacobian},
};

int ising2_rhs(const Ising2Model *model, const double x[ISING2_DIM], double dx[ISING2_DIM])
{
  return dynamics[model->dissipator].rhs(model, x, dx);
}

int ising2_jacobian(const Ising2Model *model, const double x[ISING2_DIM], double J[ISING2_DIM * ISING2_DIM])
{
  return dynamics[model->dissipator].jacobian(model, x, J);
}
