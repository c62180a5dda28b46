/* Husimi function of a symmetric state: the probability density of directions n = (sin theta cos phi, sin theta sin phi, cos theta) when
   the total spin is measured in coherent states,

     Q(n) = sum_j (2j+1)/(4 pi) <j, n| rho_j |j, n>,      J.n |j, n> = j |j, n>,

   where rho_j holds all copies of j. As (2j+1)/(4 pi) times the integral of |j, n><j, n| over the sphere is one in spin j, the integral of
   Q is Tr rho = 1. In the largest spin alone it is the usual function of a spin j = N/2, (N+1)/(4 pi) ((1 + cos theta)/2)^N if all spins
   are up.

   References Arecchi, Courtens, Gilmore, Thomas, PRA 6, 2211 (1972); Agarwal, PRA 24, 2889 (1981). */
#ifndef PILIND_PHYSICS_OBSERVABLES_HUSIMI_H
#define PILIND_PHYSICS_OBSERVABLES_HUSIMI_H

#include "physics/spaces/dicke.h"

/* A grid of directions: theta = k pi/(polar-1), k = 0 ... polar-1, phi = 2 pi l/azimuths, l = 0 ... azimuths-1 = 2 polar - 3. */
static inline int husimi_azimuths(int polar) { return 2 * (polar - 1); }

/* Add what a block of a state gives to Q[polar][azimuths]. The block's unknowns are x[], in the basis's order, scaling 0; a cut block is
   zero where it is cut. Returns LAPACK_NO_MEMORY if short, else 0. */
int husimi_add(const DickeBasis *basis, int block, const double *x, int polar, double *Q);

#endif
