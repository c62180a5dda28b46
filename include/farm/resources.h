/* What the machine offers to this run. */
#ifndef PILIND_FARM_RESOURCES_H
#define PILIND_FARM_RESOURCES_H

#include "farm/plan.h"

/* Ranks that solve points (all, or all but the keeper) and memory: what is available on a node, shared by its ranks; the
   smallest share of all nodes. Collective. */
PetscErrorCode ResourcesFind(MPI_Comm comm, int ranks_per_point, PetscBool keeper_rank, Resources *resources);

#endif
