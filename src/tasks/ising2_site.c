/* Observables of a site as table rows. */
#include "tasks/ising2_site.h"

#include "physics/ising2/gibbs.h"
#include "physics/ising2/observables.h"

#include <math.h>

static const struct {
  const char *name, *long_name, *source;
  int         coordinate; /* or -1 */
  double (*of_state)(const double x[ISING2_DIM]);
  double (*of_root)(const Ising2Matrix *root);
} rows[ISING2_OBSERVABLES] = {
  {"mx1", "<sigma^x> of model 1, the order parameter", "Ising paper, Eq. 23", ISING2_MX1, NULL, NULL},
  {"mx2", "<sigma^x> of model 2", "Ising paper, Eq. 23", ISING2_MX2, NULL, NULL},
  {"my1", "<sigma^y> of model 1", "Ising paper, Eq. 46", ISING2_MY1, NULL, NULL},
  {"my2", "<sigma^y> of model 2", "Ising paper, Eq. 46", ISING2_MY2, NULL, NULL},
  {"mz1", "<sigma^z> of model 1", "Ising paper, Eq. 46", ISING2_MZ1, NULL, NULL},
  {"mz2", "<sigma^z> of model 2", "Ising paper, Eq. 46", ISING2_MZ2, NULL, NULL},
  {"O", "correlator of the models <sigma^x_1 sigma^x_2>", "Ising paper, Eq. 47", ISING2_OXX, NULL, NULL},
  {"purity", "purity Tr rho^2 of a site", "Tr rho^2", -1, ising2_purity, NULL},
  {"concurrence", "concurrence of the two spins of a site", "Ising paper, Eqs. 32 and 33", -1, NULL, ising2_concurrence},
};

void Ising2Observables(const char *dim, OutputSpec list[ISING2_OBSERVABLES])
{
  for (int k = 0; k < ISING2_OBSERVABLES; k++)
    list[k] = (OutputSpec){rows[k].name, "1", rows[k].long_name, rows[k].source, OUTPUT_REAL, dim, NULL};
}

void Ising2Observe(const double x[ISING2_DIM], const Ising2Matrix *root, int stride, double *values)
{
  for (int k = 0; k < ISING2_OBSERVABLES; k++)
    values[k * stride] = rows[k].coordinate >= 0 ? x[rows[k].coordinate] : rows[k].of_state ? rows[k].of_state(x) : rows[k].of_root(root);
}

void Ising2RootOfSteady(const Ising2Model *model, const Ising2Steady *state, Ising2Matrix *root)
{
  if (model->dissipator == ISING2_THERMAL) ising2_gibbs_root(model, state->m, root);
  else if (!ising2_root_of(state->x, root))
    for (int k = 0; k < 16; k++) root->re[k] = root->im[k] = NAN;
}
