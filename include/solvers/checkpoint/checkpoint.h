/* The state of a long solve in a file beside the results: written whole under another name and renamed, so that a kill at any
   time leaves the last good one. The file says what it belongs to and carries CRC-32 checksums of its header and of its numbers: a
   foreign, torn or damaged one is not used, never an error, and the caller learns why.

   Unknowns are stored in the order of the basis, so any number of ranks can read what any other number wrote. */
#ifndef PILIND_SOLVERS_CHECKPOINT_CHECKPOINT_H
#define PILIND_SOLVERS_CHECKPOINT_CHECKPOINT_H

#include "operators/petsc.h"

#include <petscvec.h>

/* Where a solve may find a state and leave its own. */
typedef struct {
  const char *path;
  const char *discarded; /* filled in: why a file that was there is not used, static text; NULL: it is used, or there is none */
  PetscBool   left;      /* filled in: does something of it lie there, found or written, for whom it belongs to to remove? */
} Checkpoint;

enum { CHECKPOINT_KEYS = 32 };

/* What must agree for a checkpoint to be used (model, basis, method), and what the solve wants back (time, progress). */
typedef struct {
  double key[CHECKPOINT_KEYS];  /* compared bit by bit */
  double data[CHECKPOINT_KEYS]; /* returned */
} CheckpointHeader;

/* Write x and the header. Failing to write is not an error of the solve: *written says whether it worked; a state with a number that
   is not finite is not written. Collective. */
PetscErrorCode CheckpointWrite(Checkpoint *checkpoint, const CheckpointHeader *header, Vec x, PetscBool *written);

/* Read the header's data for a given key without the state: so that the caller can make the right basis and Vec first. Collective. */
PetscErrorCode CheckpointPeek(MPI_Comm comm, Checkpoint *checkpoint, CheckpointHeader *header, PetscBool *found);

/* Read the state into x (same global size, any distribution) after CheckpointPeek; what is in x if it is not found is undefined.
   Collective. */
PetscErrorCode CheckpointRead(Checkpoint *checkpoint, Vec x, PetscBool *found);

/* Remove the file if it is there. Call it when the point's result is safe. Collective. */
PetscErrorCode CheckpointRemove(MPI_Comm comm, const Checkpoint *checkpoint);

#endif
