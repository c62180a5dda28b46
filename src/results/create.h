/* Making a file whole, for those who also put something into it before it gets its name. */
#ifndef PILIND_RESULTS_CREATE_H
#define PILIND_RESULTS_CREATE_H

#include "results/file.h"

/* Called with the new file, open for writing: points that are known already. False, with errno, if it fails. */
typedef bool (*CreateFill)(void *context, ResultsFile *made);

/* Make the file of a plan under another name, with these texts and a table of attempts of this shape, fill it (NULL: leave all points
   pending), seal, sync and rename it. What lies under `path` stays until then. A full disk or a failing write is a verdict (3), and
   leaves nothing behind. Rank 0 only. */
PetscErrorCode CreateFile(const char *path, const Plan *plan, const Provenance *provenance, const AttemptShape *shape, CreateFill fill,
                          void *context, Verdict *verdict);

/* Bytes of such a file, generously. */
double CreateBytes(const Plan *plan, const Provenance *provenance, const AttemptShape *shape);

#endif
