/* What a plan would cost, for -dry_run: points of one kind in one row, also of those that cannot be solved. Of a large grid only some
   points are looked at, spread evenly along every axis and with both its ends: a table of 10^7 points is there at once. */
#ifndef PILIND_PLAN_SURVEY_H
#define PILIND_PLAN_SURVEY_H

#include "plan/plan.h"

enum { SURVEY_ROWS = 64, SURVEY_POINTS = 30000 /* looked at, at most */ };

typedef struct {
  TaskEstimate e;      /* of the largest of them */
  int          ranks;  /* a point */
  int64_t      points; /* of the whole grid */
  const char  *why;    /* they cannot be solved; NULL: they can */
} SurveyRow;

typedef struct {
  int       count;
  SurveyRow row[SURVEY_ROWS];
  int64_t   looked_at;  /* points; all of the grid where it has no more than SURVEY_POINTS */
  double    seconds;    /* of the whole grid on these ranks */
  double    rank_bytes; /* the most that a rank needs, of those that can be solved */
} Survey;

/* Look at a grid: the plan is laid out without its items (PlanDestroy). Points that are no input are a verdict, the first that
   cannot be solved is one, too, but the table is whole. Not collective, the same on every rank. */
PetscErrorCode PlanSurvey(const Grid *grid, const Resources *resources, Plan *plan, Survey *survey, Verdict *verdict);

#endif
