/* One evolution under way, as its parts share it. */
#ifndef PILIND_SOLVERS_EVOLUTION_RUN_H
#define PILIND_SOLVERS_EVOLUTION_RUN_H

#include "solvers/evolution/evolution.h"
#include "solvers/evolution/exponential.h"

/* What is kept of one time: the certificates, then the caller's numbers. */
enum { SEEN_TRACE, SEEN_RHO_MIN, SEEN_NUMBERS };

typedef struct {
  const EvolutionProblem *problem;
  DickeBasis              basis;
  int                     pieces;       /* of an interval */
  double                  scale;        /* L is divided by it, and times are multiplied */
  double                  trace_factor; /* the trace norm of what has 2-norm one is at most this */
  Mat                     L;
  Exponential             exponential;
  Vec                     rho;
  CheckpointHeader        header;
  PetscReal               every; /* seconds between two checkpoints */
  PetscLogDouble          saved; /* when the last was written, by this rank's clock */
  int                     width; /* SEEN_NUMBERS + problem->numbers */
  double                 *seen;  /* [count][width] */
} Evolution;

/* What a checkpoint says beside the state: the last output time, the pieces behind it that are done, steps and the sum of their local
   errors. */
enum { AT_TIME, AT_PIECE, AT_ITERATIONS, AT_ERROR };

/* The header of its checkpoints, at time 0. */
CheckpointHeader EvolutionIdentity(const EvolutionProblem *problem);

/* Save if it is time to, `piece` pieces after output time k: rank 0's clock decides for all. Collective. */
PetscErrorCode EvolutionSaveWhenDue(Evolution *e, int k, int piece);

/* Go on from a checkpoint: *found, and the state is that of the time and piece in the header. Collective. */
PetscErrorCode EvolutionResume(Evolution *e, PetscBool *found);

#endif
