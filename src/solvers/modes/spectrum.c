/* Blocks are dealt out to the ranks by size; the eigenvalues of all are summed into one table, each at its block's place. */
#include "solvers/modes/spectrum.h"

#include "physics/numerics/lapack.h"
#include "operators/row_mat.h"
#include "solvers/modes/gap_blocks.h"
#include "solvers/modes/rightmost.h"

#include <math.h>
#include <stdlib.h>

void spectrum_sizes(const XyzModel *model, bool full, double *unknowns, double *largest)
{
  Partition lambda = partition_first(model->N);

  *unknowns = *largest = 0;
  do {
    const double size = (double)irrep_dimension(&lambda);
    *unknowns += size;
    *largest = fmax(*largest, xyz_conserves_parity(model) ? ceil(size / 2) : size);
  } while (full && partition_next(&lambda));
}

/* All eigenvalues of a block by LAPACK, in the orthonormal basis. */
static PetscErrorCode dense_block(const XyzModel *model, const Block *b, PetscReal *re, PetscReal *im)
{
  const PetscBool symmetric = b->lambda.row[0] == model->N ? PETSC_TRUE : PETSC_FALSE;
  DickeBasis      dicke;
  GtBasis         gt;
  PetscScalar    *A;
  bool            ok;

  PetscFunctionBeginUser;
  if (symmetric) ok = dicke_basis_create(model->N, b->parity, -0.5, &dicke);
  else ok = gt_basis_create(&b->lambda, b->parity, 0, &gt);
  PetscCheck(ok, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the basis");
  PetscCall(PetscMalloc1((size_t)(b->size * b->size), &A));
  const RowGenerator rows = symmetric ? dicke_rows(model, &dicke) : irrep_rows(model, &gt);
  row_mat_dense(&rows, A);
  const int info = lapack_general_eigenvalues((int)b->size, A, re, im);
  PetscCheck(info != LAPACK_NO_MEMORY, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the eigenvalues of a block");
  for (int64_t k = 0; info && k < b->size; k++) re[k] = im[k] = NAN; /* the point fails, the farm goes on */
  PetscCall(PetscFree(A));
  if (symmetric) dicke_basis_free(&dicke);
  else gt_basis_free(&gt);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The modes nearest to 0 of a large sector, its zero modes in front. */
static PetscErrorCode window_block(MPI_Comm comm, const XyzModel *model, const Block *b, PetscInt nev, PetscReal *re, PetscReal *im, PetscInt *found)
{
  Sector sector;

  PetscFunctionBeginUser;
  PetscCall(SectorCreateDicke(comm, model, b->parity, PETSC_FALSE, &sector));
  const PetscInt zeros = sector.zeros;
  for (PetscInt k = 0; k < zeros; k++) re[k] = im[k] = 0;
  PetscCall(SectorNearest(&sector, nev - zeros, re + zeros, im + zeros, found));
  *found += zeros;
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
  PetscReal *re, *im;
  PetscInt  *first, *found; /* of each block */
} Table;

static PetscErrorCode fill_table(MPI_Comm comm, const XyzModel *model, const Block *blocks, int count, PetscInt nev, Table *t)
{
  PetscMPIInt rank, ranks;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCallMPI(MPI_Comm_size(comm, &ranks));
  for (int k = 0; k < count; k++) {
    PetscReal *re = t->re + t->first[k], *im = t->im + t->first[k];
    t->found[k] = (PetscInt)blocks[k].size;
    if (blocks[k].size > SPECTRUM_DENSE_MAX) {
      PetscCall(window_block(comm, model, &blocks[k], nev, re, im, &t->found[k]));
      if (rank > 0) {
        PetscCall(PetscArrayzero(re, t->found[k]));
        PetscCall(PetscArrayzero(im, t->found[k]));
      }
    } else if (k % ranks == rank) PetscCall(dense_block(model, &blocks[k], re, im));
  }
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, t->re, t->first[count], MPIU_REAL, MPI_SUM, comm));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, t->im, t->first[count], MPIU_REAL, MPI_SUM, comm));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SpectrumSolve(MPI_Comm comm, const XyzModel *model, PetscBool full, PetscInt nev, LiouvillianSpectrum *s)
{
  Block *blocks;
  Table  t;
  int    count;

  PetscFunctionBeginUser;
  *s = (LiouvillianSpectrum){.complete = PETSC_TRUE};
  PetscCall(BlockListCreate(model, full ? 0 : 1, &blocks, &count));
  PetscCall(PetscMalloc2(count + 1, &t.first, count, &t.found));
  t.first[0] = 0;
  for (int k = 0; k < count; k++) {
    const PetscBool window = blocks[k].size > SPECTRUM_DENSE_MAX ? PETSC_TRUE : PETSC_FALSE;
    t.first[k + 1]         = t.first[k] + (window ? (PetscInt)PetscMin(blocks[k].size, nev) : (PetscInt)blocks[k].size);
    if (window) s->complete = PETSC_FALSE;
  }
  PetscCall(PetscCalloc2(t.first[count], &t.re, t.first[count], &t.im));
  PetscCall(fill_table(comm, model, blocks, count, nev, &t));
  PetscCall(PetscMalloc1(t.first[count], &s->mode));
  for (int k = 0; k < count; k++)
    for (PetscInt i = t.first[k]; i < t.first[k] + t.found[k]; i++)
      s->mode[s->count++] = (SpectrumMode){t.re[i], t.im[i], irrep_multiplicity(&blocks[k].lambda), model->N - blocks[k].lambda.row[0], (int)blocks[k].parity};
  qsort(s->mode, (size_t)s->count, sizeof *s->mode, in_order);
  PetscCall(PetscFree2(t.re, t.im));
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
