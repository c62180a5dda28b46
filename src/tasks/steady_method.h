/* Which method a point of task steady takes: exact, moments, or what auto makes of it. */
#ifndef PILIND_TASKS_STEADY_METHOD_H
#define PILIND_TASKS_STEADY_METHOD_H

#include "tasks/moment_options.h"

typedef const char *(*ExactEstimate)(const SpinModel *model, const TaskOptions *options, int ranks, TaskEstimate *e);
typedef PetscErrorCode (*MethodRun)(const TaskPoint *p, const SpinModel *model, double *out, PointStatus *status);

/* Do the options go together? For a task's prepare(): what needs rho is not for moments, and what is for moments not for the exact method.
   */
bool SteadyMethodPrepare(const TaskOptions *options, int moments, int states, Objection *objection);

/* Can the method take the point? NULL or why not. */
const char *SteadyMethodCheck(const SpinModel *model, const TaskOptions *options, int moments);

/* The cost of what is taken. */
const char *SteadyMethodEstimate(const SpinModel *model, const TaskOptions *options, int moments, int ranks, ExactEstimate exact,
                                 TaskEstimate *e);

/* Run it. auto: exact where that is cheap, else moments, and where these are not accepted exact if its memory allows. Collective. */
PetscErrorCode SteadyMethodRun(const TaskPoint *p, const SpinModel *model, int moments, ExactEstimate estimate, MethodRun exact,
                               MethodRun hierarchy, double *out, PointStatus *status);

#endif
