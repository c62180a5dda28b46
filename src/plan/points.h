/* What the plan and the survey ask of a point. */
#ifndef PILIND_PLAN_POINTS_H
#define PILIND_PLAN_POINTS_H

#include "plan/plan.h"

/* Lay out axes, outputs, direction; a grid of too many points or that the task cannot follow is a verdict. */
void PlanLayOut(const Grid *grid, Plan *plan, Verdict *verdict);

/* Is the point defined? Else the verdict says where and why not. */
bool PlanCheckPoint(const Plan *plan, int64_t index, const double point[PARAM_MAX], Verdict *verdict);

/* The smallest group of ranks that the point fits on, with its estimate there; *why: it fits on none. */
int PlanGroupSize(const Plan *plan, const Resources *resources, const double point[PARAM_MAX], TaskEstimate *estimate, const char **why);

/* A point that fits on no group. */
void PlanRejectSize(const Plan *plan, const Resources *resources, int64_t index, int ranks, const TaskEstimate *estimate, const char *why,
                    Verdict *verdict);

#endif
