/* ranks: 1 2 4 */
/* Checkpoints come back on any distribution, and none that was touched, torn, foreign or no number is used; what cannot be written
   leaves nothing. */
#include "mpi_main.h"
#include "solvers/checkpoint/checkpoint.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const CheckpointHeader written = {.key = {1, 2.5}, .data = {7, 8}};

static int  rank, ranks;
static char path[PETSC_MAX_PATH_LEN];

static int ok(PetscErrorCode code) { return code == 0; }

/* Numbers 1/(i+1), all of them on the last rank if `heap`. */
static Vec numbers(PetscInt size, bool heap)
{
  PetscInt low, high;
  Vec      x;

  assert_true(ok(VecCreateMPI(PETSC_COMM_WORLD, heap ? (rank == ranks - 1 ? size : 0) : PETSC_DECIDE, size, &x)));
  assert_true(ok(VecGetOwnershipRange(x, &low, &high)));
  for (PetscInt i = low; i < high; i++) assert_true(ok(VecSetValue(x, i, 1.0 / (double)(i + 1), INSERT_VALUES)));
  assert_true(ok(VecAssemblyBegin(x)) && ok(VecAssemblyEnd(x)));
  return x;
}

static void write_numbers(PetscInt size)
{
  Checkpoint file = {path, NULL};
  Vec        x    = numbers(size, false);
  PetscBool  done;

  assert_true(ok(CheckpointWrite(&file, &written, x, &done)) && done && file.left);
  assert_true(ok(VecDestroy(&x)));
}

/* Is the file used, and do all numbers come back? *why: the reason if not. */
static bool comes_back(PetscInt size, double key, const char **why)
{
  CheckpointHeader header = {.key = {1, key}};
  Checkpoint       file   = {path, NULL};
  Vec              x      = numbers(size, true), y;
  PetscBool        found;
  PetscReal        difference = 1;

  assert_true(ok(CheckpointPeek(PETSC_COMM_WORLD, &file, &header, &found)));
  if (found) {
    assert_true(header.data[0] == 7 && header.data[1] == 8);
    assert_true(ok(VecDuplicate(x, &y)) && ok(VecSet(y, 0)));
    assert_true(ok(CheckpointRead(&file, y, &found)));
    if (found) assert_true(ok(VecAXPY(y, -1, x)) && ok(VecNorm(y, NORM_INFINITY, &difference)));
    assert_true(ok(VecDestroy(&y)));
  }
  assert_true(ok(VecDestroy(&x)));
  if (found) assert_true(difference == 0);
  const bool there = !access(path, F_OK);
  MPI_Barrier(PETSC_COMM_WORLD); /* rank 0 may remove the file next */
  assert_true(file.left == (there ? PETSC_TRUE : PETSC_FALSE));
  assert_true((found == PETSC_TRUE) == (file.discarded == NULL) || !there);
  *why = file.discarded;
  return found;
}

/* Change a byte of the file, or its length. */
static void flip(long at, unsigned char bits)
{
  if (rank == 0) {
    FILE     *file = fopen(path, "r+b");
    const int byte = !file || fseek(file, at, SEEK_SET) ? EOF : fgetc(file);
    assert_true(byte != EOF && !fseek(file, at, SEEK_SET) && fputc(byte ^ bits, file) != EOF && !fclose(file));
  }
  MPI_Barrier(PETSC_COMM_WORLD);
}

static void states_come_back_on_any_distribution(void **state)
{
  const char *why;

  (void)state;
  write_numbers(1001);
  assert_true(comes_back(1001, 2.5, &why));
}

static void every_flipped_bit_is_noticed(void **state)
{
  const PetscInt size = 5;
  const char    *why;
  int            used = 0;

  (void)state;
  write_numbers(size);
  const long bytes = 8 + 8 + 2 * CHECKPOINT_KEYS * 8 + 8 + size * 8;
  for (long at = 0; at < bytes; at++) {
    const unsigned char bit = (unsigned char)(1u << at % 8);
    flip(at, bit);
    used += comes_back(size, 2.5, &why);
    flip(at, bit);
  }
  assert_int_equal(used, 0);
  assert_true(comes_back(size, 2.5, &why));
}

static void torn_and_foreign_files_are_told_apart(void **state)
{
  const char *torn, *foreign, *version, *none;

  (void)state;
  write_numbers(1001);
  assert_false(comes_back(1001, 2.6, &foreign));
  flip(7, 1);
  assert_false(comes_back(1001, 2.5, &version));
  flip(7, 1);
  if (rank == 0) assert_int_equal(truncate(path, 4000), 0);
  MPI_Barrier(PETSC_COMM_WORLD);
  assert_false(comes_back(1001, 2.5, &torn));
  assert_true(strstr(foreign, "another point") && strstr(version, "version") && strstr(torn, "damaged"));
  const Checkpoint file = {path, NULL};
  assert_true(ok(CheckpointRemove(PETSC_COMM_WORLD, &file)));
  MPI_Barrier(PETSC_COMM_WORLD);
  assert_false(comes_back(1001, 2.5, &none));
  assert_null(none);
}

/* Neither a state that is none nor a folder that is none leaves a file. */
static void what_cannot_be_saved_leaves_nothing(void **state)
{
  Checkpoint file = {path, NULL};
  Vec        x    = numbers(100, false);
  PetscBool  done;

  (void)state;
  assert_true(ok(VecSetValue(x, 99, NAN, INSERT_VALUES)) && ok(VecAssemblyBegin(x)) && ok(VecAssemblyEnd(x)));
  assert_true(ok(CheckpointWrite(&file, &written, x, &done)));
  assert_true(!done && access(path, F_OK));
  file.path = "no/such/folder/checkpoint";
  assert_true(ok(VecSet(x, 1)) && ok(CheckpointWrite(&file, &written, x, &done)) && !done);
  assert_true(ok(VecDestroy(&x)));
}

/* A limit of a file's length stands for a full disk: the state before stays, and nothing else. */
static void a_full_disk_leaves_the_state_before(void **state)
{
  Checkpoint    file = {path, NULL};
  Vec           x    = numbers(100000, false);
  struct rlimit before, full;
  char          temporary[PETSC_MAX_PATH_LEN + 8];
  const char   *why;
  PetscBool     done;

  (void)state;
  write_numbers(1001);
  snprintf(temporary, sizeof temporary, "%s.tmp", path);
  signal(SIGXFSZ, SIG_IGN);
  getrlimit(RLIMIT_FSIZE, &before);
  full = (struct rlimit){.rlim_cur = 200000, .rlim_max = before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &full);
  const PetscErrorCode code = CheckpointWrite(&file, &written, x, &done);
  setrlimit(RLIMIT_FSIZE, &before);
  assert_true(ok(code) && !done && !file.left);
  MPI_Barrier(PETSC_COMM_WORLD);
  assert_true(access(temporary, F_OK));
  assert_true(comes_back(1001, 2.5, &why));
  assert_true(ok(VecDestroy(&x)));
}

/* Under the name of the file that is written first lies a link to another's file, then a pipe, which would wait for a reader. */
static void links_and_pipes_are_not_followed(void **state)
{
  char        temporary[PETSC_MAX_PATH_LEN + 8], other[PETSC_MAX_PATH_LEN + 8];
  struct stat info;
  const char *why;

  (void)state;
  snprintf(temporary, sizeof temporary, "%s.tmp", path);
  snprintf(other, sizeof other, "%s.other", path);
  if (rank == 0) assert_true(!truncate(path, 77) && !rename(path, other) && !symlink(other, temporary));
  MPI_Barrier(PETSC_COMM_WORLD);
  write_numbers(1001);
  assert_true(comes_back(1001, 2.5, &why) && !stat(other, &info) && info.st_size == 77);
  MPI_Barrier(PETSC_COMM_WORLD);
  if (rank == 0) assert_true(!unlink(other) && !mkfifo(temporary, 0600));
  MPI_Barrier(PETSC_COMM_WORLD);
  write_numbers(1001);
  assert_true(comes_back(1001, 2.5, &why));
  MPI_Barrier(PETSC_COMM_WORLD);
  if (rank == 0) assert_true(!unlink(path) && !mkfifo(path, 0600));
  MPI_Barrier(PETSC_COMM_WORLD);
  assert_false(comes_back(1001, 2.5, &why));
  assert_true(strstr(why, "pipe") != NULL);
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(states_come_back_on_any_distribution),  cmocka_unit_test(every_flipped_bit_is_noticed),
    cmocka_unit_test(torn_and_foreign_files_are_told_apart), cmocka_unit_test(what_cannot_be_saved_leaves_nothing),
    cmocka_unit_test(a_full_disk_leaves_the_state_before),   cmocka_unit_test(links_and_pipes_are_not_followed),
  };
  MPI_Comm_rank(PETSC_COMM_WORLD, &rank);
  MPI_Comm_size(PETSC_COMM_WORLD, &ranks);
  snprintf(path, sizeof path, "%s/test.%d.checkpoint", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", (int)getpid());
  MPI_Bcast(path, sizeof path, MPI_CHAR, 0, PETSC_COMM_WORLD);
  const int failed = cmocka_run_group_tests(tests, NULL, NULL);
  if (rank == 0) unlink(path);
  return failed;
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
