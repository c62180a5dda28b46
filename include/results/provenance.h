/* Where a result comes from: the input, what it means, and the programs that made it. */
#ifndef PILIND_RESULTS_PROVENANCE_H
#define PILIND_RESULTS_PROVENANCE_H

#include "plan/plan.h"

#define PILIND_VERSION        "0.1.0"
#define PILIND_FORMAT_VERSION 1

typedef struct {
  const char *input;   /* text of the input file, owned by the caller */
  char       *options; /* solver options in use, owned: ProvenanceDestroy */
  char        libraries[256];
  char        hash[17]; /* FNV-1a of the settings, 16 hexadecimal digits */
  char       *settings; /* owned */
} Provenance;

/* Collect it for a plan. Not collective. */
PetscErrorCode ProvenanceCreate(const char *input, const Plan *plan, Provenance *provenance);
PetscErrorCode ProvenanceDestroy(Provenance *provenance);

/* What the input means, one line "key = value" for the model, the task, its options and every parameter, all digits: two runs
   with the same settings belong to the same file. The caller frees with PetscFree. */
PetscErrorCode ProvenanceSettings(const Plan *plan, char **settings);

/* The key of the first line in which two settings differ, "" if they are the same. */
void ProvenanceDifference(const char *a, const char *b, size_t size, char *key);

/* Git revision of the source at compile time, or "unknown". */
const char *ProvenanceRevision(void);

/* "Open MPI ..., PETSc ..., SLEPc ..., HDF5 ..." */
void ProvenanceLibraries(size_t size, char *text);

#endif
