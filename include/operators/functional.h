/* Linear functionals Tr(O rho) of a distributed state. */
#ifndef PILIND_OPERATORS_FUNCTIONAL_H
#define PILIND_OPERATORS_FUNCTIONAL_H

#include "physics/observables/moments.h"
#include "operators/petsc.h"

#include <petscvec.h>

/* value[k] = Tr(O rho) of moment k = 0 ... MOMENT_COUNT-1 for a state in the order of the basis, any row distribution.
   In the sector ODD the trace vanishes by construction. Collective; all ranks get the values. */
PetscErrorCode MomentsEvaluate(const DickeBasis *basis, Vec rho, PetscReal value[MOMENT_COUNT]);

/* One of them alone. Collective; all ranks get the value. */
PetscErrorCode MomentEvaluate(const DickeBasis *basis, Moment moment, Vec rho, PetscReal *value);

/* The functional as a vector: w with VecDot(w, rho) = Tr(O rho). Fills an existing vector. Collective. */
PetscErrorCode MomentFillVec(const DickeBasis *basis, Moment moment, Vec w);

#endif
