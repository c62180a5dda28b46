/* Where a result comes from, as texts of the group provenance: the input, what it means, and the program that made the file. None of
   them changes afterwards; what changes from run to run is in provenance/attempts and in the group timing. */
#ifndef PILIND_RESULTS_PROVENANCE_H
#define PILIND_RESULTS_PROVENANCE_H

#include "plan/plan.h"
#include "results/version.h"

typedef enum {
  PROVENANCE_INPUT,
  PROVENANCE_SETTINGS,
  PROVENANCE_OUTPUTS,
  PROVENANCE_HASH,
  PROVENANCE_OPTIONS,
  PROVENANCE_VERSION,
  PROVENANCE_REVISION,
  PROVENANCE_LIBRARIES,
  PROVENANCE_TEXTS
} ProvenanceText;

/* Their names in the group, and the formats that have them. */
extern const struct ProvenanceRow {
  const char *name;
  int         first_format, last_format;
} provenance_text[PROVENANCE_TEXTS];

/* The path of the seal, which is no text of ours to read (seal.h). */
#define PROVENANCE_SEAL "provenance/seal"

typedef struct {
  char *text[PROVENANCE_TEXTS]; /* owned; NULL where this format has none */
} Provenance;

/* Collect it for a plan; `input` is the text of the input file. Not collective. ProvenanceDestroy in any case. */
PetscErrorCode ProvenanceCreate(const char *input, const Plan *plan, Provenance *provenance);
PetscErrorCode ProvenanceDestroy(Provenance *provenance);

/* What the input means, one line "key = value" for the model, the task, its options and every parameter, all digits: two runs
   with the same settings belong to the same file. malloc'ed for the caller. */
PetscErrorCode ProvenanceSettings(const Plan *plan, char **settings);

/* What comes out: one line "NAME real|integer [DIMENSION]" for every output, in order. malloc'ed for the caller. */
PetscErrorCode ProvenanceOutputs(const Plan *plan, char **outputs);

/* "-key value" of every option in the database that belongs to the task, a line each. malloc'ed for the caller. */
PetscErrorCode ProvenanceOptions(const TaskSpec *task, char **options);

/* Names that stand in the list `outputs` and not in `others`, with commas; "" if there are none. A name of another kind or dimension
   counts as another name. */
void provenance_missing(const char *outputs, const char *others, size_t size, char *names);

#endif
