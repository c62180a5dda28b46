/* What a results file says of itself, from the file alone, also while a run writes it and of format 1. */
#ifndef PILIND_RESULTS_SNAPSHOT_H
#define PILIND_RESULTS_SNAPSHOT_H

#include "operators/petsc.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  const char *name;
  int64_t     count;
  double     *values;
} SnapshotAxis;

/* A run, or an attempt of another file that points were taken from. */
typedef struct {
  const char *date, *host, *revision, *options, *source;
  int         ranks;
  int64_t     points; /* that it solved and that are still there */
  bool        intact; /* is it what was written? */
} SnapshotAttempt;

typedef struct {
  int              format, naxes;
  SnapshotAxis    *axis;
  int64_t          npoints;
  unsigned char   *status;  /* a PointStatus; pending for points that do not match their checksums */
  double          *seconds; /* NaN for points that are not solved */
  unsigned char   *damaged; /* does the point not match its checksum? */
  int64_t          ndamaged;
  int              nattempts;
  SnapshotAttempt *attempt;
  char            *remark; /* what is wrong with the file as a whole, in words that fit behind its name; or NULL */
  void            *owner;  /* of what the pointers point to */
} Snapshot;

/* Read it; false, and why[], in words that fit behind the file's name, if that cannot be. SnapshotFree in any case. */
bool SnapshotRead(const char *path, Snapshot *snapshot, size_t size, char *why);
void SnapshotFree(Snapshot *snapshot);

#endif
