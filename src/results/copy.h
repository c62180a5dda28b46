/* Copying points from sources into a file of the plan. */
#ifndef PILIND_RESULTS_COPY_H
#define PILIND_RESULTS_COPY_H

#include "results/source.h"

/* What to copy: point i from source[take[i] - 1], 0: from none. The sources' row[] say which attempts of the file are theirs. */
typedef struct {
  const Plan          *plan;
  const Source        *source;
  int                  nsources;
  const unsigned char *take;
} Copy;

/* Copy them: the status of all after everything else. False, with errno, if reading or writing fails. */
bool copy_points(const Copy *copy, ResultsFile *file);

#endif
