/* The functions behind the rows of steady_methods (solvers/steadystate.h says what each must do). */
#ifndef PILIND_SOLVERS_STEADYSTATE_METHODS_H
#define PILIND_SOLVERS_STEADYSTATE_METHODS_H

#include "solvers/steadystate.h"

/* The sector that holds the steady state: EVEN, or BOTH with transverse fields. */
DickeParity SteadyParity(const XyzModel *model);

SteadyEstimate SteadyEstimateLU(const XyzModel *model);
SteadyEstimate SteadyEstimateILU(const XyzModel *model);
const char    *SteadyRefusesAssembled(const XyzModel *model, int ranks);
const char    *SteadyRefusesILU(const XyzModel *model, int ranks);
PetscErrorCode SteadySolveAssembled(MPI_Comm comm, const XyzModel *model, const char *pc_type, SteadyState *state);

#endif
