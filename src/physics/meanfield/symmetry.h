/* Images, orbits and fixed subspaces of a flow's symmetries. */
#ifndef PILIND_PHYSICS_MEANFIELD_SYMMETRY_H
#define PILIND_PHYSICS_MEANFIELD_SYMMETRY_H

#include "physics/meanfield/flow.h"

double flow_distance(int n, const double *x, const double *y);

/* y = R_k x; y = G_a x. y must not be x. */
void flow_reflect(const FlowSpec *flow, int k, const double *x, double *y);
void flow_turn(const FlowSpec *flow, int a, const double *x, double *y);

/* y = exp(angle G_a) x. y must not be x. */
void flow_rotate(const FlowSpec *flow, int a, double angle, const double *x, double *y);

/* Distance of x from the orbit of y under the continuous symmetries; nearest[n] becomes the orbit's nearest point (accurate to about
   1e-9 where the distance is zero). */
double flow_orbit_distance(const FlowSpec *flow, const double *x, const double *y, double *nearest);

/* Moves x into the subspace that G_a leaves alone. False: no memory. */
bool flow_remove_turn(const FlowSpec *flow, int a, double *x);

#endif
