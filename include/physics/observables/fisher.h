/* Quantum Fisher information of a symmetric state for rotations: how fast exp(-i theta J_n) rho exp(i theta J_n), J_n = n.S/2, becomes
   another state. With rho = sum_k p_k |k><k| it is n^T F n,

     F_ab = 2 sum_kl (p_k - p_l)^2/(p_k + p_l) Re <k|J_a|l><l|J_b|k>,

   and nu measurements tell theta no better than to 1/sqrt(nu F). A product state of spins at a right angle to n has F = N (the standard
   quantum limit), a GHZ state along n N^2 (Heisenberg limit), and F <= k N where at most k spins are entangled with each other.

   J_a leaves every copy of j to itself: the d_j copies of an eigenvalue p_k/d_j give together what one copy with p_k would.

   References Braunstein, Caves, PRL 72, 3439 (1994); Pezze, Smerzi, PRL 102, 100401 (2009); Toth, Apellaniz, J. Phys. A 47, 424006
              (2014). */
#ifndef PILIND_PHYSICS_OBSERVABLES_FISHER_H
#define PILIND_PHYSICS_OBSERVABLES_FISHER_H

#include "physics/spaces/dicke.h"

/* F_xx, F_yy, F_zz, F_xy, F_xz, F_yz */
enum { FISHER = 6 };

/* Add what a block of a state gives to F. The block's unknowns are x[], in the basis's order, scaling 0; a cut block is zero where it is
   cut. Returns LAPACK's info; LAPACK_NO_MEMORY if short. */
int fisher_add(const DickeBasis *basis, int block, const double *x, double F[FISHER]);

/* The largest n^T F n of all directions n; NaN if LAPACK fails. */
double fisher_largest(const double F[FISHER]);

#endif
