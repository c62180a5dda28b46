/* Critical points of the two coupled Ising models by name, for axes that are laid around them. */
#ifndef PILIND_PHYSICS_ISING2_LANDMARKS_H
#define PILIND_PHYSICS_ISING2_LANDMARKS_H

#include "physics/ising2/ising2.h"

enum { ISING2_LANDMARKS = 4 };

extern const LandmarkSpec ising2_landmarks[ISING2_LANDMARKS];

enum { ISING2_BOUNDARIES = 8 }; /* more than were ever seen */

/* The h1 > 0 at which the symmetric state of the model changes its stability, ascending: one with thermal jumps, and with local ones
   usually none or two (looked for below h1 = 10). Returns their number. */
int ising2_critical_fields(const Ising2Model *model, double h1[ISING2_BOUNDARIES]);

#endif
