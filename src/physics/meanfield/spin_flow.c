/* Polynomials in the Bloch vector; rotations about z and parity where the Lindbladian has them. */
#include "physics/meanfield/spin_flow.h"

#include "physics/models/symmetry.h"

#include <math.h>

static bool rhs(const void *context, const double *M, double *f)
{
  polynomial_flow_rhs(&((const SpinFlow *)context)->polynomials, M, f);
  return true;
}

static bool jacobian(const void *context, const double *M, double *J)
{
  double columns[9];

  polynomial_flow_jacobian(&((const SpinFlow *)context)->polynomials, M, columns);
  for (int i = 0; i < 3; i++)
    for (int k = 0; k < 3; k++) J[3 * i + k] = columns[i + 3 * k];
  return true;
}

static bool physical(const void *context, const double *M)
{
  (void)context;
  return M[0] * M[0] + M[1] * M[1] + M[2] * M[2] <= 1 + 1e-12;
}

bool bloch_ball_start(const void *context, int k, double *M)
{
  const double phi = 1.2207440846057596, pi = acos(-1), point = k / 2 + 1; /* phi^4 = phi + 1 */
  const double u = fmod(0.5 + point / phi, 1), v = fmod(0.5 + point / (phi * phi), 1), w = fmod(0.5 + point / (phi * phi * phi), 1);
  const double r = cbrt(u), z = 2 * v - 1, across = (k % 2 ? -r : r) * sqrt(1 - z * z);

  (void)context;
  M[0] = across * cos(2 * pi * w);
  M[1] = across * sin(2 * pi * w);
  M[2] = r * z;
  return k < 512;
}

static const double about_z[9] = {0, -1, 0, 1, 0, 0, 0, 0, 0}, parity[9] = {-1, 0, 0, 0, -1, 0, 0, 0, 1};

bool spin_flow_create(const Lindbladian *l, SpinFlow *context, FlowSpec *flow)
{
  SpinSymmetry s;

  if (!polynomial_flow_create(l, &context->polynomials) || !spin_symmetry(l, &s)) return false;
  const bool even = !(s.group & (CLASS_ODD_RE | CLASS_ODD_IM));
  *flow           = (FlowSpec){
              .n           = 3,
              .context     = context,
              .rhs         = rhs,
              .jacobian    = jacobian,
              .physical    = physical,
              .start       = bloch_ball_start,
              .generators  = s.u1,
              .generator   = about_z,
              .reflections = !s.u1 && even,
              .reflection  = parity,
  };
  return true;
}

void spin_flow_free(SpinFlow *context) { polynomial_flow_free(&context->polynomials); }
