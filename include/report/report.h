/* What the user reads on standard output: help, version, the plan of a dry run, the status of a file. */
#ifndef PILIND_REPORT_REPORT_H
#define PILIND_REPORT_REPORT_H

#include "input/config.h"
#include "farm/farm.h"
#include "plan/survey.h"
#include "results/version.h"

/* All of these print on the rank that calls them: call on rank 0. */
void           ReportHelp(const char *topic, Verdict *verdict); /* topic: the name of a task or a model, "all", or NULL */
void           ReportVersion(void);
void           ReportDryRun(const Config *config, const Plan *plan, const Survey *survey, const Resources *resources);
PetscErrorCode ReportStatus(const char *path, Verdict *verdict);

/* What the input made worth a word, a line each on standard error. */
void ReportWarnings(const Warnings *warnings);

#endif
