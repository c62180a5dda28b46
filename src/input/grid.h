/* From the input to the grid: values and expressions of the parameters, options of the task. */
#ifndef PILIND_INPUT_GRID_H
#define PILIND_INPUT_GRID_H

#include "input/input.h"
#include "plan/plan.h"

/* Fill the parameters of a grid that has its model. False with an objection; GridDestroy releases in any case. */
bool GridReadParameters(Grid *grid, const Input *input, Objection *objection);

/* Fill the options of a grid that has its task and its parameters. */
bool GridReadOptions(Grid *grid, const Input *input, Objection *objection);

#endif
