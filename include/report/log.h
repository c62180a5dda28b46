/* What a batch job's log says of an attempt: its banner, why it stopped, and how to go on. The log may be appended to by many. */
#ifndef PILIND_REPORT_LOG_H
#define PILIND_REPORT_LOG_H

#include "input/config.h"
#include "farm/farm.h"
#include "results/reuse.h"

typedef struct {
  int         ranks, nodes;
  double      seconds_left; /* until the deadline; 0: no limit */
  const char *limit;        /* where the deadline comes from */
} LogPlace;

/* Let every line leave at once, also into a file. Call on rank 0 before anything is printed. */
void LogByLines(void);

/* Version, when and where, input, output, what is done and left. Call on rank 0. */
void LogStart(const Config *config, const Plan *plan, const LogPlace *place, const unsigned char *status);

/* What other files gave, and what is wrong with this one. Call on rank 0. */
void LogFile(const Config *config, const ResultsLeft *left, const Reuse *reuse);

/* A BLAS that starts threads in every rank: one warning line on standard error. Call on rank 0. */
void LogBlasThreads(int ranks);

/* How the run ended; if points are left or have failed, the whole command that goes on. Call on rank 0. */
void LogEnd(const Config *config, const FarmOutcome *outcome, int ranks, int argc, char **argv);

#endif
