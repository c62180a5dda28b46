/* The nearest point of an orbit: G is antisymmetric, so that |exp(tG) y - x|^2 = const - 2 x.exp(tG) y, whose largest value is looked
   for on a grid of angles, polished by Newton's method, one generator after the other. */
#include "physics/meanfield/symmetry.h"

#include "physics/numerics/lapack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double flow_distance(int n, const double *x, const double *y)
{
  double sum = 0;

  for (int i = 0; i < n; i++) sum += (x[i] - y[i]) * (x[i] - y[i]);
  return sqrt(sum);
}

static void multiply(int n, const double *A, const double *x, double *y)
{
  for (int i = 0; i < n; i++) {
    y[i] = 0;
    for (int k = 0; k < n; k++) y[i] += A[n * i + k] * x[k];
  }
}

static double dot(int n, const double *x, const double *y)
{
  double sum = 0;

  for (int i = 0; i < n; i++) sum += x[i] * y[i];
  return sum;
}

void flow_reflect(const FlowSpec *flow, int k, const double *x, double *y)
{
  multiply(flow->n, flow->reflection + k * flow->n * flow->n, x, y);
}
void flow_turn(const FlowSpec *flow, int a, const double *x, double *y)
{
  multiply(flow->n, flow->generator + a * flow->n * flow->n, x, y);
}

/* Taylor series, in steps over which the norm of angle G is below one half. */
void flow_rotate(const FlowSpec *flow, int a, double angle, const double *x, double *y)
{
  enum { TERMS = 16 };
  const int     n    = flow->n;
  const double *G    = flow->generator + a * n * n;
  double        norm = 0, term[n], next[n];

  for (int i = 0; i < n * n; i++) norm += G[i] * G[i];
  const int steps = 1 + (int)(2 * fabs(angle) * sqrt(norm));
  memcpy(y, x, (size_t)n * sizeof *y);
  for (int step = 0; step < steps; step++) {
    memcpy(term, y, sizeof term);
    for (int k = 1; k <= TERMS; k++) {
      multiply(n, G, term, next);
      for (int i = 0; i < n; i++) term[i] = next[i] * angle / steps / k;
      for (int i = 0; i < n; i++) y[i] += term[i];
    }
  }
}

static bool is_zero(int n, const double *x)
{
  for (int i = 0; i < n; i++)
    if (x[i] != 0) return false;
  return true;
}

/* E = exp(angle G_a) */
static void rotation_matrix(const FlowSpec *flow, int a, double angle, double *E)
{
  const int n = flow->n;
  double    unit[n], column[n];

  for (int k = 0; k < n; k++) {
    for (int i = 0; i < n; i++) unit[i] = i == k;
    flow_rotate(flow, a, angle, unit, column);
    for (int i = 0; i < n; i++) E[n * i + k] = column[i];
  }
}

/* y becomes its image under G_a that is closest to x. */
static void approach(const FlowSpec *flow, int a, const double *x, double *y)
{
  enum { ANGLES = 48 };
  const int    n    = flow->n;
  const double pi   = acos(-1);
  double       best = dot(n, x, y), z[n], Gz[n], GGz[n], E[n * n];

  flow_turn(flow, a, y, Gz);
  if (is_zero(n, Gz)) return;
  rotation_matrix(flow, a, 2 * pi / ANGLES, E);
  memcpy(z, y, sizeof z);
  for (int k = 1; k < ANGLES; k++) {
    multiply(n, E, z, Gz);
    memcpy(z, Gz, sizeof z);
    if (dot(n, x, z) <= best) continue;
    best = dot(n, x, z);
    memcpy(y, z, sizeof z);
  }
  for (int step = 0; step < 6; step++) {
    flow_turn(flow, a, y, Gz);
    flow_turn(flow, a, Gz, GGz);
    const double slope = dot(n, x, Gz), curvature = dot(n, x, GGz);
    if (!(curvature < 0) || fabs(slope) < 1e-17) break;
    memcpy(z, y, sizeof z);
    flow_rotate(flow, a, fmax(-0.1, fmin(0.1, -slope / curvature)), z, y);
  }
}

double flow_orbit_distance(const FlowSpec *flow, const double *x, const double *y, double *nearest)
{
  memcpy(nearest, y, (size_t)flow->n * sizeof *y);
  for (int round = 0; round < (flow->generators > 1 ? 4 : 1); round++)
    for (int a = 0; a < flow->generators; a++) approach(flow, a, x, nearest);
  return flow_distance(flow->n, x, nearest);
}

/* x - y with the least y that has G y = G x; twice, and what is rounding of rounding then is zero. */
bool flow_remove_turn(const FlowSpec *flow, int a, double *x)
{
  const int n = flow->n;
  double    y[n], *A = malloc((size_t)(n * n) * sizeof *A);
  int       info = A ? 0 : LAPACK_NO_MEMORY;

  for (int round = 0; round < 2 && !info; round++) {
    flow_turn(flow, a, x, y);
    for (int i = 0; i < n; i++)
      for (int k = 0; k < n; k++) A[n * k + i] = flow->generator[a * n * n + n * i + k];
    info = lapack_least_squares(n, n, A, y, 1e-10);
    for (int i = 0; i < n && !info; i++) x[i] -= y[i];
  }
  for (int i = 0; i < n; i++)
    if (fabs(x[i]) < 1e-25) x[i] = 0;
  free(A);
  return !info;
}
