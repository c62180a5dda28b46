/* The temperature quench for slow dissipation (gamma -> 0, lambda -> 0): model 1 follows its instantaneous eigenbasis while the
   population difference of its levels falls to the new bath temperature. In the ordered phase the splitting of the levels, 2E
   with E = sqrt(mx^2 + h1^2), equals twice that difference, so that

     dE/dt = -(gamma/r) (1 + exp(-2E/T)) [E - tanh(E/T)],   mx = sqrt(E^2 - h1^2),

   until E = h1: the order parameter is gone at the time t*, and the dynamics passes the pitchfork there. */
#ifndef PILIND_PHYSICS_ISING2_ADIABATIC_H
#define PILIND_PHYSICS_ISING2_ADIABATIC_H

#include "physics/ising2/ising2.h"

/* gamma t* for a quench of the bath from T_initial to the model's T at its h1 and r. 0 if the initial state is not ordered,
   INFINITY if the final one is. Relative accuracy 1e-12. */
double ising2_adiabatic_time(const Ising2Model *model, double T_initial);

#endif
