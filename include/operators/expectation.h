/* Expectation values Tr(P rho) of polynomials of collective operators in a distributed state. */
#ifndef PILIND_OPERATORS_EXPECTATION_H
#define PILIND_OPERATORS_EXPECTATION_H

#include "physics/algebra/polynomial.h"
#include "physics/spaces/dicke.h"
#include "operators/petsc.h"

#include <petscvec.h>

/* The functional of a Hermitian polynomial of spins-1/2 as a vector over a basis with scaling 0, of any sector and cut: VecDot(w, rho) =
   Tr(P rho). What P has outside of the sector vanishes by symmetry. Fills an existing vector. Collective. */
PetscErrorCode PolynomialFillVec(const Polynomial *P, const DickeBasis *basis, Vec w);

/* Tr(P rho), summed in twice the working precision: terms of different j and m may cancel. Collective; all ranks get the value. */
PetscErrorCode PolynomialExpectation(const Polynomial *P, const DickeBasis *basis, Vec rho, PetscReal *value);

#endif
