/* How the points of a grid are cut into items: each is in one of them, along one line, chunks stay whole, and none is long but alone. */
#include "plan/made_up.h"

#include "physics/models/random_model.h"

#include <math.h>

/* Items of random grids: N is the slowest axis, then Jx, Jy the fastest. Points take about `seconds`. */
static void random_grid(uint64_t *seed, const TaskSpec *task, double seconds, Grid *grid)
{
  *grid = made_up_grid(task);
  made_up_axis(grid, XYZ_N, 1 + (int)(random_bits(seed) % 3), NULL, 4, 1);
  made_up_axis(grid, XYZ_JX, 1 + (int)(random_bits(seed) % 20), NULL, seconds, 0.1 * seconds);
  made_up_axis(grid, XYZ_JY, 1 + (int)(random_bits(seed) % 40), NULL, 0, 1);
}

/* How often each point of the plan is in an item. */
static int *count_places(const Plan *plan)
{
  int *places = calloc((size_t)plan->npoints, sizeof *places);

  assert_non_null(places);
  for (int64_t i = 0; i < plan->nitems; i++)
    for (int k = 0; k < plan->items[i].count; k++) {
      const int64_t at = plan->items[i].first + k * plan->stride;
      assert_true(at >= 0 && at < plan->npoints);
      places[at]++;
    }
  return places;
}

static void assert_each_once(const Plan *plan)
{
  int *places = count_places(plan);

  for (int64_t p = 0; p < plan->npoints; p++) assert_int_equal(places[p], 1);
  free(places);
}

static double seconds_of(const Plan *plan, const PlanItem *item)
{
  double point[PARAM_MAX], seconds = 0;

  for (int k = 0; k < item->count; k++) {
    PlanPoint(plan, item->first + k * plan->stride, point);
    seconds += point[XYZ_JX] * (0.5 + 0.5 / item->ranks);
  }
  return seconds;
}

static void every_point_is_in_one_item(void **state)
{
  uint64_t seed = 5;
  Grid     grid;
  Plan     plan;
  int      bundled = 0;

  (void)state;
  for (int draw = 0; draw < 60; draw++) {
    const double seconds = pow(10, random_between(&seed, -6, 0));
    const int    ranks   = 1 + (int)(random_bits(&seed) % 6);
    random_grid(&seed, &made_up, seconds, &grid);
    made_up_plan(&grid, ranks, 0, &plan);
    assert_each_once(&plan);
    for (int64_t i = 0; i < plan.nitems; i++) {
      const PlanItem *item = &plan.items[i];
      assert_float_equal(item->wall_seconds, seconds_of(&plan, item), 1e-4 * item->wall_seconds);
      assert_true(item->count == 1 || item->wall_seconds < 0.02); /* else scheduling would wait for it */
      assert_true(item->count == 1 || item->count <= plan.npoints / (8 * ranks) + 1);
      bundled += item->count > 1;
    }
    for (int64_t i = 1; i < plan.nitems; i++)
      assert_true(plan.items[i - 1].ranks > plan.items[i].ranks ||
                  (plan.items[i - 1].ranks == plan.items[i].ranks && plan.items[i - 1].wall_seconds >= plan.items[i].wall_seconds));
    made_up_destroy(&grid, &plan);
  }
  assert_true(bundled > 100);
}

static void chunks_stay_whole(void **state)
{
  TaskSpec task = made_up;
  uint64_t seed = 6;
  Grid     grid;
  Plan     plan;

  (void)state;
  task.chunk = made_up_chunk;
  for (int draw = 0; draw < 30; draw++) {
    random_grid(&seed, &task, pow(10, random_between(&seed, -5, 0)), &grid);
    made_up_plan(&grid, 2, 0, &plan);
    const int line = grid.count[XYZ_JY];
    assert_int_equal(plan.chunk, line < 4 ? line : 4);
    assert_each_once(&plan);
    for (int64_t i = 0; i < plan.nitems; i++) {
      const PlanItem *item = &plan.items[i];
      const int64_t   end  = item->first + item->count;
      assert_true(PlanChunkBegins(&plan, item->first) && (end == plan.npoints || PlanChunkBegins(&plan, end)));
      for (int k = 0, unit; k < item->count; k += unit) {
        unit = PlanUnit(&plan, item, k);
        assert_true(unit >= 1 && unit <= plan.chunk && (item->first + k) / line == (item->first + k + unit - 1) / line);
      }
    }
    made_up_destroy(&grid, &plan);
  }
}

/* A task that follows a state along Jx gets every line of it as one item, although Jy runs faster. */
static void lines_of_a_task_are_items(void **state)
{
  TaskSpec task = made_up;
  uint64_t seed = 7;
  Grid     grid;
  Plan     plan;
  double   first[PARAM_MAX], last[PARAM_MAX];

  (void)state;
  task.line = made_up_line;
  for (int draw = 0; draw < 10; draw++) {
    random_grid(&seed, &task, 1e-4, &grid);
    made_up_plan(&grid, 3, 0, &plan);
    const int count = grid.count[XYZ_JX];
    assert_true(plan.stride == grid.count[XYZ_JY] && plan.nitems == plan.npoints / count);
    assert_each_once(&plan);
    for (int64_t i = 0; i < plan.nitems; i++) {
      assert_int_equal(plan.items[i].count, count);
      assert_int_equal(PlanUnit(&plan, &plan.items[i], 0), count);
      PlanPoint(&plan, plan.items[i].first, first);
      PlanPoint(&plan, plan.items[i].first + (count - 1) * plan.stride, last);
      assert_true(first[XYZ_N] == last[XYZ_N] && first[XYZ_JY] == last[XYZ_JY]);
      assert_true(first[XYZ_JX] == grid.values[XYZ_JX][0] && last[XYZ_JX] == grid.values[XYZ_JX][count - 1]);
    }
    made_up_destroy(&grid, &plan);
  }
}

static void points_and_their_names(void **state)
{
  Grid    grid = made_up_grid(&made_up);
  Plan    plan;
  char    text[128];
  double  point[PARAM_MAX];
  int64_t at[PARAM_MAX], index = 0;

  (void)state;
  made_up_axis(&grid, XYZ_N, 2, NULL, 4, 2);
  made_up_axis(&grid, XYZ_JY, 3, NULL, 0.5, 0.25);
  made_up_plan(&grid, 1, 0, &plan);
  assert_int_equal(plan.npoints, 6);
  for (int n = 0; n < 2; n++)
    for (int j = 0; j < 3; j++, index++) {
      PlanIndices(&plan, index, at);
      PlanPoint(&plan, index, point);
      assert_true(at[0] == n && at[1] == j && point[XYZ_N] == 4 + 2 * n && point[XYZ_JY] == 0.5 + 0.25 * j && point[XYZ_JX] == 1);
    }
  assert_string_equal(PlanDescribe(&plan, 4, sizeof text, text), "N = 6, Jy = 0.75");
  made_up_destroy(&grid, &plan);
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_point_is_in_one_item),
    cmocka_unit_test(chunks_stay_whole),
    cmocka_unit_test(lines_of_a_task_are_items),
    cmocka_unit_test(points_and_their_names),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
