/* The observables that an input of model ensemble names, as outputs of its tasks. */
#ifndef PILIND_TASKS_ENSEMBLE_OBSERVABLES_H
#define PILIND_TASKS_ENSEMBLE_OBSERVABLES_H

#include "operators/petsc.h"
#include "physics/models/ensemble_spec.h"
#include "tasks/task.h"

/* Their rows along a dimension (or NULL); the number of them. Without options (for -help): none. */
int EnsembleObservableOutputs(const TaskOptions *options, const char *source, const char *dim, OutputSpec *list);
int EnsembleObservableCount(const TaskOptions *options);

/* Observable k at a point that has passed EnsembleCheck. The caller frees it. Not collective. */
PetscErrorCode EnsembleObservable(const TaskOptions *options, const double *point, int k, Polynomial *observable);

#endif
