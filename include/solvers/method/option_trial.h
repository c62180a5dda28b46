/* Are the values of PETSc and SLEPc options allowed? The libraries know: objects that read the options are made once, on trial,
   before anything is written, and what they object to is caught. */
#ifndef PILIND_SOLVERS_METHOD_OPTION_TRIAL_H
#define PILIND_SOLVERS_METHOD_OPTION_TRIAL_H

#include "operators/petsc.h"

/* Makes and destroys, on PETSC_COMM_SELF, objects that read their options. */
typedef PetscErrorCode (*OptionTrial)(void);

/* objection[size] gets the first error of the trial in one line, or "" if there is none. Not collective. */
PetscErrorCode OptionTrialRun(OptionTrial trial, char *objection, size_t size);

#endif
