/* Concurrence: where m_x = m_y = 0 = c_xz = c_yz (an X state, any even sector) its closed form, which keeps the digits that square roots of
   small
   eigenvalues lose; else the square roots of the eigenvalues of sqrt(rho) rho~ sqrt(rho). */
#include "physics/observables/two_spin.h"

#include "physics/numerics/lapack.h"

#include <math.h>
#include <stdbool.h>

enum { ALL = TWO_SPIN * TWO_SPIN };

static const double complex pauli[4][2][2] = {{{1, 0}, {0, 1}}, {{0, 1}, {1, 0}}, {{0, -I}, {I, 0}}, {{1, 0}, {0, -1}}};

static double average(const PairAverages *p, int a, int b)
{
  if (a == 0 && b == 0) return 1;
  if (a == 0 || b == 0) return p->m[a + b - 1];
  return p->c[a - 1][b - 1];
}

void two_spin_density(const PairAverages *p, double complex rho[ALL])
{
  for (int r = 0; r < TWO_SPIN; r++)
    for (int c = 0; c < TWO_SPIN; c++) {
      double complex sum = 0;
      for (int a = 0; a < 4; a++)
        for (int b = 0; b < 4; b++) sum += average(p, a, b) * pauli[a][r >> 1][c >> 1] * pauli[b][r & 1][c & 1];
      rho[r * TWO_SPIN + c] = sum / 4;
    }
}

void one_spin_density(const PairAverages *p, double complex rho[ONE_SPIN * ONE_SPIN])
{
  for (int r = 0; r < ONE_SPIN; r++)
    for (int c = 0; c < ONE_SPIN; c++) {
      double complex sum = pauli[0][r][c];
      for (int a = 0; a < 3; a++) sum += p->m[a] * pauli[a + 1][r][c];
      rho[r * ONE_SPIN + c] = sum / 2;
    }
}

static bool is_x_state(const PairAverages *p) { return p->m[0] == 0 && p->m[1] == 0 && p->c[0][2] == 0 && p->c[1][2] == 0; }

/* Yu, Eberly, QIC 7, 459 (2007). */
static double x_state_concurrence(const double complex *rho)
{
  const double outer = cabs(rho[3]) - sqrt(fmax(0, creal(rho[5]) * creal(rho[10]))),
               inner = cabs(rho[6]) - sqrt(fmax(0, creal(rho[0]) * creal(rho[15])));

  return 2 * fmax(0, fmax(outer, inner));
}

static void multiply(const double complex *A, const double complex *B, double complex *C)
{
  for (int r = 0; r < TWO_SPIN; r++)
    for (int c = 0; c < TWO_SPIN; c++) {
      C[r * TWO_SPIN + c] = 0;
      for (int k = 0; k < TWO_SPIN; k++) C[r * TWO_SPIN + c] += A[r * TWO_SPIN + k] * B[k * TWO_SPIN + c];
    }
}

/* sqrt of a Hermitian positive matrix (row-major = its conjugate, column-major). */
static bool square_root(const double complex *rho, double complex *root)
{
  double complex V[ALL];
  double         w[TWO_SPIN];

  for (int k = 0; k < ALL; k++) V[k] = conj(rho[k]);
  if (lapack_hermitian_eigenvectors(TWO_SPIN, V, w)) return false;
  for (int r = 0; r < TWO_SPIN; r++)
    for (int c = 0; c < TWO_SPIN; c++) {
      root[r * TWO_SPIN + c] = 0;
      for (int k = 0; k < TWO_SPIN; k++) root[r * TWO_SPIN + c] += sqrt(fmax(0, w[k])) * V[r + TWO_SPIN * k] * conj(V[c + TWO_SPIN * k]);
    }
  return true;
}

double two_spin_concurrence(const PairAverages *p)
{
  double complex rho[ALL], flipped[ALL], root[ALL], x[ALL], y[ALL];
  double         w[TWO_SPIN];

  two_spin_density(p, rho);
  if (is_x_state(p)) return x_state_concurrence(rho);
  if (!square_root(rho, root)) return NAN;
  for (int r = 0; r < TWO_SPIN; r++) /* (sy x sy) rho^* (sy x sy): signs of the antidiagonal +, -, -, + ... */
    for (int c = 0; c < TWO_SPIN; c++) {
      const double sign         = ((r == 0 || r == 3) == (c == 0 || c == 3)) ? 1 : -1;
      flipped[r * TWO_SPIN + c] = sign * conj(rho[(3 - r) * TWO_SPIN + 3 - c]);
    }
  multiply(root, flipped, x);
  multiply(x, root, y);
  for (int k = 0; k < ALL; k++) y[k] = conj(y[k]);
  if (lapack_hermitian_eigenvalues(TWO_SPIN, y, w)) return NAN;
  for (int k = 0; k < TWO_SPIN; k++) w[k] = sqrt(fmax(0, w[k]));
  return fmax(0, w[3] - w[2] - w[1] - w[0]);
}

/* Two unit vectors at a right angle to m; false if m has no direction. */
static bool right_angles(const double m[3], double u[3], double v[3])
{
  const double length = sqrt(m[0] * m[0] + m[1] * m[1] + m[2] * m[2]);
  int          least  = 0;

  if (!(length > 1e-10)) return false;
  for (int a = 1; a < 3; a++)
    if (fabs(m[a]) < fabs(m[least])) least = a;
  const double along = m[least] / length, size = sqrt(1 - along * along);
  for (int a = 0; a < 3; a++) u[a] = ((a == least) - along * m[a] / length) / size;
  for (int a = 0; a < 3; a++) v[a] = (m[(a + 1) % 3] * u[(a + 2) % 3] - m[(a + 2) % 3] * u[(a + 1) % 3]) / length;
  return true;
}

/* <S_u S_v> symmetrised, over N: delta_uv + (N-1) c_uv. At a right angle to <S> the mean does not enter. */
static double second(const PairAverages *p, const double u[3], const double v[3])
{
  double sum = 0;

  for (int a = 0; a < 3; a++)
    for (int b = 0; b < 3; b++) sum += u[a] * v[b] * ((a == b) + (p->N - 1) * p->c[a][b]);
  return sum;
}

double squeezing_kitagawa_ueda(const PairAverages *p)
{
  double u[3], v[3];

  if (!right_angles(p->m, u, v)) return NAN;
  const double uu = second(p, u, u), vv = second(p, v, v), uv = second(p, u, v);
  return 0.5 * (uu + vv) - hypot(0.5 * (uu - vv), uv);
}

double squeezing_wineland(const PairAverages *p)
{
  return squeezing_kitagawa_ueda(p) / (p->m[0] * p->m[0] + p->m[1] * p->m[1] + p->m[2] * p->m[2]);
}
