/* A lock that keeps two runs off one results file: an advisory lock on a side file, released by the system after a crash.
   (MPI-IO takes no lock: two runs would both succeed in opening the file.) */
#ifndef PILIND_RESULTS_LOCK_H
#define PILIND_RESULTS_LOCK_H

#include "operators/petsc.h"
#include "farm/verdict.h"

typedef struct {
  int  descriptor;
  char path[PETSC_MAX_PATH_LEN];
} Lock;

#define LOCK_NONE ((Lock){-1, ""})

/* Take the lock of a results file, or say who has it (verdict 4). File systems without locks are let pass. Rank 0 only. */
PetscErrorCode LockTake(const char *results_path, Lock *lock, Verdict *verdict);

/* Release and remove it; LOCK_NONE is let pass. */
void LockRelease(Lock *lock);

#endif
