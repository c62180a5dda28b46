/* Shared by the tests of eigenvalues: models, the dense spectrum of the 2^N Lindblad equation. */
#ifndef PILIND_TESTS_SOLVERS_SPECTRAL_CHECK_H
#define PILIND_TESTS_SOLVERS_SPECTRAL_CHECK_H

#include "physics/spaces/irreps_dense.h"
#include "mpi_main.h"
#include "physics/models/random_model.h"

/* The XYZ paper's cut: Jx = 0.6, Jz = 1, gamma = 1. */
static inline XyzModel paper_model(int N, double Jy)
{
  double point[XYZ_PARAMS];

  empty_point(N, point);
  point[XYZ_JX] = 0.6, point[XYZ_JY] = Jy, point[XYZ_JZ] = 1, point[XYZ_GAMMA] = 1;
  return xyz_model(point);
}

/* Everything that keeps the parity: J, hz, all six channels. */
static inline void parity_point(uint64_t *seed, int N, double point[XYZ_PARAMS])
{
  random_point(seed, N, point);
  point[XYZ_HX] = point[XYZ_HY] = 0;
}

/* Couplings, hz, emission and dephasing: the models whose rightmost mode is not always the one nearest to 0. */
static inline XyzModel dephased_model(uint64_t *seed, int N)
{
  double point[XYZ_PARAMS];

  empty_point(N, point);
  for (int p = XYZ_JX; p <= XYZ_JZ; p++) point[p] = random_between(seed, -4, 4);
  point[XYZ_HZ]        = random_between(seed, -2, 2);
  point[XYZ_GAMMA]     = random_between(seed, 0.1, 1.5);
  point[XYZ_GAMMA_PHI] = random_between(seed, 0, 1);
  return xyz_model(point);
}

/* All 4^N eigenvalues from the definition: L of every Hermitian matrix unit, read in real and imaginary parts. */
static inline Spectrum brute_spectrum(const double point[XYZ_PARAMS])
{
  const BruteModel model = brute_model(point);
  const int        d = 1 << model.N, n = d * d;
  double          *A   = dense_alloc((size_t)n * (size_t)n, sizeof *A);
  double complex  *rho = dense_alloc((size_t)n, sizeof *rho), *drho = dense_alloc((size_t)n, sizeof *drho);
  BruteLiouvillian L;

  brute_liouvillian_create(&model, &L);
  for (int row = 0; row < d; row++)
    for (int col = 0; col < d; col++) {
      for (int i = 0; i < n; i++) rho[i] = 0;
      if (row >= col) rho[row * d + col] = rho[col * d + row] = 1;
      else rho[row * d + col] = I, rho[col * d + row] = -I;
      brute_liouvillian_apply(&L, rho, drho);
      double *image = A + (size_t)n * (size_t)(row * d + col);
      for (int r = 0; r < d; r++)
        for (int c = 0; c < d; c++) image[r * d + c] = r >= c ? creal(drho[r * d + c]) : cimag(drho[r * d + c]);
    }
  brute_liouvillian_free(&L);
  free(rho);
  free(drho);
  return dense_spectrum(n, A);
}

/* The eigenvalues of the symmetric sector of a 2^N Lindblad equation, made from its states |j, m, copy> alone: L of the Hermitian matrix of
   every pair (j; m, m'), projected onto all pairs. */
static inline Spectrum brute_symmetric_spectrum(int N, const BruteLiouvillian *L)
{
  const int       d = 1 << N, n = (N + 1) * (N + 2) * (N + 3) / 6;
  double         *A = dense_alloc((size_t)n * (size_t)n, sizeof *A), *image = A;
  double complex *rho = dense_alloc((size_t)d * (size_t)d, sizeof *rho), *drho = dense_alloc((size_t)d * (size_t)d, sizeof *drho);
  BruteDicke      dicke;

  brute_dicke_create(N, &dicke);
  for (int block = 0; block < dicke.blocks; block++)
    for (int a = 0; a <= N - 2 * block; a++)
      for (int b = 0; b <= N - 2 * block; b++, image += n) { /* a < b: the imaginary part */
        for (int i = 0; i < d * d; i++) rho[i] = 0;
        brute_dicke_embed(&dicke, block, a, b, a < b ? I : 1, rho);
        if (a != b) brute_dicke_embed(&dicke, block, b, a, a < b ? -I : 1, rho);
        brute_liouvillian_apply(L, rho, drho);
        int at = 0;
        for (int k = 0; k < dicke.blocks; k++)
          for (int r = 0; r <= N - 2 * k; r++)
            for (int c = 0; c <= N - 2 * k; c++) {
              const double complex z = brute_dicke_project(&dicke, drho, k, r, c);
              image[at++]            = r < c ? cimag(z) : creal(z);
            }
      }
  brute_dicke_free(&dicke);
  free(rho);
  free(drho);
  return dense_spectrum(n, A);
}

#endif
