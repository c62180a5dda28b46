/* What the tasks that start from the exact steady state of model xyz share: its option, its check, its observables and certificate. */
#ifndef PILIND_TASKS_STEADY_OUTPUTS_H
#define PILIND_TASKS_STEADY_OUTPUTS_H

#include "physics/xyz/meanfield.h"
#include "solvers/steady/steadystate.h"
#include "tasks/moment_options.h"
#include "tasks/state_outputs.h"

/* The options `truncate` and `sector`; the rows of a task begin with these, or may be these alone. After them the rows that task steady has
   beside them, and `frame` of model ensemble. */
enum {
  STEADY_TRUNCATE,
  STEADY_SECTOR,
  STEADY_TASK_OPTIONS,
  STEADY_SWEEP_CHUNK = STEADY_TASK_OPTIONS,
  STEADY_STATE,
  STEADY_MOMENTS     = STEADY_STATE + STATE_OPTIONS,
  STEADY_ALL_OPTIONS = STEADY_MOMENTS + MOMENT_OPTIONS,
  STEADY_FRAME       = STEADY_ALL_OPTIONS,
  STEADY_ENSEMBLE_OPTIONS
};
extern const OptionSpec steady_task_options[STEADY_ENSEMBLE_OPTIONS];

/* What the options and the checkpoint (or NULL) mean for the solver. */
SteadyOptions SteadyTaskOptions(const TaskOptions *options, Checkpoint *checkpoint);

/* Chunks of points that begin from the states of those before: task.h has what each is. SteadyTaskMemory lets the solver use what they
   left. */
int            SteadyTaskChunk(const TaskOptions *options);
PetscErrorCode SteadyTaskForget(void **memory);
PetscErrorCode SteadyTaskMemory(const TaskPoint *p, SteadyOptions *wanted);

/* The model of a point in the sector that the options ask for; *why: why its steady state is not unique, or NULL. Release with
   spin_model_free. */
PetscErrorCode SteadyPoint(const TaskOptions *options, const double *point, double *unit, SpinModel *model, const char **why);

/* Is the steady state unique? NULL or why not. */
const char *SteadyTaskCheck(const double *point, const TaskOptions *options);

/* Rows of the observables and the certificate, in the order of SteadyTaskValues; their number. */
int SteadyTaskOutputs(OutputSpec *list);

/* Cost of the steady state of a model: for tasks that take it as populations alone (SteadyOptions.populations), and for those that need the
   sector that holds them. */
const char *SteadyStateEstimate(const SpinModel *model, const TaskOptions *options, int ranks, TaskEstimate *e);
const char *SteadyModelEstimate(const SpinModel *model, const TaskOptions *options, int ranks, TaskEstimate *e);

/* All that the observables need, and the mean field, all of whose fixed points go to *mf. Collective. */
PetscErrorCode SteadyTaskSummary(const XyzModel *model, const SteadyState *state, MeanField *mf, StateSummary *summary);

/* Is a solved state a result? Then fill the values of the rows above; if not, observables are NaN and the certificate stays.
   Returns the number of values. */
PointStatus SteadyTaskStatus(const XyzModel *model, const SteadyState *state, const StateSummary *summary);
int SteadyTaskValues(const XyzModel *model, const SteadyState *state, const MeanField *meanfield, const StateSummary *summary, double *out);

/* The same rows without a density matrix: observables as given, [observable_count], of the certificate the estimated error. */
int SteadyTaskMoments(const XyzModel *model, const double *observable, double error, const MeanField *meanfield,
                      const StateSummary *summary, double *out);

/* The mean field of a summary, all of whose fixed points go to *mf. */
void steady_meanfield(const XyzModel *model, MeanField *mf, StateSummary *summary);

#endif
