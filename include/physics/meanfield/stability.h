/* Linear stability of fixed points, and of orbits that the flow turns along its continuous symmetries. */
#ifndef PILIND_PHYSICS_MEANFIELD_STABILITY_H
#define PILIND_PHYSICS_MEANFIELD_STABILITY_H

#include "physics/meanfield/flow.h"

typedef struct {
  FlowStability stability;
  double        growth;    /* largest real part of the eigenvalues; in the unit of f */
  double        frequency; /* |imaginary part| of that eigenvalue */
  int           index;     /* sign det(-J); 0 where an eigenvalue is zero to rounding, and of a ring, whose Euler characteristic is 0 */
} FlowSpectrum;

/* Of the n x n matrix J (row-major; destroyed), its rightmost eigenvalue to the rounding of J's elements. False: no convergence or memory;
   growth and frequency are then NaN. */
bool flow_spectrum(int n, double *J, FlowSpectrum *spectrum);

/* At x, where f(x) = sum_a rotation_a G_a x, in the frame that turns along (rotation may be NULL without continuous symmetries). A ring is
   judged across its orbit: its zero modes, G_a x, are left out. False also where the Jacobian is not defined. */
bool flow_stability(const FlowSpec *flow, const double *x, const double *rotation, FlowSpectrum *spectrum);

#endif
