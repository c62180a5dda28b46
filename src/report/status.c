/* -status FILE: what is done, failed and left, a map of it, what it took and which runs made it, from the file alone; works while a run
   goes on. */
#include "report/report.h"

#include "results/snapshot.h"
#include "tasks/task.h"

#include <math.h>
#include <stdio.h>

enum { MAP_ROWS = 24, MAP_COLUMNS = 60, LISTED = 20 };

typedef struct {
  int64_t count[3], timed;
  double  sum, longest;
  int64_t longest_at;
} Tally;

static void tally_point(const Snapshot *s, int64_t i, Tally *t)
{
  t->count[s->status[i]]++;
  if (s->status[i] == POINT_PENDING || !(s->seconds[i] >= 0)) return;
  t->timed++;
  t->sum += s->seconds[i];
  if (s->seconds[i] >= t->longest) t->longest = s->seconds[i], t->longest_at = i;
}

/* "N = 10, Jy = 0.75" */
static void print_point(const Snapshot *s, int64_t index)
{
  int64_t inner = s->npoints;

  for (int a = 0; a < s->naxes; a++) {
    const SnapshotAxis *axis = &s->axis[a];
    inner /= axis->count;
    printf("%s%s = %.10g", a ? ", " : "", axis->name, axis->values[index / inner % axis->count]);
  }
}

/* What a place of the map holds, from the counts of pending, done and failed points there. */
static char map_sign(const int64_t count[3])
{
  if (count[POINT_FAILED]) return 'F';
  return count[POINT_DONE] == 0 ? '.' : count[POINT_PENDING] == 0 ? '#' : '+';
}

/* A line for each value (or a few values) of the first axis, a column for each of the last; what lies between is taken together. */
static double print_map(const Snapshot *s, const Tally *all)
{
  const SnapshotAxis *first = &s->axis[0], *last = &s->axis[s->naxes - 1];
  const int64_t       n = s->naxes > 1 ? first->count : 1, m = last->count, inner = s->npoints / n;
  const int64_t       rows = PetscMin(n, MAP_ROWS), columns = PetscMin(m, MAP_COLUMNS);
  double              ahead = 0;

  printf("%12s %9s %9s %9s %10s %10s  %s from %.6g to %.6g: # done, + partly, . left, F failed\n", s->naxes > 1 ? first->name : "", "done",
         "failed", "left", "mean s", "longest s", last->name, last->values[0], last->values[m - 1]);
  for (int64_t r = 0; r < rows; r++) {
    const int64_t begin = r * n / rows, end = (r + 1) * n / rows;
    int64_t       place[MAP_COLUMNS][3] = {{0}};
    Tally         t                     = {0};
    for (int64_t i = begin * inner; i < end * inner; i++) {
      place[i % m * columns / m][s->status[i]]++;
      tally_point(s, i, &t);
    }
    const double mean = t.timed ? t.sum / (double)t.timed : all->timed ? all->sum / (double)all->timed : 0;
    ahead += mean * (double)t.count[POINT_PENDING];
    if (s->naxes > 1) printf("%12.6g", first->values[begin]);
    else printf("%12s", "");
    printf(" %9lld %9lld %9lld %10.3g %10.3g  |", (long long)t.count[POINT_DONE], (long long)t.count[POINT_FAILED],
           (long long)t.count[POINT_PENDING], t.timed ? mean : NAN, t.timed ? t.longest : NAN);
    for (int64_t c = 0; c < columns; c++) putchar(map_sign(place[c]));
    printf("|\n");
  }
  return ahead;
}

/* Points that have a mark, the first of them by their coordinates. */
static void list_points(const Snapshot *s, const char *title, const unsigned char *mark, unsigned char wanted, int64_t count)
{
  int shown = 0;

  printf("%s (linear index, last axis fastest):", title);
  for (int64_t i = 0; i < s->npoints && shown < LISTED; i++)
    if (mark[i] == wanted) printf(" %lld", (long long)i), shown++;
  printf("%s\n", count > LISTED ? " ..." : "");
  for (int64_t i = 0; s->naxes > 0 && i < s->npoints && shown > 0; i++) {
    if (mark[i] != wanted) continue;
    printf("  ");
    print_point(s, i);
    printf("\n");
    shown--;
  }
}

/* Options, a line each in the file, in one line. */
static void print_options(const char *options)
{
  for (; *options; options++) {
    if (*options != '\n') putchar(*options);
    else if (options[1]) putchar(' ');
  }
}

static void print_attempts(const Snapshot *s)
{
  const int begin = s->nattempts > LISTED ? s->nattempts - LISTED : 0;

  for (int k = begin; k < s->nattempts; k++) {
    const SnapshotAttempt *a = &s->attempt[k];
    printf("attempt %d: %s, %lld points, %d rank%s on %s, revision %s", k, a->date[0] ? a->date : "?", (long long)a->points, a->ranks,
           a->ranks == 1 ? "" : "s", a->host[0] ? a->host : "?", a->revision[0] ? a->revision : "?");
    if (a->options[0]) {
      printf(", ");
      print_options(a->options);
    }
    if (a->source[0]) printf(", from %s", a->source);
    printf("%s\n", a->intact ? "" : "; damaged: this row is not what was written");
  }
}

static void print_status(const char *path, const Snapshot *s)
{
  Tally all = {0};

  for (int64_t i = 0; i < s->npoints; i++) tally_point(s, i, &all);
  printf("%s: %lld points, %lld done, %lld failed, %lld left; %.4g s of solving", path, (long long)s->npoints,
         (long long)all.count[POINT_DONE], (long long)all.count[POINT_FAILED], (long long)all.count[POINT_PENDING], all.sum);
  if (all.timed) {
    printf(", longest point %.3g s%s", all.longest, s->naxes ? " at " : "");
    print_point(s, all.longest_at);
  }
  printf("\n");
  if (s->naxes > 0) {
    const double ahead = print_map(s, &all);
    if (all.timed && all.count[POINT_PENDING]) printf("about %.3g s of solving left\n", ahead);
  }
  if (all.count[POINT_FAILED]) list_points(s, "failed", s->status, POINT_FAILED, all.count[POINT_FAILED]);
  if (s->ndamaged) list_points(s, "damaged, to be solved again: what is stored does not match its checksum", s->damaged, 1, s->ndamaged);
  print_attempts(s);
  if (s->format < PILIND_FORMAT_VERSION)
    printf("format version %d: no checksums, and only the options of the first run are known\n", s->format);
  if (s->remark) printf("'%s' %s\n", path, s->remark);
}

PetscErrorCode ReportStatus(const char *path, Verdict *verdict)
{
  Snapshot snapshot;
  char     why[256];

  PetscFunctionBeginUser;
  if (SnapshotRead(path, &snapshot, sizeof why, why)) print_status(path, &snapshot);
  else VerdictSet(verdict, EXIT_BAD_INPUT, "status: '%s' %s", path, why);
  SnapshotFree(&snapshot);
  PetscFunctionReturn(PETSC_SUCCESS);
}
