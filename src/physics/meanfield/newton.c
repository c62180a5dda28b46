/* Method     F(x, w) = f(x) - sum_a w_a G_a x = 0: n equations for n + m unknowns, solved for the step of least length (Moore-Penrose),
              which does not slide along an orbit and needs no choice of gauge; m = 0 is Newton's method.
   Deflation  The Newton step of F(x) prod_r (1 + 1/|x-r|^2) is the one of F times 1/(1 - w.step), w the logarithmic gradient of the
              product: known roots repel, and no new equations are solved.
   References P. E. Farrell, A. Birkisson, S. W. Funke, SIAM J. Sci. Comput. 37, A2026 (2015). */
#include "physics/meanfield/newton.h"

#include "physics/numerics/lapack.h"
#include "physics/meanfield/symmetry.h"

#include <math.h>
#include <stdlib.h>

static const double longest = 0.5; /* a step, in coordinates of order one */

typedef struct {
  const FlowSpec *flow;
  double         *J, *A, *b, *turned; /* A [n*(n+m)] column-major; turned: G_a x */
} Newton;

static bool create(const FlowSpec *flow, Newton *s)
{
  const size_t n = (size_t)flow->n, m = (size_t)flow->generators;

  *s        = (Newton){.flow = flow};
  s->J      = malloc((2 * n * n + 3 * n * m + n + m) * sizeof *s->J);
  s->A      = s->J + n * n;
  s->b      = s->A + n * (n + m);
  s->turned = s->b + n + m;
  return s->J != NULL;
}

/* b = F, A = (dF/dx, dF/dw). */
static bool equations(Newton *s, const double *x, const double *rotation)
{
  const FlowSpec *flow = s->flow;
  const int       n    = flow->n;

  if (!(flow->residual ? flow->residual : flow->rhs)(flow->context, x, s->b) || !flow->jacobian(flow->context, x, s->J)) return false;
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++) s->A[n * k + i] = s->J[n * i + k];
  for (int a = 0; a < flow->generators; a++) {
    const double *G = flow->generator + a * n * n;
    double       *t = s->turned + a * n;
    flow_turn(flow, a, x, t);
    for (int i = 0; i < n; i++) {
      s->b[i] -= rotation[a] * t[i];
      s->A[n * (n + a) + i] = -t[i];
      for (int k = 0; k < n; k++) s->A[n * k + i] -= rotation[a] * G[n * i + k];
    }
  }
  return true;
}

static double largest(int count, const double *values)
{
  double result = 0;

  for (int i = 0; i < count; i++) result = fmax(result, fabs(values[i]));
  return result;
}

/* b becomes the step (dx, dw). A singular square system has a step of least length, too. */
static bool solve(Newton *s, const double *x, const double *rotation)
{
  const int n = s->flow->n, m = s->flow->generators;
  int       info = 1;

  for (int i = 0; i < n; i++) s->b[i] = -s->b[i];
  for (int a = 0; a < m; a++) s->b[n + a] = 0;
  if (m == 0) info = lapack_solve(n, s->A, s->b);
  if (m == 0 && info) { /* the factorisation has destroyed the equations */
    if (!equations(s, x, rotation)) return false;
    for (int i = 0; i < n; i++) s->b[i] = -s->b[i];
  }
  if (info) info = lapack_least_squares(n, n + m, s->A, s->b, 1e-15);
  return !info && isfinite(largest(n + m, s->b));
}

static double length(int n, const double *x)
{
  double sum = 0;

  for (int i = 0; i < n; i++) sum += x[i] * x[i];
  return sqrt(sum);
}

/* By what the step grows or shrinks where known roots repel. */
static double deflation(const FlowSpec *flow, const FlowKnown *known, const double *x, const double *step)
{
  const int n   = flow->n;
  double    sum = 0, r[n];

  for (int k = 0; k < known->count; k++) {
    const double d = flow_orbit_distance(flow, x, known->x + (size_t)k * (size_t)n, r), weight = -2 / (d * d * (1 + d * d));
    for (int i = 0; i < n; i++) sum += weight * (x[i] - r[i]) * step[i];
  }
  return 1 / (1 - sum);
}

/* The orbit's turning rate that fits f best at x. */
static void guess_rotation(Newton *s, const double *x, double *rotation)
{
  for (int a = 0; a < s->flow->generators; a++) rotation[a] = 0;
  if (s->flow->generators == 0 || !equations(s, x, rotation)) return;
  for (int a = 0; a < s->flow->generators; a++) {
    const double *t = s->turned + a * s->flow->n, size = length(s->flow->n, t);
    double        along = 0;
    for (int i = 0; i < s->flow->n; i++) along += t[i] * s->b[i];
    if (size > 1e-6) rotation[a] = along / (size * size);
  }
}

/* The steps shrink until rounding, which shows when three of them do not, small against x. With deflation any short step will do. */
static bool iterate(Newton *s, const FlowKnown *known, double *x, double *rotation)
{
  enum { STEPS = 100 };
  const int n     = s->flow->n;
  double    last  = INFINITY;
  int       still = 0;

  for (int step = 0; step < STEPS; step++) {
    if (!equations(s, x, rotation) || !solve(s, x, rotation)) return false;
    const double factor = known && known->count ? deflation(s->flow, known, x, s->b) : 1, size = fabs(factor) * length(n, s->b);
    const double shrink = factor * (size > longest ? longest / size : 1);
    if (!isfinite(shrink)) return false;
    for (int i = 0; i < n; i++) x[i] += shrink * s->b[i];
    for (int a = 0; a < s->flow->generators; a++) rotation[a] += shrink * s->b[n + a];
    const double scale = fmax(length(n, x), 1e-12);
    still += size < 1e-4 * scale && size >= last / 2;
    if (size <= 1e-15 * scale || still >= 3 || (known && size < 1e-8)) return true;
    last = size;
  }
  return false;
}

bool flow_newton(const FlowSpec *flow, const FlowKnown *known, double *x, double *rotation, double *error, double *residual)
{
  Newton s;
  bool   good = create(flow, &s);

  if (good) guess_rotation(&s, x, rotation);
  good = good && (!known || iterate(&s, known, x, rotation)) && iterate(&s, NULL, x, rotation) && equations(&s, x, rotation);
  if (good) {
    *residual = largest(flow->n, s.b);
    if (*residual > 0) *residual /= largest(flow->n * flow->n, s.J);
    good   = solve(&s, x, rotation);
    *error = length(flow->n, s.b);
  }
  free(s.J);
  return good;
}
