/* Asked of the system before anything is written, so that what cannot be is said in one line. */
#include "results/place.h"

#include "results/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static void folder_of(const char *path, char folder[PETSC_MAX_PATH_LEN])
{
  snprintf(folder, PETSC_MAX_PATH_LEN, "%s", path);
  char *slash = strrchr(folder, '/');
  if (!slash) snprintf(folder, PETSC_MAX_PATH_LEN, ".");
  else slash[slash == folder] = 0;
}

void PlaceInspectFolder(const char *path, Verdict *verdict)
{
  char        folder[PETSC_MAX_PATH_LEN];
  struct stat info;

  folder_of(path, folder);
  if (stat(folder, &info) || !S_ISDIR(info.st_mode)) VerdictSet(verdict, EXIT_NO_OUTPUT, "output: the folder '%s' does not exist", folder);
  else if (access(folder, W_OK | X_OK)) VerdictSet(verdict, EXIT_NO_OUTPUT, "output: the folder '%s' is not writable", folder);
}

void PlaceInspectDisk(const char *path, double bytes, Verdict *verdict)
{
  char           folder[PETSC_MAX_PATH_LEN];
  struct statvfs disk;

  folder_of(path, folder);
  if (!statvfs(folder, &disk) && (double)disk.f_bavail * (double)disk.f_frsize < bytes)
    VerdictSet(verdict, EXIT_NO_OUTPUT, "output: the disk of '%s' is full (%.3g MB are needed)", folder, bytes / 1e6);
}

void PlaceTemporary(const char *path, char temporary[PETSC_MAX_PATH_LEN]) { snprintf(temporary, PETSC_MAX_PATH_LEN, "%s.tmp", path); }

int PlaceReserve(const char *temporary, double bytes)
{
  const int fd = PathCreate(temporary);

  if (fd < 0) return errno;
  const int failed = posix_fallocate(fd, 0, (off_t)bytes);
  close(fd);
  return failed == EINVAL || failed == EOPNOTSUPP ? 0 : failed;
}

int PlaceRename(const char *temporary, const char *path)
{
  char folder[PETSC_MAX_PATH_LEN];

  if (rename(temporary, path)) return errno;
  folder_of(path, folder);
  const int fd = open(folder, O_RDONLY);
  if (fd < 0) return errno;
  const int failed = fsync(fd) ? errno : 0;
  close(fd);
  return failed == EINVAL ? 0 : failed; /* some file systems cannot sync a folder */
}
