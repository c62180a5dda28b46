/* f(x; p) = 0 is n equations for n+1 unknowns u = (x, p/unit). The tangent t solves (df/du, t_last^T) t = (0, 1); the corrector is Newton's
   method on f = 0 and t . (u - predictor) = 0.
   H. B. Keller in Applications of Bifurcation Theory (1977), p. 359. */
#include "physics/meanfield/continuation.h"

#include "physics/meanfield/newton.h"
#include "physics/numerics/lapack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool flow_branch_point_create(int n, FlowBranchPoint *point)
{
  *point         = (FlowBranchPoint){.n = n, .u = malloc((size_t)(2 * n + 2) * sizeof(double))};
  point->tangent = point->u + n + 1;
  return point->u != NULL;
}

void flow_branch_point_free(FlowBranchPoint *point)
{
  free(point->u);
  *point = (FlowBranchPoint){.n = 0};
}

/* J, and f with the bordered matrix A (column-major, (n+1) x (n+1)) with the row `border`. The first n rows are divided by the power of two
   at their largest element: pivots shall not depend on the unit of time. */
static bool equations(const FlowFamily *family, const double *u, const double *border, double *f, double *J, double *A)
{
  const FlowSpec *flow = &family->flow;
  const int       n = flow->n, m = n + 1;
  double          df[n], largest = 0;
  int             exponent;

  family->set(family->parameters, u[n] * family->unit);
  if (!flow->rhs(flow->context, u, f) || !flow->jacobian(flow->context, u, J) || !family->by_parameter(family->parameters, u, df))
    return false;
  for (int i = 0; i < n * n; i++) largest = fmax(largest, fabs(J[i]));
  for (int i = 0; i < n; i++) largest = fmax(largest, fabs(df[i] * family->unit));
  frexp(largest, &exponent);
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++) A[m * k + i] = ldexp(J[n * i + k], -exponent);
  for (int i = 0; i < n; i++) A[m * n + i] = ldexp(df[i] * family->unit, -exponent);
  for (int i = 0; i < n; i++) f[i] = ldexp(f[i], -exponent);
  for (int k = 0; k < m; k++) A[m * k + n] = border[k];
  return true;
}

static double length(int n, const double *x)
{
  double sum = 0;

  for (int i = 0; i < n; i++) sum += x[i] * x[i];
  return sqrt(sum);
}

/* Newton in the plane through the predictor u across the tangent, until the steps no longer shrink: next to a bifurcation rounding
   stops them early. */
static bool correct(const FlowFamily *family, const double *tangent, double *u)
{
  const int n = family->flow.n, m = n + 1;
  double    J[n * n], A[m * m], step[m], last = INFINITY;

  for (int i = 0; i < 20; i++) {
    if (!equations(family, u, tangent, step, J, A)) return false;
    for (int k = 0; k < n; k++) step[k] = -step[k];
    step[n] = 0;
    if (lapack_solve(m, A, step)) return false;
    const double size = length(m, step);
    if (!(size < 0.1)) return false;
    for (int k = 0; k < m; k++) u[k] += step[k];
    if (size < 1e-15 || (size < 1e-6 && size >= last / 2)) return true;
    last = size;
  }
  return false;
}

/* Of J, which is destroyed. */
static double determinant(int n, double *LU)
{
  double product = 1;
  int    pivots[n];

  if (lapack_factor(n, LU, pivots) < 0) return NAN;
  for (int i = 0; i < n; i++) product *= pivots[i] == i + 1 ? LU[(n + 1) * i] : -LU[(n + 1) * i];
  return product;
}

/* The rest of a point from u, with the tangent along `forward`. */
static bool complete_point(const FlowFamily *family, const double *forward, FlowBranchPoint *point)
{
  const FlowSpec *flow = &family->flow;
  const int       n = flow->n, m = n + 1;
  double          J[n * n], A[m * m], t[m], rest[FLOW_GENERATORS] = {0};

  if (!equations(family, point->u, forward, t, J, A)) return false;
  point->determinant = determinant(n, J);
  for (int k = 0; k < m; k++) t[k] = k == n;
  if (lapack_solve(m, A, t)) return false;
  const double size = length(m, t);
  for (int k = 0; k < m; k++) point->tangent[k] = t[k] / size;
  if (family->spectrum) family->spectrum(family->parameters, point->u, &point->spectrum);
  else flow_stability(flow, point->u, rest, &point->spectrum);
  return isfinite(size);
}

bool flow_branch_start(const FlowFamily *family, const double *x, double value, int direction, FlowBranchPoint *point)
{
  const int n = family->flow.n;
  double    forward[n + 1], rotation[FLOW_GENERATORS], error, residual;

  for (int k = 0; k <= n; k++) forward[k] = k == n ? direction : 0;
  memcpy(point->u, x, (size_t)n * sizeof *x);
  point->u[n] = value / family->unit;
  family->set(family->parameters, value);
  return flow_newton(&family->flow, NULL, point->u, rotation, &error, &residual) && complete_point(family, forward, point);
}

bool flow_branch_step(const FlowFamily *family, const FlowBranchPoint *from, double s, FlowBranchPoint *to)
{
  const int       m = family->flow.n + 1;
  double          u[m], tangent[m], room[m];
  FlowBranchPoint next = {.n = from->n, .u = u, .tangent = room};

  memcpy(tangent, from->tangent, sizeof tangent);
  for (int k = 0; k < m; k++) u[k] = from->u[k] + s * tangent[k];
  if (!correct(family, tangent, u) || !complete_point(family, tangent, &next)) return false;
  memcpy(to->u, next.u, sizeof u);
  memcpy(to->tangent, next.tangent, sizeof room);
  to->determinant = next.determinant, to->spectrum = next.spectrum;
  return true;
}
