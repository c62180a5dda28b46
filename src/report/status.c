/* -status FILE: what is done, failed and left, a map of it, and what it took, from the file alone; works while a run goes on. */
#include "report/report.h"
#include "results/h5.h"
#include "results/path.h"

#include <hdf5_hl.h>
#include <math.h>
#include <stdlib.h>

enum { AXIS_MAX = PARAM_MAX, NAME = 64, MAP_ROWS = 24, MAP_COLUMNS = 60, LISTED = 20 };

/* The grid, as the file has it. */
typedef struct {
  int            naxes;
  hsize_t        count[AXIS_MAX];
  char           name[AXIS_MAX][NAME];
  double        *values[AXIS_MAX];
  int64_t        npoints;
  unsigned char *status;
  double        *seconds;
} Snapshot;

typedef struct {
  int64_t count[3], timed;
  double  sum, longest;
  int64_t longest_at;
} Tally;

static herr_t read_scale(hid_t set, unsigned dim, hid_t scale, void *context)
{
  Snapshot *s = context;

  (void)set;
  if (H5DSget_scale_name(scale, s->name[dim], NAME) < 0 || !(s->values[dim] = malloc(s->count[dim] * sizeof(double)))) return -1;
  return H5Dread(scale, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, s->values[dim]) < 0 ? -1 : 1;
}

static PetscErrorCode read_snapshot(const char *path, Snapshot *s)
{
  hid_t file, set, space, seconds;

  PetscFunctionBeginUser;
  H5Call(file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT));
  H5Call(set = H5Dopen2(file, "status", H5P_DEFAULT));
  H5Call(seconds = H5Dopen2(file, "timing/seconds", H5P_DEFAULT));
  H5Call(space = H5Dget_space(set));
  H5Call(s->npoints = H5Sget_simple_extent_npoints(space));
  H5Call(s->naxes = H5Sget_simple_extent_ndims(space));
  PetscCheck(s->naxes <= AXIS_MAX, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "too many axes");
  H5Call(H5Sget_simple_extent_dims(space, s->count, NULL));
  for (int a = 0; a < s->naxes; a++) H5Call(H5DSiterate_scales(set, (unsigned)a, NULL, read_scale, s));
  PetscCall(PetscMalloc2(s->npoints, &s->status, s->npoints, &s->seconds));
  H5Call(H5Dread(set, H5T_NATIVE_UCHAR, H5S_ALL, H5S_ALL, H5P_DEFAULT, s->status));
  H5Call(H5Dread(seconds, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, s->seconds));
  H5Call(H5Sclose(space));
  H5Call(H5Dclose(seconds));
  H5Call(H5Dclose(set));
  H5Call(H5Fclose(file));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void tally_point(const Snapshot *s, int64_t i, Tally *t)
{
  t->count[s->status[i] % 3]++;
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
    inner /= (int64_t)s->count[a];
    printf("%s%s = %.10g", a ? ", " : "", s->name[a], s->values[a][index / inner % (int64_t)s->count[a]]);
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
  const int     first = 0, last = s->naxes - 1;
  const int64_t n = s->naxes > 1 ? (int64_t)s->count[first] : 1, m = (int64_t)s->count[last], inner = s->npoints / n;
  const int64_t rows = PetscMin(n, MAP_ROWS), columns = PetscMin(m, MAP_COLUMNS);
  double        ahead = 0;

  printf("%12s %9s %9s %9s %10s %10s  %s from %.6g to %.6g: # done, + partly, . left, F failed\n", s->naxes > 1 ? s->name[first] : "", "done", "failed", "left", "mean s", "longest s", s->name[last],
         s->values[last][0], s->values[last][m - 1]);
  for (int64_t r = 0; r < rows; r++) {
    const int64_t begin = r * n / rows, end = (r + 1) * n / rows;
    int64_t       place[MAP_COLUMNS][3] = {{0}};
    Tally         t = {0};
    for (int64_t i = begin * inner; i < end * inner; i++) {
      place[i % m * columns / m][s->status[i] % 3]++;
      tally_point(s, i, &t);
    }
    const double mean = t.timed ? t.sum / (double)t.timed : all->timed ? all->sum / (double)all->timed : 0;
    ahead += mean * (double)t.count[POINT_PENDING];
    if (s->naxes > 1) printf("%12.6g", s->values[first][begin]);
    else printf("%12s", "");
    printf(" %9lld %9lld %9lld %10.3g %10.3g  |", (long long)t.count[POINT_DONE], (long long)t.count[POINT_FAILED], (long long)t.count[POINT_PENDING], t.timed ? mean : NAN, t.timed ? t.longest : NAN);
    for (int64_t c = 0; c < columns; c++) putchar(map_sign(place[c]));
    printf("|\n");
  }
  return ahead;
}

static void print_failed(const Snapshot *s, int64_t failed)
{
  int shown = 0;

  printf("failed (linear index, last axis fastest):");
  for (int64_t i = 0; i < s->npoints && shown < LISTED; i++)
    if (s->status[i] == POINT_FAILED) printf(" %lld", (long long)i), shown++;
  printf("%s\n", failed > LISTED ? " ..." : "");
  for (int64_t i = 0; s->naxes > 0 && i < s->npoints && shown > 0; i++) {
    if (s->status[i] != POINT_FAILED) continue;
    printf("  ");
    print_point(s, i);
    printf("\n");
    shown--;
  }
}

static void print_status(const char *path, const Snapshot *s)
{
  Tally all = {0};

  for (int64_t i = 0; i < s->npoints; i++) tally_point(s, i, &all);
  printf("%s: %lld points, %lld done, %lld failed, %lld left; %.4g s of solving", path, (long long)s->npoints, (long long)all.count[POINT_DONE], (long long)all.count[POINT_FAILED],
         (long long)all.count[POINT_PENDING], all.sum);
  if (all.timed) {
    printf(", longest point %.3g s%s", all.longest, s->naxes ? " at " : "");
    print_point(s, all.longest_at);
  }
  printf("\n");
  if (s->naxes > 0) {
    const double ahead = print_map(s, &all);
    if (all.timed && all.count[POINT_PENDING]) printf("about %.3g s of solving left\n", ahead);
  }
  if (all.count[POINT_FAILED]) print_failed(s, all.count[POINT_FAILED]);
}

PetscErrorCode ReportStatus(const char *path, Verdict *verdict)
{
  const char *objection = PathObjection(path);
  Snapshot    snapshot  = {0};

  PetscFunctionBeginUser;
  if (objection) {
    VerdictSet(verdict, EXIT_BAD_INPUT, "status: '%s' %s", path, objection);
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCall(PetscPushErrorHandler(PetscReturnErrorHandler, NULL));
  const PetscErrorCode failed = read_snapshot(path, &snapshot);
  PetscCall(PetscPopErrorHandler());
  if (failed) VerdictSet(verdict, EXIT_BAD_INPUT, "status: '%s' is not a results file of pilind", path);
  else print_status(path, &snapshot);
  for (int a = 0; a < AXIS_MAX; a++) free(snapshot.values[a]);
  PetscCall(PetscFree2(snapshot.status, snapshot.seconds));
  PetscFunctionReturn(PETSC_SUCCESS);
}
