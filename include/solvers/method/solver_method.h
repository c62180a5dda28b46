/* Methods as table rows, and the choice among them: shared by the steady state and its response. */
#ifndef PILIND_SOLVERS_METHOD_SOLVER_METHOD_H
#define PILIND_SOLVERS_METHOD_SOLVER_METHOD_H

#include "physics/models/xyz.h"
#include "operators/petsc.h"
#include "solvers/checkpoint/checkpoint.h"

/* What a caller may ask for beside the PETSc options. */
typedef struct {
  PetscBool   truncate;   /* may the space be cut where the state has died out? */
  Checkpoint *checkpoint; /* for the iterate of a long solve, or NULL */
  struct SteadyMemory *memory;   /* ADI: states of the points before, to begin from, to which this one is added; NULL: begin cold */
} SteadyOptions;

typedef struct {
  double unknowns, nonzeros; /* nonzeros: of the assembled matrix, 0 if matrix-free */
  double bytes;              /* of all ranks together */
  double wall_seconds;       /* by the clock, on so many ranks: solvers/method/cost.h */
} SteadyEstimate;

typedef struct {
  const char *name; /* the value of -PREFIX_pc_type */
  const char *long_name;
  SteadyEstimate (*estimate)(const XyzModel *model, const SteadyOptions *options, int ranks); /* of this method alone */
  /* Can the method solve this model on this many ranks? Returns NULL or the reason why not. */
  const char *(*refuses)(const XyzModel *model, const SteadyOptions *options, int ranks);
} SolverMethod;

/* Bytes on each rank that a method may take that was not chosen, but tried because another failed. */
#define SOLVER_FALLBACK_BYTES 4e9

/* The cheapest row by its estimate that takes the model within `bytes` a rank, not counting those whose bit is set in `tried`; -1 if
   there is none. `why` gets the reason of a row that refuses. Not collective. */
int solver_method_cheapest(int count, const SolverMethod *methods, const XyzModel *model, const SteadyOptions *options, int ranks, unsigned tried,
                           double bytes, const char **why);

/* The row of the option -PREFIX_pc_type if set (`forced`), else the cheapest; -1 with `why` set if none takes the model. Any other PC
   of PETSc works on an assembled matrix and runs as the first row. Not collective. */
PetscErrorCode SolverMethodChoose(int count, const SolverMethod *methods, const char *prefix, const XyzModel *model, const SteadyOptions *options,
                                  int ranks, int *method, PetscBool *forced, const char **why);

#endif
