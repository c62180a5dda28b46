/* Choose points, file by file, and give the attempts that solved them their rows; copy.h does the rest. Nobody else writes the file
   meanwhile. */
#include "results/reuse.h"

#include "results/append.h"
#include "results/copy.h"
#include "results/create.h"
#include "results/path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { SOURCES_MAX = 250 };

struct Reuse {
  const Plan    *plan;
  int            nsources, nrows;
  Source        *source;
  unsigned char *take; /* [npoints] of the plan: from which source, counted from 1; 0: from none */
  Attempt       *row;  /* the attempts of the points taken */
};

PetscErrorCode ReuseOpen(int count, char *const paths[], const char *except, const Plan *plan, Reuse **reuse, Verdict *verdict)
{
  Reuse *r;
  char  *settings, *outputs;

  PetscFunctionBeginUser;
  PetscCall(PetscNew(reuse));
  r       = *reuse;
  r->plan = plan;
  if (count > SOURCES_MAX) VerdictSet(verdict, EXIT_BAD_INPUT, "reuse: %d files; allowed: at most %d at once", count, SOURCES_MAX);
  PetscCall(PetscCalloc1(PetscMin(count, SOURCES_MAX), &r->source));
  PetscCall(PetscCalloc1(plan->npoints, &r->take));
  PetscCall(ProvenanceSettings(plan, &settings));
  PetscCall(ProvenanceOutputs(plan, &outputs));
  for (int k = 0; k < count && !verdict->code; k++)
    if (!except || !PathSame(paths[k], except))
      PetscCall(SourceOpen(paths[k], plan, settings, outputs, &r->source[r->nsources++], verdict));
  free(settings);
  free(outputs);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Can a source give this point, and is it wanted? */
static bool gives(const Reuse *r, int s, const unsigned char *status, int64_t i)
{
  double point[PARAM_MAX];

  if (r->take[i] || (status && status[i] != POINT_PENDING)) return false;
  PlanPoint(r->plan, i, point);
  const int64_t index = source_index(&r->source[s], point);
  return index >= 0 && r->source[s].usable[index];
}

/* Take what source s has of an item, as far as all points that are solved together are there. */
static void choose_from_item(Reuse *r, int s, const unsigned char *status, const PlanItem *item)
{
  const int64_t stride = r->plan->stride;

  for (int k = 0, unit; k < item->count; k += unit) {
    int n = 0;
    unit  = PlanUnit(r->plan, item, k);
    while (n < unit && gives(r, s, status, item->first + (k + n) * stride)) n++;
    if (n < unit) continue;
    for (n = 0; n < unit; n++) r->take[item->first + (k + n) * stride] = (unsigned char)(s + 1);
    r->source[s].points += unit;
  }
}

/* The row of a source's attempt: new, or one that is known already. */
static bool add_row(Reuse *r, Source *source, int32_t theirs)
{
  Attempt *rows = realloc(r->row, ((size_t)r->nrows + 1) * sizeof *rows);
  int      k    = 0;

  if (!rows) return false;
  r->row = rows;
  if (!source_row(source, theirs, &rows[r->nrows])) return false;
  while (!attempt_equal(&rows[k], &rows[r->nrows])) k++;
  source->row[theirs] = k;
  if (k < r->nrows) attempt_free(&rows[r->nrows]);
  else r->nrows++;
  return true;
}

/* Rows for the attempts of all points taken. */
static bool collect_rows(Reuse *r)
{
  double  point[PARAM_MAX];
  int32_t theirs;

  for (int64_t i = 0; i < r->plan->npoints; i++) {
    if (!r->take[i]) continue;
    Source *source = &r->source[r->take[i] - 1];
    PlanPoint(r->plan, i, point);
    if (!source_attempt(source, source_index(source, point), &theirs)) return false;
    if (source->row[theirs] < 0 && !add_row(r, source, theirs)) return false;
  }
  return true;
}

/* Choose from all sources, for points that are pending by status (NULL: all). */
static bool choose(Reuse *r, const unsigned char *status)
{
  for (int s = 0; s < r->nsources; s++)
    for (int64_t k = 0; k < r->plan->nitems; k++) choose_from_item(r, s, status, &r->plan->items[k]);
  return collect_rows(r);
}

static Copy copy_of(const Reuse *r) { return (Copy){r->plan, r->source, r->nsources, r->take}; }

/* Into a new file: its rows are free. */
static bool fill_new(void *reuse, ResultsFile *made)
{
  const Reuse *r    = reuse;
  const Copy   copy = copy_of(r);

  for (int k = 0; k < r->nrows; k++)
    if (!attempt_write(made->descriptor, &made->layout.attempts, k, &r->row[k], true)) return false;
  return copy_points(&copy, made);
}

PetscErrorCode ResultsCreate(const char *path, const char *input, const Plan *plan, Reuse *reuse, Verdict *verdict)
{
  Provenance   provenance;
  AttemptShape shape = attempt_shape;

  PetscFunctionBeginUser;
  PetscCall(ProvenanceCreate(input, plan, &provenance));
  if (reuse && !choose(reuse, NULL)) VerdictSet(verdict, EXIT_BAD_INPUT, "reuse: a file cannot be read (%s)", strerror(errno));
  for (int k = 0; reuse && k < reuse->nrows; k++) attempt_widen(&shape, reuse->nrows + 1, &reuse->row[k]);
  if (!verdict->code) PetscCall(CreateFile(path, plan, &provenance, &shape, reuse ? fill_new : NULL, reuse, verdict));
  PetscCall(ProvenanceDestroy(&provenance));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Rows of the table come behind those that it has. */
static PetscErrorCode merge(Reuse *r, const char *path, Verdict *verdict)
{
  const Copy  copy = copy_of(r);
  ResultsFile file;
  int64_t     first;

  PetscFunctionBeginUser;
  PetscCall(AttemptsAppend(path, r->plan, r->nrows, r->row, &first, verdict));
  if (verdict->code) PetscFunctionReturn(PETSC_SUCCESS);
  for (int s = 0; s < r->nsources; s++)
    for (int64_t k = 0; k < r->source[s].nattempts; k++) r->source[s].row[k] += r->source[s].row[k] >= 0 ? (int32_t)first : 0;
  FileOpen(path, true, NULL, false, &file);
  if (file.state != FILE_FINE || !copy_points(&copy, &file) || !FileSync(&file))
    VerdictSet(verdict, EXIT_NO_OUTPUT, "output: cannot write '%s' (%s)", path, strerror(errno));
  FileClose(&file);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ReuseMerge(Reuse *r, const char *path, Verdict *verdict)
{
  ResultsFile    file;
  unsigned char *status;
  bool           read;

  PetscFunctionBeginUser;
  PetscCall(PetscMalloc1(r->plan->npoints, &status));
  FileOpen(path, false, NULL, false, &file);
  read = file.state == FILE_FINE && FileRead(&file, FileOwn(&file, SCHEMA_STATUS), 0, r->plan->npoints, status);
  FileClose(&file);
  if (!read || !choose(r, status))
    VerdictSet(verdict, EXIT_NO_OUTPUT, "output: cannot read '%s', or a file that is reused (%s)", path, strerror(errno));
  PetscCall(PetscFree(status));
  if (!verdict->code && r->nrows > 0) PetscCall(merge(r, path, verdict));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscBool ReuseGave(const Reuse *reuse, int k, ReuseCount *count)
{
  if (!reuse || k >= reuse->nsources) return PETSC_FALSE;
  *count = (ReuseCount){reuse->source[k].path, reuse->source[k].points, reuse->source[k].damaged};
  return PETSC_TRUE;
}

PetscErrorCode ReuseClose(Reuse **reuse)
{
  Reuse *r = *reuse;

  PetscFunctionBeginUser;
  if (!r) PetscFunctionReturn(PETSC_SUCCESS);
  for (int s = 0; s < r->nsources; s++) SourceClose(&r->source[s]);
  for (int k = 0; k < r->nrows; k++) attempt_free(&r->row[k]);
  free(r->row);
  PetscCall(PetscFree(r->source));
  PetscCall(PetscFree(r->take));
  PetscCall(PetscFree(*reuse));
  PetscFunctionReturn(PETSC_SUCCESS);
}
