/* The equations of motion of the two coupled Ising models, for the dissipator of the model. */
#ifndef PILIND_PHYSICS_ISING2_DYNAMICS_H
#define PILIND_PHYSICS_ISING2_DYNAMICS_H

#include "physics/ising2/ising2.h"

/* dx/dt of the 15 coordinates, and J[15*i+k] = d(dx_i/dt)/dx_k. Both return 0, or the degeneracy that leaves thermal jumps
   undefined (a message: ising2_degeneracy_message of physics/ising2/levels.h); the result is then not set. */
int ising2_rhs(const Ising2Model *model, const double x[ISING2_DIM], double dx[ISING2_DIM]);
int ising2_jacobian(const Ising2Model *model, const double x[ISING2_DIM], double J[ISING2_DIM * ISING2_DIM]);

#endif
