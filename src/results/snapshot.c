/* The status is read first and before the data, which are written the other way round. A point that seems damaged is looked at once
   more: a run may just have been solving it again. */
#include "results/snapshot.h"

#include "results/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  ResultsFile file;
  Attempt    *row;
} Owner;

static bool read_status(const ResultsFile *file, Snapshot *s)
{
  return FileRead(file, FileOwn(file, SCHEMA_STATUS), 0, s->npoints, s->status);
}

/* Marks of points that do not match twice. */
static bool find_damaged(const ResultsFile *file, Snapshot *s)
{
  unsigned char *again = calloc((size_t)s->npoints, 1);
  bool           read  = again && read_status(file, s) && FileVerify(file, s->status, s->damaged, &s->ndamaged);

  if (read && s->ndamaged > 0) {
    read        = read_status(file, s) && FileVerify(file, s->status, again, &s->ndamaged);
    s->ndamaged = 0;
    for (int64_t i = 0; i < s->npoints; i++) s->ndamaged += s->damaged[i] = s->damaged[i] && again[i];
  }
  for (int64_t i = 0; i < s->npoints && read; i++)
    if (s->damaged[i]) s->status[i] = POINT_PENDING;
  free(again);
  return read;
}

static bool read_points(const ResultsFile *file, Snapshot *s)
{
  s->npoints = file->layout.npoints;
  s->status  = malloc((size_t)s->npoints);
  s->damaged = calloc((size_t)s->npoints, 1);
  s->seconds = malloc((size_t)s->npoints * sizeof *s->seconds);
  if (!s->status || !s->damaged || !s->seconds || !find_damaged(file, s)) return false;
  return FileRead(file, FileOwn(file, SCHEMA_SECONDS), 0, s->npoints, s->seconds);
}

/* Points of each attempt. */
static bool count_points(const ResultsFile *file, Snapshot *s)
{
  const int64_t most    = FileBlock(file);
  int32_t      *attempt = malloc((size_t)most * sizeof *attempt);
  bool          read    = attempt;

  for (int64_t first = 0; first < s->npoints && read; first += most) {
    const int64_t n = s->npoints - first < most ? s->npoints - first : most;
    read            = FileRead(file, FileOwn(file, SCHEMA_ATTEMPT), first, n, attempt);
    for (int64_t i = 0; i < n && read; i++)
      if (s->status[first + i] != POINT_PENDING && attempt[i] >= 0 && attempt[i] < s->nattempts) s->attempt[attempt[i]].points++;
  }
  free(attempt);
  return read;
}

static bool read_attempts(const ResultsFile *file, Owner *owner, Snapshot *s)
{
  if (file->layout.format < 2) return true;
  const int64_t used = attempts_used(file->descriptor, &file->layout.attempts);
  s->attempt         = calloc((size_t)(used > 0 ? used : 1), sizeof *s->attempt);
  owner->row         = calloc((size_t)(used > 0 ? used : 1), sizeof *owner->row);
  if (used < 0 || !s->attempt || !owner->row) return false;
  for (int k = 0; k < used; k++) {
    Attempt *row = &owner->row[k];
    bool     intact;
    if (!attempt_read(file->descriptor, &file->layout.attempts, k, row, &intact)) return false;
    s->attempt[s->nattempts++] = (SnapshotAttempt){row->text[ATTEMPT_DATE],
                                                   row->text[ATTEMPT_HOST],
                                                   row->text[ATTEMPT_REVISION],
                                                   row->text[ATTEMPT_OPTIONS],
                                                   row->text[ATTEMPT_SOURCE],
                                                   row->ranks,
                                                   0,
                                                   intact};
  }
  return count_points(file, s);
}

bool SnapshotRead(const char *path, Snapshot *s, size_t size, char *why)
{
  Owner *owner = calloc(1, sizeof *owner);

  *s = (Snapshot){.owner = owner};
  if (!owner) return snprintf(why, size, "cannot be read (no memory)"), false;
  ResultsFile *file = &owner->file;
  FileOpen(path, false, NULL, false, file);
  if (!file->readable) return snprintf(why, size, "%s", file->why), false;
  s->format = file->layout.format;
  s->axis   = calloc(LAYOUT_AXES, sizeof *s->axis);
  for (; s->axis && s->naxes < file->layout.naxes; s->naxes++) {
    const LayoutAxis *a = &file->layout.axis[s->naxes];
    s->axis[s->naxes]   = (SnapshotAxis){a->name, a->count, a->values};
  }
  if (file->state == FILE_DAMAGED) s->remark = file->why;
  if (s->axis && read_points(file, s) && read_attempts(file, owner, s)) return true;
  return snprintf(why, size, "cannot be read (%s)", strerror(errno)), false;
}

void SnapshotFree(Snapshot *s)
{
  Owner *owner = s->owner;

  for (int k = 0; owner && owner->row && k < s->nattempts; k++) attempt_free(&owner->row[k]);
  if (owner) {
    free(owner->row);
    FileClose(&owner->file);
  }
  free(owner);
  free(s->axis);
  free(s->status);
  free(s->seconds);
  free(s->damaged);
  free(s->attempt);
  *s = (Snapshot){0};
}
