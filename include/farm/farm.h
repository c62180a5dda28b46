/* The farm: points of a plan solved by groups of ranks, dynamically, costliest first.

   Groups   The ranks are split into groups of the size that the largest points need. When those points are used up, each group
            splits on its own into smaller ones for the next size: no barrier, and no rank waits while points do.
   Keeper   Rank 0 holds the list. It answers from a thread, so that a rank 0 that is inside a factorisation holds nobody up;
            where MPI gives no MPI_THREAD_MULTIPLE (or with -farm_keeper rank) rank 0 only keeps the list and solves nothing.
   Safety   Data of an item are written before its status; a run killed at any time resumes from the status. */
#ifndef PILIND_FARM_FARM_H
#define PILIND_FARM_FARM_H

#include "farm/plan.h"
#include "farm/progress.h"
#include "results/results.h"

typedef struct {
  double    deadline;    /* start no item after this MPI_Wtime; 0: no limit */
  PetscBool keeper_rank; /* rank 0 keeps the list and solves nothing */
} FarmLimits;

typedef struct {
  int64_t   done, failed, left; /* points of the whole plan, after the run */
  PetscBool stopped;            /* by time or signal, before all points were handed out */
} FarmOutcome;

/* Solve the points whose status[] (npoints values, read on rank 0 only, others may pass NULL) asks for it: pending ones, and
   failed ones if retry. Collective over comm; the outcome is known on all ranks. */
PetscErrorCode FarmRun(MPI_Comm comm, const Plan *plan, Results *results, const unsigned char *status, PetscBool retry,
                       const FarmLimits *limits, FarmOutcome *outcome);

/* Let USR1 and USR2 ask for an early, orderly stop. Call once after PetscInitialize. */
PetscErrorCode FarmCatchSignals(void);

#endif
