/* A results file that gives points to a plan: is it of the same kind, and which of its points is a point of the plan? */
#ifndef PILIND_RESULTS_SOURCE_H
#define PILIND_RESULTS_SOURCE_H

#include "plan/plan.h"
#include "results/file.h"

/* A value of an axis and its place there; sorted by value. */
typedef struct {
  double  value;
  int64_t index;
} SourceValue;

typedef struct {
  int          parameter; /* row of the plan's model */
  int64_t      count, stride;
  SourceValue *values;
} SourceAxis;

typedef struct {
  ResultsFile    file;
  const char    *path;
  int            naxes, nfixed;
  SourceAxis     axis[LAYOUT_AXES];
  int            fixed[PARAM_MAX];   /* parameters with one value there, */
  double         value[PARAM_MAX];   /* and the values */
  int            output[OUTPUT_MAX]; /* its variable for each output of the plan */
  unsigned char *usable;             /* [npoints] done, and as its checksum says */
  int64_t        damaged, points;    /* points that do not match; points taken */
  int64_t        nattempts;          /* rows of its attempts; 1 in format 1 */
  int32_t       *row;                /* [nattempts] rows of ours; -1: none yet */
} Source;

/* Open a file. `settings` and `outputs` are the plan's. Verdict 1 or 4 if it cannot be used. SourceClose in any case. */
PetscErrorCode SourceOpen(const char *path, const Plan *plan, const char *settings, const char *outputs, Source *source, Verdict *verdict);
void           SourceClose(Source *source);

/* The index there of a point, all parameters given; -1 if it is not on its grid. */
int64_t source_index(const Source *source, const double *point);

/* The row of its attempts that solved a point; 0 in format 1, where the first run stands for all. False, with errno, on failure. */
bool source_attempt(const Source *source, int64_t index, int32_t *row);

/* A row of its attempts, with the file's path as the source. False, with errno, on failure. */
bool source_row(const Source *source, int32_t row, Attempt *attempt);

#endif
