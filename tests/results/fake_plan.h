/* A model of two parameters and a task of a few outputs that nothing solves: plans for files that tests fill themselves. */
#ifndef PILIND_TESTS_RESULTS_FAKE_PLAN_H
#define PILIND_TESTS_RESULTS_FAKE_PLAN_H

#include "plan/plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const ParamSpec fake_params[] = {
  {"n", PARAM_COUNT, NAN, 1, 1e6, "1", "size", "test"},
  {"x", PARAM_REAL, 0, -1e300, 1e300, "1", "field", "test"},
};

static const char *fake_check(const double *point)
{
  (void)point;
  return NULL;
}

static const ModelSpec fake_model = {.name = "fake", .long_name = "no model", .params = fake_params, .nparams = 2, .check = fake_check};

/* Three outputs, the last along a dimension of its own. */
static int fake_outputs(const TaskOptions *options, OutputSpec list[OUTPUT_MAX])
{
  (void)options;
  list[0] = (OutputSpec){"value", "1", "a number", "test", OUTPUT_REAL, NULL, NULL};
  list[1] = (OutputSpec){"whole", "1", "an integer", "test", OUTPUT_INTEGER, NULL, "no yes"};
  list[2] = (OutputSpec){"curve", "1", "numbers", "test", OUTPUT_REAL, "t", NULL};
  return 3;
}

static double fake_times[] = {0, 0.5, 2};

static int fake_dims(const TaskOptions *options, TaskDim dims[DIM_MAX])
{
  (void)options;
  dims[0] = (TaskDim){"t", "s", "time", 3, fake_times};
  return 1;
}

static const char *fake_task_check(const double *point, const TaskOptions *options)
{
  (void)point, (void)options;
  return NULL;
}

static const char *fake_estimate(const double *point, const TaskOptions *options, int ranks, TaskEstimate *e)
{
  (void)point, (void)options, (void)ranks;
  *e = (TaskEstimate){.unknowns = 1, .wall_seconds = 1, .method = "none"};
  return NULL;
}

static const TaskSpec fake_task = {.name      = "nothing",
                                   .long_name = "nothing",
                                   .model     = &fake_model,
                                   .outputs   = fake_outputs,
                                   .dims      = fake_dims,
                                   .check     = fake_task_check,
                                   .estimate  = fake_estimate};

/* A grid of n = 1 ... sizes and x = 0, step, 2 step, ...; FakeFree. */
typedef struct {
  Grid grid;
  Plan plan;
} Fake;

static inline PetscErrorCode FakeCreate(const TaskSpec *task, int sizes, int fields, double step, Fake *f)
{
  const int       count[] = {sizes, fields};
  const Resources r       = {.ranks = 1, .bytes_per_rank = 1e9};
  Verdict         verdict = {0};

  PetscFunctionBeginUser;
  f->grid = (Grid){.model = &fake_model, .task = task};
  for (int k = 0; k < 2; k++) {
    f->grid.count[k]  = count[k];
    f->grid.listed[k] = true;
    f->grid.values[k] = malloc((size_t)count[k] * sizeof(double));
    for (int i = 0; i < count[k]; i++) f->grid.values[k][i] = k == 0 ? i + 1 : i * step;
  }
  f->grid.options.model = &fake_model;
  PetscCall(PlanCreate(&f->grid, &r, &f->plan, &verdict));
  PetscCheck(!verdict.code, PETSC_COMM_SELF, PETSC_ERR_USER, "%s", verdict.line);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static inline PetscErrorCode FakeFree(Fake *f)
{
  PetscFunctionBeginUser;
  PetscCall(PlanDestroy(&f->plan));
  GridDestroy(&f->grid);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What the outputs of a point are: numbers that say where they belong. */
static inline void fake_values(const double *point, double *values)
{
  values[0] = point[0] + 1e-3 * point[1];
  values[1] = fmod(point[0], 2);
  for (int t = 0; t < 3; t++) values[2 + t] = values[0] * exp(-fake_times[t]);
}

#endif
