/* Fixed points from physics/meanfield, their Jacobians from LAPACK; at a bifurcation the flow on the curve on which the fast directions
   stand still. */
#include "physics/moments/reference.h"

#include "physics/meanfield/fixed_points.h"
#include "physics/numerics/lapack.h"

#include <math.h>
#include <string.h>

enum { POINTS = 32, ROUNDS = 30 };
static const double vanishing = 1e-6, near = 3e-3, probe = 1e-2, slow_limit = 0.35;

/* Eigenvalues of the Jacobian by modulus: the smallest, the next, the largest; eigenvectors of the smallest. */
typedef struct {
  double first, second, largest; /* first: the eigenvalue if it is real, else its modulus */
  bool   real;
  double left[MOMENT_LETTERS], right[MOMENT_LETTERS];
} Modes;

static bool find_modes(const FlowSpec *flow, const double *x, Modes *m)
{
  const int n = flow->n;
  double    J[n * n], columns[n * n], re[n], im[n], left[n * n], right[n * n];
  int       lowest = 0;

  if (!flow->jacobian(flow->context, x, J)) return false;
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++) columns[k * n + i] = J[i * n + k];
  if (lapack_general_eigenvectors(n, columns, re, im, left, right)) return false;
  *m = (Modes){.second = INFINITY};
  for (int i = 1; i < n; i++)
    if (hypot(re[i], im[i]) < hypot(re[lowest], im[lowest])) lowest = i;
  for (int i = 0; i < n; i++) {
    const double modulus = hypot(re[i], im[i]);
    m->largest           = fmax(m->largest, modulus);
    if (i != lowest) m->second = fmin(m->second, modulus);
  }
  m->real  = im[lowest] == 0;
  m->first = m->real ? re[lowest] : hypot(re[lowest], im[lowest]);
  memcpy(m->left, left + lowest * n, sizeof(double) * (size_t)n);
  memcpy(m->right, right + lowest * n, sizeof(double) * (size_t)n);
  return true;
}

static double distance(int n, const double *x, const double *y)
{
  double square = 0;

  for (int i = 0; i < n; i++) square += (x[i] - y[i]) * (x[i] - y[i]);
  return sqrt(square);
}

/* left . f at x + s right + h, where h at a right angle to left makes all of f but its part along `right` zero; NaN where Newton's method
   finds no h. */
static double reduced_flow(const FlowSpec *flow, const double *x, const Modes *m, double s)
{
  const int n = flow->n;
  double    y[n], f[n], J[n * n], A[(n + 1) * (n + 1)], b[n + 1], along = 0, size = INFINITY;

  for (int i = 0; i < n; i++) along += m->left[i] * m->right[i];
  for (int i = 0; i < n; i++) y[i] = x[i] + s * m->right[i];
  for (int round = 0; round < ROUNDS && size > 1e-14; round++) {
    if (!flow->rhs(flow->context, y, f) || !flow->jacobian(flow->context, y, J)) return NAN;
    /* f + J h = g right, left h = 0 */
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) A[k * (n + 1) + i] = J[i * n + k];
      A[n * (n + 1) + i] = -m->right[i];
      A[i * (n + 1) + n] = m->left[i];
      b[i]               = -f[i];
    }
    A[n * (n + 1) + n] = 0;
    b[n]               = 0;
    if (lapack_solve(n + 1, A, b)) return NAN;
    size = 0;
    for (int i = 0; i < n; i++) y[i] += b[i], size += fabs(b[i]);
  }
  if (!(size <= 1e-12) || !flow->rhs(flow->context, y, f)) return NAN;
  double sum = 0;
  for (int i = 0; i < n; i++) sum += m->left[i] * f[i];
  return sum / along;
}

static bool is_inward(const FlowSpec *flow, const double *x, const Modes *m)
{
  return m->real && m->second > vanishing * m->largest && reduced_flow(flow, x, m, probe) < 0 && reduced_flow(flow, x, m, -probe) > 0;
}

/* Is the point its own image under all reflections? */
static bool is_symmetric(const FlowSpec *flow, const double *x)
{
  const int n = flow->n;
  double    image[n];

  for (int r = 0; r < flow->reflections; r++) {
    const double *R = flow->reflection + r * n * n;
    for (int i = 0; i < n; i++) {
      image[i] = 0;
      for (int k = 0; k < n; k++) image[i] += R[i * n + k] * x[k];
    }
    if (distance(n, x, image) > 0) return false;
  }
  return true;
}

/* c of dx/dt = l x - c x^3, x along the unit vector of left, from the odd part of the reduced flow. */
static double cubic_of(const FlowSpec *flow, const double *x, const Modes *m)
{
  const double s = 0.05, odd = (reduced_flow(flow, x, m, s) - reduced_flow(flow, x, m, -s)) / 2;
  double       along = 0, square = 0;

  for (int i = 0; i < flow->n; i++) along += m->left[i] * m->right[i], square += m->left[i] * m->left[i];
  return (m->first * s - odd) / (s * s * s) * square / (along * along);
}

static void take_slow(const FlowSpec *flow, const double *x, const Modes *m, MomentReference *r)
{
  const size_t bytes = sizeof(double) * (size_t)flow->n;

  if (r->slow || !m->real || fabs(m->first) > slow_limit * m->second) return;
  r->slow      = true;
  r->slow_rate = m->first;
  memcpy(r->slow_point, x, bytes);
  memcpy(r->left, m->left, bytes);
  memcpy(r->right, m->right, bytes);
  r->slow_cubic = cubic_of(flow, x, m);
}

/* The stable state of the class that point k begins. */
static void take_stable(const FlowPoints *points, int k, MomentReference *r)
{
  const size_t bytes = sizeof(double) * (size_t)points->n;

  r->classes++;
  if (r->classes > 1) return;
  memcpy(r->stable, points->point[k].x, bytes);
  memcpy(r->image, points->point[k].x, bytes);
  for (int i = 0; i < points->count; i++)
    if (i != k && points->point[i].family == points->point[k].family && points->point[i].kind == FLOW_POINT) {
      r->mirror = true;
      memcpy(r->image, points->point[i].x, bytes);
    }
}

/* Points that meet at a bifurcation become one: the most symmetric of them stays. */
static void merge(const FlowSpec *flow, const FlowPoints *points, bool *merged, MomentReference *r)
{
  for (int pass = 0; pass < 2; pass++)
    for (int k = 0; k < points->count; k++) {
      const FlowPoint *p = &points->point[k];
      Modes            m;
      if (merged[k] || p->kind != FLOW_POINT || is_symmetric(flow, p->x) != (pass == 0)) continue;
      if (!find_modes(flow, p->x, &m) || fabs(m.first) > vanishing * m.largest) continue;
      const bool stable = is_inward(flow, p->x, &m);
      for (int i = 0; i < points->count; i++)
        if (points->point[i].kind == FLOW_POINT && distance(points->n, points->point[i].x, p->x) < near) merged[i] = true;
      r->index += stable;
      if (!stable) continue;
      take_stable(points, k, r);
      r->mirror      = false;
      r->bifurcation = true;
      take_slow(flow, p->x, &m, r);
    }
}

static void count_others(const FlowSpec *flow, const FlowPoints *points, const bool *merged, MomentReference *r, bool *open)
{
  for (int k = 0; k < points->count; k++) {
    const FlowPoint *p = &points->point[k];
    Modes            m;
    bool             first = true;
    if (merged[k]) continue;
    r->index += p->index;
    *open |= p->kind == FLOW_POINT && p->index == 0;
    for (int i = 0; i < k; i++) first &= points->point[i].family != p->family;
    if (p->stability == FLOW_STABLE && first) {
      if (p->kind == FLOW_POINT) take_stable(points, k, r);
      else r->ring = true;
    }
    if (p->kind == FLOW_POINT && (flow->reflections ? is_symmetric(flow, p->x) : p->stability == FLOW_STABLE) && find_modes(flow, p->x, &m))
      take_slow(flow, p->x, &m, r);
  }
}

bool moment_reference_create(const FlowSpec *flow, MomentReference *r)
{
  FlowPoints points;
  bool       merged[POINTS] = {false}, open = false;

  *r = (MomentReference){.n = flow->n};
  for (int a = 0; a < flow->n; a++) r->reflection[a] = flow->reflections ? flow->reflection[a * flow->n + a] : 1;
  if (!flow_fixed_points(flow, POINTS, &points)) return false;
  const bool good = points.count < POINTS && flow_rank(flow, false, &points);
  if (good) {
    merge(flow, &points, merged, r);
    count_others(flow, &points, merged, r, &open);
    r->complete = r->index == 1 && !open;
  }
  flow_points_free(&points);
  return good;
}
