/* POSIX record locks, which NFS and Lustre know, too; where they do not, exclusive creation. */
#include "results/lock.h"

#include "results/path.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Who holds a lock file. */
typedef struct {
  char host[128], job[64];
  long process;
} Holder;

static Holder myself(void)
{
  const char *job    = getenv("SLURM_JOB_ID");
  Holder      holder = {.process = (long)getpid()};

  if (gethostname(holder.host, sizeof holder.host - 1)) snprintf(holder.host, sizeof holder.host, "unknown");
  snprintf(holder.job, sizeof holder.job, "%s", job && *job ? job : "-");
  return holder;
}

static bool write_holder(int descriptor)
{
  const Holder me = myself();

  return !ftruncate(descriptor, 0) && dprintf(descriptor, "%s %ld %s\n", me.host, me.process, me.job) > 0;
}

static bool read_holder(const char *path, Holder *holder)
{
  FILE *file = fopen(path, "r");

  *holder = (Holder){.host = "unknown", .job = "-"};
  if (!file) return false;
  const bool read = fscanf(file, "%127s %ld %63s", holder->host, &holder->process, holder->job) == 3;
  fclose(file);
  return read;
}

/* Is the holder surely gone? A process of an earlier attempt of the same job is: Slurm runs one attempt at a time. */
static bool is_gone(const Holder *holder)
{
  const Holder me = myself();

  if (!strcmp(holder->host, me.host)) return kill((pid_t)holder->process, 0) && errno == ESRCH;
  return strcmp(me.job, "-") && !strcmp(holder->job, me.job);
}

/* Is what was opened still what lies under the name? Its last holder may just have removed it. */
static bool still_there(const Lock *lock)
{
  struct stat opened, named;

  return !fstat(lock->descriptor, &opened) && !lstat(lock->path, &named) && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

/* Is there nothing, or an empty file, or one that holds what lock files do? Anything else under the name is somebody's own. */
static bool is_lock_file(const char *path)
{
  struct stat info;
  Holder      holder;

  if (lstat(path, &info)) return errno == ENOENT;
  return S_ISREG(info.st_mode) && (info.st_size == 0 || access(path, R_OK) || read_holder(path, &holder));
}

typedef enum { TAKEN, HELD, AGAIN, NO_LOCKS, NO_FILE, NOT_OURS } Attempt;

static Attempt take_record_lock(Lock *lock)
{
  struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

  lock->descriptor = open(lock->path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (lock->descriptor < 0) return NO_FILE;
  if (!fcntl(lock->descriptor, F_SETLK, &whole)) {
    if (still_there(lock)) {
      write_holder(lock->descriptor); /* for the messages of others; a full disk may refuse it */
      return TAKEN;
    }
    close(lock->descriptor);
    return AGAIN;
  }
  const Attempt attempt = errno == EACCES || errno == EAGAIN ? HELD : NO_LOCKS;
  close(lock->descriptor);
  return attempt;
}

/* The file is written under a name of its own and linked to the lock's, which fails if that exists; unlike O_EXCL, on old NFS, too. */
static Attempt take_by_creation(Lock *lock)
{
  char        mine[PETSC_MAX_PATH_LEN + 32];
  struct stat info;
  Holder      holder;

  if (!lstat(lock->path, &info)) {
    if (info.st_size > 0 && (!read_holder(lock->path, &holder) || !is_gone(&holder))) return HELD;
    unlink(lock->path);
  }
  snprintf(mine, sizeof mine, "%s.%ld", lock->path, (long)getpid());
  lock->descriptor = PathCreate(mine);
  if (lock->descriptor < 0) return NO_FILE;
  const bool written = write_holder(lock->descriptor), linked = written && !link(mine, lock->path);
  unlink(mine);
  if (linked) return TAKEN;
  close(lock->descriptor);
  return written ? HELD : NO_FILE;
}

PetscErrorCode LockTake(const char *results_path, Lock *lock, Verdict *verdict)
{
  Attempt attempt = AGAIN;
  Holder  holder;

  PetscFunctionBeginUser;
  *lock = LOCK_NONE;
  snprintf(lock->path, sizeof lock->path, "%s.lock", results_path);
  if (!is_lock_file(lock->path)) attempt = NOT_OURS;
  for (int tries = 0; attempt == AGAIN && tries < 100; tries++) attempt = take_record_lock(lock);
  const bool by_creation = attempt == NO_LOCKS;
  if (by_creation) attempt = take_by_creation(lock);
  if (attempt == TAKEN) PetscFunctionReturn(PETSC_SUCCESS);
  lock->descriptor = -1;
  if (attempt == NO_FILE) VerdictSet(verdict, EXIT_NO_OUTPUT, "output: cannot make '%s' (%s)", lock->path, strerror(errno));
  else if (attempt == NOT_OURS) VerdictSet(verdict, EXIT_NO_OUTPUT, "output: '%s' is in the way: it is no lock of pilind", lock->path);
  else {
    read_holder(lock->path, &holder);
    VerdictSet(verdict, EXIT_OTHER_FILE, "output: another run is writing '%s' (process %ld on %s, job %s, holds '%s'%s)", results_path,
               holder.process, holder.host, holder.job, lock->path,
               by_creation ? "; this file system has no locks: if that run is gone, remove the file" : "");
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
