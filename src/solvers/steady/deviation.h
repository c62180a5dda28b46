/* How far observables move when a state does. */
#ifndef PILIND_SOLVERS_STEADY_DEVIATION_H
#define PILIND_SOLVERS_STEADY_DEVIATION_H

#include "physics/spaces/dicke.h"
#include "operators/petsc.h"

#include <petscvec.h>

/* The largest change of the observables of physics/observables/observables.h when rho (trace one) becomes rho + z, to first order, the
   entropy by a bound; and the sum of |z| over the populations, which no P(j, m) exceeds: a number without unit. z <- z - Tr(z) rho before.
   Bases with scaling 0; z lies as rho does. Collective. */
PetscErrorCode DeviationSize(const DickeBasis *basis, Vec rho, Vec z, PetscReal *size);

#endif
