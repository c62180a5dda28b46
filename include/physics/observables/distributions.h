/* How the total spin and its components are distributed in a symmetric state: P(j, m) = rho_j;mm summed over the copies of j, and the
   probabilities P(m) of the eigenvalues m of J_x, J_y, J_z, J = S/2, whatever j. All are sums over blocks, each normalised to one. */
#ifndef PILIND_PHYSICS_OBSERVABLES_DISTRIBUTIONS_H
#define PILIND_PHYSICS_OBSERVABLES_DISTRIBUTIONS_H

#include "physics/spaces/dicke.h"

/* Add what a block of a state gives to P[m + N/2], m = -N/2 ... N/2, of the component along `axis` (0, 1, 2: x, y, z). The block's unknowns
   are x[], in the basis's order, scaling 0; a cut block is zero where it is cut. Returns LAPACK's info; LAPACK_NO_MEMORY if short. */
int spin_distribution_add(const DickeBasis *basis, int block, const double *x, int axis, double *P);

#endif
