/* One point: is it defined, and on how many ranks does it fit? */
#include "plan/points.h"

#include <stdio.h>
#include <string.h>

static const double patient_seconds = 60; /* points slower than this on one rank share idle ranks */

const char *PlanDescribe(const Plan *plan, int64_t index, size_t size, char *text)
{
  double point[PARAM_MAX];
  size_t at = 0;

  PlanPoint(plan, index, point);
  text[0] = 0;
  for (int a = 0; a < plan->naxes && at < size; a++)
    at += (size_t)snprintf(text + at, size - at, "%s%s = %.10g", a ? ", " : "", plan->grid->model->params[plan->axis[a]].name,
                           point[plan->axis[a]]);
  if (!plan->naxes) snprintf(text, size, "%s = %.10g", plan->grid->model->params[0].name, point[0]); /* the first parameter sets the size */
  return text;
}

/* The smallest group that the point fits on. A point whose estimate fails on one rank may be possible on more. */
int PlanGroupSize(const Plan *plan, const Resources *r, const double point[PARAM_MAX], TaskEstimate *e, const char **why)
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

bool PlanCheckPoint(const Plan *plan, int64_t index, const double point[PARAM_MAX], Verdict *verdict)
{
  const Grid *grid = plan->grid;
  char        where[256], reason[GRID_WHY];

  const char *objection = check_formulas(grid, point, reason) ? reason : grid->model->check ? grid->model->check(point) : NULL;
  if (!objection) objection = grid->task->check(point, &grid->options);
  if (objection) VerdictSet(verdict, EXIT_BAD_INPUT, "at %s: %s", PlanDescribe(plan, index, sizeof where, where), objection);
  return !objection;
}

void PlanRejectSize(const Plan *plan, const Resources *r, int64_t index, int ranks, const TaskEstimate *e, const char *why,
                    Verdict *verdict)
{
  char where[256];

  VerdictSet(verdict, EXIT_BAD_INPUT, "at %s: %s (%d rank%s a point, %.3g unknowns, %.3g GB; %.3g GB a rank at hand)",
             PlanDescribe(plan, index, sizeof where, where), why, ranks, ranks > 1 ? "s" : "", e->unknowns, e->bytes / 1e9,
             r->bytes_per_rank / 1e9);
}
