/* Where the unknowns of a layout are, and which rank has which. */
#include "solvers/adi/impl.h"

/* Unknowns of row c with the pairs i0 <= i < i1: two each, a population one. */
static int row_kept(int parity, int rows, int c, int i0, int i1)
{
  const int pairs = adi_pairs(rows, c), end = i1 < pairs ? i1 : pairs;

  return end > i0 ? 2 * (end - i0) - (i0 == 0 && parity == 0) : 0;
}

int64_t adi_kept(int parity, int rows, int i0, int i1)
{
  int64_t sum = 0;

  for (int c = 0; c < rows; c++) sum += row_kept(parity, rows, c, i0, i1);
  return sum;
}

PetscErrorCode AdiRowsCreate(const DickeBasis *basis, int k0, int k1, int i0, int i1, AdiRows *r)
{
  PetscInt total = 0;

  PetscFunctionBeginUser;
  *r = (AdiRows){.parity = (int)basis->parity, .i0 = i0, .i1 = i1, .k0 = k0, .k1 = k1};
  for (int k = k0; k < k1; k++) total += basis->size[k];
  PetscCall(PetscMalloc4(k1 - k0 + 1, &r->rows, k1 - k0 + 1, &r->first, k1 - k0 + 1, &r->start, total + 1, &r->offset));
  r->first[0] = 0;
  total       = 0;
  for (int k = k0; k < k1; k++) {
    const int rows   = basis->size[k] - r->parity;
    PetscInt  offset = 0;

    r->rows[k - k0]  = rows;
    r->start[k - k0] = total;
    for (int c = rows - 1; c >= 0; c--) {
      r->offset[total + c] = offset;
      offset += row_kept(r->parity, rows, c, i0, i1);
    }
    r->first[k - k0 + 1] = r->first[k - k0] + offset;
    total += rows;
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

PetscErrorCode AdiCutBlocks(const XyzModel *model, const DickeBasis *basis, int ranks, int **cut)
{
  double *weight;

  PetscFunctionBeginUser;
  PetscCall(PetscMalloc1(basis->blocks, &weight));
  for (int k = 0; k < basis->blocks; k++) weight[k] = adi_block_seconds(model, basis, k);
  PetscCall(cut_evenly(weight, basis->blocks, ranks, cut));
  PetscCall(PetscFree(weight));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiCutPairs(const DickeBasis *basis, int ranks, int **cut)
{
  const int parity = (int)basis->parity, width = (basis->size[0] + 1) / 2;
  double   *weight;

  PetscFunctionBeginUser;
  PetscCall(PetscCalloc1(width, &weight));
  /* pair i is in the rows c = i ... rows-1-i */
  for (int k = 0; k < basis->blocks; k++)
    for (int i = 0; 2 * i < basis->size[k] - parity; i++) weight[i] += (i == 0 && parity == 0 ? 1 : 2) * (basis->size[k] - parity - 2.0 * i);
  PetscCall(cut_evenly(weight, width, ranks, cut));
  PetscCall(PetscFree(weight));
  PetscFunctionReturn(PETSC_SUCCESS);
}
