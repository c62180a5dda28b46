/* Slurm's remaining time: its notation, the environment, squeue, and what there is without them. */
#include "farm/walltime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static void notation(void **state)
{
  static const struct {
    const char *text;
    double      seconds;
  } good[] = {{"0:05", 5}, {"12:34", 754}, {"1:02:03", 3723}, {"2-03:04:05", 183845}, {"23:59:59   \n", 86399}, {"10-00:00:00", 864000}};
  static const char *const bad[] = {"", "UNLIMITED", "INVALID", "NOT_SET", "17", "1:2:3:4", "1:x", "-1:00"};
  double                   seconds;

  (void)state;
  for (size_t k = 0; k < sizeof good / sizeof *good; k++) {
    assert_true(WalltimeParse(good[k].text, &seconds));
    assert_float_equal(seconds, good[k].seconds, 1e-12);
  }
  for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
    if (WalltimeParse(bad[k], &seconds)) fail_msg("'%s' was taken for %g s", bad[k], seconds);
}

static void from_the_environment(void **state)
{
  const char *source;
  double      seconds;
  char        text[32];

  (void)state;
  snprintf(text, sizeof text, "%lld", (long long)time(NULL) + 1000);
  setenv("SLURM_JOB_END_TIME", text, 1);
  assert_true(WalltimeLeft(&seconds, &source));
  assert_true(seconds > 900 && seconds <= 1000);
  assert_string_equal(source, "SLURM_JOB_END_TIME");
  unsetenv("SLURM_JOB_END_TIME");
}

/* A squeue of our own stands first in PATH; it answers for job 17 alone. */
static void from_squeue(void **state)
{
  char        folder[] = "/tmp/walltime.XXXXXX", path[256], search[4096];
  const char *source, *before = getenv("PATH");
  double      seconds;

  (void)state;
  assert_non_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/squeue", folder);
  FILE *script = fopen(path, "w");
  assert_non_null(script);
  fprintf(script, "#!/bin/sh\n[ \"$3\" = 17 ] && echo '1-00:00:10           '\n");
  fclose(script);
  assert_int_equal(chmod(path, 0755), 0);
  snprintf(search, sizeof search, "%s:%s", folder, before);
  char *kept = strdup(before);
  setenv("PATH", search, 1);
  setenv("SLURM_JOB_ID", "17", 1);
  const bool here = WalltimeLeft(&seconds, &source);
  setenv("SLURM_JOB_ID", "18", 1);
  double     other;
  const bool elsewhere = WalltimeLeft(&other, &source);
  setenv("SLURM_JOB_ID", "17; echo 1:00", 1);
  const bool injected = WalltimeLeft(&other, &source);
  setenv("PATH", kept, 1);
  free(kept);
  unsetenv("SLURM_JOB_ID");
  unlink(path);
  rmdir(folder);
  assert_true(here);
  assert_float_equal(seconds, 86410, 1e-9);
  assert_false(elsewhere);
  assert_false(injected);
}

static void outside_of_a_job(void **state)
{
  const char *source;
  double      seconds;

  (void)state;
  assert_false(WalltimeLeft(&seconds, &source));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(notation),
    cmocka_unit_test(from_the_environment),
    cmocka_unit_test(from_squeue),
    cmocka_unit_test(outside_of_a_job),
  };
  unsetenv("SLURM_JOB_END_TIME");
  unsetenv("SLURM_JOB_ID");
  return cmocka_run_group_tests(tests, NULL, NULL);
}
