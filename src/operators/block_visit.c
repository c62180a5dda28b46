/* Blocks are owned in contiguous runs of about equal cost (size^3), so that one strided scatter moves them. */
#include "operators/block_visit.h"

#include "physics/numerics/lapack.h"

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

PetscErrorCode BlocksVisit(const DickeBasis *basis, Vec rho, BlockVisit visit, void *context, int *info)
{
  MPI_Comm           comm = PetscObjectComm((PetscObject)rho);
  PetscMPIInt        rank, ranks;
  int                first, last;
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
  *info = 0;
  for (int k = first; k < last && !*info; k++) *info = visit(context, basis, k, x + (basis->first[k] - basis->first[first]));
  PetscCall(VecRestoreArrayRead(blocks, &x));
  PetscCall(VecScatterDestroy(&scatter));
  PetscCall(VecDestroy(&blocks));
  PetscCall(ISDestroy(&from));
  PetscCheck(*info != LAPACK_NO_MEMORY, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for a block of the state");
  PetscFunctionReturn(PETSC_SUCCESS);
}
