/* The keeper of the list of items: hands out the next item of a group size, wherever the asking group is.
   It lives on rank 0, in a thread or as rank 0's only work; the ranks ask by message, rank 0's own groups directly. */
#ifndef PILIND_FARM_KEEPER_H
#define PILIND_FARM_KEEPER_H

#include "farm/costs.h"
#include "farm/farm.h"

typedef struct Keeper Keeper;

/* What a group reports when it asks: the points that it finished since it last asked. */
typedef struct {
  int64_t ranks; /* size of the items asked for */
  int64_t done, failed;
  int64_t item;        /* index in plan->items that was finished, or -1 */
  int64_t nanoseconds; /* that it took */
  int64_t stop;        /* has this rank been asked to stop? Set by KeeperAsk. */
} KeeperRequest;

/* What the keeper knows at the start (read on rank 0). */
typedef struct {
  const int      *todo;         /* [nitems] points of the item that are to be solved */
  int64_t         done, failed; /* points that need none */
  Costs           costs;        /* learned from earlier attempts */
  const FarmSink *sink;         /* nothing is started when it is gone */
} KeeperStart;

/* Collective over comm. start->todo must live as long as the keeper. */
PetscErrorCode KeeperCreate(MPI_Comm comm, const Plan *plan, const KeeperStart *start, const FarmLimits *limits, Keeper **keeper);

/* The next item for a group of this size, or -1. Called by the first rank of a group only. */
PetscErrorCode KeeperAsk(Keeper *keeper, const KeeperRequest *request, int64_t *item);

/* Show the progress, if it is time to: for the pulse of rank 0, any thread. */
void KeeperShow(void *keeper);

/* Every rank says that it asks no more; rank 0 waits for all. The outcome is then known everywhere. Collective. */
PetscErrorCode KeeperFinish(Keeper *keeper, FarmOutcome *outcome);
PetscErrorCode KeeperDestroy(Keeper **keeper);

/* Does this rank solve points? Not rank 0 if it does nothing but keep; it then answers until all others have ended. */
PetscBool KeeperSolves(const Keeper *keeper);

#endif
