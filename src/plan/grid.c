/* The grid that the input asks for. */
#include "plan/plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void GridDestroy(Grid *grid)
{
  if (grid->task && grid->task->release) grid->task->release(&grid->options);
  for (int k = 0; k < OPTION_MAX; k++) values_free(&grid->options.values[k]);
  for (int k = 0; k < PARAM_MAX; k++) {
    free(grid->values[k]);
    free(grid->formula_text[k]);
    formula_free(grid->formula[k]);
  }
  *grid = (Grid){0};
}

bool GridObjects(const Grid *grid, int parameter, double value, char why[GRID_WHY])
{
  const ParamSpec *p = &grid->model->params[parameter];
  char             range[96];

  if (!isfinite(value)) return snprintf(why, GRID_WHY, "%s: %g is not allowed; allowed: finite numbers", p->name, value);
  if (p->kind == PARAM_COUNT && value != floor(value)) return snprintf(why, GRID_WHY, "%s: %.17g is not a whole number", p->name, value);
  if (value >= p->min && value <= p->max) return false;
  if (isinf(p->max)) snprintf(range, sizeof range, ">= %g", p->min);
  else snprintf(range, sizeof range, "%.10g to %.10g", p->min, p->max);
  return snprintf(why, GRID_WHY, "%s: %.17g is out of range; allowed: %s", p->name, value, range);
}

void GridEvaluate(const Grid *grid, double point[PARAM_MAX])
{
  for (int i = 0; i < grid->nformulas; i++) point[grid->order[i]] = formula_value(grid->formula[grid->order[i]], point);
}

bool GridDepends(const Grid *grid, int parameter, int on)
{
  if (parameter == on) return true;
  for (int i = 0; grid->formula[parameter] && i < grid->model->nparams; i++)
    if (formula_uses(grid->formula[parameter], i) && GridDepends(grid, i, on)) return true;
  return false;
}
