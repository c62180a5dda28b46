/* i[H, rho] as a vector: the right-hand sides of linear response. */
#ifndef PILIND_OPERATORS_COMMUTATOR_H
#define PILIND_OPERATORS_COMMUTATOR_H

#include "physics/spaces/dicke.h"
#include "physics/models/xyz.h"
#include "operators/petsc.h"

#include <petscvec.h>

/* b = i[H, rho] for the Hamiltonian of `model` (its rates are not read), rho over the basis `from`, b over `to`: bases of the same N
   with scaling 0, of any parities and cuts, distributed as the two Vecs are. With a field along x or y alone the even sector maps
   into the odd one. Elements that `from` does not have count as zero. Each rank gathers the blocks of rho that its part of b needs.
   Fills an existing vector. Collective. */
PetscErrorCode CommutatorFillVec(const XyzModel *model, const DickeBasis *from, Vec rho, const DickeBasis *to, Vec b);

#endif
