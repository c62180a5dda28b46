/* Cyclic Jacobi rotations on the 4x4 matrix, then a sort. Chosen over LAPACK because the eigenbasis is needed at every
   evaluation of the right-hand side: it is several times faster at this size, and it keeps small components that couple the
   two parity sectors accurate relative to themselves, which the steady states next to a critical point need.
   Golub & Van Loan, Matrix Computations, Sec. 8.5. */
#include "physics/ising2/levels.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Zero the element (p, q), p < q. */
static void rotate(double A[16], double V[16], int p, int q)
{
  const double apq = A[4 * p + q], theta = (A[5 * q] - A[5 * p]) / (2 * apq);
  const double t = copysign(1, theta) / (fabs(theta) + sqrt(1 + theta * theta)); /* the smaller angle */
  const double c = 1 / sqrt(1 + t * t), s = c * t;

  for (int k = 0; k < 4; k++) {
    const double x = V[4 * k + p], y = V[4 * k + q];
    V[4 * k + p] = c * x - s * y;
    V[4 * k + q] = s * x + c * y;
    if (k == p || k == q) continue;
    const double u = A[4 * k + p], w = A[4 * k + q];
    A[4 * k + p] = A[4 * p + k] = c * u - s * w;
    A[4 * k + q] = A[4 * q + k] = s * u + c * w;
  }
  A[5 * p] -= t * apq;
  A[5 * q] += t * apq;
  A[4 * p + q] = A[4 * q + p] = 0;
}

static void sort(const double A[16], const double V[16], Ising2Levels *levels)
{
  int order[4] = {0, 1, 2, 3};

  for (int i = 1; i < 4; i++)
    for (int k = i; k > 0 && A[5 * order[k]] < A[5 * order[k - 1]]; k--) {
      const int swap = order[k];
      order[k] = order[k - 1], order[k - 1] = swap;
    }
  for (int n = 0; n < 4; n++) {
    levels->E[n] = A[5 * order[n]];
    for (int k = 0; k < 4; k++) levels->V[4 * k + n] = V[4 * k + order[n]];
  }
}

void ising2_levels_of(const double H[16], Ising2Levels *levels)
{
  enum { SWEEPS = 30 }; /* 5 suffice; the bound is for NaN */
  double A[16], V[16] = {[0] = 1, [5] = 1, [10] = 1, [15] = 1};

  memcpy(A, H, sizeof A);
  for (int sweep = 0, rotations = 1; sweep < SWEEPS && rotations; sweep++) {
    rotations = 0;
    for (int p = 0; p < 3; p++)
      for (int q = p + 1; q < 4; q++) {
        /* what cannot change the eigenvectors relative to their own small components is zero */
        if (fabs(A[4 * p + q]) <= DBL_MIN || fabs(A[4 * p + q]) <= 1e-40 * fabs(A[5 * p] - A[5 * q])) continue;
        rotate(A, V, p, q);
        rotations++;
      }
  }
  sort(A, V, levels);
}

void ising2_levels(const Ising2Model *model, const double m[2], Ising2Levels *levels)
{
  double H[16];

  ising2_hamiltonian(model, m, H);
  ising2_levels_of(H, levels);
}

void ising2_to_levels(const Ising2Levels *levels, const double M[16], double out[16])
{
  const double *V = levels->V;
  double        MV[16];

  for (int i = 0; i < 4; i++)
    for (int n = 0; n < 4; n++) {
      double sum = 0;
      for (int k = 0; k < 4; k++) sum += M[4 * i + k] * V[4 * k + n];
      MV[4 * i + n] = sum;
    }
  for (int i = 0; i < 4; i++)
    for (int n = 0; n < 4; n++) {
      double sum = 0;
      for (int k = 0; k < 4; k++) sum += V[4 * k + i] * MV[4 * k + n];
      out[4 * i + n] = sum;
    }
}

void ising2_from_levels(const Ising2Levels *levels, const double M[16], double out[16])
{
  Ising2Levels inverse = {.E = {0}};

  for (int i = 0; i < 4; i++)
    for (int k = 0; k < 4; k++) inverse.V[4 * i + k] = levels->V[4 * k + i];
  ising2_to_levels(&inverse, M, out);
}

int ising2_degeneracy(const Ising2Levels *levels)
{
  const double width = levels->E[3] - levels->E[0];

  for (int n = 0; n < 3; n++)
    if (!(levels->E[n + 1] - levels->E[n] > 1e-10 * width)) return n + 1;
  return 0;
}

const char *ising2_degeneracy_message(int degeneracy)
{
  static const char *const messages[] = {
    "no two levels coincide",
    "levels 0 and 1 of the mean-field Hamiltonian coincide: jumps between eigenstates are undefined there",
    "levels 1 and 2 of the mean-field Hamiltonian coincide: jumps between eigenstates are undefined there",
    "levels 2 and 3 of the mean-field Hamiltonian coincide: jumps between eigenstates are undefined there",
  };
  return messages[degeneracy];
}
