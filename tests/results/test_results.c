/* ranks: 1 2 4 */
/* A file through its life: made, written by several ranks, looked at, damaged, gone on with, given to others. */
#include "results/reuse.h"

#include "mpi_main.h"
#include "results/fake_plan.h"
#include "results/file.h"
#include "results/snapshot.h"

#include <hdf5.h>
#include <unistd.h>

enum { SIZES = 5, FIELDS = 7 };

static char folder[64], path[96], other[96];

/* What is wrong is counted, and all ranks come to the same verdict at the end of the test. */
static int wrong;
#define CHECK(condition)                                                                                                                   \
  do {                                                                                                                                     \
    if (!(condition)) wrong += fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition) > 0;                                         \
  } while (0)
#define TRY(call) CHECK(!(call))

static void conclude(void)
{
  const double all = all_ranks(wrong);

  wrong = 0;
  assert_true(all == 0);
}

static int rank_of_world(void)
{
  int rank;

  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

static void barrier(void) { MPI_Barrier(MPI_COMM_WORLD); }

static int setup(void **state)
{
  (void)state;
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  strcpy(folder, "/tmp/pilind_results_XXXXXX");
  if (rank_of_world() == 0 && !mkdtemp(folder)) return 1;
  MPI_Bcast(folder, sizeof folder, MPI_CHAR, 0, MPI_COMM_WORLD);
  snprintf(path, sizeof path, "%s/a.h5", folder);
  snprintf(other, sizeof other, "%s/b.h5", folder);
  return 0;
}

static int teardown(void **state)
{
  (void)state;
  barrier();
  if (rank_of_world() > 0) return 0;
  unlink(path);
  unlink(other);
  return rmdir(folder);
}

/* What this rank writes: every ranks-th item, with the points that `keep` lets. */
static void write_points(const Plan *plan, Results *results, bool (*keep)(int64_t))
{
  const int width = plan->offset[plan->noutputs];
  int       ranks;

  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  for (int64_t k = rank_of_world(); k < plan->nitems; k += ranks) {
    const PlanItem *item   = &plan->items[k];
    double         *values = calloc((size_t)(item->count * width), sizeof *values), *seconds = calloc((size_t)item->count, sizeof *seconds);
    unsigned char  *status = calloc((size_t)item->count, 1);
    for (int i = 0; i < item->count; i++) {
      double point[PARAM_MAX];
      PlanPoint(plan, item->first + i, point);
      fake_values(point, values + (size_t)i * width);
      status[i]  = keep(item->first + i) ? (item->first + i) % 11 == 5 ? POINT_FAILED : POINT_DONE : POINT_PENDING;
      seconds[i] = 1 + (double)(item->first + i);
    }
    TRY(ResultsWrite(results, item, values, status, seconds));
    free(values);
    free(seconds);
    free(status);
  }
}

static bool all(int64_t i) { return i >= 0; }
static bool even(int64_t i) { return i % 2 == 0; }
static bool odd(int64_t i) { return i % 2 == 1; }

/* One run: rank 0 makes the file or finds it, all write. */
static int run(const char *name, const Plan *plan, Reuse *reuse, bool (*keep)(int64_t))
{
  Verdict  verdict = {0};
  Results *results;
  int      attempt = -1;

  if (rank_of_world() == 0) {
    if (access(name, F_OK)) TRY(ResultsCreate(name, "text of the input", plan, reuse, &verdict));
    if (!verdict.code) TRY(ResultsBegin(name, plan, 3, &attempt, &verdict));
  }
  MPI_Bcast(&verdict, sizeof verdict, MPI_BYTE, 0, MPI_COMM_WORLD);
  MPI_Bcast(&attempt, 1, MPI_INT, 0, MPI_COMM_WORLD);
  CHECK(!strcmp(verdict.line, ""));
  TRY(ResultsOpen(MPI_COMM_WORLD, name, plan, attempt, &results, &verdict));
  CHECK(!strcmp(verdict.line, ""));
  write_points(plan, results, keep);
  TRY(ResultsClose(&results));
  barrier();
  return attempt;
}

/* Every number where it belongs. */
static void check_numbers(const char *name, const Plan *plan, bool (*keep)(int64_t))
{
  ResultsFile file;
  const int   width = plan->offset[plan->noutputs];
  double      wanted[8], number[8], point[PARAM_MAX];
  int32_t     whole;

  FileOpen(name, false, NULL, false, &file);
  CHECK(!strcmp(file.why, ""));
  CHECK(file.layout.npoints == plan->npoints);
  CHECK(width == 5);
  for (int64_t i = 0; i < plan->npoints; i++) {
    if (!keep(i)) continue;
    PlanPoint(plan, i, point);
    fake_values(point, wanted);
    CHECK(FileRead(&file, FileVariable(&file, "value"), i, 1, number) && number[0] == wanted[0]);
    CHECK(FileRead(&file, FileVariable(&file, "whole"), i, 1, &whole) && whole == (int32_t)wanted[1]);
    CHECK(FileRead(&file, FileVariable(&file, "curve"), i, 1, number) && !memcmp(number, wanted + 2, 3 * sizeof *number));
    CHECK(FileRead(&file, FileOwn(&file, SCHEMA_SECONDS), i, 1, number) && number[0] == 1 + (double)i);
  }
  FileClose(&file);
}

static void look(const char *name, ResultsLeft *left)
{
  Verdict verdict = {0};

  TRY(ResultsLook(name, left, &verdict));
  CHECK(!strcmp(verdict.line, ""));
}

/* Even points by the first run, odd ones by the second, on all ranks at once: items whose points are not all written stay as they are. */
static void test_two_runs(void **state)
{
  Fake fake;

  (void)state;
  TRY(FakeCreate(&fake_task, SIZES, FIELDS, 0.25, &fake));
  CHECK(run(path, &fake.plan, NULL, even) == 0);
  if (rank_of_world() == 0) {
    ResultsLeft left;
    check_numbers(path, &fake.plan, even);
    look(path, &left);
    for (int64_t i = 0; i < fake.plan.npoints; i++) {
      CHECK((left.status[i]) == (odd(i) ? POINT_PENDING : i % 11 == 5 ? POINT_FAILED : POINT_DONE));
      CHECK(isnan(left.seconds[i]) == odd(i));
    }
    CHECK(left.damaged == 0);
    TRY(ResultsLeftFree(&left));
  }
  barrier();
  CHECK(run(path, &fake.plan, NULL, odd) == 1);
  if (rank_of_world() == 0) {
    Snapshot snapshot;
    char     why[256];
    check_numbers(path, &fake.plan, all);
    CHECK(SnapshotRead(path, &snapshot, sizeof why, why));
    CHECK(snapshot.nattempts == 2);
    CHECK(snapshot.attempt[0].points == (SIZES * FIELDS + 1) / 2);
    CHECK(snapshot.attempt[1].points == SIZES * FIELDS / 2);
    CHECK(snapshot.attempt[0].ranks == 3);
    CHECK(snapshot.attempt[0].intact && snapshot.attempt[1].intact && snapshot.ndamaged == 0);
    SnapshotFree(&snapshot);
  }
  TRY(FakeFree(&fake));
  conclude();
}

/* Flip a bit of each variable at a point: that point and no other is damaged, pending afterwards, and right when it is written again. */
static void test_damage(void **state)
{
  Fake fake;

  (void)state;
  TRY(FakeCreate(&fake_task, SIZES, FIELDS, 0.25, &fake));
  run(path, &fake.plan, NULL, all);
  for (int k = 0; k < 3 + SCHEMA_OWN && rank_of_world() == 0; k++) {
    ResultsFile   file;
    ResultsLeft   left;
    unsigned char byte;
    const int64_t point = 3 * k + 1;
    FileOpen(path, true, NULL, false, &file);
    const LayoutVariable *v  = &file.layout.variable[k];
    const int64_t         at = v->offset + point * v->extent * (int64_t)value_bytes(v->kind);
    CHECK(bytes_read(file.descriptor, at, 1, &byte));
    byte ^= k == 3 + SCHEMA_STATUS ? 3 : 16; /* done becomes failed */
    CHECK(bytes_write(file.descriptor, at, 1, &byte));
    FileClose(&file);
    look(path, &left);
    CHECK(left.damaged == 1);
    for (int64_t i = 0; i < fake.plan.npoints; i++) CHECK((left.status[i] == POINT_PENDING) == (i == point || (i < point && i % 3 == 1)));
    TRY(ResultsLeftFree(&left));
    look(path, &left);
    CHECK(left.damaged == 0);
    TRY(ResultsLeftFree(&left));
  }
  barrier();
  run(path, &fake.plan, NULL, all);
  if (rank_of_world() == 0) {
    ResultsLeft left;
    check_numbers(path, &fake.plan, all);
    look(path, &left);
    for (int64_t i = 0; i < fake.plan.npoints; i++) CHECK(left.status[i] != POINT_PENDING);
    TRY(ResultsLeftFree(&left));
  }
  TRY(FakeFree(&fake));
  conclude();
}

/* One output less, and one more. */
static int fewer_outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX]) { return fake_outputs(options, list) - 1; }

static int more_outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  const int count = fake_outputs(options, list);

  list[count] = (OutputSpec){"further", "1", "a number more", "test", OUTPUT_REAL, NULL, NULL};
  return count + 1;
}

static void check_other_outputs(const TaskSpec *task, const char *words)
{
  Fake         fake;
  Verdict      verdict = {0};
  ResultsState found;

  TRY(FakeCreate(task, SIZES, FIELDS, 0.25, &fake));
  TRY(ResultsInspect(path, &fake.plan, PETSC_FALSE, &found, &verdict));
  CHECK(verdict.code == EXIT_OTHER_FILE);
  CHECK(found == RESULTS_FOREIGN);
  CHECK(strstr(verdict.line, words));
  TRY(FakeFree(&fake));
}

/* A program whose task has other outputs: named, and nothing is gone on with. */
static void test_other_outputs(void **state)
{
  TaskSpec     fewer = fake_task, more = fake_task;
  Verdict      verdict = {0};
  ResultsState found;
  Fake         fake;

  (void)state;
  fewer.outputs = fewer_outputs;
  more.outputs  = more_outputs;
  TRY(FakeCreate(&fake_task, SIZES, FIELDS, 0.25, &fake));
  run(path, &fake.plan, NULL, all);
  if (rank_of_world() == 0) {
    TRY(ResultsInspect(path, &fake.plan, PETSC_FALSE, &found, &verdict));
    CHECK(found == RESULTS_OURS);
    check_other_outputs(&more, "has other outputs: without further;");
    check_other_outputs(&fewer, "has other outputs: with curve;");
  }
  TRY(FakeFree(&fake));
  conclude();
}

/* More runs than the table has rows: the file is made anew with more of them, and has all that it had. */
static void test_many_attempts(void **state)
{
  enum { RUNS = 70 };
  Fake    fake;
  Verdict verdict = {0};
  int     attempt;

  (void)state;
  TRY(FakeCreate(&fake_task, SIZES, FIELDS, 0.25, &fake));
  run(path, &fake.plan, NULL, even);
  for (int k = 1; k < RUNS && rank_of_world() == 0; k++) {
    if (k == 40) TRY(PetscOptionsSetValue(NULL, "-fake_option", "1"));
    TRY(ResultsBegin(path, &fake.plan, k, &attempt, &verdict));
    CHECK(!strcmp(verdict.line, ""));
    CHECK(attempt == k);
  }
  TRY(PetscOptionsClearValue(NULL, "-fake_option"));
  barrier();
  CHECK(run(path, &fake.plan, NULL, odd) == RUNS);
  if (rank_of_world() == 0) {
    Snapshot snapshot;
    char     why[256];
    check_numbers(path, &fake.plan, all);
    CHECK(SnapshotRead(path, &snapshot, sizeof why, why));
    CHECK(!snapshot.remark);
    CHECK(snapshot.nattempts == RUNS + 1);
    for (int k = 1; k < RUNS; k++) CHECK(snapshot.attempt[k].ranks == k && snapshot.attempt[k].intact && !snapshot.attempt[k].points);
    CHECK(snapshot.attempt[0].points > 0 && snapshot.attempt[RUNS].points > 0);
    SnapshotFree(&snapshot);
  }
  TRY(FakeFree(&fake));
  conclude();
}

/* A finer and longer grid takes over the points that a file has, but for the failed ones; all others are as if solved alone. */
static void test_reuse(void **state)
{
  Fake    coarse, fine;
  Reuse  *reuse   = NULL;
  Verdict verdict = {0};
  char   *paths[] = {path};

  (void)state;
  TRY(FakeCreate(&fake_task, SIZES, FIELDS, 0.25, &coarse));
  TRY(FakeCreate(&fake_task, SIZES + 2, 2 * FIELDS + 1, 0.125, &fine));
  run(path, &coarse.plan, NULL, all);
  if (rank_of_world() == 0) {
    ResultsLeft left;
    ReuseCount  gave;
    TRY(ReuseOpen(1, paths, NULL, &fine.plan, &reuse, &verdict));
    CHECK(!strcmp(verdict.line, ""));
    TRY(ResultsCreate(other, "text of the input", &fine.plan, reuse, &verdict));
    CHECK(!strcmp(verdict.line, ""));
    CHECK(ReuseGave(reuse, 0, &gave) && !ReuseGave(reuse, 1, &gave));
    look(other, &left);
    int64_t done = 0;
    for (int64_t i = 0; i < fine.plan.npoints; i++) {
      const int64_t n = i / (2 * FIELDS + 1), x = i % (2 * FIELDS + 1), there = n * FIELDS + x / 2;
      const bool    has = n < SIZES && x % 2 == 0 && x / 2 < FIELDS && there % 11 != 5;
      CHECK((left.status[i]) == (has ? POINT_DONE : POINT_PENDING));
      if (has) CHECK(left.seconds[i] == 1 + (double)there);
      done += has;
    }
    CHECK(gave.points == done);
    CHECK(left.damaged == 0);
    TRY(ResultsLeftFree(&left));
    TRY(ReuseClose(&reuse));
  }
  barrier();
  CHECK(run(other, &fine.plan, NULL, odd) == 1);
  TRY(FakeFree(&coarse));
  TRY(FakeFree(&fine));
  conclude();
}

/* A file that is not there for one rank alone is a verdict on all, and nobody waits. */
static void test_a_rank_that_cannot_open(void **state)
{
  Fake     fake;
  Results *results;
  Verdict  verdict = {0};
  int      ranks;

  (void)state;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  TRY(FakeCreate(&fake_task, SIZES, FIELDS, 0.25, &fake));
  run(path, &fake.plan, NULL, even);
  TRY(ResultsOpen(MPI_COMM_WORLD, rank_of_world() == ranks - 1 ? other : path, &fake.plan, 0, &results, &verdict));
  CHECK(verdict.code == EXIT_NO_OUTPUT);
  CHECK(strstr(verdict.line, "No such file"));
  CHECK(!results);
  TRY(FakeFree(&fake));
  conclude();
}

static int run_all(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(test_two_runs, setup, teardown),
    cmocka_unit_test_setup_teardown(test_damage, setup, teardown),
    cmocka_unit_test_setup_teardown(test_other_outputs, setup, teardown),
    cmocka_unit_test_setup_teardown(test_many_attempts, setup, teardown),
    cmocka_unit_test_setup_teardown(test_reuse, setup, teardown),
    cmocka_unit_test_setup_teardown(test_a_rank_that_cannot_open, setup, teardown),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run_all); }
