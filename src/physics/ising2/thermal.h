/* Thermal jumps |n><m| between the instantaneous eigenstates of H(rho) (Ising paper, Eqs. 24 to 28). Levels are numbered by
   energy. Downward rates: gamma for the transitions 2,3 -> 0,1 and gamma/r for 1 -> 0 and 3 -> 2; the upward rate is the
   downward one times exp(-(E_m - E_n)/T). Populations p_n and coherences in the eigenbasis:

     dp_n/dt = sum_m (w_nm p_m - w_mn p_n),   drho_nm/dt = -(w_n + w_m)/2 rho_nm,   w_n = sum_k w_kn.

   The paper numbers the levels once, at t = 0: the same as long as no two levels cross, where the jumps are undefined anyway. */
#ifndef PILIND_PHYSICS_ISING2_THERMAL_H
#define PILIND_PHYSICS_ISING2_THERMAL_H

#include "physics/ising2/levels.h"

/* dx = -i[H, rho] + D(rho). Returns 0, or the degeneracy (physics/ising2/levels.h); dx is then not set. */
int ising2_thermal_rhs(const Ising2Model *model, const double x[ISING2_DIM], double dx[ISING2_DIM]);

/* J[15*i+k] = d(dx_i/dt)/dx_k with everything differentiated: mean fields, eigenvectors, energies and rates. */
int ising2_thermal_jacobian(const Ising2Model *model, const double x[ISING2_DIM], double J[ISING2_DIM * ISING2_DIM]);

#endif
