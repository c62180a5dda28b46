/* Newton's method for fixed points and, with continuous symmetries, for orbits that the flow only turns. */
#ifndef PILIND_PHYSICS_MEANFIELD_NEWTON_H
#define PILIND_PHYSICS_MEANFIELD_NEWTON_H

#include "physics/meanfield/flow.h"

/* What is to be avoided: `count` roots x[k*n ...] known already, with their orbits. */
typedef struct {
  int           count;
  const double *x;
} FlowKnown;

/* From x and rotation[generators] (both move along) to a root of f(x) - sum_a rotation_a G_a x = 0. *error estimates its distance from the
   exact root, the length of the next step; *residual is the largest component of that function over the largest element of its Jacobian.
   With `known` (or NULL) these roots repel. Returns false if it does not arrive, or where f is not defined. */
bool flow_newton(const FlowSpec *flow, const FlowKnown *known, double *x, double *rotation, double *error, double *residual);

#endif
