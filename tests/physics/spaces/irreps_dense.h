/* Shared by the tests of the full space: dense blocks of the Liouvillian and their spectra, and a distance between spectra. */
#ifndef PILIND_TESTS_PHYSICS_IRREPS_DENSE_H
#define PILIND_TESTS_PHYSICS_IRREPS_DENSE_H

#include "physics/generators/irreps_liouvillian.h"
#include "physics/numerics/lapack.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>

typedef struct {
  int             n;
  double complex *value;
} Spectrum;

static inline void *dense_alloc(size_t count, size_t size)
{
  void *p = calloc(count + 1, size);

  if (!p) abort();
  return p;
}

/* The block as an n x n matrix, column-major, row by row from walking the basis. Release with free. */
static inline double *dense_block(const XyzModel *model, const GtBasis *basis)
{
  const int64_t n = gt_size(basis);
  double       *A = dense_alloc((size_t)(n * n), sizeof *A);
  GtRow         row;

  if (n == 0) return A;
  GtPattern pattern = gt_pattern(basis, 0);
  for (int64_t i = 0; i < n; i++, gt_next(basis, &pattern)) {
    irreps_liouvillian_row(model, basis, &pattern, &row);
    for (int k = 0; k < row.count; k++) A[i + n * row.column[k]] = row.value[k];
  }
  return A;
}

/* Eigenvalues of a matrix, which is released. */
static inline Spectrum dense_spectrum(int n, double *A)
{
  Spectrum s  = {n, dense_alloc((size_t)n, sizeof *s.value)};
  double  *re = dense_alloc((size_t)n, sizeof *re), *im = dense_alloc((size_t)n, sizeof *im);

  if (n > 0 && lapack_general_eigenvalues(n, A, re, im)) abort();
  for (int i = 0; i < n; i++) s.value[i] = re[i] + I * im[i];
  free(re);
  free(im);
  free(A);
  return s;
}

static inline Spectrum scaled_spectrum(const XyzModel *model, const Partition *lambda, DickeParity parity, double scaling)
{
  GtBasis basis;

  if (!gt_basis_create(lambda, parity, scaling, &basis)) abort();
  const Spectrum s = dense_spectrum((int)gt_size(&basis), dense_block(model, &basis));
  gt_basis_free(&basis);
  return s;
}

static inline Spectrum block_spectrum(const XyzModel *model, const Partition *lambda, DickeParity parity)
{
  return scaled_spectrum(model, lambda, parity, 0);
}

/* Pair every eigenvalue of a with the nearest one of b that is left, and return the largest distance; infinite if the sizes
   differ. Zero only for equal multisets. */
static inline double spectrum_distance(Spectrum a, Spectrum b)
{
  char  *used  = dense_alloc((size_t)b.n, 1);
  double worst = a.n == b.n ? 0 : INFINITY;

  for (int i = 0; i < a.n && a.n == b.n; i++) {
    int best = -1;
    for (int k = 0; k < b.n; k++)
      if (!used[k] && (best < 0 || cabs(a.value[i] - b.value[k]) < cabs(a.value[i] - b.value[best]))) best = k;
    used[best] = 1;
    worst      = fmax(worst, cabs(a.value[i] - b.value[best]));
  }
  free(used);
  return worst;
}

/* The eigenvalue of largest real part, after leaving out the `zeros` nearest to 0. */
static inline double complex rightmost(Spectrum s, int zeros)
{
  double complex best = -INFINITY;

  for (; zeros > 0; zeros--) {
    int nearest = 0;
    for (int i = 1; i < s.n; i++)
      if (cabs(s.value[i]) < cabs(s.value[nearest])) nearest = i;
    s.value[nearest] = -INFINITY;
  }
  for (int i = 0; i < s.n; i++)
    if (creal(s.value[i]) > creal(best)) best = s.value[i];
  return best;
}

#endif
