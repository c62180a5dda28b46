/* Whole j-blocks of a distributed symmetric state brought to single ranks, dealt out by cost: nothing is replicated. */
#ifndef PILIND_OPERATORS_BLOCK_VISIT_H
#define PILIND_OPERATORS_BLOCK_VISIT_H

#include "physics/spaces/dicke.h"
#include "operators/petsc.h"

#include <petscvec.h>

/* Look at block `block`, whose unknowns are x[]. Returns LAPACK's info; LAPACK_NO_MEMORY if short. */
typedef int (*BlockVisit)(void *context, const DickeBasis *basis, int block, const double *x);

/* Call visit() for each block on one rank; `rho` is in the order of the basis, any row distribution. *info is the first that was not zero
   on
   this rank, where the others were left out then; a shortage of memory is an error. Collective. */
PetscErrorCode BlocksVisit(const DickeBasis *basis, Vec rho, BlockVisit visit, void *context, int *info);

#endif
