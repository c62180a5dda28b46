/* Blocks are owned in contiguous runs of about equal cost (size^3), so that one strided scatter moves them. */
#include "operators/block_results.h"

#include "physics/numerics/lapack.h"

#include <math.h>

/* Blocks [*first, *last) of this rank. */
static void own_blocks(const DickeBasis *basis, int rank, int ranks, int *first, int *last)
{
  double total = 0, sum = 0;

  for (int k = 0; k < basis->blocks; k++) total += (double)basis->size[k] * basis->size[k] * basis->size[k];
  *first = *last = basis->blocks;
  for (int k = 0; k < basis->blocks; k++) {
    const int owner = PetscMin(ranks - 1, (int)(sum / total * ranks));
    if (owner == rank && *first == basis->blocks) *first = k;
    if (owner > rank) {
      *last = k;
      break;
    }
    sum += (double)basis->size[k] * basis->size[k] * basis->size[k];
  }
  if (*first > *last) *first = *last;
}

static PetscErrorCode sum_over_ranks(MPI_Comm comm, BlockSums *sums)
{
  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &sums->entropy, 1, MPIU_REAL, MPI_SUM, comm));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &sums->purity, 1, MPIU_REAL, MPI_SUM, comm));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &sums->rho_min, 1, MPIU_REAL, MPI_MIN, comm));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode BlockResults(const DickeBasis *basis, Vec rho, BlockSums *sums)
{
  MPI_Comm           comm = PetscObjectComm((PetscObject)rho);
  PetscMPIInt        rank, ranks;
  int                first, last, info = 0;
  Vec                blocks;
  IS                 from;
  VecScatter         scatter;
  const PetscScalar *x;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCallMPI(MPI_Comm_size(comm, &ranks));
  own_blocks(basis, rank, ranks, &first, &last);
  const PetscInt n = (PetscInt)(basis->first[last] - basis->first[first]);
  PetscCall(ISCreateStride(PETSC_COMM_SELF, n, (PetscInt)basis->first[first], 1, &from));
  PetscCall(VecCreateSeq(PETSC_COMM_SELF, n, &blocks));
  PetscCall(VecScatterCreate(rho, from, blocks, NULL, &scatter));
  PetscCall(VecScatterBegin(scatter, rho, blocks, INSERT_VALUES, SCATTER_FORWARD));
  PetscCall(VecScatterEnd(scatter, rho, blocks, INSERT_VALUES, SCATTER_FORWARD));
  PetscCall(VecGetArrayRead(blocks, &x));
  *sums = BLOCK_SUMS_ZERO;
  for (int k = first; k < last && !info; k++) info = block_sums_add(basis, k, x + (basis->first[k] - basis->first[first]), sums);
  PetscCall(VecRestoreArrayRead(blocks, &x));
  PetscCall(VecScatterDestroy(&scatter));
  PetscCall(VecDestroy(&blocks));
  PetscCall(ISDestroy(&from));
  PetscCheck(info != LAPACK_NO_MEMORY, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the spectrum of a block");
  if (info) sums->entropy = sums->purity = sums->rho_min = NAN; /* a state with NaN in it: the point fails, the farm goes on */
  PetscCall(sum_over_ranks(comm, sums));
  PetscFunctionReturn(PETSC_SUCCESS);
}
