/* Laying out the grid. Cheap points are bundled into items, as long as every rank still gets several of them. */
#include "farm/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double item_seconds    = 0.02; /* an item should last this long, to make scheduling and writing negligible */
static const int    items_per_rank  = 8;
static const double patient_seconds = 60;   /* points slower than this on one rank share idle ranks */

void GridDestroy(Grid *grid)
{
  for (int k = 0; k < PARAM_MAX; k++) free(grid->values[k]);
  *grid = (Grid){0};
}

void PlanIndices(const Plan *plan, int64_t index, int64_t at[PARAM_MAX])
{
  for (int a = plan->naxes - 1; a >= 0; a--) {
    const int count = plan->grid->count[plan->axis[a]];
    at[a]           = index % count;
    index /= count;
  }
}

void PlanPoint(const Plan *plan, int64_t index, double point[PARAM_MAX])
{
  int64_t at[PARAM_MAX];

  for (int k = 0; k < plan->grid->model->nparams; k++) point[k] = plan->grid->values[k][0];
  PlanIndices(plan, index, at);
  for (int a = 0; a < plan->naxes; a++) point[plan->axis[a]] = plan->grid->values[plan->axis[a]][at[a]];
}

const TaskDim *PlanDim(const Plan *plan, const OutputSpec *output)
{
  for (int d = 0; output->dim && d < plan->ndims; d++)
    if (!strcmp(plan->dim[d].name, output->dim)) return &plan->dim[d];
  return NULL;
}

static void lay_out(const Grid *grid, Plan *plan)
{
  *plan = (Plan){.grid = grid, .npoints = 1};
  for (int k = 0; k < grid->model->nparams; k++) {
    if (!grid->listed[k]) continue;
    plan->axis[plan->naxes++] = k;
    plan->npoints *= grid->count[k];
  }
  plan->noutputs = grid->task->outputs(plan->output);
  plan->ndims    = grid->task->dims ? grid->task->dims(&grid->options, plan->dim) : 0;
  for (int k = 0; k < plan->noutputs; k++) {
    const TaskDim *dim  = PlanDim(plan, &plan->output[k]);
    plan->offset[k + 1] = plan->offset[k] + (dim ? dim->count : 1);
  }
}

/* Where a point is, for messages: "N = 10, Jy = 0.75". */
static const char *describe(const Plan *plan, int64_t index, size_t size, char *text)
{
  double point[PARAM_MAX];
  size_t at = 0;

  PlanPoint(plan, index, point);
  text[0] = 0;
  for (int a = 0; a < plan->naxes && at < size; a++)
    at += (size_t)snprintf(text + at, size - at, "%s%s = %.10g", a ? ", " : "", plan->grid->model->params[plan->axis[a]].name, point[plan->axis[a]]);
  return plan->naxes ? text : "the only point";
}

/* The smallest group that the point fits on. A point whose estimate fails on one rank may be possible on more. */
static int group_size(const Plan *plan, const Resources *r, const double *point, TaskEstimate *e, const char **why)
{
  const Grid *grid = plan->grid;
  int         size = r->ranks_per_point > 0 ? PetscMin(r->ranks_per_point, r->ranks) : 1;

  for (;; size = PetscMin(2 * size, r->ranks)) {
    *why = grid->task->estimate(point, &grid->options, size, e);
    if (!*why && e->bytes / size > r->bytes_per_rank) *why = "it does not fit in memory";
    const bool idle = e->seconds / size > patient_seconds && plan->npoints * size * 2 <= r->ranks;
    if ((!*why && !idle) || r->ranks_per_point > 0 || size == r->ranks) return size;
  }
}

static int by_cost(const void *a, const void *b)
{
  const PlanItem *p = a, *q = b;

  if (p->ranks != q->ranks) return p->ranks > q->ranks ? -1 : 1;
  if (p->seconds != q->seconds) return p->seconds > q->seconds ? -1 : 1;
  return (p->first > q->first) - (p->first < q->first);
}

/* Cut the points into items; each stays within a line of the last axis and has one group size. */
static void cut(Plan *plan, const Resources *r, Verdict *verdict)
{
  const Grid   *grid  = plan->grid;
  const int64_t line  = plan->naxes ? grid->count[plan->axis[plan->naxes - 1]] : 1;
  const int64_t most  = PetscMax(1, plan->npoints / ((int64_t)items_per_rank * r->ranks));
  PlanItem     *item  = NULL;
  double        point[PARAM_MAX];
  char          where[256];
  TaskEstimate  e = {0};

  for (int64_t i = 0; i < plan->npoints; i++) {
    const char *why;
    PlanPoint(plan, i, point);
    const char *objection = grid->model->check(point);
    if (!objection) objection = grid->task->check(point, &grid->options);
    if (objection) {
      VerdictSet(verdict, EXIT_BAD_INPUT, "at %s: %s", describe(plan, i, sizeof where, where), objection);
      return;
    }
    const int size = group_size(plan, r, point, &e, &why);
    if (why) {
      VerdictSet(verdict, EXIT_BAD_INPUT, "at %s: %s (%d rank%s a point, %.3g unknowns, %.3g GB; %.3g GB a rank at hand)",
                 describe(plan, i, sizeof where, where), why, size, size > 1 ? "s" : "", e.unknowns, e.bytes / 1e9, r->bytes_per_rank / 1e9);
      return;
    }
    const float seconds = (float)(e.seconds / size);
    if (item && i % line && item->ranks == size && item->count < most && item->seconds + seconds < item_seconds) {
      item->count++;
      item->seconds += seconds;
    } else {
      item  = &plan->items[plan->nitems++];
      *item = (PlanItem){.first = i, .count = 1, .ranks = size, .seconds = seconds};
    }
  }
}

PetscErrorCode PlanCreate(const Grid *grid, const Resources *resources, Plan *plan, Verdict *verdict)
{
  PetscFunctionBeginUser;
  lay_out(grid, plan);
  PetscCall(PetscMalloc1(plan->npoints, &plan->items));
  cut(plan, resources, verdict);
  qsort(plan->items, (size_t)plan->nitems, sizeof *plan->items, by_cost);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode PlanDestroy(Plan *plan)
{
  PetscFunctionBeginUser;
  PetscCall(PetscFree(plan->items));
  PetscFunctionReturn(PETSC_SUCCESS);
}
