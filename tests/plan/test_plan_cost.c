/* What the plan makes of the estimates: the seconds of an item are those of its group by the clock, as the task says them, and slow
   points get more ranks only where these are idle. */
#include "plan/made_up.h"

/* Points along Jx with these seconds on one rank. */
static void make_grid(Grid *grid, int count, const double *seconds)
{
  *grid = made_up_grid(&made_up);
  made_up_axis(grid, XYZ_JX, count, seconds, 0, 0);
}

static void seconds_of_a_group(void **state)
{
  const double seconds[] = {100};
  Grid         grid;
  Plan         plan;

  (void)state;
  for (int ranks = 1; ranks <= 8; ranks *= 2) {
    make_grid(&grid, 1, seconds);
    made_up_plan(&grid, ranks, ranks, &plan);
    assert_int_equal(plan.items[0].ranks, ranks);
    assert_float_equal(plan.items[0].wall_seconds, 100 * (0.5 + 0.5 / ranks), 1e-4);
    made_up_destroy(&grid, &plan);
  }
}

/* 100 s on one rank, 75 s on two, 62.5 s on four: still above a minute, so that all four help. Not below it, and not where others wait. */
static void idle_ranks_help_slow_points(void **state)
{
  const double slow[] = {100}, quick[] = {59}, several[] = {100, 100, 100, 100};
  Grid         grid;
  Plan         plan;

  (void)state;
  make_grid(&grid, 1, slow);
  made_up_plan(&grid, 4, 0, &plan);
  assert_int_equal(plan.items[0].ranks, 4);
  made_up_destroy(&grid, &plan);
  make_grid(&grid, 1, quick);
  made_up_plan(&grid, 4, 0, &plan);
  assert_int_equal(plan.items[0].ranks, 1);
  made_up_destroy(&grid, &plan);
  make_grid(&grid, 4, several);
  made_up_plan(&grid, 4, 0, &plan);
  for (int64_t i = 0; i < plan.nitems; i++) assert_int_equal(plan.items[i].ranks, 1);
  made_up_destroy(&grid, &plan);
}

static void costliest_first(void **state)
{
  const double seconds[] = {3, 50, 7, 20};
  Grid         grid;
  Plan         plan;

  (void)state;
  make_grid(&grid, 4, seconds);
  made_up_plan(&grid, 1, 0, &plan);
  assert_int_equal(plan.nitems, 4);
  const int64_t order[] = {1, 3, 2, 0};
  for (int i = 0; i < 4; i++) assert_int_equal(plan.items[i].first, order[i]);
  made_up_destroy(&grid, &plan);
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(seconds_of_a_group),
    cmocka_unit_test(idle_ranks_help_slow_points),
    cmocka_unit_test(costliest_first),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
