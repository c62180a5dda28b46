/* What an earlier run left. */
#include "results/results.h"

#include "results/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Which rows of the table the points refer to: used[rows], set to 1. */
static bool mark_attempts(const ResultsFile *file, const unsigned char *status, unsigned char *used)
{
  const int64_t most    = FileBlock(file);
  int32_t      *attempt = malloc((size_t)most * sizeof *attempt);
  bool          read    = attempt;

  for (int64_t first = 0; first < file->layout.npoints && read; first += most) {
    const int64_t n = PetscMin(most, file->layout.npoints - first);
    read            = FileRead(file, FileOwn(file, SCHEMA_ATTEMPT), first, n, attempt);
    for (int64_t i = 0; i < n && read; i++)
      if (status[first + i] != POINT_PENDING && attempt[i] >= 0 && attempt[i] < file->layout.attempts.shape.rows) used[attempt[i]] = 1;
  }
  free(attempt);
  return read;
}

/* Rows that points refer to and that are not what was written. */
static bool count_lost_attempts(const ResultsFile *file, const unsigned char *status, int64_t *lost)
{
  const AttemptTable *table = &file->layout.attempts;
  unsigned char      *used  = calloc((size_t)table->shape.rows, 1);
  bool                read  = used && mark_attempts(file, status, used);

  for (int64_t row = 0; row < table->shape.rows && read; row++) {
    Attempt attempt;
    bool    intact = true;
    if (!used[row]) continue;
    read = attempt_read(file->descriptor, table, row, &attempt, &intact);
    *lost += read && !intact;
    attempt_free(&attempt);
  }
  free(used);
  return read;
}

/* Points that do not match their checksums are pending from now on. */
static bool set_pending(const ResultsFile *file, const unsigned char *damaged, unsigned char *status)
{
  for (int64_t i = 0; i < file->layout.npoints; i++) {
    if (!damaged[i]) continue;
    status[i] = POINT_PENDING;
    if (!FileWrite(file, FileOwn(file, SCHEMA_STATUS), i, 1, &status[i])) return false;
  }
  return true;
}

PetscErrorCode ResultsLook(const char *path, ResultsLeft *left, Verdict *verdict)
{
  ResultsFile    file;
  unsigned char *damaged = NULL;

  PetscFunctionBeginUser;
  *left = (ResultsLeft){0};
  FileOpen(path, true, NULL, false, &file);
  if (file.state == FILE_FINE) {
    const int64_t n = file.layout.npoints;
    PetscCall(PetscMalloc1(n, &left->status));
    PetscCall(PetscMalloc1(n, &left->seconds));
    PetscCall(PetscCalloc1(n, &damaged));
    const bool done = FileRead(&file, FileOwn(&file, SCHEMA_STATUS), 0, n, left->status) &&
                      FileRead(&file, FileOwn(&file, SCHEMA_SECONDS), 0, n, left->seconds) &&
                      FileVerify(&file, left->status, damaged, &left->damaged) && set_pending(&file, damaged, left->status) &&
                      count_lost_attempts(&file, left->status, &left->lost_attempts);
    if (!done) VerdictSet(verdict, EXIT_NO_OUTPUT, "output: cannot read or write '%s' (%s)", path, strerror(errno));
  } else VerdictSet(verdict, EXIT_NO_OUTPUT, "output: '%s' %s", path, file.why);
  PetscCall(PetscFree(damaged));
  FileClose(&file);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResultsLeftFree(ResultsLeft *left)
{
  PetscFunctionBeginUser;
  PetscCall(PetscFree(left->status));
  PetscCall(PetscFree(left->seconds));
  *left = (ResultsLeft){0};
  PetscFunctionReturn(PETSC_SUCCESS);
}
