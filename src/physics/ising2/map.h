/* The map of the mean fields as a flow of physics/meanfield. */
#ifndef PILIND_PHYSICS_ISING2_MAP_H
#define PILIND_PHYSICS_ISING2_MAP_H

#include "physics/ising2/steady.h"

/* Borrows *map. With `search` it has the starts of a search for all fixed points. */
FlowSpec ising2_flow(const Ising2Model *model, bool search, Ising2Map *map);

#endif
