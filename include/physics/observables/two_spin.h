/* One and two spins of a permutation-invariant state: density matrices, entanglement, and spin squeezing, from their averages. */
#ifndef PILIND_PHYSICS_OBSERVABLES_TWO_SPIN_H
#define PILIND_PHYSICS_OBSERVABLES_TWO_SPIN_H

#include <complex.h>

/* m_a = <sigma^a_i>, c_ab = <sigma^a_i sigma^b_l> of two different spins (symmetric), of N spins. */
typedef struct {
  int    N;
  double m[3], c[3][3];
} PairAverages;

enum { TWO_SPIN = 4 }; /* states uu, ud, du, dd; element r*4 + c is <r|rho|c> */

/* rho = (1 + sum_a m_a (sigma_a x 1 + 1 x sigma_a) + sum_ab c_ab sigma_a x sigma_b)/4. */
void two_spin_density(const PairAverages *p, double complex rho[TWO_SPIN * TWO_SPIN]);

/* rho = (1 + sum_a m_a sigma_a)/2 of one spin, states u, d; element r*2 + c is <r|rho|c>. */
enum { ONE_SPIN = 2 };
void one_spin_density(const PairAverages *p, double complex rho[ONE_SPIN * ONE_SPIN]);

/* Wootters, PRL 80, 2245 (1998): 0 separable, 1 a Bell state. NaN if LAPACK fails. */
double two_spin_concurrence(const PairAverages *p);

/* Least variance of S_n over the directions n at a right angle to <S>: Kitagawa, Ueda, PRA 47, 5138 (1993), xi_S^2 = min Var(S_n)/N, and
   Wineland et al., PRA 50, 67 (1994), xi_R^2 = N min Var(S_n)/|<S>|^2 (S = sum sigma; both 1 in a coherent state). NaN where the mean spin
   is zero to rounding and leaves no direction. */
double squeezing_kitagawa_ueda(const PairAverages *p);
double squeezing_wineland(const PairAverages *p);

#endif
