/* Steady state and linear response on the 2^N space in quadruple precision: the oracle for models whose rates lie many decades apart,
   where double precision knows nothing. Written from the Lindblad equation alone (N <= 6).

   A state that does not change when spins are exchanged has one value for each orbit of matrix elements <s|rho|s'> under permutations:
   (N+1)(N+2)(N+3)/6 complex unknowns. A row of L is that of one element of its orbit; Gaussian elimination with scaled pivots.
   The quadruple type of the compiler, or long double where there is none (quad_epsilon says which). */
#ifndef PILIND_TESTS_ORACLE_QUAD_STEADY_H
#define PILIND_TESTS_ORACLE_QUAD_STEADY_H

#include "brute_force.h"

/* Precision of the oracle's arithmetic. */
extern const double quad_epsilon;

/* L rho = 0, Tr rho = 1, as a 2^N x 2^N matrix, row-major. Returns 0, or 1 if L is singular beside that. */
int quad_steady(const BruteModel *model, double complex *rho);

/* chi[a][b] = Tr(S_a rho1_b)/N, L rho1_b = i[S_b, rho], Tr rho1_b = 0, a, b = x, y. */
int quad_susceptibility(const BruteModel *model, double chi[2][2]);

#endif
