/* A lock that keeps two runs off one results file: an advisory lock on a side file, released by the system after a crash.
   (MPI-IO takes no lock: two runs would both succeed in opening the file.)

   On file systems without locks (NFS without its lock service, Lustre mounted without flock) the side file itself is the lock: it
   says which host, process and Slurm job made it. After a crash it is taken over if that process is known to be gone: on the same
   host, or in an earlier attempt of the same job. Otherwise the message says which file to remove. */
#ifndef PILIND_RESULTS_LOCK_H
#define PILIND_RESULTS_LOCK_H

#include "operators/petsc.h"
#include "plan/verdict.h"

typedef struct {
  int  descriptor;
  char path[PETSC_MAX_PATH_LEN];
} Lock;

#define LOCK_NONE ((Lock){-1, ""})

/* Take the lock of a results file, whose path is one without links (path.h), or say who has it (verdict 4). Rank 0 only. */
PetscErrorCode LockTake(const char *results_path, Lock *lock, Verdict *verdict);

/* Release and remove it; LOCK_NONE is let pass. */
void LockRelease(Lock *lock);

#endif
