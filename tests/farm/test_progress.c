/* What the log says of a run under way: the lines, and the pulse that sees to it that they come. */
#include "farm/costs.h"
#include "farm/failures.h"
#include "farm/progress.h"
#include "farm/pulse.h"
#include "physics/models/xyz.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static void something_to_go_while_points_are_left(void **state)
{
  Progress p = {.total = 20, .done = 5, .failed = 1, .at_start = 0};
  char     text[256];

  (void)state;
  assert_string_equal(progress_line(&p, 12, 28, sizeof text, text),
                      "5 of 20 points done, 1 failed, 14 left, 0.5 points/s, 12 s gone, about 28 s to go");
  assert_non_null(strstr(progress_line(&p, 12, 0.3, sizeof text, text), "less than 1 s to go"));
  assert_non_null(strstr(progress_line(&p, 12, 0, sizeof text, text), "less than 1 s to go"));
  p.done = 19;
  assert_null(strstr(progress_line(&p, 12, 0, sizeof text, text), "to go"));
}

/* Two classes of points, of which one was seen to take ten times its estimate: work is counted in rank-seconds. */
static void backlog_by_what_was_learned(void **state)
{
  Costs   costs   = {{0}};
  Backlog backlog = {{0}};

  (void)state;
  BacklogAdd(&backlog, 1, 30, 2);
  BacklogAdd(&backlog, 100, 4, 1);
  assert_float_equal(BacklogExpect(&backlog, &costs), 460, 1e-9);
  CostsLearn(&costs, 100, 1000);
  CostsLearn(&costs, 1, 1);
  assert_float_equal(BacklogExpect(&backlog, &costs), 60 + 4000, 1e-9);
  BacklogAdd(&backlog, 100, -4, 1);
  assert_float_equal(BacklogExpect(&backlog, &costs), 60, 1e-9);
  BacklogAdd(&backlog, 1, -30, 2);
  assert_float_equal(BacklogExpect(&backlog, &costs), 0, 1e-9);
}

static void lines_of_a_point(void **state)
{
  const SolverNews adi  = {.stage = "adi", .unit = "iteration", .count = 140, .of = NAN, .residual = 3.2e-6, .aim = 1e-13};
  const SolverNews lu   = {.stage = "factorisation", .count = NAN, .of = NAN, .residual = NAN, .aim = NAN};
  const SolverNews time = {.stage = "evolution", .unit = "time", .count = 2.5, .of = 10, .residual = NAN, .aim = NAN};
  char             text[256];

  (void)state;
  assert_string_equal(pulse_line("N = 600, Jy = 1.7", &adi, 61, 0, sizeof text, text),
                      "  N = 600, Jy = 1.7: adi, iteration 140, residual 3.2e-06, aims at 1e-13, 61 s");
  assert_string_equal(pulse_line("N = 95", &lu, 61, 0, sizeof text, text), "  N = 95: factorisation, 61 s");
  assert_string_equal(pulse_line("N = 95", &time, 61, 180, sizeof text, text),
                      "  N = 95: evolution, time 2.5 of 10, 61 s (no news for 180 s)");
  assert_int_equal(strlen(pulse_line("N = 600, Jy = 1.7", &adi, 61, 0, 30, text)), 29);
}

static void wait_for(double seconds)
{
  struct timespec pause = {(time_t)seconds, (long)(1e9 * (seconds - floor(seconds)))};

  nanosleep(&pause, NULL);
}

/* Standard output into a file, and back; what was written is read. */
static int divert(FILE *file)
{
  fflush(stdout);
  const int kept = dup(STDOUT_FILENO);
  assert_true(dup2(fileno(file), STDOUT_FILENO) >= 0);
  return kept;
}

static void restore(int kept, FILE *file, size_t size, char *text)
{
  fflush(stdout);
  assert_true(dup2(kept, STDOUT_FILENO) >= 0);
  close(kept);
  rewind(file);
  text[fread(text, 1, size - 1, file)] = 0;
}

static int count_lines(const char *text, const char *words)
{
  int count = 0;

  for (const char *at = text; (at = strstr(at, words)); at++) count++;
  return count;
}

static void count_up(void *context) { ++*(volatile int *)context; }

/* A solver that tells once and then works on in silence; another point that ends before its first line. */
static void a_pulse_beats_through_silence(void **state)
{
  FILE        *file  = tmpfile();
  volatile int whole = 0;
  char         text[4096];
  Pulse       *pulse;

  (void)state;
  assert_non_null(file);
  const int kept = divert(file);
  assert_int_equal(PulseCreate(0.05, count_up, (void *)&whole, &pulse), 0);
  PulseBegin(pulse, "short", 1000, 1);
  PulseEnd(pulse);
  PulseBegin(pulse, "long", 1, 1);
  monitor_tell(PulseMonitor(pulse),
               (SolverNews){.stage = "solver", .unit = "iteration", .count = 7, .of = NAN, .residual = 0.5, .aim = 1e-3});
  wait_for(0.6);
  PulseEnd(pulse);
  PulseBegin(pulse, "later", 1000, 1);
  wait_for(0.1);
  assert_int_equal(PulseDestroy(&pulse), 0);
  restore(kept, file, sizeof text, text);
  fclose(file);
  assert_null(pulse);
  assert_int_equal(count_lines(text, "short") + count_lines(text, "later"), 0);
  assert_in_range(count_lines(text, "  long: solver, iteration 7, residual 0.5, aims at 0.001"), 2, 13);
  assert_true(count_lines(text, "(no news for") >= 1);
  assert_int_equal(count_lines(text, "\n"), count_lines(text, "  long: "));
  assert_in_range(whole, 2, 15);
}

static void nobody_listens(void **state)
{
  (void)state;
  monitor_tell(NULL, (SolverNews){.stage = "solver"});
  monitor_begin(NULL, "factorisation");
  assert_int_equal(MonitorKSP(NULL, "solver", NULL), 0);
}

static void reasons_of_a_failure(void **state)
{
  double     N[] = {10, 20}, Jy[] = {0.5};
  const Grid grid   = {.model  = &xyz_spec,
                       .listed = {[XYZ_N] = true, [XYZ_JY] = true},
                       .count  = {[XYZ_N] = 2, [XYZ_JY] = 1},
                       .values = {[XYZ_N] = N, [XYZ_JY] = Jy}};
  double     one    = 1;
  Grid       filled = grid;
  for (int k = 0; k < XYZ_PARAMS; k++) {
    if (filled.values[k]) continue;
    filled.values[k] = &one;
    filled.count[k]  = 1;
  }
  const Plan plan = {
    .grid     = &filled,
    .naxes    = 2,
    .axis     = {XYZ_N, XYZ_JY},
    .npoints  = 2,
    .noutputs = 4,
    .offset   = {0, 1, 2, 3, 4},
    .output   = {{"Mz", "1", "", "paper", OUTPUT_REAL, NULL, NULL},
                 {"residual", "1", "", "certificate", OUTPUT_REAL, NULL, NULL},
                 {"solver", "1", "", "certificate", OUTPUT_INTEGER, NULL, "lu ilu adi"},
                 {"edge", "1", "", "certificate", OUTPUT_REAL, NULL, NULL}},
  };
  const double values[] = {NAN, 0.003, 1, NAN};
  char         text[512];

  (void)state;
  assert_string_equal(failure_line(&plan, 1, values, "", sizeof text, text), "failed: N = 20, Jy = 0.5: residual 0.003, solver ilu");
  assert_string_equal(failure_line(&plan, 0, values, "no convergence", sizeof text, text),
                      "failed: N = 10, Jy = 0.5: no convergence; residual 0.003, solver ilu");
  assert_true(strlen(failure_line(&plan, 0, values, "no convergence", 40, text)) < 40);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(something_to_go_while_points_are_left),
    cmocka_unit_test(backlog_by_what_was_learned),
    cmocka_unit_test(lines_of_a_point),
    cmocka_unit_test(a_pulse_beats_through_silence),
    cmocka_unit_test(nobody_listens),
    cmocka_unit_test(reasons_of_a_failure),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
