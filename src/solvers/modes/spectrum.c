/* Blocks are dealt out to the ranks by size; the eigenvalues of all are summed into one table, each at its block's place. */
#include "solvers/modes/spectrum.h"

#include "operators/row_mat.h"
#include "solvers/modes/dense_modes.h"
#include "solvers/modes/gap_blocks.h"
#include "solvers/modes/rightmost.h"

#include <math.h>
#include <stdlib.h>

void spectrum_sizes(const SpinModel *model, bool full, double *unknowns, double *largest)
{
  DickeParity sector[GAP_SECTORS];
  Partition   lambda = partition_first(model->N);

  *unknowns = *largest = 0;
  for (int k = gap_sectors(model, true, sector) - 1; k >= 0 && !full; k--) {
    const double size = (double)dicke_dimension(model->N, sector[k]);
    *unknowns += size;
    *largest = fmax(*largest, size);
  }
  if (full) do {
      const double size = (double)irrep_dimension(&lambda);
      *unknowns += size;
      *largest = fmax(*largest, spin_conserves_parity(model) ? ceil(size / 2) : size);
    } while (partition_next(&lambda));
}

/* What every mode of the table says. */
typedef struct {
  PetscReal re, im, error;
} Row;

/* All eigenvalues of a block by LAPACK, in the orthonormal basis. */
static PetscErrorCode dense_block(const SpinModel *model, const Block *b, Row *row)
{
  const PetscBool symmetric = b->lambda.row[0] == model->N ? PETSC_TRUE : PETSC_FALSE;
  DickeBasis      dicke;
  GtBasis         gt;
  DenseModes      modes;
  RowGenerator    rows;
  PetscScalar    *A;
  bool            ok;

  PetscFunctionBeginUser;
  if (symmetric) ok = spin_basis_create(model, b->parity, -0.5, &dicke);
  else ok = gt_basis_create(&b->lambda, b->parity, 0, &gt);
  PetscCheck(ok, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the basis");
  PetscCall(PetscMalloc1((size_t)(b->size * b->size), &A));
  if (symmetric) PetscCall(DickeRowsCreate(model, &dicke, LIOUVILLIAN_ALL, &rows));
  else PetscCall(IrrepRowsCreate(model, &gt, LIOUVILLIAN_ALL, &rows));
  row_mat_dense(&rows, A);
  PetscCall(RowGeneratorDestroy(&rows));
  PetscCall(DenseModesCreate((int)b->size, A, &modes));
  for (int64_t k = 0; k < b->size; k++) row[k] = (Row){modes.re[k], modes.im[k], modes.error[k]};
  PetscCall(DenseModesDestroy(&modes));
  PetscCall(PetscFree(A));
  if (symmetric) dicke_basis_free(&dicke);
  else gt_basis_free(&gt);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* At most `room` modes nearest to 0 of a large sector, its zero modes in front. */
static PetscErrorCode window_block(MPI_Comm comm, const SpinModel *model, const Block *b, PetscInt room, Row *row, PetscInt *found)
{
  Sector sector;
  Mode  *mode;

  PetscFunctionBeginUser;
  PetscCall(SectorCreateDicke(comm, model, b->parity, PETSC_FALSE, &sector));
  const PetscInt zeros = PetscMin(sector.zeros, room);
  for (PetscInt k = 0; k < zeros; k++) row[k] = (Row){0, 0, 0};
  PetscCall(PetscMalloc1(room, &mode));
  PetscCall(SectorNearest(&sector, room - zeros, mode, found));
  for (PetscInt k = 0; k < *found; k++) row[zeros + k] = (Row){mode[k].re, mode[k].im, mode[k].error};
  *found += zeros;
  PetscCall(PetscFree(mode));
  PetscCall(SectorDestroy(&sector));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static int in_order(const void *x, const void *y)
{
  const SpectrumMode *a = x, *b = y;

  if (a->re != b->re) return a->re > b->re ? -1 : 1;
  return fabs(a->im) != fabs(b->im) ? (fabs(a->im) < fabs(b->im) ? -1 : 1) : (a->im < b->im) - (a->im > b->im);
}

typedef struct {
  Row      *row;
  PetscInt *first, *found; /* of each block; first[count]: of all */
} Table;

static PetscErrorCode fill_table(MPI_Comm comm, const SpinModel *model, const Block *blocks, int count, PetscInt nev, Table *t)
{
  PetscMPIInt rank, ranks;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCallMPI(MPI_Comm_size(comm, &ranks));
  for (int k = 0; k < count; k++) {
    Row           *row  = t->row + t->first[k];
    const PetscInt room = t->first[k + 1] - t->first[k];
    t->found[k]         = room;
    if (!spectrum_is_dense((double)blocks[k].size, (double)nev)) {
      PetscCall(window_block(comm, model, &blocks[k], room, row, &t->found[k]));
      if (rank > 0) PetscCall(PetscArrayzero(row, room));
    } else if (k % ranks == rank) PetscCall(dense_block(model, &blocks[k], row));
  }
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, t->row, 3 * t->first[count], MPIU_REAL, MPI_SUM, comm));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SpectrumSolve(MPI_Comm comm, const SpinModel *model, PetscBool full, PetscInt nev, LiouvillianSpectrum *s)
{
  Block *blocks;
  Table  t;
  int    count;

  PetscFunctionBeginUser;
  *s = (LiouvillianSpectrum){.complete = PETSC_TRUE};
  PetscCall(BlockListCreate(model, partition_first(model->N), full ? 0 : 1, &blocks, &count));
  PetscCall(PetscMalloc2(count + 1, &t.first, count, &t.found));
  t.first[0] = 0;
  for (int k = 0; k < count; k++) {
    const bool dense = spectrum_is_dense((double)blocks[k].size, (double)nev);
    t.first[k + 1]   = t.first[k] + (PetscInt)(dense ? blocks[k].size : PetscMin(blocks[k].size, nev));
    if (!dense) s->complete = PETSC_FALSE;
  }
  PetscCall(PetscCalloc1(t.first[count], &t.row));
  PetscCall(fill_table(comm, model, blocks, count, nev, &t));
  PetscCall(PetscMalloc1(t.first[count], &s->mode));
  for (int k = 0; k < count; k++)
    for (PetscInt i = t.first[k]; i < t.first[k] + t.found[k]; i++)
      s->mode[s->count++] = (SpectrumMode){
        t.row[i].re,          t.row[i].im, t.row[i].error, irrep_multiplicity(&blocks[k].lambda), model->N - blocks[k].lambda.row[0],
        (int)blocks[k].parity};
  qsort(s->mode, (size_t)s->count, sizeof *s->mode, in_order);
  PetscCall(PetscFree(t.row));
  PetscCall(PetscFree2(t.first, t.found));
  PetscCall(PetscFree(blocks));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SpectrumDestroy(LiouvillianSpectrum *s)
{
  PetscFunctionBeginUser;
  PetscCall(PetscFree(s->mode));
  *s = (LiouvillianSpectrum){0};
  PetscFunctionReturn(PETSC_SUCCESS);
}
