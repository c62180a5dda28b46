/* Between the two layouts, and the edges that a product with L needs.

   The second layout keeps the order (block, row, pair) of the first, so what a rank receives from another is one contiguous piece:
   MPI_Alltoallv needs a buffer on the side of the whole rows only, and none for the piece that stays on the rank. */
#include "solvers/adi/object.h"

/* Copy the pairs i0 <= i < i1 of a row between the blocks and the packed piece; returns their number of unknowns. */
static int copy_row(const AdiRows *rows, int k, int c, int i0, int i1, PetscBool pack, double *block, double *piece)
{
  const int lone = adi_lone(rows), end = PetscMin(i1, adi_end(rows, k, c)), begin = i0 == 0 ? 0 : 2 * i0 - lone;
  const int length = end > i0 ? 2 * end - lone - begin : 0;
  double   *row    = block + adi_row(rows, k, c) + begin;

  if (length > 0) (void)memcpy(pack ? piece : row, pack ? row : piece, (size_t)length * sizeof *piece);
  return PetscMax(length, 0);
}

/* Of all own rows, in the order of the layout: m+m' descending, the families in turn. */
static void copy_pairs(const Adi *adi, int i0, int i1, PetscBool pack, double *x, double *piece)
{
  for (int k = adi_k0(adi); k < adi_k1(adi); k++)
    for (int sum = 2 * (adi->basis->size[k] - 1); sum >= 0; sum--) {
      const int f = adi->families == 2 ? sum & 1 : 0;
      if ((sum & 1) == adi->own[f].parity) piece += copy_row(&adi->own[f], k, sum >> 1, i0, i1, pack, x + adi_block_at(adi, k), piece);
    }
}

PetscErrorCode AdiExchangeCreate(Adi *adi)
{
  AdiExchange   *e     = &adi->exchange;
  const AdiRows *lines = &adi->lines[0];

  PetscFunctionBeginUser;
  if (adi->ranks == 1) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscMalloc2(adi->ranks + 1, &e->own_count, adi->ranks + 1, &e->own_first));
  PetscCall(PetscMalloc2(adi->ranks + 1, &e->line_count, adi->ranks + 1, &e->line_first));
  e->own_first[0] = 0;
  for (int r = 0; r < adi->ranks; r++) {
    int64_t count = 0;
    for (int k = adi_k0(adi); k < adi_k1(adi) && r != adi->rank; k++)
      count += adi_kept(adi->basis, adi->basis->size[k], adi->pair_cut[r], adi->pair_cut[r + 1]);
    PetscCall(PetscMPIIntCast((PetscInt)count, &e->own_count[r]));
    e->own_first[r + 1] = e->own_first[r] + e->own_count[r];
    e->line_first[r]    = lines->first[adi->block_cut[r]];
    e->line_count[r]    = r != adi->rank ? lines->first[adi->block_cut[r + 1]] - lines->first[adi->block_cut[r]] : 0;
  }
  PetscCall(PetscMalloc2(e->own_first[adi->ranks], &e->buffer, lines->first[adi->basis->blocks], &e->lines));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiExchangeDestroy(Adi *adi)
{
  AdiExchange *e = &adi->exchange;

  PetscFunctionBeginUser;
  PetscCall(PetscFree2(e->own_count, e->own_first));
  PetscCall(PetscFree2(e->line_count, e->line_first));
  PetscCall(PetscFree2(e->buffer, e->lines));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void pack_all(const Adi *adi, PetscBool pack, double *x)
{
  const AdiExchange *e = &adi->exchange;

  for (int r = 0; r < adi->ranks; r++)
    copy_pairs(adi, adi->pair_cut[r], adi->pair_cut[r + 1], pack, x,
               r == adi->rank ? e->lines + e->line_first[r] : e->buffer + e->own_first[r]);
}

PetscErrorCode AdiExchangeSolve(Adi *adi, const double *v, double *w)
{
  AdiExchange *e = &adi->exchange;

  PetscFunctionBeginUser;
  PetscCall(PetscLogEventBegin(adi->event[ADI_TRANSPOSE], 0, 0, 0, 0));
  pack_all(adi, PETSC_TRUE, (double *)v);
  PetscCallMPI(
    MPI_Alltoallv(e->buffer, e->own_count, e->own_first, MPI_DOUBLE, e->lines, e->line_count, e->line_first, MPI_DOUBLE, adi->comm));
  PetscCall(PetscLogEventEnd(adi->event[ADI_TRANSPOSE], 0, 0, 0, 0));
  PetscCall(PetscLogEventBegin(adi->event[ADI_SWEEP], 0, 0, 0, 0));
  for (int f = 0; f < adi->families; f++) adi_factor_solve(&adi->factor[f], e->lines, e->lines);
  PetscCall(PetscLogEventEnd(adi->event[ADI_SWEEP], 0, 0, 0, 0));
  PetscCall(PetscLogEventBegin(adi->event[ADI_TRANSPOSE], 0, 0, 0, 0));
  PetscCallMPI(
    MPI_Alltoallv(e->lines, e->line_count, e->line_first, MPI_DOUBLE, e->buffer, e->own_count, e->own_first, MPI_DOUBLE, adi->comm));
  pack_all(adi, PETSC_FALSE, w);
  PetscCall(PetscLogEventEnd(adi->event[ADI_TRANSPOSE], 0, 0, 0, 0));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The nearest rank before (step -1) or after that has blocks, or MPI_PROC_NULL. */
static PetscMPIInt neighbour(const Adi *adi, int step)
{
  for (int r = adi->rank + step; r >= 0 && r < adi->ranks; r += step)
    if (adi->block_cut[r + 1] > adi->block_cut[r]) return r;
  return MPI_PROC_NULL;
}

PetscErrorCode AdiExchangeHalo(Adi *adi, const double *x)
{
  const AdiRows *own = &adi->own[0];
  const int      k0 = adi_k0(adi), k1 = adi_k1(adi);

  PetscFunctionBeginUser;
  if (k1 == k0) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscLogEventBegin(adi->event[ADI_TRANSPOSE], 0, 0, 0, 0));
  for (int k = k0; k < k1; k++) adi->block[k - own->k0] = x + (own->first[k - own->k0] - own->first[k0 - own->k0]);
  if (own->k0 < k0) adi->block[0] = adi->halo[0];
  if (own->k1 > k1) adi->block[k1 - own->k0] = adi->halo[1];
  if (adi->ranks > 1) {
    const PetscMPIInt before = neighbour(adi, -1), after = neighbour(adi, +1);
    const PetscInt   *first = own->first - own->k0;
    const PetscMPIInt low = own->k0 < k0 ? first[k0] - first[k0 - 1] : 0, high = own->k1 > k1 ? first[k1 + 1] - first[k1] : 0;

    PetscCallMPI(MPI_Sendrecv(adi->block[k1 - 1 - own->k0], first[k1] - first[k1 - 1], MPI_DOUBLE, after, 0, adi->halo[0], low, MPI_DOUBLE,
                              before, 0, adi->comm, MPI_STATUS_IGNORE));
    PetscCallMPI(MPI_Sendrecv(adi->block[k0 - own->k0], first[k0 + 1] - first[k0], MPI_DOUBLE, before, 1, adi->halo[1], high, MPI_DOUBLE,
                              after, 1, adi->comm, MPI_STATUS_IGNORE));
  }
  PetscCall(PetscLogEventEnd(adi->event[ADI_TRANSPOSE], 0, 0, 0, 0));
  PetscFunctionReturn(PETSC_SUCCESS);
}
