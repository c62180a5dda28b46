/* The XYZ model as a Lindbladian: the only description of it that solvers read. */
#ifndef PILIND_PHYSICS_MODELS_XYZ_LINDBLADIAN_H
#define PILIND_PHYSICS_MODELS_XYZ_LINDBLADIAN_H

#include "physics/models/lindbladian.h"
#include "physics/models/xyz.h"

/* XYZ paper, Eqs. 2 and 4, with every channel of physics/models/dissipator.h. False if memory is short; lindbladian_free releases. */
bool xyz_lindbladian(const XyzModel *model, Lindbladian *l);

/* Back: is a Lindbladian of spins-1/2 of this form? Then its parameters (spin_scale 1). */
bool xyz_of_lindbladian(const Lindbladian *l, XyzModel *model);

#endif
