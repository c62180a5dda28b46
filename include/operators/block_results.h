/* Entropy, purity and smallest eigenvalue of a distributed symmetric state: whole j-blocks are brought to single ranks (block_visit.h)
   and diagonalised there. */
#ifndef PILIND_OPERATORS_BLOCK_RESULTS_H
#define PILIND_OPERATORS_BLOCK_RESULTS_H

#include "physics/spaces/blocks.h"
#include "operators/petsc.h"

#include <petscvec.h>

/* `rho` in the order of `basis` (sector EVEN or BOTH, scaling 0), any row distribution. Collective; all ranks get the sums. */
PetscErrorCode BlockResults(const DickeBasis *basis, Vec rho, BlockSums *sums);

#endif
