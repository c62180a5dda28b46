/* What a plan has in its results file for every point, in the order in which checksums take it: the outputs, then seconds, attempt and
   status; the checksum itself stands last. Names are paths in the file. */
#ifndef PILIND_RESULTS_SCHEMA_H
#define PILIND_RESULTS_SCHEMA_H

#include "plan/plan.h"
#include "results/h5.h"
#include "results/value.h"

enum { SCHEMA_SECONDS, SCHEMA_ATTEMPT, SCHEMA_STATUS, SCHEMA_CHECKSUM, SCHEMA_OWN, SCHEMA_MAX = OUTPUT_MAX + SCHEMA_OWN };

typedef struct {
  const char *name;
  ValueKind   kind;
  const char *dim;           /* its own dimensions beside the axes, or NULL */
  const char *flag_meanings; /* or NULL */
  bool        missing;       /* the value that stands there at first is no value */
  int         first_format;  /* of files that have it */
  H5Words     words;
} SchemaVariable;

/* The program's own variables, as rows SCHEMA_SECONDS ... */
extern const SchemaVariable schema_own[SCHEMA_OWN];

/* Fill list[noutputs + SCHEMA_OWN]; row noutputs + SCHEMA_STATUS is the status, and so on. Returns their number. */
int schema_variables(const Plan *plan, SchemaVariable list[SCHEMA_MAX]);

#endif
