/* The self-consistent state by monotone Newton iteration, the critical points by root finding.

   For lambda >= 0 the map m -> <sx>(m) of a ferromagnet increases and is concave for m >= 0 (GKS and GHS inequalities), so that
   Newton's method from (1, 1), above the largest solution, comes down to it without ever passing it. The sign of lambda can be
   turned by rotating model 2 by pi about z.
   Ising paper, Eqs. 8, 9, 13 and 14. */
#include "physics/ising2/equilibrium.h"

#include "physics/ising2/gibbs.h"
#include "physics/numerics/roots.h"
#include "physics/ising2/steady.h"

#include <math.h>

bool ising2_equilibrium(const Ising2Model *model, double m[2], double x[ISING2_DIM])
{
  const double start[2] = {1, copysign(1, model->p[ISING2_LAMBDA])};
  Ising2Model  thermal  = *model;
  Ising2Steady state    = {.m = {0, 0}};

  thermal.dissipator     = ISING2_THERMAL;
  const double curvature = ising2_disorder_curvature(&thermal);
  const bool   found     = !(curvature < 0) || ising2_steady_from(&thermal, start, &state);
  if (!found || state.index == 0) state.m[0] = state.m[1] = 0;
  m[0] = state.m[0], m[1] = state.m[1];
  ising2_gibbs(&thermal, m, x);
  return isfinite(x[ISING2_OZZ]) && (found || fabs(curvature) < 1e-6); /* at a critical point Newton's steps do not shrink */
}

double ising2_disorder_curvature(const Ising2Model *model)
{
  const double zero[2] = {0, 0};
  double       x[ISING2_DIM], by_field[2][ISING2_DIM], by_parameter[ISING2_DIM];

  ising2_gibbs_response(model, zero, -1, x, by_field, by_parameter);
  const double a = by_field[0][ISING2_MX1], b = by_field[1][ISING2_MX2], c = by_field[0][ISING2_MX2];
  return 1 - (a + b) / 2 - hypot((a - b) / 2, c);
}

typedef struct {
  const Ising2Model *model;
  int                parameter;
} Search;

static double curvature_at(double value, void *context)
{
  const Search     *search = context;
  const Ising2Model model  = ising2_with(*search->model, search->parameter, value);

  return ising2_disorder_curvature(&model);
}

double ising2_critical_value(const Ising2Model *model, int parameter, double lower, double upper)
{
  Search search = {model, parameter};

  return root_between(curvature_at, &search, lower, upper);
}

/* Order weakens with h1, but close to an order of model 2 it lasts far: the search widens until it is gone. */
double ising2_critical_h1(const Ising2Model *model)
{
  double upper = 1;

  while (upper < 1e6 && curvature_at(upper, &(Search){model, ISING2_H1}) < 0) upper *= 2;
  return ising2_critical_value(model, ISING2_H1, 0, upper);
}

/* No susceptibility of two spins exceeds 2/T: there is no order above T = 2. */
double ising2_critical_temperature(const Ising2Model *model)
{
  const double coldest = 1e-6;

  return curvature_at(coldest, &(Search){model, ISING2_T}) < 0 ? ising2_critical_value(model, ISING2_T, coldest, 2) : 0;
}

double ising2_single_critical_temperature(double h)
{
  if (h == 0) return 1;
  return fabs(h) < 1 ? h / atanh(h) : 0;
}

/* In the ordered phase the level splitting E = sqrt(m^2 + h^2) solves E = tanh(E/T), whatever h. */
static double splitting(double E, void *T) { return E - tanh(E / *(double *)T); }

double ising2_single_magnetization(double h, double T)
{
  if (!(T < ising2_single_critical_temperature(h))) return 0;
  const double E = root_between(splitting, &T, fmax(fabs(h), 1e-9), 1);
  return sqrt((E - h) * (E + h));
}

double ising2_induced_ratio(double h2, double lambda, double T) { return lambda / (h2 / tanh(h2 / T) - 1); }

double ising2_ground_concurrence(double h1, double h2, double lambda) { return h1 < 1 ? lambda * h1 / (1 + h2) : lambda / (h1 + h2); }
