/* Everything here comes from the tables and the plan. */
#include "report/report.h"

#include <stdio.h>

void ReportVersion(void)
{
  char libraries[256];

  ProvenanceLibraries(sizeof libraries, libraries);
  printf("pilind %s (%s), file format %d, %s\n", PILIND_VERSION, ProvenanceRevision(), PILIND_FORMAT_VERSION, libraries);
}

void ReportWarnings(const Warnings *warnings)
{
  for (int k = 0; k < warnings->count && k < WARNINGS_MAX; k++) fprintf(stderr, "pilind: warning: %s\n", warnings->line[k]);
  if (warnings->count > WARNINGS_MAX) fprintf(stderr, "pilind: warning: and %d more\n", warnings->count - WARNINGS_MAX);
}
