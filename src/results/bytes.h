/* Reading and writing bytes of a file at a place, all of them. */
#ifndef PILIND_RESULTS_BYTES_H
#define PILIND_RESULTS_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A piece of a file. */
typedef struct {
  int64_t offset, bytes;
} Extent;

/* False, with errno (ENODATA at the end of the file), if not all could be read or written. */
bool bytes_read(int descriptor, int64_t offset, size_t count, void *bytes);
bool bytes_write(int descriptor, int64_t offset, size_t count, const void *bytes);

#endif
