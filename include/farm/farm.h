/* The farm: points of a plan solved by groups of ranks, dynamically, costliest first.

   Groups   The ranks are split into groups of the size that the largest points need. When those points are used up, each group
            splits on its own into smaller ones for the next size: no barrier, and no rank waits while points do.
   Keeper   Rank 0 holds the list. It answers from a thread, so that a rank 0 that is inside a factorisation holds nobody up;
            where MPI gives no MPI_THREAD_MULTIPLE (or with -farm_keeper rank) rank 0 only keeps the list and solves nothing.
   Memory   A point that runs out of memory fails, not the run (farm/memory.h).
   Safety   Data of an item are written before its status; a run killed at any time resumes from the status. */
#ifndef PILIND_FARM_FARM_H
#define PILIND_FARM_FARM_H

#include "plan/plan.h"

/* Times are MPI_Wtime's. An item is started if it is expected to end before the deadline (costs.h). One that no attempt of this
   length is expected to hold is still started in the first tenth of the attempt while nobody has seen what its size costs: the
   estimate may be wrong, and a long solve goes on through its checkpoint. */
typedef struct {
  double      begin, deadline;  /* deadline 0: no limit */
  const char *stop_file;        /* when it is there, nothing new is started; NULL: none */
  double      progress_seconds; /* a line at least so often: how the run is, and what each long point has come to */
  PetscBool   keeper_rank;      /* rank 0 keeps the list and solves nothing */
} FarmLimits;

/* Where the points go: the farm knows no file. */
typedef struct {
  void       *context;
  const char *name; /* the state of a long solve of point I is in NAME.pointI.checkpoint */
  /* Take an item that is solved: values[i*width + offset], status[i], seconds[i] of its points i. Any one rank calls it for itself. */
  PetscErrorCode (*write)(void *context, const PlanItem *item, const double *values, const unsigned char *status, const double *seconds);
  /* Does what is written still reach its place? If not, nothing more is started. Called in the keeper's thread. */
  PetscBool (*present)(const void *context);
} FarmSink;

/* What an earlier attempt left, npoints values each; read on rank 0 only, others may pass NULLs. */
typedef struct {
  const unsigned char *status;
  const double        *seconds; /* of solved points, NaN for others; NULL: not known */
  PetscBool            retry;   /* solve failed points again */
} FarmStart;

typedef enum { FARM_NOT_STOPPED, FARM_SIGNAL, FARM_STOP_FILE, FARM_TIME, FARM_FILE_GONE, FARM_MEMORY } FarmStop;

typedef struct {
  int64_t  done, failed, left; /* points of the whole plan, after the run */
  int64_t  finished;           /* points that this run finished */
  FarmStop stopped;            /* before all points were handed out, and by what */
  double   expected;           /* FARM_TIME: seconds that the first item not started is expected to take */
} FarmOutcome;

/* Solve the points that are pending, and failed ones if start->retry. Collective over comm; the outcome is known on all ranks. */
PetscErrorCode FarmRun(MPI_Comm comm, const Plan *plan, const FarmSink *sink, const FarmStart *start, const FarmLimits *limits,
                       FarmOutcome *outcome);

/* Let USR1 and USR2, on any rank, ask for an early, orderly stop, and TERM and the interrupt from the keyboard end the process at once,
   with the exit code of a run that goes on (EXIT_RESTARTABLE). Call once after PetscInitialize. */
PetscErrorCode FarmCatchSignals(void);

#endif
