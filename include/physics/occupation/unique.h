/* How many steady states there are. */
#ifndef PILIND_PHYSICS_OCCUPATION_UNIQUE_H
#define PILIND_PHYSICS_OCCUPATION_UNIQUE_H

#include "physics/occupation/letters.h"

/* Dimension of the kernel of the generator of a few sites (at most N; as many as leave a few hundred unknowns) with these maps, all sectors
   together: what is conserved by one site, by a pair, or by a strong symmetry, is seen there, and would be invisible in the sector of the
   state alone. Rates below 1e-13 of the largest count as none. -1: memory is short or LAPACK fails. */
int occupation_steady_states(const SiteBasis *basis, const SiteMaps *maps);

#endif
