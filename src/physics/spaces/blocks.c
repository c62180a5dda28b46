/* Spectra of j-blocks by LAPACK's Hermitian eigensolver, in the sub-blocks that parity leaves. */
#include "physics/spaces/blocks.h"

#include "physics/numerics/lapack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void block_matrix(const DickeBasis *basis, int block, const double *x, double complex *A)
{
  const int     n     = basis->size[block];
  const int64_t count = basis->first[block + 1] - basis->first[block];

  memset(A, 0, (size_t)n * (size_t)n * sizeof *A);
  if (!count) return;
  DickeElement e = dicke_element(basis, basis->first[block]);
  for (int64_t i = 0; i < count; i++, e = dicke_next(basis, e)) {
    A[e.a + (size_t)n * e.b] += e.part ? I * x[i] : x[i];
    if (e.a != e.b) A[e.b + (size_t)n * e.a] = conj(A[e.a + (size_t)n * e.b]);
  }
}

void block_populations(const DickeBasis *basis, int block, const double *x, double *p)
{
  const int64_t count = basis->first[block + 1] - basis->first[block];

  memset(p, 0, (size_t)basis->size[block] * sizeof *p);
  if (!count) return;
  DickeElement e = dicke_element(basis, basis->first[block]);
  for (int64_t i = 0; i < count; i++, e = dicke_next(basis, e))
    if (e.a == e.b) p[e.a] = x[i];
}

/* Lower triangle of the sub-matrix of a = start, start+step, ...; element order of the basis: see dicke.h. */
static void fill(const DickeBasis *basis, int block, const double *x, int start, int step, int n, double complex *A)
{
  const int64_t first = basis->first[block];

  for (int col = 0; col < n; col++) {
    for (int row = col; row < n; row++) {
      const int a = start + step * row, b = start + step * col;
      double    part[2] = {0, 0};
      for (int p = 0; p < (a == b ? 1 : 2); p++)
        if (dicke_in_sector(basis, a, b, p)) part[p] = x[dicke_index(basis, (DickeElement){block, a, b, p}) - first];
      A[row + (size_t)n * col] = part[0] + I * part[1];
    }
  }
}

static void accumulate(int n, const double *p, double log_degeneracy, BlockSums *sums)
{
  for (int k = 0; k < n; k++) {
    if (p[k] > 0) sums->entropy -= p[k] * (log(p[k]) - log_degeneracy);
    if (p[k] != 0) sums->purity += exp(2 * log(fabs(p[k])) - log_degeneracy);
    if (p[k] < sums->rho_min) sums->rho_min = p[k];
  }
}

int block_sums_add(const DickeBasis *basis, int block, const double *x, BlockSums *sums)
{
  if (basis->charged) { /* populations are the eigenvalues */
    accumulate((int)(basis->first[block + 1] - basis->first[block]), x, dicke_log_degeneracy(basis->N, block), sums);
    return 0;
  }
  const int       size = basis->size[block], step = basis->parity == DICKE_EVEN ? 2 : 1;
  double complex *A    = malloc((size_t)((size + step - 1) / step) * (size_t)((size + step - 1) / step) * sizeof *A);
  double         *p    = malloc((size_t)size * sizeof *p);
  int             info = A && p ? 0 : LAPACK_NO_MEMORY;

  for (int start = 0; start < step && start < size && !info; start++) {
    const int n = (size - start + step - 1) / step;
    fill(basis, block, x, start, step, n, A);
    info = lapack_hermitian_eigenvalues(n, A, p);
    if (!info) accumulate(n, p, dicke_log_degeneracy(basis->N, block), sums);
  }
  free(A);
  free(p);
  return info;
}
