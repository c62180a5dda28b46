/* Two-time correlations and linear response on the 2^N space for any Lindblad equation (N <= 4): Taylor series of exp(L t), dense LU of i
   omega - L. */
#ifndef PILIND_TESTS_ORACLE_BRUTE_CORRELATION_H
#define PILIND_TESTS_ORACLE_BRUTE_CORRELATION_H

#include "oracle/brute_steady.h"
#include "oracle/random_lindbladian.h"

/* A polynomial as a dense matrix. */
static inline void dense_polynomial(int N, const Polynomial *P, double complex *out)
{
  const size_t    all  = (size_t)1 << (2 * N);
  double complex *work = malloc(all * sizeof *work);

  memset(out, 0, all * sizeof *out);
  for (int k = 0; k < P->count; k++) {
    dense_word(N, &P->term[k].word, work);
    for (size_t i = 0; i < all; i++) out[i] += P->term[k].c * work[i];
  }
  free(work);
}

/* x <- exp(L t) x, in steps short enough for 40 terms. */
static inline void brute_evolve(const BruteLiouvillian *L, double t, double complex *x)
{
  const size_t    all  = (size_t)L->dim * (size_t)L->dim;
  double complex *term = malloc(all * sizeof *term), *next = malloc(all * sizeof *next);
  double          size = 0;

  for (size_t i = 0; i < all; i++) size = fmax(size, cabs(L->drift[i]));
  const int steps = 1 + (int)(size * L->dim * t);
  for (int s = 0; s < steps; s++) {
    memcpy(term, x, all * sizeof *x);
    for (int k = 1; k < 40; k++) {
      brute_liouvillian_apply(L, term, next);
      for (size_t i = 0; i < all; i++) term[i] = next[i] * (t / steps / k), x[i] += term[i];
    }
  }
  free(term);
  free(next);
}

/* x <- (i omega - L)^-1 x for x of trace zero: the first row, of the trace, is replaced where omega = 0. */
static inline void brute_resolvent(const BruteLiouvillian *L, double omega, double complex *x)
{
  const int       n = L->dim * L->dim;
  double complex *A = calloc((size_t)n * (size_t)n, sizeof *A), *unit = calloc((size_t)n, sizeof *unit);

  for (int c = 0; c < n; c++) {
    double complex *column = A + (size_t)c * (size_t)n;
    memset(unit, 0, (size_t)n * sizeof *unit);
    unit[c] = 1;
    brute_liouvillian_apply(L, unit, column);
    for (int r = 0; r < n; r++) column[r] = (r == c ? I * omega : 0) - column[r];
    if (omega == 0) column[0] = c / L->dim == c % L->dim;
  }
  if (omega == 0) x[0] = 0;
  assert_int_equal(lapack_complex_solve(n, 1, A, x), 0);
  free(A), free(unit);
}

/* The steady state as a matrix that the caller frees. */
static inline double complex *brute_state(const BruteLiouvillian *L)
{
  const size_t    all = (size_t)L->dim * (size_t)L->dim;
  double         *x   = calloc(all, sizeof *x);
  double complex *rho = calloc(all, sizeof *rho);

  assert_int_equal(brute_solve(L, 1, x), 0);
  brute_from_coordinates(L->dim, x, rho);
  free(x);
  return rho;
}

#endif
