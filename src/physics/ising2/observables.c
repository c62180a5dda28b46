/* Purity, fidelity, concurrence, fidelity susceptibility.
   Uhlmann, Rep. Math. Phys. 9, 273 (1976); Wootters, PRL 80, 2245 (1998); Braunstein & Caves, PRL 72, 3439 (1994). */
#include "physics/ising2/observables.h"

#include "physics/numerics/lapack.h"

#include <math.h>

double ising2_purity(const double x[ISING2_DIM])
{
  double sum = 1;

  for (int k = 0; k < ISING2_DIM; k++) sum += x[k] * x[k];
  return sum / 4;
}

/* Column-major, as LAPACK wants it. */
static void to_complex(const Ising2Matrix *matrix, double complex A[16])
{
  for (int i = 0; i < 4; i++)
    for (int k = 0; k < 4; k++) A[4 * k + i] = matrix->re[4 * i + k] + I * matrix->im[4 * i + k];
}

/* Populations p, ascending, and eigenvectors in the columns of V. */
static bool diagonalise(const double x[ISING2_DIM], double complex V[16], double p[4])
{
  Ising2Matrix rho;

  ising2_matrix(1, x, &rho);
  to_complex(&rho, V);
  return lapack_hermitian_eigenvectors(4, V, p) == 0;
}

bool ising2_root_of(const double x[ISING2_DIM], Ising2Matrix *root)
{
  double complex V[16];
  double         p[4];

  if (!diagonalise(x, V, p)) return false;
  for (int i = 0; i < 4; i++)
    for (int k = 0; k < 4; k++) {
      double complex sum = 0;
      for (int n = 0; n < 4; n++) sum += sqrt(fmax(p[n], 0)) * V[4 * n + i] * conj(V[4 * n + k]);
      root->re[4 * i + k] = creal(sum);
      root->im[4 * i + k] = cimag(sum);
    }
  return true;
}

double ising2_smallest_population(const double x[ISING2_DIM])
{
  double complex V[16];
  double         p[4];

  return diagonalise(x, V, p) ? p[0] : NAN;
}

/* C = A^T B for column-major matrices. */
static void transpose_times(const double complex A[16], const double complex B[16], double complex C[16])
{
  for (int i = 0; i < 4; i++)
    for (int k = 0; k < 4; k++) {
      double complex sum = 0;
      for (int l = 0; l < 4; l++) sum += A[4 * i + l] * B[4 * k + l];
      C[4 * k + i] = sum;
    }
}

double ising2_fidelity(const Ising2Matrix *root_a, const Ising2Matrix *root_b)
{
  double complex A[16], B[16], M[16];
  double         s[4];

  to_complex(root_a, A);
  to_complex(root_b, B);
  for (int i = 0; i < 16; i++) A[i] = conj(A[i]); /* a root is Hermitian: its conjugate is its transpose */
  transpose_times(A, B, M);
  if (lapack_singular_values(4, M, s)) return NAN;
  const double sum = s[0] + s[1] + s[2] + s[3];
  return sum * sum;
}

double ising2_concurrence(const Ising2Matrix *root)
{
  static const double sign[4] = {-1, 1, 1, -1}; /* sy x sy has these on its antidiagonal */
  double complex      A[16], flipped[16], M[16];
  double              s[4];

  to_complex(root, A);
  for (int k = 0; k < 4; k++)
    for (int i = 0; i < 4; i++) flipped[4 * k + i] = sign[i] * A[4 * k + 3 - i];
  transpose_times(A, flipped, M);
  if (lapack_singular_values(4, M, s)) return NAN;
  return fmax(0, s[0] - s[1] - s[2] - s[3]);
}

double ising2_fidelity_susceptibility(const double x[ISING2_DIM], const double dx[ISING2_DIM])
{
  double complex V[16], D[16];
  double         p[4], sum = 0;
  Ising2Matrix   derivative;

  if (!diagonalise(x, V, p)) return NAN;
  ising2_matrix(0, dx, &derivative);
  to_complex(&derivative, D);
  for (int i = 0; i < 4; i++)
    for (int k = 0; k < 4; k++) {
      double complex element = 0;
      for (int a = 0; a < 4; a++)
        for (int b = 0; b < 4; b++) element += conj(V[4 * i + a]) * D[4 * b + a] * V[4 * k + b];
      if (p[i] + p[k] >= 1e-14) sum += (creal(element) * creal(element) + cimag(element) * cimag(element)) / (p[i] + p[k]);
    }
  return sum;
}
