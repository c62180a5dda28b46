/* Points that fail, named in the log with their reason. */
#ifndef PILIND_FARM_FAILURES_H
#define PILIND_FARM_FAILURES_H

#include "plan/plan.h"

/* What a process names at most: of many that fail alike, the file knows the rest. */
enum { FAILURES_NAMED = 20 };

typedef struct {
  int named;
} Failures;

/* Say on standard output that a point has failed. values: its outputs; why: what the task says of it, or "". Call it where the task has
   filled them, on rank 0 of the group. */
void FailuresName(Failures *failures, const Plan *plan, int64_t index, const double *values, const char *why);

/* "failed: N = 10, Jy = 0.75: it did not converge; residual 0.003, iterations 200, solver lu": the certificates are the numbers of the
   outputs whose source is "certificate". Returns text. */
const char *failure_line(const Plan *plan, int64_t index, const double *values, const char *why, size_t size, char text[]);

#endif
