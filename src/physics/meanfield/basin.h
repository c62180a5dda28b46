/* Basins of attraction by a set of starts. */
#ifndef PILIND_PHYSICS_MEANFIELD_BASIN_H
#define PILIND_PHYSICS_MEANFIELD_BASIN_H

#include "physics/meanfield/fixed_points.h"

/* share[family]: the fraction of the starts that the flow takes to a stable point of the family. Starts that come near none (limit cycles,
   or more steps than are worth it) count for none. */
void flow_basin_shares(const FlowSpec *flow, const FlowPoints *points, double *share);

#endif
