/* What the plan makes of the estimates: the seconds of an item are those of its group by the clock, as the task says them, and slow
   points get more ranks only where these are idle. */
#include "physics/models/xyz.h"
#include "plan/plan.h"

#include "mpi_main.h"

#include <stdlib.h>
#include <string.h>

/* A task whose point takes `value of Jx` seconds on one rank and half of that, at best, on more. */
static const char *estimate(const double *point, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  (void)options;
  *e = (TaskEstimate){.unknowns = 1, .bytes = 1, .wall_seconds = point[XYZ_JX] * (0.5 + 0.5 / ranks), .method = "none"};
  return NULL;
}

static const char *check(const double *point, const TaskOptions *options)
{
  (void)point, (void)options;
  return NULL;
}

static int outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  (void)options;
  list[0] = (OutputSpec){.name = "x", .unit = "1", .long_name = "x", .source = "x"};
  return 1;
}

static const TaskSpec task = {.name = "made_up", .model = &xyz_spec, .outputs = outputs, .check = check, .estimate = estimate};

/* Points along Jx with these seconds on one rank. */
static void make_grid(Grid *grid, int count, const double *seconds)
{
  *grid = (Grid){.model = &xyz_spec, .task = &task};
  for (int k = 0; k < XYZ_PARAMS; k++) {
    const int n     = k == XYZ_JX ? count : 1;
    grid->count[k]  = n;
    grid->listed[k] = k == XYZ_JX;
    grid->values[k] = malloc((size_t)n * sizeof(double));
    for (int i = 0; i < n; i++) grid->values[k][i] = k == XYZ_JX ? seconds[i] : k == XYZ_N ? 4 : 1;
  }
}

static void make_plan(Grid *grid, int ranks, int ranks_per_point, Plan *plan)
{
  const Resources resources = {.ranks = ranks, .ranks_per_point = ranks_per_point, .bytes_per_rank = 1e9};
  Verdict         verdict   = {0};

  assert_int_equal(PlanCreate(grid, &resources, plan, &verdict), 0);
  assert_int_equal(verdict.code, 0);
}

static void seconds_of_a_group(void **state)
{
  const double seconds[] = {100};
  Grid         grid;
  Plan         plan;

  (void)state;
  for (int ranks = 1; ranks <= 8; ranks *= 2) {
    make_grid(&grid, 1, seconds);
    make_plan(&grid, ranks, ranks, &plan);
    assert_int_equal(plan.items[0].ranks, ranks);
    assert_float_equal(plan.items[0].wall_seconds, 100 * (0.5 + 0.5 / ranks), 1e-4);
    assert_int_equal(PlanDestroy(&plan), 0);
    GridDestroy(&grid);
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
  make_plan(&grid, 4, 0, &plan);
  assert_int_equal(plan.items[0].ranks, 4);
  assert_int_equal(PlanDestroy(&plan), 0);
  GridDestroy(&grid);
  make_grid(&grid, 1, quick);
  make_plan(&grid, 4, 0, &plan);
  assert_int_equal(plan.items[0].ranks, 1);
  assert_int_equal(PlanDestroy(&plan), 0);
  GridDestroy(&grid);
  make_grid(&grid, 4, several);
  make_plan(&grid, 4, 0, &plan);
  for (int64_t i = 0; i < plan.nitems; i++) assert_int_equal(plan.items[i].ranks, 1);
  assert_int_equal(PlanDestroy(&plan), 0);
  GridDestroy(&grid);
}

static void costliest_first(void **state)
{
  const double seconds[] = {3, 50, 7, 20};
  Grid         grid;
  Plan         plan;

  (void)state;
  make_grid(&grid, 4, seconds);
  make_plan(&grid, 1, 0, &plan);
  assert_int_equal(plan.nitems, 4);
  const int64_t order[] = {1, 3, 2, 0};
  for (int i = 0; i < 4; i++) assert_int_equal(plan.items[i].first, order[i]);
  assert_int_equal(PlanDestroy(&plan), 0);
  GridDestroy(&grid);
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
