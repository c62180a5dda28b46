/* The rows that the tables of registry.c are made of: one line a task. */
#ifndef PILIND_TASKS_REGISTRY_H
#define PILIND_TASKS_REGISTRY_H

#include "physics/xyz.h"
#include "tasks/task.h"

extern const TaskSpec task_steady;    /* exact steady state at finite N */
extern const TaskSpec task_meanfield; /* fixed points of the mean field */

#endif
