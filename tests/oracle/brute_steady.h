/* Steady state and linear response on the 2^N space by dense LU over the 4^N real coordinates of a Hermitian matrix (N <= 4):
   L rho = 0, Tr rho = 1; L rho1 = i[S_b, rho], Tr rho1 = 0. Written from brute_force.h and LAPACK alone. */
#ifndef PILIND_TESTS_ORACLE_BRUTE_STEADY_H
#define PILIND_TESTS_ORACLE_BRUTE_STEADY_H

#include "brute_force.h"
#include "physics/numerics/lapack.h"

#include <stdlib.h>
#include <string.h>

/* Coordinate i*dim+k: Re rho_ik for i >= k, Im rho_ki for i < k. */
static inline void brute_from_coordinates(int dim, const double *x, double complex *rho)
{
  for (int i = 0; i < dim; i++)
    for (int k = 0; k <= i; k++) {
      rho[i * dim + k] = x[i * dim + k] + (i > k ? I * x[k * dim + i] : 0);
      rho[k * dim + i] = conj(rho[i * dim + k]);
    }
}

static inline void brute_to_coordinates(int dim, const double complex *rho, double *x)
{
  for (int i = 0; i < dim; i++)
    for (int k = 0; k <= i; k++) {
      x[i * dim + k] = creal(rho[i * dim + k]);
      if (i > k) x[k * dim + i] = cimag(rho[i * dim + k]);
    }
}

/* x <- solution of L x = x with its first row, which depends on the others, replaced by Tr x = trace. */
static inline int brute_solve(const BruteLiouvillian *L, double trace, double *x)
{
  const int       dim = L->dim, n = dim * dim;
  double         *A = calloc((size_t)n * (size_t)n, sizeof *A), *unit = calloc((size_t)n, sizeof *unit);
  double complex *rho = calloc((size_t)n, sizeof *rho), *drho = calloc((size_t)n, sizeof *drho);

  if (!A || !unit || !rho || !drho) abort();
  for (int c = 0; c < n; c++) {
    memset(unit, 0, (size_t)n * sizeof *unit);
    unit[c] = 1;
    brute_from_coordinates(dim, unit, rho);
    brute_liouvillian_apply(L, rho, drho);
    brute_to_coordinates(dim, drho, A + (size_t)c * (size_t)n);
    A[(size_t)c * (size_t)n] = c / dim == c % dim ? 1 : 0;
  }
  x[0]           = trace;
  const int info = lapack_solve(n, A, x);
  free(A), free(unit), free(rho), free(drho);
  return info;
}

/* chi[a][b] = Tr(S_a rho1_b)/N, a, b = x, y. */
static inline int brute_susceptibility(const BruteModel *model, double chi[2][2])
{
  BruteLiouvillian L;
  brute_liouvillian_create(model, &L);
  const int       dim = L.dim, n = dim * dim;
  double         *x   = calloc((size_t)n, sizeof *x);
  double complex *rho = calloc((size_t)n, sizeof *rho), *S[2], *left = calloc((size_t)n, sizeof *left),
                 *right = calloc((size_t)n, sizeof *right);

  if (!x || !rho || !left || !right) abort();
  for (int a = 0; a < 2; a++) {
    if (!(S[a] = calloc((size_t)n, sizeof **S))) abort();
    brute_spin(model->N, a, S[a]);
  }
  int info = brute_solve(&L, 1, x);
  brute_from_coordinates(dim, x, rho);
  for (int b = 0; b < 2 && !info; b++) {
    double complex *rho1 = left;
    brute_multiply(dim, S[b], rho, left);
    brute_multiply(dim, rho, S[b], right);
    for (int i = 0; i < n; i++) left[i] = I * (left[i] - right[i]);
    brute_to_coordinates(dim, left, x);
    info = brute_solve(&L, 0, x);
    brute_from_coordinates(dim, x, rho1);
    for (int a = 0; a < 2; a++) chi[a][b] = creal(brute_trace_product(dim, S[a], rho1)) / model->N;
  }
  free(x), free(rho), free(left), free(right), free(S[0]), free(S[1]);
  brute_liouvillian_free(&L);
  return info;
}

#endif
