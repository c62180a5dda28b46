/* Rows are appended in place; a file whose table is too small is copied into one with a larger table, and takes its name. */
#include "results/append.h"

#include "results/create.h"
#include "results/results.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* All that the old file has, into the new one: points as they are, and rows, of which a damaged one stays so. */
static bool copy_all(void *old_file, ResultsFile *made)
{
  const ResultsFile *old  = old_file;
  const int64_t      most = FileBlock(old), used = attempts_used(old->descriptor, &old->layout.attempts);
  bool               done = used >= 0;

  for (int k = 0; k < old->layout.noutputs + SCHEMA_OWN && done; k++) {
    void *values = malloc((size_t)(most * old->layout.variable[k].extent) * sizeof(double));
    done         = values;
    for (int64_t first = 0; first < old->layout.npoints && done; first += most) {
      const int64_t n = PetscMin(most, old->layout.npoints - first);
      done            = FileRead(old, k, first, n, values) && FileWrite(made, k, first, n, values);
    }
    free(values);
  }
  for (int64_t row = 0; row < used && done; row++) {
    Attempt attempt;
    bool    intact;
    done = attempt_read(old->descriptor, &old->layout.attempts, row, &attempt, &intact);
    done = done && attempt_write(made->descriptor, &made->layout.attempts, row, &attempt, intact);
    attempt_free(&attempt);
  }
  return done;
}

/* The same file with a larger table. A link stays a link: the file behind it is made anew. */
static PetscErrorCode enlarge(const char *path, const Plan *plan, const AttemptShape *shape, ResultsFile *file, Verdict *verdict)
{
  Provenance provenance;
  char      *real = realpath(path, NULL);

  PetscFunctionBeginUser;
  for (int t = 0; t < PROVENANCE_TEXTS; t++) provenance.text[t] = file->layout.text[t];
  PetscCall(CreateFile(real ? real : path, plan, &provenance, shape, copy_all, file, verdict));
  free(real);
  FileClose(file);
  if (!verdict->code) FileOpen(path, true, NULL, false, file);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AttemptsAppend(const char *path, const Plan *plan, int count, const Attempt *attempts, int64_t *first, Verdict *verdict)
{
  ResultsFile  file;
  AttemptShape shape;

  PetscFunctionBeginUser;
  FileOpen(path, true, NULL, false, &file);
  if (file.state == FILE_FINE) {
    bool larger = false;
    shape       = file.layout.attempts.shape;
    *first      = attempts_used(file.descriptor, &file.layout.attempts);
    for (int k = 0; k < count; k++) larger = attempt_widen(&shape, *first + count, &attempts[k]) || larger;
    if (larger) PetscCall(enlarge(path, plan, &shape, &file, verdict));
  }
  if (!verdict->code) {
    bool done = file.state == FILE_FINE && *first >= 0;
    for (int k = 0; k < count && done; k++) done = attempt_write(file.descriptor, &file.layout.attempts, *first + k, &attempts[k], true);
    if (!done || !FileSync(&file))
      VerdictSet(verdict, EXIT_NO_OUTPUT, "output: cannot write '%s' (%s)", path, file.state == FILE_FINE ? strerror(errno) : file.why);
  }
  FileClose(&file);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResultsBegin(const char *path, const Plan *plan, int ranks, int *attempt, Verdict *verdict)
{
  Attempt mine;
  char   *options;
  int64_t row = -1;

  PetscFunctionBeginUser;
  PetscCall(ProvenanceOptions(plan->grid->task, &options));
  PetscCheck(attempt_here(ranks, options, &mine), PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory");
  free(options);
  PetscCall(AttemptsAppend(path, plan, 1, &mine, &row, verdict));
  attempt_free(&mine);
  *attempt = (int)row;
  PetscFunctionReturn(PETSC_SUCCESS);
}
