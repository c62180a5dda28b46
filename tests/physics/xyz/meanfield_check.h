/* Shared by the tests of the mean field. */
#ifndef PILIND_TESTS_PHYSICS_XYZ_CHECK_H
#define PILIND_TESTS_PHYSICS_XYZ_CHECK_H

#include "physics/xyz/meanfield.h"

#include "physics/models/random_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static inline XyzModel local_emission(double Jx, double Jy, double Jz, double gamma)
{
  return (XyzModel){.N = 100, .Jx = Jx, .Jy = Jy, .Jz = Jz, .rate = {[CHANNEL_LOSS] = gamma}};
}

static inline XyzModel random_model(uint64_t *seed)
{
  double point[XYZ_PARAMS];

  random_point(seed, 100, point);
  return xyz_model(point);
}

static inline void assert_close(double value, double expected, double tolerance)
{
  if (!(fabs(value - expected) <= tolerance)) fail_msg("%.17g instead of %.17g (tolerance %g)", value, expected, tolerance);
}

static inline double distance(const double x[3], const double y[3]) { return hypot(hypot(x[0] - y[0], x[1] - y[1]), x[2] - y[2]); }

static inline double speed(const XyzModel *model, const double M[3])
{
  const double zero[3] = {0, 0, 0};
  double       dM[3];

  meanfield_rhs(model, M, dM);
  return distance(dM, zero);
}

static inline void random_vector(uint64_t *seed, double M[3])
{
  do {
    for (int i = 0; i < 3; i++) M[i] = random_between(seed, -1, 1);
  } while (M[0] * M[0] + M[1] * M[1] + M[2] * M[2] > 1);
}

/* The right-hand side is quadratic, so central differences are exact for any step. */
static inline void jacobian_by_differences(const XyzModel *model, const double M[3], double J[9])
{
  for (int k = 0; k < 3; k++) {
    double plus[3] = {M[0], M[1], M[2]}, minus[3] = {M[0], M[1], M[2]}, f[3], g[3];
    plus[k] += 0.5, minus[k] -= 0.5;
    meanfield_rhs(model, plus, f);
    meanfield_rhs(model, minus, g);
    for (int i = 0; i < 3; i++) J[3 * i + k] = f[i] - g[i];
  }
}

static inline double determinant(const double J[9])
{
  return J[0] * (J[4] * J[8] - J[5] * J[7]) - J[1] * (J[3] * J[8] - J[5] * J[6]) + J[2] * (J[3] * J[7] - J[4] * J[6]);
}

/* Largest real part of the eigenvalues of J by its characteristic cubic x^3 + a x^2 + b x + c: a real root by bisection, and
   the quadratic that is left. */
static inline double growth_of(const double J[9])
{
  const double a = -(J[0] + J[4] + J[8]), c = -determinant(J);
  const double b   = J[0] * J[4] - J[1] * J[3] + J[0] * J[8] - J[2] * J[6] + J[4] * J[8] - J[5] * J[7];
  double       low = -1 - fabs(a) - fabs(b) - fabs(c), high = -low;

  for (int step = 0; step < 200; step++) {
    const double x = 0.5 * (low + high);
    if (((x + a) * x + b) * x + c < 0) low = x;
    else high = x;
  }
  const double root = 0.5 * (low + high), half = -0.5 * (a + root), rest = half * half - (b + root * (a + root));
  return fmax(root, half + (rest > 0 ? sqrt(rest) : 0));
}

/* Place of M among the points, or -1. */
static inline int find(const double M[3], int count, const MeanFieldPoint *points, double tolerance)
{
  for (int i = 0; i < count; i++)
    if (distance(M, points[i].M) < tolerance) return i;
  return -1;
}

static inline bool is_stable(const MeanFieldPoint *p) { return p->stability == FLOW_STABLE; }

static inline int fixed_points(const XyzModel *model, MeanFieldPoint points[MEANFIELD_MAX])
{
  MeanField mf;

  meanfield_solve(model, &mf);
  memcpy(points, mf.point, sizeof mf.point);
  return mf.count;
}

/* What the header promises of a list of fixed points. */
static inline int checked_points(const XyzModel *model, MeanFieldPoint points[MEANFIELD_MAX])
{
  const double zero[3] = {0, 0, 0};
  MeanField    mf;

  meanfield_solve(model, &mf);
  memcpy(points, mf.point, sizeof mf.point);
  const int count = mf.count;
  assert_in_range(count, 0, MEANFIELD_MAX);
  assert_true(count == 0 || (mf.complete && mf.index == 1));
  for (int i = 0; i < count; i++) {
    double J[9];
    jacobian_by_differences(model, points[i].M, J);
    if (!(speed(model, points[i].M) < 1e-12)) fail_msg("point %d of %d moves at %g", i, count, speed(model, points[i].M));
    assert_true(distance(points[i].M, zero) <= 1 + 1e-12);
    assert_close(points[i].growth, growth_of(J), 1e-7);
    assert_int_equal(is_stable(&points[i]), points[i].growth < 0);
    assert_true(points[i].error < 1e-10 && points[i].residual < 1e-14);
    assert_int_equal(points[i].index, determinant(J) < 0 ? 1 : -1);
    if (i == 0) continue;
    const bool first = points[i].family == points[0].family || points[i - 1].family == points[0].family;
    assert_true(first || is_stable(&points[i - 1]) >= is_stable(&points[i]));
    assert_true(points[i - 1].family != points[i].family || points[i - 1].M[0] >= points[i].M[0] - 1e-12);
    assert_int_equal(find(points[i].M, i, points, 1e-8), -1); /* each once */
  }
  return count;
}

#endif
