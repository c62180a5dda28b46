/* Landmarks as table rows. They know no dissipator: each is of one. */
#include "physics/ising2/landmarks.h"

#include "physics/ising2/equilibrium.h"
#include "physics/ising2/stability.h"

#include <math.h>

static const double largest_field = 10;

int ising2_critical_fields(const Ising2Model *model, double h1[ISING2_BOUNDARIES])
{
  if (ising2_check_dissipator(model)) return 0;
  if (model->dissipator == ISING2_LOCAL) return ising2_boundaries(model, ISING2_H1, 0, largest_field, ISING2_BOUNDARIES, h1);
  h1[0] = ising2_critical_h1(model);
  return !isnan(h1[0]);
}

static double thermal_field(const double *point)
{
  const Ising2Model model = ising2_model(point, ISING2_THERMAL);

  return ising2_critical_h1(&model);
}

static double thermal_temperature(const double *point)
{
  const Ising2Model model = ising2_model(point, ISING2_THERMAL);
  const double      T     = ising2_critical_temperature(&model);

  return T > 0 ? T : NAN;
}

static double lower_field(const double *point)
{
  const Ising2Model model = ising2_model(point, ISING2_LOCAL);
  double            h1[ISING2_BOUNDARIES];

  return ising2_critical_fields(&model, h1) > 0 ? h1[0] : NAN;
}

static double upper_field(const double *point)
{
  const Ising2Model model = ising2_model(point, ISING2_LOCAL);
  double            h1[ISING2_BOUNDARIES];
  const int         count = ising2_critical_fields(&model, h1);

  return count > 0 ? h1[count - 1] : NAN;
}

const LandmarkSpec ising2_landmarks[ISING2_LANDMARKS] = {
  {"h1c", ISING2_H1, "critical h1 in equilibrium and with thermal jumps", thermal_field},
  {"h1_lower", ISING2_H1, "lower end of the ordered phase with local jumps", lower_field},
  {"h1_upper", ISING2_H1, "upper end of the ordered phase with local jumps", upper_field},
  {"Tc", ISING2_T, "critical temperature in equilibrium and with thermal jumps", thermal_temperature},
};
