/* What -dry_run says of a grid: all of a small one, and of a large one what can be known without looking at every point. */
#include "plan/made_up.h"
#include "plan/survey.h"

#include <math.h>

static Survey look(const Grid *grid, int ranks, double bytes_per_rank, Verdict *verdict)
{
  const Resources resources = {.ranks = ranks, .bytes_per_rank = bytes_per_rank};
  Plan            plan;
  Survey          survey;

  *verdict = (Verdict){0};
  assert_int_equal(PlanSurvey(grid, &resources, &plan, &survey, verdict), 0);
  assert_int_equal(PlanDestroy(&plan), 0);
  return survey;
}

static int64_t all_points(const Survey *s)
{
  int64_t points = 0;

  for (int k = 0; k < s->count; k++) points += s->row[k].points;
  return points;
}

/* The sum over all points, on `ranks` ranks that are always busy. */
static void every_point_of_a_small_grid(void **state)
{
  Grid    grid = made_up_grid(&made_up);
  Verdict verdict;

  (void)state;
  made_up_axis(&grid, XYZ_N, 3, NULL, 4, 20);
  made_up_axis(&grid, XYZ_JX, 5, NULL, 1, 1);
  const Survey s = look(&grid, 2, 1e9, &verdict);
  assert_true(verdict.code == 0 && s.looked_at == 15 && all_points(&s) == 15);
  assert_float_equal(s.seconds, 3 * (1 + 2 + 3 + 4 + 5) / 2.0, 1e-12);
  assert_float_equal(s.rank_bytes, 44e6, 1);
  assert_int_equal(s.count, 3); /* 64, 13824 and 85184 unknowns */
  for (int k = 0; k < 3; k++) assert_true(s.row[k].points == 5 && s.row[k].e.unknowns == pow(4 + 20 * k, 3) && !s.row[k].why);
  GridDestroy(&grid);
}

/* 8 million points: shares and seconds come out as if each had been looked at. */
static void a_sample_of_a_large_grid(void **state)
{
  Grid    grid = made_up_grid(&made_up);
  Verdict verdict;

  (void)state;
  made_up_axis(&grid, XYZ_N, 8, NULL, 10, 10);
  made_up_axis(&grid, XYZ_JX, 1000, NULL, 0, 1e-3);
  made_up_axis(&grid, XYZ_JY, 1000, NULL, 0, 1);
  const Survey s = look(&grid, 4, 1e9, &verdict);
  assert_true(verdict.code == 0 && s.looked_at <= SURVEY_POINTS && s.looked_at > SURVEY_POINTS / 4);
  assert_int_equal(all_points(&s), 8000000);
  assert_float_equal(s.seconds, 8e6 * 0.4995 / 4, 0.01 * 8e6 * 0.4995 / 4);
  assert_float_equal(s.rank_bytes, 80e6, 1); /* the largest is among them */
  GridDestroy(&grid);
}

/* Also where sizes themselves are sampled, the smallest and the largest are looked at. */
static void both_ends_of_every_axis(void **state)
{
  Grid    grid = made_up_grid(&made_up);
  Verdict verdict;

  (void)state;
  made_up_axis(&grid, XYZ_N, 40000, NULL, 14, 1);
  made_up_axis(&grid, XYZ_JX, 100, NULL, 1, 0);
  const Survey s       = look(&grid, 1, 1e12, &verdict);
  double       largest = 0;
  for (int k = 0; k < s.count; k++) largest = fmax(largest, s.row[k].e.unknowns);
  assert_true(verdict.code == 0 && s.looked_at <= SURVEY_POINTS && all_points(&s) == 4000000);
  assert_true(s.rank_bytes == 40013e6 && largest == pow(40013, 3));
  GridDestroy(&grid);
}

/* The first that cannot be solved is the verdict, but the table is whole. */
static void what_cannot_be_solved_has_its_row(void **state)
{
  const double N[]  = {4, 13, 40};
  Grid         grid = made_up_grid(&made_up);
  Verdict      verdict;

  (void)state;
  made_up_axis(&grid, XYZ_N, 3, N, 0, 0);
  made_up_axis(&grid, XYZ_JX, 2000, NULL, 1, 0);
  made_up_axis(&grid, XYZ_JY, 1000, NULL, 1, 0);
  const Survey s = look(&grid, 2, 1e9, &verdict);
  assert_true(verdict.code == EXIT_BAD_INPUT && strstr(verdict.line, "N = 13") && strstr(verdict.line, "it cannot be solved"));
  int64_t refused = 0;
  for (int k = 0; k < s.count; k++) refused += s.row[k].why ? s.row[k].points : 0;
  assert_true(refused == 2000000 && all_points(&s) == 6000000 && s.rank_bytes == 40e6);
  assert_float_equal(s.seconds, 4e6 / 2, 1);
  GridDestroy(&grid);
}

/* 40 MB a point and 25 MB a rank: two ranks share it; with 15 MB it does not fit on these two. */
static void memory_decides_the_group(void **state)
{
  Grid    grid = made_up_grid(&made_up);
  Verdict verdict;

  (void)state;
  grid.values[XYZ_N][0] = 40;
  Survey s              = look(&grid, 2, 25e6, &verdict);
  assert_true(verdict.code == 0 && s.row[0].ranks == 2 && s.rank_bytes == 20e6);
  s = look(&grid, 2, 15e6, &verdict);
  assert_true(verdict.code == EXIT_BAD_INPUT && s.count == 1 && strstr(s.row[0].why, "memory"));
  GridDestroy(&grid);
}

static void what_is_no_input_ends_it(void **state)
{
  Grid    grid = made_up_grid(&made_up);
  Verdict verdict;

  (void)state;
  made_up_axis(&grid, XYZ_JZ, 3, NULL, 12, 1);
  look(&grid, 1, 1e9, &verdict);
  assert_true(verdict.code == EXIT_BAD_INPUT && strstr(verdict.line, "Jz = 13") && strstr(verdict.line, "it is no input"));
  GridDestroy(&grid);
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_point_of_a_small_grid), cmocka_unit_test(a_sample_of_a_large_grid),
    cmocka_unit_test(both_ends_of_every_axis),     cmocka_unit_test(what_cannot_be_solved_has_its_row),
    cmocka_unit_test(memory_decides_the_group),    cmocka_unit_test(what_is_no_input_ends_it),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
