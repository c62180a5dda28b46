/* The results file: one HDF5 file in netCDF-4's conventions, written by all ranks, that survives kill -9 at any time and notices when
   one of its bytes is not what it was.

   It is created whole by rank 0 under another name, closed, synced and renamed; from then on only raw data are written, the data of
   a point before its status. Nothing but the groups `timing` and `provenance/attempts` depends on the number of ranks, on the order of
   the work, on interruptions or on where points were taken from.

   /                     axes and own dimensions (dimension scales), one variable an output, `status`
   /provenance           input (its text), settings (what the input means, line by line), outputs (line by line), hash of the settings,
                         program_version, revision and libraries that made the file, seal (a checksum of all that never changes)
   /provenance/attempts  a row for every run: date, host, ranks, program_version, revision, libraries, options, source (the file that
                         points were taken from, or empty), checksum; rows that are not used yet are empty
   /timing               of each point: seconds, attempt (the row of the run that solved it), checksum

   Format 1, of older programs, has no provenance/attempts, outputs and seal, no timing/attempt and timing/checksum, but
   provenance/options. Its points can be looked at and reused. */
#ifndef PILIND_RESULTS_RESULTS_H
#define PILIND_RESULTS_RESULTS_H

#include "plan/plan.h"

typedef struct Results Results;
typedef struct Reuse   Reuse; /* results/reuse.h */

/* What there is under the name, before anything is touched. Rank 0 only. */
typedef enum { RESULTS_ABSENT, RESULTS_OURS, RESULTS_FOREIGN } ResultsState;

/* Size of the file, generously. */
double ResultsBytes(const Plan *plan);

/* Look at the file and its folder: RESULTS_OURS if it was made from the same settings for the same outputs. Objections go to the
   verdict: folder missing, unwritable or without room for a new file, no regular file (3); another input, other outputs, another format
   version, a damaged file or no results file (4), with overwrite no HDF5 file. The path is one without links (path.h). Rank 0 only. */
PetscErrorCode ResultsInspect(const char *path, const Plan *plan, PetscBool overwrite, ResultsState *state, Verdict *verdict);

/* Make the file; `input` is the text of the input file. All points are pending but those that `reuse` (or NULL) has. What lies under the
   name stays until the new file is complete. A full disk or a failing write is a verdict (3), and leaves nothing behind. Rank 0 only. */
PetscErrorCode ResultsCreate(const char *path, const char *input, const Plan *plan, Reuse *reuse, Verdict *verdict);

/* What the file has, npoints values each. */
typedef struct {
  unsigned char *status;
  double        *seconds;       /* that points took; NaN for those not solved yet */
  int64_t        damaged;       /* points that did not match their checksums: pending now, also in the file */
  int64_t        lost_attempts; /* rows of provenance/attempts that points refer to and that do not match their checksums */
} ResultsLeft;

/* Read what is done, and set points that do not match their checksums pending. Verdict 3 if the file cannot be read or written.
   ResultsLeftFree in any case. Rank 0 only. */
PetscErrorCode ResultsLook(const char *path, ResultsLeft *left, Verdict *verdict);
PetscErrorCode ResultsLeftFree(ResultsLeft *left);

/* Give this run its row in provenance/attempts: *attempt is its number. A table that is full is made larger, which makes the file anew.
   Rank 0 only. */
PetscErrorCode ResultsBegin(const char *path, const Plan *plan, int ranks, int *attempt, Verdict *verdict);

/* Open for writing. Every rank opens the file for itself, through MPI-IO: nothing about it is collective, so that a rank that dies or
   cannot open it holds up nobody. HDF5 permits it because no metadata change. If one rank fails all have a verdict (3) that says which
   and why, and *results is NULL. Collective over comm. */
PetscErrorCode ResultsOpen(MPI_Comm comm, const char *path, const Plan *plan, int attempt, Results **results, Verdict *verdict);
PetscErrorCode ResultsClose(Results **results); /* not collective; accepts NULL */

/* Is the file still under its name? What is written after it was removed or replaced is lost. Not collective; safe in any thread. */
PetscBool ResultsPresent(const Results *results);

/* Write the points of an item: values[i*width + offset], status[i], seconds[i] for its points i. Those whose status is pending are left
   as they are. Independent: any one rank calls it. */
PetscErrorCode ResultsWrite(Results *results, const PlanItem *item, const double *values, const unsigned char *status,
                            const double *seconds);

#endif
