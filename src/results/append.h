/* Rows for runs in a file that is there. */
#ifndef PILIND_RESULTS_APPEND_H
#define PILIND_RESULTS_APPEND_H

#include "plan/plan.h"
#include "results/attempts.h"

/* Write rows behind those in use; *first is the number of the first. A table that is full or too narrow is made larger, which makes
   the file anew; what fails is a verdict (3). Rank 0 only. */
PetscErrorCode AttemptsAppend(const char *path, const Plan *plan, int count, const Attempt *attempts, int64_t *first, Verdict *verdict);

#endif
