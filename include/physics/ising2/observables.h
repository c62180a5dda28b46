/* Observables of a site's 4x4 state that are not one of its coordinates. O = x[ISING2_OXX]. */
#ifndef PILIND_PHYSICS_ISING2_OBSERVABLES_H
#define PILIND_PHYSICS_ISING2_OBSERVABLES_H

#include "physics/ising2/ising2.h"

/* Tr(rho^2) = (1 + |x|^2)/4. */
double ising2_purity(const double x[ISING2_DIM]);

/* The positive square root of rho (eigenvalues that rounding makes negative count as zero). For Gibbs states prefer
   ising2_gibbs_root, which is exact. Returns false if the eigenvalues do not converge. */
bool ising2_root_of(const double x[ISING2_DIM], Ising2Matrix *root);

/* Smallest eigenvalue of rho; NAN if it does not converge. */
double ising2_smallest_population(const double x[ISING2_DIM]);

/* Uhlmann fidelity per site F = [Tr sqrt(sqrt(a) b sqrt(a))]^2 of two states given by their roots (Ising paper, Eq. 30); the rate
   function is -ln F (Eq. 31). Computed as the squared sum of the singular values of sqrt(a) sqrt(b). */
double ising2_fidelity(const Ising2Matrix *root_a, const Ising2Matrix *root_b);

/* Concurrence of the two spins of a site (Eqs. 32 and 33), from the singular values of root^T (sy x sy) root. */
double ising2_concurrence(const Ising2Matrix *root);

/* Fidelity susceptibility lim 2 (1 - F)/dp^2 (Eq. 34) from a state and its derivative: sum_ij |drho_ij|^2/(p_i + p_j) in the
   eigenbasis of rho, half the quantum Fisher information. Pairs with p_i + p_j < 1e-14 are left out: rounding of drho. */
double ising2_fidelity_susceptibility(const double x[ISING2_DIM], const double dx[ISING2_DIM]);

#endif
