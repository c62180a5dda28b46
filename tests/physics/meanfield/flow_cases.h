/* Flows whose fixed points are known, for the tests of physics/meanfield. */
#ifndef PILIND_TESTS_PHYSICS_MEANFIELD_FLOW_CASES_H
#define PILIND_TESTS_PHYSICS_MEANFIELD_FLOW_CASES_H

#include "physics/meanfield/flow.h"

#include "physics/models/random_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { CASE_MAX = 6 };

static inline void assert_close(double value, double expected, double tolerance)
{
  if (!(fabs(value - expected) <= tolerance)) fail_msg("%.17g instead of %.17g (tolerance %g)", value, expected, tolerance);
}

/* dy_i/dt = -rate (y_i - a_i) (y_i - b_i) (y_i - c_i) with a < b < c in coordinates y = Q^T x: 3^n fixed points, 2^n of them stable. */
typedef struct {
  int    n;
  double Q[CASE_MAX * CASE_MAX], root[CASE_MAX][3], rate;
} Cubes;

static inline void cubes_to(const Cubes *c, const double *x, double *y)
{
  for (int i = 0; i < c->n; i++) {
    y[i] = 0;
    for (int k = 0; k < c->n; k++) y[i] += c->Q[c->n * k + i] * x[k];
  }
}

static inline bool cubes_rhs(const void *context, const double *x, double *f)
{
  const Cubes *c = context;
  double       y[CASE_MAX], g[CASE_MAX];

  cubes_to(c, x, y);
  for (int i = 0; i < c->n; i++) g[i] = -c->rate * (y[i] - c->root[i][0]) * (y[i] - c->root[i][1]) * (y[i] - c->root[i][2]);
  for (int i = 0; i < c->n; i++) {
    f[i] = 0;
    for (int k = 0; k < c->n; k++) f[i] += c->Q[c->n * i + k] * g[k];
  }
  return true;
}

static inline bool cubes_jacobian(const void *context, const double *x, double *J)
{
  const Cubes *c = context;
  double       y[CASE_MAX], dg[CASE_MAX];

  cubes_to(c, x, y);
  for (int i = 0; i < c->n; i++) {
    const double p = y[i] - c->root[i][0], q = y[i] - c->root[i][1], r = y[i] - c->root[i][2];
    dg[i] = -c->rate * (p * q + q * r + r * p);
  }
  for (int i = 0; i < c->n; i++)
    for (int k = 0; k < c->n; k++) {
      J[c->n * i + k] = 0;
      for (int l = 0; l < c->n; l++) J[c->n * i + k] += c->Q[c->n * i + l] * dg[l] * c->Q[c->n * k + l];
    }
  return true;
}

/* Starts in the cube |y_i| < 1, from a counter. */
static inline bool cubes_start(const void *context, int k, double *x)
{
  const Cubes *c    = context;
  uint64_t     seed = 1000 + (uint64_t)k;
  double       y[CASE_MAX];

  for (int i = 0; i < c->n; i++) y[i] = random_between(&seed, -1, 1);
  for (int i = 0; i < c->n; i++) {
    x[i] = 0;
    for (int l = 0; l < c->n; l++) x[i] += c->Q[c->n * i + l] * y[l];
  }
  return k < 4000;
}

static inline bool cubes_physical(const void *context, const double *x)
{
  const Cubes *c = context;
  double       y[CASE_MAX], largest = 0;

  cubes_to(c, x, y);
  for (int i = 0; i < c->n; i++) largest = fmax(largest, fabs(y[i]));
  return largest < 1;
}

/* Gram-Schmidt on random vectors. */
static inline Cubes random_cubes(uint64_t *seed, int n)
{
  Cubes c = {.n = n, .rate = random_between(seed, 0.5, 2)};

  for (int i = 0; i < n; i++) {
    double size = 0;
    for (int k = 0; k < n; k++) c.Q[n * k + i] = random_between(seed, -1, 1);
    for (int j = 0; j < i; j++) {
      double along = 0;
      for (int k = 0; k < n; k++) along += c.Q[n * k + i] * c.Q[n * k + j];
      for (int k = 0; k < n; k++) c.Q[n * k + i] -= along * c.Q[n * k + j];
    }
    for (int k = 0; k < n; k++) size = hypot(size, c.Q[n * k + i]);
    for (int k = 0; k < n; k++) c.Q[n * k + i] /= size;
    c.root[i][0] = random_between(seed, -0.9, -0.4), c.root[i][1] = random_between(seed, -0.2, 0.2),
    c.root[i][2] = random_between(seed, 0.4, 0.9);
  }
  return c;
}

static inline FlowSpec cubes_flow(const Cubes *c)
{
  return (FlowSpec){
    .n = c->n, .context = c, .rhs = cubes_rhs, .jacobian = cubes_jacobian, .physical = cubes_physical, .start = cubes_start};
}

#endif
