/* Points from other results files: grids that are extended, refined, merged. A file can give points if it has the same model, task, task
   options and outputs as the plan; points are the same if all parameters agree to 1e-12 relative (zero only with zero). Points that are
   done and match their checksums are copied, with the row of the attempt that solved them; points that are only solved together (a
   chunk, a line) are copied together, from one file. Files of format 1 can give points, too; they have no checksums. Rank 0 only. */
#ifndef PILIND_RESULTS_REUSE_H
#define PILIND_RESULTS_REUSE_H

#include "results/results.h"

/* What a file gave. */
typedef struct {
  const char *path;
  int64_t     points;  /* taken over */
  int64_t     damaged; /* that did not match their checksums */
} ReuseCount;

/* Look at the files, in the order in which they are asked for points. Verdict: one cannot be read (1), or cannot give points to this
   plan (4). `except` is left out where it is one of them: the file that is to be filled (NULL: none). ReuseClose in any case. */
PetscErrorCode ReuseOpen(int count, char *const paths[], const char *except, const Plan *plan, Reuse **reuse, Verdict *verdict);

/* Copy into pending points of a file of the plan that is there. (ResultsCreate copies into a new one.) A failure is a verdict (3). */
PetscErrorCode ReuseMerge(Reuse *reuse, const char *path, Verdict *verdict);

/* What the k-th file gave; false if there is none. */
PetscBool      ReuseGave(const Reuse *reuse, int k, ReuseCount *count);
PetscErrorCode ReuseClose(Reuse **reuse); /* accepts NULL */

#endif
