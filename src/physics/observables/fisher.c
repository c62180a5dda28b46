/* Method  As (p_k - p_l)^2/(p_k + p_l) = p_k + p_l - 4 p_k p_l/(p_k + p_l), F_ab = 4 <{J_a,J_b}/2> - 8 sum_kl p_k p_l/(p_k + p_l)
           Re <k|J_a|l><l|J_b|k>: a moment, and a sum over eigenvectors in the support of rho alone. So cut blocks need not know what lies
           beyond their cut, and blocks of small rank are cheap. */
#include "physics/observables/fisher.h"

#include "physics/numerics/lapack.h"
#include "physics/observables/moments.h"
#include "physics/spaces/blocks.h"

#include <math.h>
#include <stdlib.h>

/* A block adds at most 4 j^2 Tr rho_j, an eigenvector at most 4 j^2 p_k. */
static const double block_negligible = 1e-16, vector_negligible = 1e-19;

static const Moment second[FISHER] = {MOMENT_SX2, MOMENT_SY2, MOMENT_SZ2, MOMENT_SXY, MOMENT_SXZ, MOMENT_SYZ};

/* 4 <{J_a,J_b}/2> = <{S_a,S_b}/2> of the block, and its trace. */
static double block_moments(const DickeBasis *basis, int block, const double *x, double moment[FISHER])
{
  const int64_t count = basis->first[block + 1] - basis->first[block];
  DickeElement  e     = dicke_element(basis, basis->first[block]);
  double        trace = 0;

  for (int k = 0; k < FISHER; k++) moment[k] = 0;
  for (int64_t i = 0; i < count; i++, e = dicke_next(basis, e)) {
    if (e.a - e.b > MOMENT_BAND) continue;
    trace += moment_weight(MOMENT_TRACE, basis, e) * x[i];
    for (int k = 0; k < FISHER; k++) moment[k] += moment_weight(second[k], basis, e) * x[i];
  }
  return trace;
}

/* J+ V and Jz V: columns of the kept m values, n x count. */
static void lift(double j, int n, int count, const double complex *V, double complex *plus, double complex *z)
{
  for (int k = 0; k < count; k++) {
    const double complex *v = V + (size_t)n * k;
    double complex       *p = plus + (size_t)n * k, *q = z + (size_t)n * k;
    for (int a = 0; a < n; a++) {
      const double m = a - j;
      p[a]           = a > 0 ? sqrt((j - m + 1) * (j + m)) * v[a - 1] : 0;
      q[a]           = m * v[a];
    }
  }
}

/* Subtract the sum over pairs: plus and z are <k|J+|l>, <k|Jz|l>, count x count. */
static void subtract_pairs(int count, const double *p, const double complex *plus, const double complex *z, double F[FISHER])
{
  for (int l = 0; l < count; l++)
    for (int k = 0; k < count; k++) {
      const double complex up = plus[k + (size_t)count * l], down = conj(plus[l + (size_t)count * k]);
      const double complex J[3]   = {0.5 * (up + down), -0.5 * I * (up - down), z[k + (size_t)count * l]};
      const double         factor = 8 * p[k] * p[l] / (p[k] + p[l]);
      for (int a = 0; a < 3; a++) F[a] -= factor * creal(J[a] * conj(J[a]));
      F[3] -= factor * creal(J[0] * conj(J[1]));
      F[4] -= factor * creal(J[0] * conj(J[2]));
      F[5] -= factor * creal(J[1] * conj(J[2]));
    }
}

/* The first eigenvalue above `least`; they ascend. */
static int first_above(int n, const double *p, double least)
{
  int k = 0;

  while (k < n && !(p[k] > least)) k++;
  return k;
}

/* Populations alone are the eigenvalues: J+ leads from m to m+1, and Jz nowhere. */
static int add_populations(const DickeBasis *basis, int block, const double *x, double F[FISHER])
{
  const int    n = basis->size[block];
  const double j = dicke_j(basis, block);
  double      *p = malloc((size_t)n * sizeof *p), sum = 0;

  if (!p) return LAPACK_NO_MEMORY;
  block_populations(basis, block, x, p);
  for (int a = 0; a + 1 < n; a++)
    if (p[a] > 0 && p[a + 1] > 0) sum += p[a] * p[a + 1] / (p[a] + p[a + 1]) * (j - (a - j)) * (j + (a - j) + 1);
  for (int axis = 0; axis < 2; axis++) F[axis] -= 4 * sum; /* 8 times 2 orders times |<m+1|J+|m>|^2/4 */
  for (int a = 0; a < n; a++) F[2] -= 4 * fmax(p[a], 0) * (a - j) * (a - j);
  free(p);
  return 0;
}

int fisher_add(const DickeBasis *basis, int block, const double *x, double F[FISHER])
{
  const int    n    = basis->size[block];
  const size_t size = (size_t)n * (size_t)n;
  double       moment[FISHER];
  const double trace = block_is_empty(basis, block) ? 0 : block_moments(basis, block, x, moment);

  if (!(fabs(trace) * basis->N * (double)basis->N > block_negligible)) return 0;
  if (basis->charged) {
    for (int k = 0; k < FISHER; k++) F[k] += moment[k];
    return add_populations(basis, block, x, F);
  }
  double complex *V = malloc(size * sizeof *V), *lifted[2] = {malloc(size * sizeof *V), malloc(size * sizeof *V)},
                 *J[2] = {malloc(size * sizeof *V), malloc(size * sizeof *V)};
  double *p            = malloc((size_t)n * sizeof *p);
  int     info         = V && lifted[0] && lifted[1] && J[0] && J[1] && p ? 0 : LAPACK_NO_MEMORY;

  if (!info) {
    block_matrix(basis, block, x, V);
    info = lapack_hermitian_eigenvectors(n, V, p);
  }
  if (!info) {
    const int             first = first_above(n, p, vector_negligible), count = n - first;
    const double complex *support = V + (size_t)n * first;
    lift(dicke_j(basis, block), n, count, support, lifted[0], lifted[1]);
    for (int k = 0; k < 2 && count > 0; k++) blas_complex_overlaps(n, count, support, lifted[k], J[k]);
    for (int k = 0; k < FISHER; k++) F[k] += moment[k];
    subtract_pairs(count, p + first, J[0], J[1], F);
  }
  free(V), free(lifted[0]), free(lifted[1]), free(J[0]), free(J[1]), free(p);
  return info;
}

double fisher_largest(const double F[FISHER])
{
  double A[9] = {F[0], F[3], F[4], F[3], F[1], F[5], F[4], F[5], F[2]}, w[3];

  return lapack_symmetric_eigenvectors(3, A, w) ? NAN : w[2];
}
