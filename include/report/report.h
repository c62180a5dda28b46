/* What the user reads on standard output: help, version, the plan of a dry run, the status of a file. */
#ifndef PILIND_REPORT_REPORT_H
#define PILIND_REPORT_REPORT_H

#include "input/config.h"
#include "farm/farm.h"
#include "results/provenance.h"

/* All of these print on the rank that calls them: call on rank 0. */
void           ReportHelp(void);
void           ReportVersion(void);
void           ReportDryRun(const Config *config, const Plan *plan, const Resources *resources);
PetscErrorCode ReportStatus(const char *path, Verdict *verdict);

/* Words of our methods in options of PETSc's: a warning line for each. */
PetscErrorCode ReportOldOptions(const TaskSpec *task);

/* Solver options that nothing has read: one warning line. */
PetscErrorCode ReportUnusedOptions(const TaskSpec *task);

#endif
