/* Methods as table rows, and the choice among them: shared by the steady state and its response. */
#ifndef PILIND_SOLVERS_METHOD_SOLVER_METHOD_H
#define PILIND_SOLVERS_METHOD_SOLVER_METHOD_H

#include "physics/spins/spin_model.h"
#include "operators/petsc.h"
#include "solvers/checkpoint/checkpoint.h"
#include "solvers/method/method_option.h"
#include "solvers/monitor/monitor.h"

/* What a caller may ask for beside the PETSc options. */
typedef struct {
  PetscBool            truncate;    /* may the space be cut where the state has died out? */
  Checkpoint          *checkpoint;  /* for the iterate of a long solve, or NULL */
  const Monitor       *monitor;     /* what the solve tells while it works; or NULL */
  PetscBool            populations; /* may the state come as populations alone, where it has no coherences (method charge)? */
  struct SteadyMemory *memory;      /* ADI: states of the points before, to begin from, to which this one is added; NULL: begin cold */
} SteadyOptions;

typedef struct {
  double unknowns, nonzeros; /* nonzeros: of the assembled matrix, 0 if matrix-free */
  double bytes;              /* of all ranks together */
  double wall_seconds;       /* by the clock, on so many ranks: solvers/method/cost.h */
} SteadyEstimate;

typedef struct {
  const char *name; /* first: the rows are the words of a MethodOption */
  const char *long_name;
  SteadyEstimate (*estimate)(const SpinModel *model, const SteadyOptions *options, int ranks); /* of this method alone */
  /* Can the method solve this model on this many ranks? Returns NULL or the reason why not. */
  const char *(*refuses)(const SpinModel *model, const SteadyOptions *options, int ranks);
  PetscBool never_automatic; /* only where it is asked for */
} SolverMethod;

/* Bytes on each rank that a method may take that was not chosen, but tried because another failed. */
#define SOLVER_FALLBACK_BYTES 4e9

/* The cheapest row by its estimate that takes the model within `bytes` a rank, not counting those whose bit is set in `tried`; -1 if
   there is none. `why` gets the reason of the first row that refuses: rows for special models come last. Not collective. */
int solver_method_cheapest(int count, const SolverMethod *methods, const SpinModel *model, const SteadyOptions *options, int ranks,
                           unsigned tried, double bytes, const char **why);

/* The row that the option asks for (`forced`), else the cheapest; -1 with `why` set if none takes the model. The methods are the words of
   the option. Not collective. */
PetscErrorCode SolverMethodChoose(const MethodOption *option, const SolverMethod *methods, const SpinModel *model,
                                  const SteadyOptions *options, int ranks, int *method, PetscBool *forced, const char **why);

/* A solve by one row, in place of what an attempt before it has left; is it good enough? */
typedef PetscErrorCode (*SolverAttempt)(void *context, int method, PetscBool *good);

/* Solve by the row of SolverMethodChoose. If that is not good enough and was not forced, by the next cheapest within SOLVER_FALLBACK_BYTES
   a rank, until one is or none is left: what the last one left stays. It is an error if no row takes the model. Collective. */
PetscErrorCode SolverMethodRun(MPI_Comm comm, const MethodOption *option, const SolverMethod *methods, const SpinModel *model,
                               const SteadyOptions *options, SolverAttempt attempt, void *context);

#endif
