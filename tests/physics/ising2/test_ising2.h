/* Shared by the tests of the two coupled Ising models. */
#ifndef PILIND_TESTS_PHYSICS_TEST_ISING2_H
#define PILIND_TESTS_PHYSICS_TEST_ISING2_H

#include "physics/ising2/ising2.h"

#include "physics/models/random_model.h"

#include <complex.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static inline void assert_close(double value, double expected, double tolerance)
{
  if (!(fabs(value - expected) <= tolerance)) fail_msg("%.17g instead of %.17g (tolerance %g)", value, expected, tolerance);
}

static inline void assert_relative(double value, double expected, double tolerance)
{
  assert_close(value, expected, tolerance * fabs(expected));
}

/* The paper's standard values, h2 = 10 and lambda = 0.01. */
static inline Ising2Model thermal_model(double h1, double T, double gamma, double r)
{
  return ising2_model((double[ISING2_PARAMS]){h1, 10, 0.01, T, gamma, r, 1, 0}, ISING2_THERMAL);
}

static inline Ising2Model local_model(double h1, double gamma_up)
{
  return ising2_model((double[ISING2_PARAMS]){h1, 10, 0.01, 0.05, 0.05, 10, gamma_up, 0}, ISING2_LOCAL);
}

/* All parameters of order one and different. */
static inline Ising2Model random_ising2(uint64_t *seed, Ising2Dissipator dissipator)
{
  double point[ISING2_PARAMS];

  for (int p = 0; p < ISING2_PARAMS; p++) point[p] = random_between(seed, 0.3, 2);
  point[ISING2_R] = random_between(seed, 1.5, 4);
  return ising2_model(point, dissipator);
}

/* Coordinates of A A^+/Tr(A A^+) for a random A: a mixed state without any symmetry. */
static inline void random_state(uint64_t *seed, double x[ISING2_DIM])
{
  double complex A[16];
  double         trace = 0;
  Ising2Matrix   rho;

  for (int i = 0; i < 16; i++) A[i] = random_between(seed, -1, 1) + I * random_between(seed, -1, 1);
  for (int i = 0; i < 16; i++) trace += creal(A[i] * conj(A[i]));
  for (int i = 0; i < 4; i++)
    for (int k = 0; k < 4; k++) {
      double complex sum = 0;
      for (int l = 0; l < 4; l++) sum += A[4 * i + l] * conj(A[4 * k + l]);
      rho.re[4 * i + k] = creal(sum) / trace;
      rho.im[4 * i + k] = cimag(sum) / trace;
    }
  ising2_coordinates(&rho, x);
}

#endif
