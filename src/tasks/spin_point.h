/* A point of a grid, as solvers take it: whichever model the input has. */
#ifndef PILIND_TASKS_SPIN_POINT_H
#define PILIND_TASKS_SPIN_POINT_H

#include "physics/spins/spin_model.h"
#include "tasks/task.h"

/* The model in units of its own, a power of two at or below its largest coupling or rate: the unit goes to *unit unless that is NULL. The
   point has passed the task's check. Release with spin_model_free. Not collective. */
PetscErrorCode SpinPoint(const TaskOptions *options, const double *point, double *unit, SpinModel *model);

/* The same of model ensemble with any number of levels: its Lindbladian alone, which the caller frees. Not collective. */
PetscErrorCode EnsemblePoint(const TaskOptions *options, const double *point, double *unit, Lindbladian *l);

#endif
