/* What the steady state lives in: the weakly connected component of p_0 = 1 in the graph of the nonzeros. All other averages are driven by
   themselves alone and vanish. Its unknowns are numbered as in the index, but Im p beside Re p: number 0 is p_0. */
#ifndef PILIND_PHYSICS_OCCUPATION_SECTOR_H
#define PILIND_PHYSICS_OCCUPATION_SECTOR_H

#include "physics/occupation/generator.h"

typedef struct {
  int64_t  count;
  int32_t *number;   /* [index.size] of an unknown in the component, or -1 */
  int32_t *unknown;  /* [count] */
  int64_t  nonzeros; /* of its rows */
} OccupationSector;

/* False if memory is short; release with occupation_sector_free (also then). */
bool occupation_sector_create(const OccupationGenerator *g, OccupationSector *sector);
void occupation_sector_free(OccupationSector *sector);

/* The generator in the letters that leave the state the fewest unknowns; among equals, those in which the one-body map is nearly diagonal.
   Compared at a few sites: what couples does not depend on their number. False as occupation_generator_create. */
bool occupation_generator_choose(const SiteBasis *basis, const SiteMaps *maps, OccupationGenerator *g);

#endif
