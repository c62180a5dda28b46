/* The command that goes on, from made-up /proc trees and command lines. */
#include "report/resume.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

static char root[64];

static void plant(long process, const char *words, size_t length, long parent)
{
  char  path[256];
  FILE *file;

  snprintf(path, sizeof path, "%s/proc/%ld", root, process);
  assert_int_equal(mkdir(path, 0755), 0);
  snprintf(path, sizeof path, "%s/proc/%ld/cmdline", root, process);
  assert_non_null(file = fopen(path, "w"));
  assert_int_equal(fwrite(words, 1, length, file), length);
  fclose(file);
  snprintf(path, sizeof path, "%s/proc/%ld/stat", root, process);
  assert_non_null(file = fopen(path, "w"));
  fprintf(file, "%ld (a (strange) name) S %ld 1 1 0\n", process, parent);
  fclose(file);
}

static int make_tree(void **state)
{
  char path[128];

  (void)state;
  snprintf(root, sizeof root, "/tmp/resume.XXXXXX");
  if (!mkdtemp(root)) return 1;
  snprintf(path, sizeof path, "%s/proc", root);
  return mkdir(path, 0755);
}

static int fell_tree(void **state)
{
  char command[128];

  (void)state;
  snprintf(command, sizeof command, "rm -rf %s", root);
  return system(command);
}

#define PLANT(process, words, parent) plant(process, words, sizeof words, parent)

static void words_of_the_launcher(void **state)
{
  char text[256];

  (void)state;
  unsetenv("SLURM_STEP_ID");
  PLANT(10, "/usr/bin/mpiexec\0--oversubscribe\0-n\0002\0-x\0A=b c\0bin/pilind\0a.yaml", 1);
  PLANT(11, "orted\0--hnp", 10);
  PLANT(20, "bash", 1);
  PLANT(21, "ssh", 20);
  assert_string_equal(resume_launcher(root, 10, "bin/pilind", 2, sizeof text, text), " /usr/bin/mpiexec --oversubscribe -n 2 -x 'A=b c'");
  assert_string_equal(resume_launcher(root, 11, "bin/pilind", 2, sizeof text, text), " /usr/bin/mpiexec --oversubscribe -n 2 -x 'A=b c'");
  assert_string_equal(resume_launcher(root, 21, "bin/pilind", 1, sizeof text, text), "");
  assert_string_equal(resume_launcher(root, 21, "bin/pilind", 8, sizeof text, text), " mpiexec -n 8");
  assert_string_equal(resume_launcher(root, 99, "bin/pilind", 8, sizeof text, text), " mpiexec -n 8");
  setenv("SLURM_STEP_ID", "0", 1);
  assert_string_equal(resume_launcher(root, 21, "bin/pilind", 8, sizeof text, text), " srun -n 8");
  unsetenv("SLURM_STEP_ID");
}

static void words_of_the_program(void **state)
{
  char *given[] = {"bin/pilind", "my file.yaml", "-overwrite", "-N", "10,20", "-Jy", "it's", "-overwrite", "true", "-output", "x.h5"};
  char *again[] = {"pilind", "a.yaml", "-Retry_failed"};
  char  text[256];

  (void)state;
  assert_string_equal(resume_words(11, given, NULL, sizeof text, text), " bin/pilind 'my file.yaml' -N 10,20 -Jy 'it'\\''s' -output x.h5");
  assert_string_equal(resume_words(3, again, "-retry_failed", sizeof text, text), " pilind a.yaml -Retry_failed");
  assert_string_equal(resume_words(2, again, "-retry_failed", sizeof text, text), " pilind a.yaml -retry_failed");
  assert_true(strlen(resume_words(11, given, NULL, 20, text)) < 20);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(words_of_the_launcher, make_tree, fell_tree),
    cmocka_unit_test(words_of_the_program),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
