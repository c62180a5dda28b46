/* Where the mean field rests. Of the closed forms' fixed points the most strongly damped one; else where the flow goes from a state that is on
   no symmetric point. */
#include "physics/spins/spin_model.h"

#include "physics/meanfield/polynomial_flow.h"
#include "physics/xyz/meanfield.h"

#include <math.h>

/* Classical Runge-Kutta with steps of half the fastest time, until the flow is slow. */
static bool follow(const PolynomialFlow *flow, double rate, double M[3])
{
  enum { STEPS = 4000 };
  static const double weight[4] = {0, 0.5, 0.5, 1};

  for (int step = 0; step < STEPS; step++) {
    double J[9], norm = rate, speed = 0, at[3], k[4][3];
    polynomial_flow_jacobian(flow, M, J);
    for (int i = 0; i < 9; i++) norm += fabs(J[i]);
    const double h = 0.5 / norm;
    for (int s = 0; s < 4; s++) {
      for (int a = 0; a < 3; a++) at[a] = M[a] + (s ? h * weight[s] * k[s - 1][a] : 0);
      polynomial_flow_rhs(flow, at, k[s]);
    }
    for (int a = 0; a < 3; a++) speed = fmax(speed, fabs(k[0][a])), M[a] += h / 6 * (k[0][a] + 2 * k[1][a] + 2 * k[2][a] + k[3][a]);
    if (speed < 1e-4 * rate) break;
  }
  return isfinite(M[0] + M[1] + M[2]);
}

static bool of_flow(const SpinModel *model, double M[3])
{
  PolynomialFlow flow;
  const bool     good = polynomial_flow_create(&model->l, &flow);

  M[0] = M[1] = 0.3, M[2] = -0.3;
  const bool found = good && follow(&flow, model->total_rate > 0 ? model->total_rate : model->rate, M);
  polynomial_flow_free(&flow);
  return found;
}

bool spin_reference(const SpinModel *model, double M[3])
{
  MeanFieldPoint point;
  const bool     found = model->axial ? meanfield_stable(&model->xyz, &point) : of_flow(model, M);

  for (int i = 0; i < 3; i++) {
    if (found && model->axial) M[i] = point.M[i];
    else if (!found) M[i] = 0;
  }
  return found;
}
