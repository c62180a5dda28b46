/* gamma t* = r int_{h1}^{E_initial} dE / {(1 + exp(-2E/T)) [E - tanh(E/T)]} by double-exponential quadrature: close to the
   critical temperature the integrand has a pole just below h1.
   Takahasi & Mori, Publ. RIMS 9, 721 (1974). */
#include "physics/ising2/adiabatic.h"

#include "physics/ising2/equilibrium.h"

#include <math.h>

/* Of the nodes E = h + (E0 - h)/(1 + exp(-pi sinh s)), weighted by dE/ds. */
static double integrand(double s, double h, double E0, double T)
{
  const double pi = acos(-1), tail = exp(-pi * fabs(sinh(s))), width = E0 - h;
  const double part = (s < 0 ? tail : 1) / (1 + tail); /* (E - h)/width */
  const double E = h + width * part, weight = width * pi * cosh(s) * tail / ((1 + tail) * (1 + tail));

  return weight / ((1 + exp(-2 * E / T)) * (E - tanh(E / T)));
}

double ising2_adiabatic_time(const Ising2Model *model, double T_initial)
{
  const double h = fabs(model->p[ISING2_H1]), T = model->p[ISING2_T], m = ising2_single_magnetization(h, T_initial);
  const double E0 = hypot(m, h), reach = 3.8; /* the weights are below 1e-28 beyond */
  double       sum   = 0;
  const int    nodes = 400;

  if (m == 0) return 0;
  if (T <= ising2_single_critical_temperature(h)) return INFINITY;
  for (int i = -nodes; i <= nodes; i++) sum += integrand(reach * i / nodes, h, E0, T);
  return model->p[ISING2_R] * sum * reach / nodes;
}
