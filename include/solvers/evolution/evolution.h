/* Time evolution in the symmetric sector: drho/dt = L rho from an initial state, seen at equidistant times.

   Basis      Sector EVEN where the initial state and the model have even parity, both sectors otherwise: entropy and purity need
              all of rho, and terms of odd parity couple the sectors. Populations alone where Sz is conserved and rho is diagonal.
   Method     rho(t + dt) = exp(L dt) rho(t) by SLEPc's MFN (Krylov with Expokit's steps inside an interval), options prefix
              evolve_. Long intervals are cut into pieces. Every piece begins from rho alone, so that a run that was interrupted ends
              with the same digits.
   Error      The bound of solvers/evolution/exponential.h at t_end. Times and rates are in the unit of the model. */
#ifndef PILIND_SOLVERS_EVOLUTION_EVOLUTION_H
#define PILIND_SOLVERS_EVOLUTION_EVOLUTION_H

#include "physics/spaces/initial_states.h"
#include "physics/spins/spin_model.h"
#include "physics/observables/observables.h"
#include "operators/petsc.h"
#include "solvers/checkpoint/checkpoint.h"
#include "solvers/monitor/monitor.h"

#include <petscvec.h>

/* A point whose error is above has failed. */
#define EVOLUTION_ERROR_LIMIT 1e-7

typedef struct {
  const SpinModel *model;
  InitialState     initial;
  double           t_end; /* times k t_end/(count-1), k = 0 ... count-1, count >= 2 */
  int              count;
  /* What is wanted of the state at every time: so many numbers, on all ranks. Collective. */
  int numbers;
  PetscErrorCode (*see)(const void *context, const DickeBasis *basis, Vec rho, const BlockSums *blocks, double *number);
  const void    *context;
  Checkpoint    *checkpoint; /* for the state between two pieces, or NULL */
  const Monitor *monitor;    /* what the evolution tells while it works; or NULL */
} EvolutionProblem;

typedef struct {
  PetscBool complete;    /* was t_end reached? */
  PetscInt  iterations;  /* steps of the exponential, those before a restart included */
  PetscInt  resumed;     /* first time that was computed here: 0 without a checkpoint */
  PetscReal trace_error; /* largest |Tr rho - 1| */
  PetscReal rho_min;     /* smallest eigenvalue of rho */
  PetscReal error;       /* bound above on the error of observables of norm one, at the last time that was reached */
} EvolutionReport;

typedef struct {
  double unknowns, nonzeros, bytes, wall_seconds; /* bytes of all ranks together, time by the clock on so many */
} EvolutionEstimate;

/* Fill number[count][numbers]; NaN at times that were not reached. A state is saved once -evolve_checkpoint_seconds (240) have passed
   since the last was; the file stays when the last time is reached. Collective; all ranks get the numbers and the report. */
PetscErrorCode EvolutionSolve(MPI_Comm comm, const EvolutionProblem *problem, double *number, EvolutionReport *report);

/* The same, seen by the observables of physics/observables/observables.h, too: summary[count], with the mean field of EvolutionMeanField.
   `number` may be NULL where the problem has no numbers of its own. */
PetscErrorCode EvolutionSummaries(MPI_Comm comm, const EvolutionProblem *problem, StateSummary *summary, double *number,
                                  EvolutionReport *report);

/* The mean field's own trajectory M[count][3] from the product state of the initial state's Bloch vector; NaN where that is no product
   state. Not collective. */
PetscErrorCode EvolutionMeanField(const EvolutionProblem *problem, double (*M)[3]);

/* The sector that the evolution needs; does it need the populations alone, as where Sz is conserved and the state has no coherences? */
DickeParity EvolutionParity(const SpinModel *model, const InitialState *initial);
bool        EvolutionOfPopulations(const SpinModel *model, const InitialState *initial);

/* The initial state as a distributed vector in the order of the basis (scaling 0, whole blocks). Collective; destroy *rho. */
PetscErrorCode InitialStateCreateVec(MPI_Comm comm, const InitialState *initial, const DickeBasis *basis, Vec *rho);

/* Are the values of the options -evolve_... allowed? objection[size] says what is wrong, or is "". Not collective. */
PetscErrorCode EvolutionTryOptions(char *objection, size_t size);

/* For planning; not collective. */
EvolutionEstimate EvolutionEstimateSolve(const EvolutionProblem *problem, int ranks);

#endif
