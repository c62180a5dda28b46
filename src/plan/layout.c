/* Axes, outputs, and the way that items run. */
#include "plan/points.h"

#include <limits.h>
#include <string.h>

/* Of a grid; of an output at a point, so that one write takes less than 2^31 bytes. */
static const double points_max = 1e8, values_max = (1 << 28) - 1;

/* Of the dimensions of which an output has one, written a|b, the one that the task gives. */
static void choose_dim(const Plan *plan, OutputSpec *output)
{
  for (int d = 0; output->dim && strchr(output->dim, '|') && d < plan->ndims; d++) {
    const char  *name = plan->dim[d].name, *at = strstr(output->dim, name);
    const size_t length = strlen(name);
    if (at && (at == output->dim || at[-1] == '|') && (!at[length] || at[length] == '|')) output->dim = name;
  }
}

/* The product of the axes, before it is trusted to an integer or to the memory. */
static double count_points(const Grid *grid)
{
  double points = 1;

  for (int k = 0; k < grid->model->nparams; k++)
    if (grid->listed[k]) points *= grid->count[k];
  return points;
}

/* A task that changes a parameter by itself, or solves whole lines of it, would leave behind what is given in terms of it. */
static void check_independence(const Grid *grid, int varied, Verdict *verdict)
{
  const ParamSpec *params = grid->model->params;

  if (varied < 0) return;
  if (grid->formula[varied])
    VerdictSet(verdict, EXIT_BAD_INPUT, "%s: task %s varies it here, so that it cannot be an expression ('%s')", params[varied].name,
               grid->task->name, grid->formula_text[varied]);
  for (int k = 0; k < grid->model->nparams; k++)
    if (k != varied && GridDepends(grid, k, varied))
      VerdictSet(verdict, EXIT_BAD_INPUT, "%s: '%s' depends on %s, which task %s varies here; allowed: a number or an axis", params[k].name,
                 grid->formula_text[k], params[varied].name, grid->task->name);
}

/* Chunks run along the last axis, unless that is the first parameter, which sets the size. */
static int choose_chunk(const Grid *grid, const Plan *plan)
{
  if (!grid->task->chunk || plan->naxes == 0 || GridDepends(grid, 0, plan->axis[plan->naxes - 1])) return 1;
  return PetscMin(grid->task->chunk(&grid->options), grid->count[plan->axis[plan->naxes - 1]]);
}

/* Which way items run, and how far apart their points are. */
static void choose_direction(const Grid *grid, Plan *plan)
{
  plan->line   = grid->task->line ? grid->task->line(&grid->options) : -1;
  plan->along  = plan->naxes - 1;
  plan->stride = 1;
  if (plan->line < 0) return;
  plan->along = -1;
  for (int a = 0; a < plan->naxes; a++) {
    if (plan->axis[a] == plan->line) plan->along = a, plan->stride = 1;
    else plan->stride *= grid->count[plan->axis[a]];
  }
  if (plan->along < 0) plan->stride = 1;
}

/* Where each output's values are among those of a point. */
static void lay_out_values(Plan *plan, Verdict *verdict)
{
  const TaskDim *dims[OUTPUT_DIMS];
  double         all = 0;

  for (int k = 0; k < plan->noutputs; k++) {
    choose_dim(plan, &plan->output[k]);
    const int count = PlanDims(plan, &plan->output[k], dims);
    double    width = 1;
    for (int d = 0; d < count; d++) width *= dims[d]->count;
    all += width;
    if (width > values_max || all > INT_MAX) {
      VerdictSet(verdict, EXIT_BAD_INPUT, "%s: it would have %.3g numbers at each point; allowed: at most %.3g", plan->output[k].name,
                 width, values_max);
      return;
    }
    plan->offset[k + 1] = (int)all;
  }
}

void PlanLayOut(const Grid *grid, Plan *plan, Verdict *verdict)
{
  *plan = (Plan){.grid = grid, .npoints = 1};
  if (count_points(grid) > points_max)
    VerdictSet(verdict, EXIT_BAD_INPUT, "the grid has %.3g points; allowed: at most %.0e in one file", count_points(grid), points_max);
  if (verdict->code) return;
  for (int k = 0; k < grid->model->nparams; k++) {
    if (!grid->listed[k]) continue;
    plan->axis[plan->naxes++] = k;
    plan->npoints *= grid->count[k];
  }
  plan->noutputs = grid->task->outputs(&grid->options, plan->output);
  plan->ndims    = grid->task->dims ? grid->task->dims(&grid->options, plan->dim) : 0;
  choose_direction(grid, plan);
  plan->chunk = choose_chunk(grid, plan);
  lay_out_values(plan, verdict);
  check_independence(grid, plan->line, verdict);
  check_independence(grid, grid->task->varies ? grid->task->varies(&grid->options) : -1, verdict);
}
