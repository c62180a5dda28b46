/* The state of a long solve in a file beside the results: written whole under another name and renamed, so that a kill at any
   time leaves the last good one. The file says what it belongs to: a foreign or torn one is ignored, never an error.

   Unknowns are stored in the order of the basis, so any number of ranks can read what any other number wrote. */
#ifndef PILIND_SOLVERS_CHECKPOINT_CHECKPOINT_H
#define PILIND_SOLVERS_CHECKPOINT_CHECKPOINT_H

#include "operators/petsc.h"

#include <petscvec.h>

enum { CHECKPOINT_KEYS = 32 };

/* What must agree for a checkpoint to be used (model, basis, method), and what the solve wants back (time, progress). */
typedef struct {
  double key[CHECKPOINT_KEYS];  /* compared bit by bit */
  double data[CHECKPOINT_KEYS]; /* returned */
} CheckpointHeader;

/* Write x and the header. Failing to write is not an error of the solve: *written says whether it worked. Collective. */
PetscErrorCode CheckpointWrite(const char *path, const CheckpointHeader *header, Vec x, PetscBool *written);

/* Read the header's data for a given key without the state: so that the caller can make the right basis and Vec first. */
PetscErrorCode CheckpointPeek(MPI_Comm comm, const char *path, CheckpointHeader *header, PetscBool *found);

/* Read the state into x (same global size, any distribution). Collective. */
PetscErrorCode CheckpointRead(const char *path, Vec x, PetscBool *found);

/* Remove the file if it is there. Call it when the point's result is safe. Collective. */
PetscErrorCode CheckpointRemove(MPI_Comm comm, const char *path);

#endif
