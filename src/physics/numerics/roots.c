/* Chandrupatla's method: inverse quadratic interpolation where it is safe, bisection elsewhere. */
#include "physics/numerics/roots.h"

#include <float.h>
#include <math.h>

/* Where the next point lies between a (0) and b (1), from the last three points. */
static double fraction(double a, double b, double c, double fa, double fb, double fc)
{
  const double xi = (a - b) / (c - b), phi = (fa - fb) / (fc - fb);

  if (!(1 - sqrt(1 - xi) < phi && phi < sqrt(xi))) return 0.5;
  return fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb);
}

double root_between(double (*f)(double, void *), void *context, double a, double b)
{
  enum { STEPS = 300 };
  double fa = f(a, context), fb = f(b, context), t = 0.5;

  if (fa == 0) return a;
  if (fb == 0) return b;
  if (!(fa * fb < 0)) return NAN;
  for (int i = 0; i < STEPS; i++) {
    const double x = a + t * (b - a), fx = f(x, context);
    double       c = a, fc = fa;
    if ((fx > 0) != (fa > 0)) c = b, fc = fb, b = a, fb = fa;
    a = x, fa = fx;
    const double best = fabs(fa) < fabs(fb) ? a : b, limit = (2 * DBL_EPSILON * fabs(best) + DBL_MIN) / fabs(b - a);
    if (fa == 0 || limit > 0.5) return best;
    t = fmin(fmax(fraction(a, b, c, fa, fb, fc), limit), 1 - limit);
  }
  return NAN;
}
