/* Interrupted and partial transfers go on. */
#include "results/bytes.h"

#include <errno.h>
#include <unistd.h>

bool bytes_read(int descriptor, int64_t offset, size_t count, void *bytes)
{
  for (char *at = bytes; count > 0;) {
    const ssize_t got = pread(descriptor, at, count, (off_t)offset);
    if (got < 0 && errno == EINTR) continue;
    if (got == 0) errno = ENODATA;
    if (got <= 0) return false;
    at += got, offset += got, count -= (size_t)got;
  }
  return true;
}

bool bytes_write(int descriptor, int64_t offset, size_t count, const void *bytes)
{
  for (const char *at = bytes; count > 0;) {
    const ssize_t put = pwrite(descriptor, at, count, (off_t)offset);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    at += put, offset += put, count -= (size_t)put;
  }
  return true;
}
