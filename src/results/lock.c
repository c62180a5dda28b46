/* POSIX record locks, which NFS and Lustre know, too. */
#include "results/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

PetscErrorCode LockTake(const char *results_path, Lock *lock, Verdict *verdict)
{
  struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

  PetscFunctionBeginUser;
  *lock = LOCK_NONE;
  snprintf(lock->path, sizeof lock->path, "%s.lock", results_path);
  lock->descriptor = open(lock->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (lock->descriptor < 0) VerdictSet(verdict, EXIT_NO_OUTPUT, "output: cannot make '%s'", lock->path);
  else if (fcntl(lock->descriptor, F_SETLK, &whole) && (errno == EACCES || errno == EAGAIN)) {
    close(lock->descriptor);
    lock->descriptor = -1;
    VerdictSet(verdict, EXIT_OTHER_FILE, "output: another run is writing '%s' (it holds '%s')", results_path, lock->path);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

void LockRelease(Lock *lock)
{
  if (lock->descriptor < 0) return;
  unlink(lock->path);
  close(lock->descriptor);
  *lock = LOCK_NONE;
}
