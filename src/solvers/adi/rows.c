/* Where the unknowns of a layout are, and which rank has which. */
#include "solvers/adi/object.h"

/* Unknowns of row c with the pairs i0 <= i < i1: two each, a population one. */
static int row_kept(int parity, int rows, int c, int i0, int i1)
{
  const int pairs = adi_pairs(rows, c), end = i1 < pairs ? i1 : pairs;

  return end > i0 ? 2 * (end - i0) - (i0 == 0 && parity == 0) : 0;
}

/* Antidiagonal m+m' of a block of n values, counted from the bottom: its parity, and its row c; does the sector have it? */
typedef struct {
  int parity, c;
} Antidiagonal;

static bool antidiagonal(const DickeBasis *basis, int sum, Antidiagonal *at)
{
  *at = (Antidiagonal){sum & 1, sum >> 1};
  return basis->parity == DICKE_BOTH || at->parity == (int)basis->parity;
}

int64_t adi_kept(const DickeBasis *basis, int n, int i0, int i1)
{
  Antidiagonal at;
  int64_t      total = 0;

  for (int sum = 0; sum <= 2 * (n - 1); sum++)
    if (antidiagonal(basis, sum, &at)) total += row_kept(at.parity, n - at.parity, at.c, i0, i1);
  return total;
}

PetscErrorCode AdiRowsCreate(const DickeBasis *basis, int family, int k0, int k1, int i0, int i1, AdiRows *r)
{
  const int parity = adi_family_parity(basis, family);
  PetscInt  total  = 0;

  PetscFunctionBeginUser;
  *r = (AdiRows){.parity = parity, .i0 = i0, .i1 = i1, .k0 = k0, .k1 = k1};
  for (int k = k0; k < k1; k++) total += basis->size[k];
  PetscCall(PetscMalloc4(k1 - k0 + 1, &r->rows, k1 - k0 + 1, &r->first, k1 - k0 + 1, &r->start, total + 1, &r->offset));
  r->first[0] = 0;
  total       = 0;
  for (int k = k0; k < k1; k++) {
    const int n      = basis->size[k];
    PetscInt  offset = 0;

    r->rows[k - k0]  = n - parity;
    r->start[k - k0] = total;
    for (int sum = 2 * (n - 1); sum >= 0; sum--) {
      Antidiagonal at;
      if (!antidiagonal(basis, sum, &at)) continue;
      if (at.parity == parity) r->offset[total + at.c] = offset;
      offset += row_kept(at.parity, n - at.parity, at.c, i0, i1);
    }
    r->first[k - k0 + 1] = r->first[k - k0] + offset;
    total += n - parity;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiRowsDestroy(AdiRows *r)
{
  PetscFunctionBeginUser;
  PetscCall(PetscFree4(r->rows, r->first, r->start, r->offset));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Cut 0 ... count-1 into `ranks` contiguous pieces of about equal weight. */
static PetscErrorCode cut_evenly(const double *weight, int count, int ranks, int **cut)
{
  double total = 0, sum = 0;
  int    at = 0;

  PetscFunctionBeginUser;
  for (int i = 0; i < count; i++) total += weight[i];
  PetscCall(PetscMalloc1(ranks + 1, cut));
  (*cut)[0] = 0;
  for (int r = 1; r < ranks; r++) {
    while (at < count && sum + 0.5 * weight[at] <= total * r / ranks) sum += weight[at++];
    (*cut)[r] = at;
  }
  (*cut)[ranks] = count;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiCutBlocks(const AdiKind *kind, const DickeBasis *basis, int ranks, int **cut)
{
  double *weight;

  PetscFunctionBeginUser;
  PetscCall(PetscMalloc1(basis->blocks, &weight));
  for (int k = 0; k < basis->blocks; k++) weight[k] = adi_block_seconds(kind, basis, k);
  PetscCall(cut_evenly(weight, basis->blocks, ranks, cut));
  PetscCall(PetscFree(weight));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiCutPairs(const DickeBasis *basis, int ranks, int **cut)
{
  const int width = (basis->size[0] + 1) / 2;
  double   *weight;

  PetscFunctionBeginUser;
  PetscCall(PetscCalloc1(width, &weight));
  /* pair i is in the rows c = i ... rows-1-i */
  for (int f = 0; f < adi_families(basis); f++)
    for (int k = 0; k < basis->blocks; k++) {
      const int parity = adi_family_parity(basis, f), rows = basis->size[k] - parity;
      for (int i = 0; 2 * i < rows; i++) weight[i] += (i == 0 && parity == 0 ? 1 : 2) * (rows - 2.0 * i);
    }
  PetscCall(cut_evenly(weight, width, ranks, cut));
  PetscCall(PetscFree(weight));
  PetscFunctionReturn(PETSC_SUCCESS);
}
