/* A made-up task of model xyz and grids for it, for tests of the plan.

   A point takes Jx (1/2 + 1/(2 ranks)) seconds by the clock, N^3 unknowns and N MB; N = 13 cannot be solved, Jz = 13 is no input. */
#ifndef PILIND_TESTS_PLAN_MADE_UP_H
#define PILIND_TESTS_PLAN_MADE_UP_H

#include "mpi_main.h"
#include "physics/models/xyz.h"
#include "plan/plan.h"

#include <stdlib.h>
#include <string.h>

static inline const char *made_up_estimate(const double *point, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  const double N = point[XYZ_N];

  (void)options;
  *e = (TaskEstimate){.unknowns = N * N * N, .bytes = 1e6 * N, .wall_seconds = point[XYZ_JX] * (0.5 + 0.5 / ranks), .method = "none"};
  return N == 13 ? "it cannot be solved" : NULL;
}

static inline const char *made_up_check(const double *point, const TaskOptions *options)
{
  (void)options;
  return point[XYZ_JZ] == 13 ? "it is no input" : NULL;
}

static inline int made_up_outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  (void)options;
  list[0] = (OutputSpec){.name = "x", .unit = "1", .long_name = "x", .source = "x"};
  return 1;
}

static inline int made_up_chunk(const TaskOptions *options)
{
  (void)options;
  return 4;
}

static inline int made_up_line(const TaskOptions *options)
{
  (void)options;
  return XYZ_JX;
}

static const TaskSpec made_up = {
  .name = "made_up", .model = &xyz_spec, .outputs = made_up_outputs, .check = made_up_check, .estimate = made_up_estimate};

/* One point, N = 4 and all other parameters 1. */
static inline Grid made_up_grid(const TaskSpec *task)
{
  Grid grid = {.model = &xyz_spec, .task = task};

  for (int k = 0; k < XYZ_PARAMS; k++) {
    grid.count[k]  = 1;
    grid.values[k] = malloc(sizeof(double));
    assert_non_null(grid.values[k]);
    grid.values[k][0] = k == XYZ_N ? 4 : 1;
  }
  return grid;
}

/* Make a parameter an axis: these values, or first, first + step, ... where there are none. */
static inline void made_up_axis(Grid *grid, int parameter, int count, const double *values, double first, double step)
{
  grid->count[parameter]  = count;
  grid->listed[parameter] = true;
  grid->values[parameter] = realloc(grid->values[parameter], (size_t)count * sizeof(double));
  assert_non_null(grid->values[parameter]);
  for (int i = 0; i < count; i++) grid->values[parameter][i] = values ? values[i] : first + step * i;
}

static inline void made_up_plan(const Grid *grid, int ranks, int ranks_per_point, Plan *plan)
{
  const Resources resources = {.ranks = ranks, .ranks_per_point = ranks_per_point, .bytes_per_rank = 1e9};
  Verdict         verdict   = {0};

  assert_int_equal(PlanCreate(grid, &resources, plan, &verdict), 0);
  assert_int_equal(verdict.code, 0);
}

static inline void made_up_destroy(Grid *grid, Plan *plan)
{
  assert_int_equal(PlanDestroy(plan), 0);
  GridDestroy(grid);
}

#endif
