/* Method  Every axis is cut into as many runs of neighbours as the budget of points leaves it, the axes that the size depends on last;
           one point of each box of runs stands for all of it: at the first and the last run the end of the axis, else the middle. */
#include "plan/survey.h"

#include "plan/points.h"

#include <math.h>
#include <string.h>

/* An axis that the first parameter follows, which sets the size, is cut late. */
static double weight_of(const Plan *plan, int axis, int64_t runs)
{
  return runs == 1 ? 0 : (double)runs / (GridDepends(plan->grid, 0, plan->axis[axis]) ? 100 : 1);
}

/* How many runs each axis is cut into. */
static void choose_runs(const Plan *plan, int64_t runs[AXES_MAX])
{
  double product = 1;

  for (int a = 0; a < plan->naxes; a++) {
    runs[a] = plan->grid->count[plan->axis[a]];
    product *= (double)runs[a];
  }
  while (product > SURVEY_POINTS) {
    int largest = 0;
    for (int a = 1; a < plan->naxes; a++)
      if (weight_of(plan, a, runs[a]) > weight_of(plan, largest, runs[largest])) largest = a;
    product /= (double)runs[largest];
    runs[largest] = runs[largest] > 2 ? runs[largest] * 3 / 4 : 1;
    product *= (double)runs[largest];
  }
}

/* The run `at` of an axis of n values: its length, and who stands for it. */
static int64_t look_at_run(int64_t n, int64_t runs, int64_t at, int64_t *index)
{
  const int64_t begin = at * n / runs, end = (at + 1) * n / runs;

  *index = at == 0 ? 0 : at == runs - 1 ? n - 1 : (begin + end - 1) / 2;
  return end - begin;
}

static int size_class(double unknowns) { return (int)(log2(unknowns + 1) / 2); }

static bool belongs(const SurveyRow *row, const TaskEstimate *e, int ranks, const char *why)
{
  if (!row->why != !why || row->ranks != ranks || size_class(row->e.unknowns) != size_class(e->unknowns)) return false;
  return why ? !strcmp(row->why, why) : !strcmp(row->e.method, e->method);
}

static void add_point(Survey *s, const TaskEstimate *e, int ranks, const char *why, int64_t weight)
{
  int k = 0;

  while (k < s->count && !belongs(&s->row[k], e, ranks, why)) k++;
  if (k == SURVEY_ROWS) k--;
  if (k == s->count) s->row[s->count++] = (SurveyRow){*e, ranks, 0, why};
  s->row[k].points += weight;
  if (e->unknowns > s->row[k].e.unknowns) s->row[k].e = *e;
}

PetscErrorCode PlanSurvey(const Grid *grid, const Resources *resources, Plan *plan, Survey *survey, Verdict *verdict)
{
  int64_t runs[AXES_MAX], total = 1;
  double  point[PARAM_MAX];
  Verdict size = {0};

  PetscFunctionBeginUser;
  *survey = (Survey){0};
  PlanLayOut(grid, plan, verdict);
  if (verdict->code) PetscFunctionReturn(PETSC_SUCCESS);
  choose_runs(plan, runs);
  for (int a = 0; a < plan->naxes; a++) total *= runs[a];
  for (int64_t i = 0; i < total; i++) {
    int64_t      left = i, index = 0, inner = 1, weight = 1, at;
    TaskEstimate e = {0};
    const char  *why;
    for (int a = plan->naxes - 1; a >= 0; a--) {
      const int n = grid->count[plan->axis[a]];
      weight *= look_at_run(n, runs[a], left % runs[a], &at);
      index += at * inner;
      left /= runs[a], inner *= n;
    }
    PlanPoint(plan, index, point);
    if (!PlanCheckPoint(plan, index, point, verdict)) PetscFunctionReturn(PETSC_SUCCESS);
    const int ranks = PlanGroupSize(plan, resources, point, &e, &why);
    add_point(survey, &e, ranks, why, weight);
    survey->looked_at++;
    if (why) PlanRejectSize(plan, resources, index, ranks, &e, why, &size);
    else
      survey->seconds += e.wall_seconds * ranks / resources->ranks * (double)weight,
        survey->rank_bytes = fmax(survey->rank_bytes, e.bytes / ranks);
  }
  if (size.code) *verdict = size;
  PetscFunctionReturn(PETSC_SUCCESS);
}
