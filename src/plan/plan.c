/* Laying out the grid. Cheap points are bundled into items, as long as every rank still gets several of them. */
#include "plan/plan.h"

#include "plan/points.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double item_seconds   = 0.02; /* an item should last this long, to make scheduling and writing negligible */
static const int    items_per_rank = 8;
static const double item_values    = 1 << 22; /* nor may it hold more numbers than this at once, if it has several points */

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

  for (int k = 0; k < plan->grid->model->nparams; k++) point[k] = plan->grid->values[k] ? plan->grid->values[k][0] : NAN;
  PlanIndices(plan, index, at);
  for (int a = 0; a < plan->naxes; a++) point[plan->axis[a]] = plan->grid->values[plan->axis[a]][at[a]];
  GridEvaluate(plan->grid, point);
}

int PlanDims(const Plan *plan, const OutputSpec *output, const TaskDim *dims[OUTPUT_DIMS])
{
  int count = 0;

  for (const char *word = output->dim; word && *word && count < OUTPUT_DIMS; word += strspn(word, " ")) {
    const size_t length = strcspn(word, " ");
    for (int d = 0; d < plan->ndims; d++)
      if (strlen(plan->dim[d].name) == length && !memcmp(plan->dim[d].name, word, length)) {
        dims[count++] = &plan->dim[d];
        break;
      }
    word += length;
  }
  return count;
}

bool PlanChunkBegins(const Plan *plan, int64_t index)
{
  const int line = plan->naxes > 0 ? plan->grid->count[plan->axis[plan->naxes - 1]] : 1;

  return index % line % plan->chunk == 0;
}

int PlanUnit(const Plan *plan, const PlanItem *item, int k)
{
  int count = 1;

  if (plan->line >= 0) return item->count;
  while (k + count < item->count && !PlanChunkBegins(plan, item->first + k + count)) count++;
  return count;
}

static int by_cost(const void *a, const void *b)
{
  const PlanItem *p = a, *q = b;

  if (p->ranks != q->ranks) return p->ranks > q->ranks ? -1 : 1;
  if (p->wall_seconds != q->wall_seconds) return p->wall_seconds > q->wall_seconds ? -1 : 1;
  return (p->first > q->first) - (p->first < q->first);
}

static bool fits(const Plan *plan, int count) { return (double)count * plan->offset[plan->noutputs] <= item_values; }

/* Does this point go with the last item? A task's line is one item; else items stay within a line of the last axis, hold whole chunks,
   have one group size, and are not too long. */
static bool joins(const Plan *plan, const Resources *r, const PlanItem *item, int64_t index, int size, float seconds)
{
  const int     line = plan->along >= 0 ? plan->grid->count[plan->axis[plan->along]] : 1;
  const int64_t most = PetscMax(1, plan->npoints / ((int64_t)items_per_rank * r->ranks));

  if (!PlanChunkBegins(plan, index)) return true;
  if (plan->line >= 0 || !item || index % line == 0) return false;
  return item->ranks == size && item->count < most && item->wall_seconds + seconds < item_seconds && fits(plan, item->count + 1);
}

/* Cut the points into items. */
static void cut(Plan *plan, const Resources *r, Verdict *verdict)
{
  const Grid  *grid = plan->grid;
  const int    line = plan->line >= 0 && plan->along >= 0 ? grid->count[plan->line] : 1; /* points of an item, at least */
  PlanItem    *item = NULL;
  double       point[PARAM_MAX];
  TaskEstimate e = {0};

  for (int64_t i = 0; i < plan->npoints; i++) {
    const char *why;
    PlanPoint(plan, i, point);
    if (!PlanCheckPoint(plan, i, point, verdict)) return;
    const int size = PlanGroupSize(plan, r, point, &e, &why);
    if (why) {
      PlanRejectSize(plan, r, i, size, &e, why, verdict);
      return;
    }
    const float seconds = (float)e.wall_seconds;
    if (joins(plan, r, item, i, size, seconds)) {
      item->count++;
      item->ranks = PetscMax(item->ranks, size);
      item->wall_seconds += seconds;
    } else if (i / plan->stride % line == 0) {
      item  = &plan->items[plan->nitems++];
      *item = (PlanItem){.first = i, .count = line, .ranks = size, .wall_seconds = seconds * (float)line};
    }
  }
}

/* Can two items be one, each made of whole blocks of `inner` points, on one line of `line` such blocks? */
static bool joins_block(const Plan *plan, const Resources *r, const PlanItem *p, const PlanItem *q, int64_t inner, int64_t line)
{
  const int64_t most  = PetscMax(1, plan->npoints / ((int64_t)items_per_rank * r->ranks));
  const bool    whole = p->first % inner == 0 && p->count % inner == 0 && q->count % inner == 0 && p->first + p->count == q->first;

  return whole && p->first / (inner * line) == q->first / (inner * line) && p->ranks == q->ranks && p->count + q->count <= most &&
         p->wall_seconds + q->wall_seconds < item_seconds && fits(plan, p->count + q->count);
}

/* Where the last axis is short, items of cheap points go on along the axes before it. */
static void join_lines(Plan *plan, const Resources *r)
{
  int64_t inner = 1;

  for (int a = plan->naxes - 1; a > 0 && plan->line < 0 && plan->nitems > 0; a--) {
    inner *= plan->grid->count[plan->axis[a]];
    int64_t kept = 0;
    for (int64_t i = 1; i < plan->nitems; i++) {
      PlanItem       *last = &plan->items[kept];
      const PlanItem *next = &plan->items[i];
      if (joins_block(plan, r, last, next, inner, plan->grid->count[plan->axis[a - 1]])) {
        last->count += next->count;
        last->wall_seconds += next->wall_seconds;
      } else plan->items[++kept] = *next;
    }
    plan->nitems = kept + 1;
  }
}

PetscErrorCode PlanCreate(const Grid *grid, const Resources *resources, Plan *plan, Verdict *verdict)
{
  PetscFunctionBeginUser;
  PlanLayOut(grid, plan, verdict);
  if (verdict->code) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscMalloc1(plan->npoints, &plan->items));
  cut(plan, resources, verdict);
  join_lines(plan, resources);
  qsort(plan->items, (size_t)plan->nitems, sizeof *plan->items, by_cost);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode PlanDestroy(Plan *plan)
{
  PetscFunctionBeginUser;
  for (int d = 0; plan->grid->task->owned_dims && d < plan->ndims; d++) {
    free(plan->dim[d].coordinates);
    free(plan->dim[d].label);
  }
  PetscCall(PetscFree(plan->items));
  PetscFunctionReturn(PETSC_SUCCESS);
}
