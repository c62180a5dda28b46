/* The parameters of a grid as variables of the results file. */
#ifndef PILIND_RESULTS_PARAMETERS_H
#define PILIND_RESULTS_PARAMETERS_H

#include "plan/plan.h"

#include <hdf5.h>

/* Axes as dimension scales, single values as scalars, expressions with their values over the axes that they depend on and their text as
   the attribute `expression`. scales[] gets the names of the axes, in the order of the plan. */
PetscErrorCode ParametersCreate(hid_t file, const Plan *plan, const char *scales[]);

#endif
