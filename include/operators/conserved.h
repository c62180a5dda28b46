/* The zero modes of the Liouvillian in closed form, from the left: functionals Tr(O rho) that never change.

     always                                          O = 1 (the trace)
     parity conserved by H and by every jump             also O = prod_i sigma^z_i

   and their mirror images under PT symmetry (physics/generators/irreps_pt.h): vectors x with L x = -2 eta x,

     loss and pumping               x = prod_i sigma^z_i
     dephasing                      x = prod_i n.sigma_i, n along the transverse field; without one: n along x and along y. */
#ifndef PILIND_OPERATORS_CONSERVED_H
#define PILIND_OPERATORS_CONSERVED_H

#include "physics/spins/spin_model.h"
#include "operators/petsc.h"

#include <petscvec.h>

enum { CONSERVED_MAX = 2 };

/* Number of functionals above in a sector. It is the multiplicity of the eigenvalue 0 if ConservedIsUnique says so. */
int ConservedCount(const SpinModel *model, DickeParity sector);

/* Is the eigenvalue 0 as degenerate as the table above says? NULL, or why it is more so. */
const char *ConservedObjection(const SpinModel *model);

/* Functional k as a vector over an existing basis with scaling 0: VecDot(t, rho) = Tr(O rho). Collective. */
PetscErrorCode ConservedFillVec(const SpinModel *model, const DickeBasis *basis, int k, Vec t);

/* The mirror images: their number in a sector, and number k over a basis with scaling -1. Only where PT symmetry holds. */
int            MirroredCount(const SpinModel *model, DickeParity parity);
PetscErrorCode MirroredFillVec(const SpinModel *model, const DickeBasis *basis, int k, Vec x);

#endif
