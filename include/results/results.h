/* The results file: one HDF5 file in netCDF-4's conventions, written by all ranks, that survives kill -9 at any time.

   It is created whole by rank 0 under another name, closed, synced and renamed; then all ranks open it through MPI-IO, and only
   raw data are written, the data of an item before its status. Nothing but the group `timing` depends on the number of ranks,
   on the order of the work or on interruptions.

   /            axes and own dimensions (dimension scales), one variable an output, `status`
   /provenance  input (its text), settings (what the input means, line by line), hash of the settings, versions, options
   /timing      seconds (of each point) */
#ifndef PILIND_RESULTS_RESULTS_H
#define PILIND_RESULTS_RESULTS_H

#include "plan/plan.h"
#include "results/provenance.h"

typedef struct Results Results;

/* What there is under the name, before anything is touched. Rank 0 only. */
typedef enum { RESULTS_ABSENT, RESULTS_OURS, RESULTS_FOREIGN } ResultsState;

/* Size of the file, generously; the texts of the provenance only if it is not NULL. */
double ResultsBytes(const Plan *plan, const Provenance *provenance);

/* Look at the file and its folder: RESULTS_OURS if it was made from the same settings. Objections go to the verdict: folder
   missing, unwritable or without room for a new file, no regular file (3); another input or format version, or no results file (4),
   with overwrite no HDF5 file. The path is one without links (path.h). Rank 0 only. */
PetscErrorCode ResultsInspect(const char *path, const Plan *plan, PetscBool overwrite, ResultsState *state, Verdict *verdict);

/* Make the file, all points pending. A full disk or a failing write is a verdict (3), and leaves nothing behind. Rank 0 only. */
PetscErrorCode ResultsCreate(const char *path, const Plan *plan, const Provenance *provenance, Verdict *verdict);

/* Open for writing on all ranks of comm. Collective. */
PetscErrorCode ResultsOpen(MPI_Comm comm, const char *path, const Plan *plan, Results **results);
PetscErrorCode ResultsClose(Results **results);

/* Is the file still under its name? What is written after it was removed or replaced is lost. Not collective; safe in any thread. */
PetscBool ResultsPresent(const Results *results);

/* The status of all points, npoints bytes allocated for the caller (PetscFree). Reads alone: call it on one rank. */
PetscErrorCode ResultsReadStatus(const char *path, int64_t npoints, unsigned char **status);

/* The same for the seconds that the points took, NaN for those not solved yet. */
PetscErrorCode ResultsReadSeconds(const char *path, int64_t npoints, double **seconds);

/* Write an item: values[i*width + offset], status[i], seconds[i] for its points i. Independent: any one rank calls it. */
PetscErrorCode ResultsWrite(Results *results, const PlanItem *item, const double *values, const unsigned char *status, const double *seconds);

#endif
