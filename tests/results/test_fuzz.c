/* Files with flipped and overwritten bytes, or cut: read as far as they can be, with words for what is wrong, and never a crash. What is
   read of a damaged file all the same is what was written, or it is known to be damaged. */
#include "results/file.h"
#include "results/probe.h"
#include "results/reuse.h"
#include "results/snapshot.h"

#include "mpi_main.h"
#include "results/fake_plan.h"

#include <fcntl.h>
#include <hdf5.h>
#include <unistd.h>

enum { SIZES = 3, FIELDS = 4, POINTS = SIZES * FIELDS };

/* PILIND_FUZZ_TRIALS asks for more than fit into the everyday tests. */
static int trials(void)
{
  const char *text = getenv("PILIND_FUZZ_TRIALS");

  return text ? atoi(text) : 25;
}

typedef struct {
  char    path[64];
  Fake    fake;
  int64_t length;
  char   *bytes;
} File;

/* A complete file, and its bytes. */
static int setup(void **state)
{
  File         *f       = calloc(1, sizeof *f);
  Verdict       verdict = {0};
  Results      *results;
  int           attempt;
  double        values[POINTS * 5], seconds[POINTS], point[PARAM_MAX];
  unsigned char status[POINTS];

  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  strcpy(f->path, "/tmp/pilind_fuzz_XXXXXX");
  const int descriptor = mkstemp(f->path);
  if (descriptor < 0 || FakeCreate(&fake_task, SIZES, FIELDS, 0.5, &f->fake)) return 1;
  const Plan    *plan = &f->fake.plan;
  const PlanItem all  = {.first = 0, .count = POINTS, .ranks = 1};
  for (int i = 0; i < POINTS; i++) {
    PlanPoint(plan, i, point);
    fake_values(point, values + 5 * i);
    seconds[i] = 1 + i, status[i] = POINT_DONE;
  }
  if (ResultsCreate(f->path, "text", plan, NULL, &verdict) || ResultsBegin(f->path, plan, 1, &attempt, &verdict)) return 1;
  if (ResultsOpen(PETSC_COMM_SELF, f->path, plan, attempt, &results, &verdict) || verdict.code) return 1;
  if (ResultsWrite(results, &all, values, status, seconds) || ResultsClose(&results)) return 1;
  const int made = open(f->path, O_RDONLY);
  f->length      = lseek(made, 0, SEEK_END);
  f->bytes       = malloc((size_t)f->length);
  if (!f->bytes || !bytes_read(made, 0, (size_t)f->length, f->bytes)) return 1;
  close(made);
  close(descriptor);
  *state = f;
  return 0;
}

static int teardown(void **state)
{
  File *f = *state;

  unlink(f->path);
  free(f->bytes);
  if (FakeFree(&f->fake)) return 1;
  free(f);
  return 0;
}

static void write_file(const File *f, const char *bytes, int64_t length)
{
  const int descriptor = open(f->path, O_WRONLY | O_TRUNC);

  assert_true(descriptor >= 0 && bytes_write(descriptor, 0, (size_t)length, bytes));
  close(descriptor);
}

/* Points that are done and match their checksums are those that were written. */
static void check_points(const File *f, const ResultsFile *file)
{
  const int64_t  n      = file->layout.npoints;
  unsigned char *status = malloc((size_t)n), *damaged = calloc((size_t)n, 1);
  int64_t        bad;

  assert_true(FileRead(file, FileOwn(file, SCHEMA_STATUS), 0, n, status) && FileVerify(file, status, damaged, &bad));
  for (int64_t i = 0; i < n && n == POINTS && file->layout.noutputs == 3; i++) {
    double point[PARAM_MAX], wanted[5], value;
    if (status[i] != POINT_DONE || damaged[i]) continue;
    PlanPoint(&f->fake.plan, i, point);
    fake_values(point, wanted);
    assert_true(FileRead(file, 0, i, 1, &value) && value == wanted[0]);
  }
  free(status);
  free(damaged);
}

/* All that reads files. */
static void read_all(const File *f)
{
  ResultsFile  file;
  Snapshot     snapshot;
  ResultsState found;
  Verdict      verdict = {0};
  Reuse       *reuse   = NULL;
  char         why[256], *paths[] = {(char *)f->path};

  FileOpen(f->path, false, NULL, true, &file);
  assert_true(file.state == FILE_FINE || file.why[0]);
  if (file.readable) check_points(f, &file);
  FileClose(&file);
  assert_true(SnapshotRead(f->path, &snapshot, sizeof why, why) || why[0]);
  SnapshotFree(&snapshot);
  assert_int_equal(ResultsInspect(f->path, &f->fake.plan, PETSC_FALSE, &found, &verdict), PETSC_SUCCESS);
  assert_int_equal(found == RESULTS_OURS, !verdict.code);
  verdict = (Verdict){0};
  assert_int_equal(ReuseOpen(1, paths, NULL, &f->fake.plan, &reuse, &verdict), PETSC_SUCCESS);
  assert_int_equal(ReuseClose(&reuse), PETSC_SUCCESS);
}

/* One to eight bytes, flipped or random, anywhere or where the structure is. */
static void test_bytes(void **state)
{
  const File *f     = *state;
  char       *bytes = malloc((size_t)f->length);

  srand(5);
  for (int trial = 0; trial < trials(); trial++) {
    memcpy(bytes, f->bytes, (size_t)f->length);
    for (int n = trial % 3 ? 1 : 1 + rand() % 8; n > 0; n--) {
      int64_t at = rand() % f->length;
      for (int tries = 0; trial % 2 && !bytes[at] && tries < 50; tries++) at = rand() % f->length; /* most bytes are zeros of texts */
      bytes[at] = trial % 5 ? (char)(bytes[at] ^ 1 << rand() % 8) : (char)rand();
    }
    write_file(f, bytes, f->length);
    read_all(f);
  }
  free(bytes);
}

static void test_lengths(void **state)
{
  const File *f = *state;

  srand(6);
  for (int trial = 0; trial < trials(); trial++) {
    write_file(f, f->bytes, trial % 4 == 0 ? trial * 8 : rand() % f->length);
    read_all(f);
  }
}

/* Words of eight bytes, as addresses and sizes are, set to the extremes. */
static void test_words(void **state)
{
  static const uint64_t extremes[] = {
    0, 1, 0x7fffffff, 0xffffffff, 0x7fffffffffffffff, 0xffffffffffffffff, 0x8000000000000000, 0xfffffffffffffff0};
  const File *f     = *state;
  char       *bytes = malloc((size_t)f->length);

  srand(7);
  for (int trial = 0; trial < trials(); trial++) {
    int64_t at = rand() % (f->length / 8 - 1) * 8;
    for (int tries = 0; !f->bytes[at] && tries < 50; tries++) at = rand() % (f->length / 8 - 1) * 8;
    memcpy(bytes, f->bytes, (size_t)f->length);
    memcpy(bytes + at, &extremes[rand() % 8], 8);
    write_file(f, bytes, f->length);
    read_all(f);
  }
  free(bytes);
}

static int run_all(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(test_bytes, setup, teardown),
                                     cmocka_unit_test_setup_teardown(test_lengths, setup, teardown),
                                     cmocka_unit_test_setup_teardown(test_words, setup, teardown)};

  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv)
{
  const int probe = Probe(argc, argv);

  return probe >= 0 ? probe : mpi_main(argc, argv, run_all);
}
