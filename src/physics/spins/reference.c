/* Where the mean field rests. Of the closed forms' fixed points the most strongly damped one; else where the flow goes from a state that is
   on no symmetric point. */
#include "physics/spins/spin_model.h"

#include "physics/meanfield/polynomial_flow.h"
#include "physics/xyz/meanfield.h"

#include <math.h>

static bool of_flow(const SpinModel *model, double M[3])
{
  PolynomialFlow flow;
  const bool     good = polynomial_flow_create(&model->l, &flow);

  M[0] = M[1] = 0.3, M[2] = -0.3;
  const bool found = good && polynomial_flow_follow(&flow, model->total_rate > 0 ? model->total_rate : model->rate, M);
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
