/* Points that run out of memory. What a failed allocation interrupts cannot give back all that it had, so:

   alone        The point fails, and its rank goes on. If that happens to it a second time, memory lost by the first may be the
                reason: that point stays pending, the rank takes no more, and the run ends with 75 when the others have no more to do.
   in a group   The other ranks wait for one that will not come. The point is written as failed, and the run ends at once with 75.

   So a point fails for lack of memory only where a whole process, or group, could not give it enough, and all others are solved, if
   need be by the next attempt. */
#ifndef PILIND_FARM_MEMORY_H
#define PILIND_FARM_MEMORY_H

#include "farm/farm.h"

/* What a rank has been through. */
typedef struct {
  PetscBool failed, retired; /* once; twice */
} FarmMemory;

/* From here to the release, errors of allocation are silent, and *ended says that there was one; all others are shown as ever. */
PetscErrorCode FarmMemoryGuard(PetscBool *ended);
PetscErrorCode FarmMemoryRelease(void);

/* The points first ... first+count-1 of an item ran out of memory on this rank, alone: their status, failed or pending. */
PointStatus FarmMemoryAlone(FarmMemory *memory, const Plan *plan, const PlanItem *item, int first, int count);

/* The same on one rank of a group: write them and end the run. Does not return. */
PetscErrorCode FarmMemoryGroup(const Plan *plan, const FarmSink *sink, const PlanItem *item, int first, int count);

#endif
