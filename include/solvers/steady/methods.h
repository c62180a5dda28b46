/* The functions behind the rows of steady_methods (solvers/steady/steadystate.h says what each must do). */
#ifndef PILIND_SOLVERS_STEADY_METHODS_H
#define PILIND_SOLVERS_STEADY_METHODS_H

#include "solvers/steady/steadystate.h"

/* The sector that holds the steady state. ADI takes the smallest of EVEN and BOTH that has it. */
DickeParity SteadyParity(const SpinModel *model);

SteadyEstimate SteadyEstimateLU(const SpinModel *model, const SteadyOptions *options, int ranks);
SteadyEstimate SteadyEstimateILU(const SpinModel *model, const SteadyOptions *options, int ranks);
const char    *SteadyRefusesAssembled(const SpinModel *model, const SteadyOptions *options, int ranks);
const char    *SteadyRefusesILU(const SpinModel *model, const SteadyOptions *options, int ranks);
PetscErrorCode SteadySolveAssembled(MPI_Comm comm, const SpinModel *model, const SteadyOptions *options, const char *pc_type,
                                    SteadyState *state);

/* The same in the basis that a zeroed state has got: all of its certificate but kept and edge. Collective. */
PetscErrorCode SteadySolveInBasis(MPI_Comm comm, const SpinModel *model, const SteadyOptions *options, const char *pc_type,
                                  SteadyState *state);

SteadyEstimate SteadyEstimateCharge(const SpinModel *model, const SteadyOptions *options, int ranks);
const char    *SteadyRefusesCharge(const SpinModel *model, const SteadyOptions *options, int ranks);
PetscErrorCode SteadySolveCharge(MPI_Comm comm, const SpinModel *model, const SteadyOptions *options, const char *pc_type,
                                 SteadyState *state);

SteadyEstimate SteadyEstimateAdi(const SpinModel *model, const SteadyOptions *options, int ranks);
const char    *SteadyRefusesAdi(const SpinModel *model, const SteadyOptions *options, int ranks);
PetscErrorCode SteadySolveAdi(MPI_Comm comm, const SpinModel *model, const SteadyOptions *options, const char *pc_type, SteadyState *state);

/* The population that the assembled solvers pin: one that carries weight. */
PetscInt SteadyPin(const SpinModel *model, const DickeBasis *basis);

/* The solver of an assembled matrix: the defaults of the rows lu and ilu, or GMRES with PETSc's own PC (pc_type NULL), then the user's
   options with the prefix. The caller destroys *ksp. Collective. */
PetscErrorCode SteadySolverCreate(Mat A, const char *prefix, const char *pc_type, KSP *ksp);

/* Let it tell what it does: a factorisation by its name alone. Collective. */
PetscErrorCode SteadySolverMonitor(const Monitor *monitor, KSP ksp);

/* Make solvers that read the options with a prefix, and destroy them: PETSc's error if one is refused. `direct`: may lu be used?
   `any_pc`: is the PC that of the options? Not collective. */
PetscErrorCode SteadyTrySolvers(const char *prefix, bool direct, bool any_pc);

/* Into the certificate: `error`, for a state that may be off by scale z and the rounding of its elements, z being random; scale
   INFINITY: nobody knows. The state's deviation becomes one that it may have. Collective. */
PetscErrorCode SteadyRecordError(SteadyState *state, PetscReal scale, Vec z);

/* Scale the state to trace one and put the trace's error into its certificate. Collective. */
PetscErrorCode SteadyNormalise(SteadyState *state);

#endif
