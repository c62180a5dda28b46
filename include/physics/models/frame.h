/* Rotated frames of spins-1/2: S_a = sum_b R_ab S'_b with a rotation R[3*a+b]. A model that looks general as it was written may be a
   special one in another frame: local jumps that are s-, s+, sz there, a smaller group of classes (physics/models/symmetry.h). */
#ifndef PILIND_PHYSICS_MODELS_FRAME_H
#define PILIND_PHYSICS_MODELS_FRAME_H

#include "physics/models/lindbladian.h"

/* The polynomial, and the Lindbladian, in the operators of the frame: out is made new. What only rounding keeps from zero is dropped.
   Errors: memory. */
PolynomialError polynomial_rotated(const Polynomial *P, const double R[9], Polynomial *out);
PolynomialError lindbladian_rotated(const Lindbladian *l, const double R[9], Lindbladian *out);

/* The frame in which the model looks simplest: z along the axial vector of Im K, K the Kossakowski matrix of the jumps in x, y, z (loss and
   pumping along that axis), or along the strongest dephasing where there is none; about z the angle that leaves the smallest group of
   classes, then the fewest jumps that mix. True if it is better than the frame as given; else R = 1. False, too, if memory is short. */
bool lindbladian_best_frame(const Lindbladian *l, double R[9]);

#endif
