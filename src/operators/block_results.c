/* Sums over blocks, then over ranks. */
#include "operators/block_results.h"

#include "operators/block_visit.h"

#include <math.h>

static PetscErrorCode sum_over_ranks(MPI_Comm comm, BlockSums *sums)
{
  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &sums->entropy, 1, MPIU_REAL, MPI_SUM, comm));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &sums->purity, 1, MPIU_REAL, MPI_SUM, comm));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &sums->rho_min, 1, MPIU_REAL, MPI_MIN, comm));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static int add(void *sums, const DickeBasis *basis, int block, const double *x) { return block_sums_add(basis, block, x, sums); }

PetscErrorCode BlockResults(const DickeBasis *basis, Vec rho, BlockSums *sums)
{
  int info;

  PetscFunctionBeginUser;
  *sums = BLOCK_SUMS_ZERO;
  PetscCall(BlocksVisit(basis, rho, add, sums, &info));
  if (info) sums->entropy = sums->purity = sums->rho_min = NAN; /* a state with NaN in it: the point fails, the farm goes on */
  PetscCall(sum_over_ranks(PetscObjectComm((PetscObject)rho), sums));
  PetscFunctionReturn(PETSC_SUCCESS);
}
