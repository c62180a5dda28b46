/* Time integration against closed solutions: accuracy at every requested time, the first zero of an event, and right-hand sides that
   cease to exist. */
#include "mpi_main.h"
#include "solvers/evolution/ode.h"

enum { TIMES = 501 };

typedef struct {
  double frequency, times[TIMES], x[TIMES][2];
  int    visits;
} Oscillator;

/* x'' = -w^2 x with x = cos(w t). */
static int oscillate(const double *x, double *dx, void *context)
{
  const double w = ((Oscillator *)context)->frequency;

  dx[0] = x[1];
  dx[1] = -w * w * x[0];
  return 0;
}

static PetscErrorCode record(int k, const double *x, void *context)
{
  Oscillator *o = context;

  assert_int_equal(k, o->visits);
  o->x[k][0] = x[0], o->x[k][1] = x[1];
  o->visits++;
  return PETSC_SUCCESS;
}

static double amplitude(const double *x, void *context)
{
  (void)context;
  return x[0];
}

static void oscillator_at_all_times(void **state)
{
  Oscillator o    = {.frequency = 22};
  double     x[2] = {1, 0};
  OdeReport  report;
  OdeProblem problem = {2, oscillate, record, amplitude, &o, NULL};

  (void)state;
  for (int k = 0; k < TIMES; k++) o.times[k] = 0.1 * k * (1 + 0.001 * k); /* uneven */
  assert_int_equal(OdeSolve(&problem, TIMES, o.times, x, &report), PETSC_SUCCESS);
  assert_true(report.complete && report.undefined == 0 && report.steps > TIMES - 1 && report.evaluations > 8 * report.steps);
  assert_int_equal(o.visits, TIMES);
  for (int k = 0; k < TIMES; k++) {
    assert_true(fabs(o.x[k][0] - cos(22 * o.times[k])) < 1e-7);
    assert_true(fabs(o.x[k][1] + 22 * sin(22 * o.times[k])) < 22e-7);
  }
  assert_true(x[0] == o.x[TIMES - 1][0]);
}

static void first_zero_of_the_event(void **state)
{
  const double times[2] = {0, 10};
  Oscillator   o        = {.frequency = 0.5};
  double       x[2]     = {1, 0};
  OdeReport    report;
  OdeProblem   problem = {2, oscillate, record, amplitude, &o, NULL};

  (void)state;
  assert_int_equal(OdeSolve(&problem, 2, times, x, &report), PETSC_SUCCESS);
  assert_true(fabs(report.event - acos(-1)) < 1e-6); /* of several zeros the first; a fraction of a step, to fourth order */
}

static void no_event_without_a_zero(void **state)
{
  const double times[2] = {0, 3};
  Oscillator   o        = {.frequency = 0.5};
  double       x[2]     = {1, 0};
  OdeReport    report;
  OdeProblem   problem = {2, oscillate, record, amplitude, &o, NULL};

  (void)state;
  assert_int_equal(OdeSolve(&problem, 2, times, x, &report), PETSC_SUCCESS);
  assert_true(report.complete && isnan(report.event));
}

/* x' = -1 exists for x > 1/2 only. */
static int fall(const double *x, double *dx, void *context)
{
  (void)context;
  dx[0] = -1;
  return x[0] > 0.5 ? 0 : 7;
}

static PetscErrorCode count_visit(int k, const double *x, void *context)
{
  (void)k, (void)x;
  ++*(int *)context;
  return PETSC_SUCCESS;
}

static void a_right_hand_side_that_ends(void **state)
{
  const double times[5] = {0, 0.2, 0.4, 0.6, 0.8};
  int          visits   = 0;
  double       x[1]     = {1};
  OdeReport    report;
  OdeProblem   problem = {1, fall, count_visit, NULL, &visits, NULL};

  (void)state;
  assert_int_equal(OdeSolve(&problem, 5, times, x, &report), PETSC_SUCCESS);
  assert_false(report.complete);
  assert_int_equal(report.undefined, 7);
  assert_int_equal(visits, 3);
}

/* The same until just before the end: trial steps beyond it are taken back, and do not count. */
static void a_step_beyond_the_end_is_taken_back(void **state)
{
  const double times[2] = {0, 0.499};
  int          visits   = 0;
  double       x[1]     = {1};
  OdeReport    report;
  OdeProblem   problem = {1, fall, count_visit, NULL, &visits, NULL};

  (void)state;
  assert_int_equal(OdeSolve(&problem, 2, times, x, &report), PETSC_SUCCESS);
  assert_true(report.complete);
  assert_int_equal(report.undefined, 0);
  assert_true(fabs(x[0] - 0.501) < 1e-12);
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(oscillator_at_all_times),
    cmocka_unit_test(first_zero_of_the_event),
    cmocka_unit_test(no_event_without_a_zero),
    cmocka_unit_test(a_right_hand_side_that_ends),
    cmocka_unit_test(a_step_beyond_the_end_is_taken_back),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
