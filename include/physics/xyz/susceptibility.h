/* The magnetic susceptibility chi[a][b] = dM_a/dh_b, a, b = x, y, M = <S>/N (XYZ paper, Eqs. 19-23): what follows from its four
   numbers, and its mean field. */
#ifndef PILIND_PHYSICS_XYZ_SUSCEPTIBILITY_H
#define PILIND_PHYSICS_XYZ_SUSCEPTIBILITY_H

#include "physics/xyz/meanfield.h"

/* Angular average (1/2pi) int_0^2pi |chi (cos t, sin t)| dt: the circumference of the ellipse with chi's singular values as
   semi-axes, over 2 pi (XYZ paper, Eq. 23, where |M| is the length of the vector). Machine accuracy, also for singular chi. */
double susceptibility_average(const double chi[2][2]);

/* Linear response of a point of the mean field: chi = -J^-1 df/dh with the Jacobian of physics/xyz/meanfield.h; in a broken phase that of
   the given branch. Of a ring that turns, the time average of M (all phases alike); of one that stands still it is infinite. NaN
   where J is singular or M is. */
void susceptibility_meanfield(const XyzModel *model, const MeanFieldPoint *point, double chi[2][2]);

#endif
