#include "results/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINKS = 40, LONGEST = 4096 }; /* as the system has it */

/* One link further: *path becomes where it leads to. */
static bool step(size_t size, char *path)
{
  char          target[LONGEST], folder[LONGEST] = "";
  const ssize_t length = readlink(path, target, sizeof target - 1);
  const char   *slash  = strrchr(path, '/');

  if (length <= 0) return false;
  target[length] = 0;
  if (slash && target[0] != '/') {
    if ((size_t)(slash - path) + 1 >= sizeof folder) return false;
    memcpy(folder, path, (size_t)(slash - path) + 1);
  }
  if (strlen(folder) + strlen(target) >= size) return false;
  memcpy(path, folder, strlen(folder));
  strcpy(path + strlen(folder), target);
  return true;
}

bool PathFollow(const char *name, size_t size, char *path)
{
  struct stat info;

  if (strlen(name) >= size) return false;
  strcpy(path, name);
  for (int links = 0; !lstat(path, &info) && S_ISLNK(info.st_mode); links++)
    if (links == LINKS || !step(size, path)) return false;
  return true;
}

const char *PathObjection(const char *path)
{
  struct stat info;

  if (stat(path, &info)) return errno == ENOENT ? "does not exist" : strerror(errno);
  if (S_ISDIR(info.st_mode)) return "is a folder";
  return S_ISREG(info.st_mode) ? NULL : "is a device, a pipe or a socket";
}

bool PathSame(const char *a, const char *b)
{
  struct stat first, second;

  return !stat(a, &first) && !stat(b, &second) && first.st_ino == second.st_ino && first.st_dev == second.st_dev;
}

int PathCreate(const char *path)
{
  if (unlink(path) && errno != ENOENT) return -1;
  return open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
}
