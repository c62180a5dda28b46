/* Laying out the grid. Cheap points are bundled into items, as long as every rank still gets several of them. */
#include "plan/plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double item_seconds    = 0.02; /* an item should last this long, to make scheduling and writing negligible */
static const int    items_per_rank  = 8;
static const double points_max      = 1e8;
static const double patient_seconds = 60;   /* points slower than this share idle ranks */

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

const TaskDim *PlanDim(const Plan *plan, const OutputSpec *output)
{
  for (int d = 0; output->dim && d < plan->ndims; d++)
    if (!strcmp(plan->dim[d].name, output->dim)) return &plan->dim[d];
  return NULL;
}

/* Of the dimensions that an output may have, written a|b, the one that the task gives. */
static void choose_dim(const Plan *plan, OutputSpec *output)
{
  for (int d = 0; output->dim && d < plan->ndims; d++) {
    const char  *name = plan->dim[d].name, *at = strstr(output->dim, name);
    const size_t length = strlen(name);
    if (at && (at == output->dim || at[-1] == '|') && (!at[length] || at[length] == '|')) output->dim = name;
  }
}

bool PlanChunkBegins(const Plan *plan, int64_t index)
{
  const int line = plan->naxes > 0 ? plan->grid->count[plan->axis[plan->naxes - 1]] : 1;

  return index % line % plan->chunk == 0;
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

static void lay_out(const Grid *grid, Plan *plan)
{
  *plan = (Plan){.grid = grid, .npoints = 1};
  for (int k = 0; k < grid->model->nparams; k++) {
    if (!grid->listed[k]) continue;
    plan->axis[plan->naxes++] = k;
    plan->npoints *= grid->count[k];
  }
  plan->noutputs = grid->task->outputs(&grid->options, plan->output);
  plan->ndims    = grid->task->dims ? grid->task->dims(&grid->options, plan->dim) : 0;
  choose_direction(grid, plan);
  plan->chunk = choose_chunk(grid, plan);
  for (int k = 0; k < plan->noutputs; k++) {
    choose_dim(plan, &plan->output[k]);
    const TaskDim *dim  = PlanDim(plan, &plan->output[k]);
    plan->offset[k + 1] = plan->offset[k] + (dim ? dim->count : 1);
  }
}

const char *PlanDescribe(const Plan *plan, int64_t index, size_t size, char *text)
{
  double point[PARAM_MAX];
  size_t at = 0;

  PlanPoint(plan, index, point);
  text[0] = 0;
  for (int a = 0; a < plan->naxes && at < size; a++)
    at += (size_t)snprintf(text + at, size - at, "%s%s = %.10g", a ? ", " : "", plan->grid->model->params[plan->axis[a]].name, point[plan->axis[a]]);
  if (!plan->naxes) snprintf(text, size, "%s = %.10g", plan->grid->model->params[0].name, point[0]); /* the first parameter sets the size */
  return text;
}

/* The smallest group that the point fits on. A point whose estimate fails on one rank may be possible on more. */
static int group_size(const Plan *plan, const Resources *r, const double *point, TaskEstimate *e, const char **why)
{
  const Grid *grid = plan->grid;
  int         size = r->ranks_per_point > 0 ? PetscMin(r->ranks_per_point, r->ranks) : 1;

  for (;; size = PetscMin(2 * size, r->ranks)) {
    *why = grid->task->estimate(point, &grid->options, size, e);
    if (!*why && e->bytes / size > r->bytes_per_rank) *why = "it does not fit in memory";
    const bool idle = e->wall_seconds > patient_seconds && plan->npoints * size * 2 <= (int64_t)plan->chunk * r->ranks;
    if ((!*why && !idle) || r->ranks_per_point > 0 || size == r->ranks) return size;
  }
}

static int by_cost(const void *a, const void *b)
{
  const PlanItem *p = a, *q = b;

  if (p->ranks != q->ranks) return p->ranks > q->ranks ? -1 : 1;
  if (p->wall_seconds != q->wall_seconds) return p->wall_seconds > q->wall_seconds ? -1 : 1;
  return (p->first > q->first) - (p->first < q->first);
}

/* Does this point go with the last item? A task's line is one item; else items stay within a line of the last axis, hold whole chunks,
   have one group size, and are not too long. */
static bool joins(const Plan *plan, const Resources *r, const PlanItem *item, int64_t index, int size, float seconds)
{
  const int     line = plan->along >= 0 ? plan->grid->count[plan->axis[plan->along]] : 1;
  const int64_t most = PetscMax(1, plan->npoints / ((int64_t)items_per_rank * r->ranks));

  if (!PlanChunkBegins(plan, index)) return true;
  if (plan->line >= 0 || !item || index % line == 0) return false;
  return item->ranks == size && item->count < most && item->wall_seconds + seconds < item_seconds;
}

/* Values of expressions are known at points only. Returns whether one is not allowed. */
static bool check_formulas(const Grid *grid, const double point[PARAM_MAX], char why[GRID_WHY])
{
  for (int i = 0; i < grid->nformulas; i++)
    if (GridObjects(grid, grid->order[i], point[grid->order[i]], why)) {
      const size_t used = strlen(why);
      snprintf(why + used, GRID_WHY - used, " ('%.60s')", grid->formula_text[grid->order[i]]);
      return true;
    }
  return false;
}

/* A task that changes a parameter by itself, or solves whole lines of it, would leave behind what is given in terms of it. */
static void check_independence(const Grid *grid, int varied, Verdict *verdict)
{
  const ParamSpec *params = grid->model->params;

  if (varied < 0) return;
  if (grid->formula[varied]) VerdictSet(verdict, EXIT_BAD_INPUT, "%s: task %s varies it here, so that it cannot be an expression ('%s')", params[varied].name, grid->task->name, grid->formula_text[varied]);
  for (int k = 0; k < grid->model->nparams; k++)
    if (k != varied && GridDepends(grid, k, varied))
      VerdictSet(verdict, EXIT_BAD_INPUT, "%s: '%s' depends on %s, which task %s varies here; allowed: a number or an axis", params[k].name, grid->formula_text[k], params[varied].name, grid->task->name);
}

/* Cut the points into items. */
static void cut(Plan *plan, const Resources *r, Verdict *verdict)
{
  const Grid   *grid  = plan->grid;
  const int     line  = plan->line >= 0 && plan->along >= 0 ? grid->count[plan->line] : 1; /* points of an item, at least */
  PlanItem     *item  = NULL;
  double        point[PARAM_MAX];
  char          where[256], reason[GRID_WHY];
  TaskEstimate  e = {0};

  for (int64_t i = 0; i < plan->npoints; i++) {
    const char *why;
    PlanPoint(plan, i, point);
    const char *objection = check_formulas(grid, point, reason) ? reason : grid->model->check(point);
    if (!objection) objection = grid->task->check(point, &grid->options);
    if (objection) {
      VerdictSet(verdict, EXIT_BAD_INPUT, "at %s: %s", PlanDescribe(plan, i, sizeof where, where), objection);
      return;
    }
    const int size = group_size(plan, r, point, &e, &why);
    if (why) {
      VerdictSet(verdict, EXIT_BAD_INPUT, "at %s: %s (%d rank%s a point, %.3g unknowns, %.3g GB; %.3g GB a rank at hand)",
                 PlanDescribe(plan, i, sizeof where, where), why, size, size > 1 ? "s" : "", e.unknowns, e.bytes / 1e9, r->bytes_per_rank / 1e9);
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
  const int64_t most = PetscMax(1, plan->npoints / ((int64_t)items_per_rank * r->ranks));
  const bool    whole = p->first % inner == 0 && p->count % inner == 0 && q->count % inner == 0 && p->first + p->count == q->first;

  return whole && p->first / (inner * line) == q->first / (inner * line) && p->ranks == q->ranks && p->count + q->count <= most &&
         p->wall_seconds + q->wall_seconds < item_seconds;
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

/* The product of the axes, before it is trusted to an integer or to the memory. */
static double count_points(const Grid *grid)
{
  double points = 1;

  for (int k = 0; k < grid->model->nparams; k++)
    if (grid->listed[k]) points *= grid->count[k];
  return points;
}

PetscErrorCode PlanCreate(const Grid *grid, const Resources *resources, Plan *plan, Verdict *verdict)
{
  PetscFunctionBeginUser;
  *plan = (Plan){.grid = grid};
  if (count_points(grid) > points_max) {
    VerdictSet(verdict, EXIT_BAD_INPUT, "the grid has %.3g points; allowed: at most %.0e in one file", count_points(grid), points_max);
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  lay_out(grid, plan);
  check_independence(grid, plan->line, verdict);
  check_independence(grid, grid->task->varies ? grid->task->varies(&grid->options) : -1, verdict);
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
  for (int d = 0; plan->grid->task->owned_dims && d < plan->ndims; d++) free(plan->dim[d].coordinates);
  PetscCall(PetscFree(plan->items));
  PetscFunctionReturn(PETSC_SUCCESS);
}
