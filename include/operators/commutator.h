/* i[V, rho] as a vector: the right-hand sides of linear response. */
#ifndef PILIND_OPERATORS_COMMUTATOR_H
#define PILIND_OPERATORS_COMMUTATOR_H

#include "physics/algebra/polynomial.h"
#include "physics/spaces/dicke.h"
#include "operators/petsc.h"

#include <petscvec.h>

/* b = i[V, rho] for a Hermitian polynomial of collective operators, rho over the basis `from`, b over `to`: bases of the same N with
   scaling 0, of any sectors and cuts, distributed as the two Vecs are. A field along x or y maps the even sector into the odd one. Elements
   that `from` does not have count as zero, those that `to` does not have are lost. Each rank gathers the blocks of rho that its part of b
   needs. Fills an existing vector. Collective. */
PetscErrorCode CommutatorFillVec(const Polynomial *V, const DickeBasis *from, Vec rho, const DickeBasis *to, Vec b);

#endif
