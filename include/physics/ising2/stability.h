/* Linear stability (Ising paper, Eqs. 38 to 40 and 58 to 60): the slowest eigenvalue of the Jacobian, and for local dissipation
   the phase diagram of the symmetric state with its boundary. */
#ifndef PILIND_PHYSICS_ISING2_STABILITY_H
#define PILIND_PHYSICS_ISING2_STABILITY_H

#include "physics/ising2/ising2.h"

/* gap = -max Re(mu), negative if the state is unstable; omega = |Im(mu)| of the same eigenvalue. */
typedef struct {
  double gap, omega;
} Ising2Stability;

/* Of the state x, from all 15 eigenvalues. Returns 0, or the degeneracy that leaves the Jacobian undefined (then NaN), or -1 if
   the eigenvalues do not converge (then NaN). */
int ising2_stability(const Ising2Model *model, const double x[ISING2_DIM], Ising2Stability *stability);

/* Of the symmetric state of the local dissipator, which is broken where gap < 0. Only the odd 8x8 block is diagonalised: its
   trace is -8G, so that its rightmost eigenvalue is never left of -G, where those of the even block are (ising2_local.h).
   Returns 0 or -1. */
int ising2_symmetric_stability(const Ising2Model *model, Ising2Stability *stability);

/* Determinant of the odd block: it changes sign where a real eigenvalue crosses zero, at the phase boundary. */
double ising2_odd_determinant(const Ising2Model *model);

/* All zeros of that determinant as a function of one parameter (h1, h2, lambda, gamma_up or gamma_down) in [lower, upper],
   ascending, at most `max`; returns their number. With d = G^2 + 4((h1+h2)^2 + lambda^2), (d G^2)^2 times the determinant is
   a polynomial of degree at most 16 in each of them: none is missed, however close two are. Rates must not be zero together. */
int ising2_boundaries(const Ising2Model *model, int parameter, double lower, double upper, int max, double *roots);

/* Where order ends: the value of `along` (such as gamma_up) at which two boundaries in `across` (such as h1) meet between lower
   and upper, by bisection between `inside`, a value with two boundaries, and `outside`, a value without. Returns false if they
   are not that. tip_along is exact to rounding, tip_across to its square root (about 1e-8). */
bool ising2_boundary_tip(const Ising2Model *model, int along, double inside, double outside, int across, double lower, double upper,
                         double *tip_along, double *tip_across);

#endif
