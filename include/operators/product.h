/* Products of a collective operator with a distributed state, as vectors: right-hand sides of linear response and of two-time correlations.
   */
#ifndef PILIND_OPERATORS_PRODUCT_H
#define PILIND_OPERATORS_PRODUCT_H

#include "physics/algebra/polynomial.h"
#include "physics/spaces/dicke.h"
#include "operators/petsc.h"

#include <petscvec.h>

/* V rho itself is not Hermitian: it is PRODUCT_HERMITIAN + i PRODUCT_ANTIHERMITIAN. */
typedef enum {
  PRODUCT_COMMUTATOR,    /* i[V, rho] for Hermitian V */
  PRODUCT_HERMITIAN,     /* (V rho + rho V^+)/2 */
  PRODUCT_ANTIHERMITIAN, /* (V rho - rho V^+)/(2i) */
  PRODUCT_BOTH_SIDES     /* V rho V^+ */
} ProductKind;

/* b = the product with a polynomial of collective operators, rho over the basis `from`, b over `to`: bases of the same N with scaling 0, of
   any sectors and cuts, distributed as the two Vecs are. A field along x or y maps the even sector into the odd one. Elements that `from`
   does not have count as zero, those that `to` does not have are lost. Each rank gathers the blocks of rho that its part of b needs. Fills
   an existing vector. Collective. */
PetscErrorCode ProductFillVec(ProductKind kind, const Polynomial *V, const DickeBasis *from, Vec rho, const DickeBasis *to, Vec b);

#endif
