/* Solver options on their way to PETSc. */
#ifndef PILIND_INPUT_SOLVER_OPTIONS_H
#define PILIND_INPUT_SOLVER_OPTIONS_H

#include "input/input.h"
#include "plan/verdict.h"

/* Put the task's solver options into PETSc's database, whoever has the last word on each, and try them: values that no solver
   takes are bad input, options that no solver of the task knows are warned of, and so is what the environment sets. */
PetscErrorCode SolverOptionsSet(const Input *input, const TaskSpec *task, Verdict *verdict, Warnings *warnings);

#endif
