/* A run, from the configuration to the exit code. */
#ifndef PILIND_RUN_H
#define PILIND_RUN_H

#include "input/config.h"

/* Plan, file, farm, results. Collective over PETSC_COMM_WORLD; the verdict's code is the program's. */
PetscErrorCode Run(const Config *config, const CommandLine *command, Verdict *verdict);

#endif
