/* Random Lindbladians of N sites with d levels twice: as the program's data, and as d^N matrices made site by site. H of degree 2, local
   jumps, linear collective jumps. */
#ifndef PILIND_TESTS_ORACLE_RANDOM_LEVELS_H
#define PILIND_TESTS_ORACLE_RANDOM_LEVELS_H

#include "oracle/brute_force.h"
#include "physics/models/lindbladian.h"
#include "physics/models/random_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static inline int levels_dimension(int d, int N) { return N == 0 ? 1 : d * levels_dimension(d, N - 1); }

static inline double complex levels_number(uint64_t *seed) { return random_between(seed, -1, 1) + I * random_between(seed, -1, 1); }

/* out += A on one site, A d x d row-major. */
static inline void levels_add_site(int d, int N, int site, const double complex *A, double complex *out)
{
  const int dim = levels_dimension(d, N), step = levels_dimension(d, N - 1 - site);

  for (int r = 0; r < dim; r++)
    for (int c = 0; c < dim; c++) {
      const int i = r / step % d, k = c / step % d;
      if (r - i * step == c - k * step) out[(size_t)r * (size_t)dim + (size_t)c] += A[i * d + k];
    }
}

static inline double complex *levels_matrix(int dim) { return calloc((size_t)dim * (size_t)dim, sizeof(double complex)); }

static inline void levels_add_jump(BruteLiouvillian *L, double rate, const double complex *A)
{
  const int dim = L->dim;

  assert_true(L->jumps < BRUTE_JUMPS_MAX);
  double complex *J = L->jump[L->jumps++] = levels_matrix(dim);
  for (int k = 0; k < dim * dim; k++) J[k] = sqrt(rate) * A[k];
  for (int r = 0; r < dim; r++)
    for (int c = 0; c < dim; c++)
      for (int k = 0; k < dim; k++) L->drift[r * dim + c] -= 0.5 * conj(J[k * dim + r]) * J[k * dim + c];
}

/* A polynomial of degree 1 from a matrix: sum_n A(n). */
static inline void levels_collective(const SiteBasis *basis, int N, const double complex *A, Polynomial *P, double complex *dense)
{
  *P = polynomial_zero(basis);
  assert_int_equal(polynomial_add_site(P, 1, A, N), POLYNOMIAL_OK);
  for (int site = 0; site < N; site++) levels_add_site(basis->d, N, site, A, dense);
}

static inline void levels_draw(uint64_t *seed, int d, double complex *A)
{
  for (int k = 0; k < d * d; k++) A[k] = levels_number(seed);
}

/* c P Q + h.c. into H. */
static inline void levels_add_hamiltonian(uint64_t *seed, int degree, Lindbladian *l, BruteLiouvillian *L)
{
  const int      d = l->basis->d, N = l->N, dim = L->dim;
  double complex A[64] = {0}, *dense = levels_matrix(dim), *second = levels_matrix(dim), *product = levels_matrix(dim);
  Polynomial     P, Q, PQ, adjoint;

  levels_draw(seed, d, A);
  levels_collective(l->basis, N, A, &P, dense);
  levels_draw(seed, d, A);
  levels_collective(l->basis, N, A, &Q, second);
  if (degree == 2) brute_multiply(dim, dense, second, product);
  else memcpy(product, dense, (size_t)dim * (size_t)dim * sizeof *product);
  if (degree == 2) assert_int_equal(polynomial_multiply(&P, &Q, &PQ), POLYNOMIAL_OK);
  else assert_int_equal((PQ = polynomial_zero(l->basis), polynomial_add(&PQ, 1, &P)), POLYNOMIAL_OK);
  assert_int_equal(polynomial_adjoint(&PQ, &adjoint), POLYNOMIAL_OK);
  const double c = 1.0 / (degree == 2 ? N : 1);
  assert_int_equal(lindbladian_add_hamiltonian(l, c, &PQ), POLYNOMIAL_OK);
  assert_int_equal(lindbladian_add_hamiltonian(l, c, &adjoint), POLYNOMIAL_OK);
  for (int r = 0; r < dim; r++)
    for (int k = 0; k < dim; k++) L->drift[r * dim + k] -= I * c * (product[r * dim + k] + conj(product[k * dim + r]));
  polynomial_free(&P), polynomial_free(&Q), polynomial_free(&PQ), polynomial_free(&adjoint);
  free(dense), free(second), free(product);
}

static inline void random_levels(uint64_t *seed, int N, const SiteBasis *basis, Lindbladian *l, BruteLiouvillian *L)
{
  const int      d = basis->d, dim = levels_dimension(d, N);
  double complex A[64] = {0}, *dense = levels_matrix(dim);
  Polynomial     C;

  *l = lindbladian_empty(N, basis);
  *L = (BruteLiouvillian){.dim = dim, .drift = levels_matrix(dim)};
  levels_add_hamiltonian(seed, 1, l, L);
  levels_add_hamiltonian(seed, 2, l, L);
  for (int k = 0; k < 2; k++) {
    const double rate = random_between(seed, 0.2, 1.5);
    levels_draw(seed, d, A);
    assert_int_equal(lindbladian_add_local(l, rate, A), POLYNOMIAL_OK);
    for (int site = 0; site < N; site++) {
      memset(dense, 0, (size_t)dim * (size_t)dim * sizeof *dense);
      levels_add_site(d, N, site, A, dense);
      levels_add_jump(L, rate, dense);
    }
  }
  memset(dense, 0, (size_t)dim * (size_t)dim * sizeof *dense);
  levels_draw(seed, d, A);
  levels_collective(basis, N, A, &C, dense);
  assert_int_equal(lindbladian_add_collective(l, 0.7 / N, &C), POLYNOMIAL_OK);
  levels_add_jump(L, 0.7 / N, dense);
  polynomial_free(&C);
  free(dense);
}

/* A random Hermitian matrix of trace 1 that no exchange of sites changes. */
static inline void levels_symmetric_state(uint64_t *seed, int d, int N, double complex *rho)
{
  const int       dim = levels_dimension(d, N);
  double complex *A = levels_matrix(dim), trace = 0;

  for (int r = 0; r < dim; r++)
    for (int c = 0; c <= r; c++) {
      A[r * dim + c] = levels_number(seed);
      A[c * dim + r] = conj(A[r * dim + c]);
      if (r == c) A[r * dim + r] = 1 + creal(A[r * dim + r]) / 2;
    }
  memset(rho, 0, (size_t)dim * (size_t)dim * sizeof *rho);
  int order[8], count = 1;
  for (int k = 2; k <= N; k++) count *= k;
  for (int p = 0; p < count; p++) {
    int left[8], rest = p;
    for (int k = 0; k < N; k++) left[k] = k;
    for (int k = 0; k < N; k++) {
      const int pick = rest % (N - k);
      rest /= N - k;
      order[k] = left[pick];
      memmove(left + pick, left + pick + 1, (size_t)(N - k - pick - 1) * sizeof *left);
    }
    for (int r = 0; r < dim; r++)
      for (int c = 0; c < dim; c++) {
        int to_r = 0, to_c = 0;
        for (int k = 0; k < N; k++) {
          const int from = levels_dimension(d, N - 1 - k), to = levels_dimension(d, N - 1 - order[k]);
          to_r += r / from % d * to, to_c += c / from % d * to;
        }
        rho[to_r * dim + to_c] += A[r * dim + c];
      }
  }
  for (int r = 0; r < dim; r++) trace += rho[r * dim + r];
  for (int k = 0; k < dim * dim; k++) rho[k] /= creal(trace);
  free(A);
}

#endif
