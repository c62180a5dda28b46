/* The linear equations A x = b of a steady state in the occupation basis: x are the unknowns 1, 2, ... of its sector, p_0 = 1. */
#ifndef PILIND_OPERATORS_OCCUPATION_MAT_H
#define PILIND_OPERATORS_OCCUPATION_MAT_H

#include "operators/petsc.h"
#include "physics/occupation/sector.h"

#include <petscmat.h>

/* Rows over the ranks of comm; the diagonal blocks of Re p and Im p that lie on one rank are A's variable blocks
   (MatSetVariableBlockSizes). The sector has more than p_0. The caller destroys both. Collective. */
PetscErrorCode OccupationMatCreate(MPI_Comm comm, const OccupationGenerator *g, const OccupationSector *sector, Mat *A, Vec *b);

#endif
