/* Exact steady states: L rho = 0, Tr rho = 1, with a certificate.

   Method     One of the rows of steady_methods, the cheapest by its estimate or that of -steady_method. Each repeats its
              correction on the true residual until |L rho|_2 / |rho|_2 <= 1e-13 or no gain; options prefix steady_.
              Assembled: the element that carries most weight in the mean-field product state is pinned (one diagonal row of L
              depends on the others). ADI: solvers/adi/adi.h, in a cut of the space (solvers/adi/cut.h) where that pays. Charge: where Sz
              is conserved the populations alone, in a box (physics/spins/charge_box.h); the state's basis is that of charge 0.
   References Shammah et al., PRA 98, 063815 (2018) for the basis; PETSc KSP and MUMPS for the solvers. */
#ifndef PILIND_SOLVERS_STEADY_STEADYSTATE_H
#define PILIND_SOLVERS_STEADY_STEADYSTATE_H

#include "physics/observables/observables.h"
#include "physics/spins/spin_model.h"
#include "operators/petsc.h"
#include "solvers/method/solver_method.h"
#include "solvers/steady/memory.h"

#include <petscksp.h>

/* Above this residual, or this estimated error of the observables, a point counts as failed. */
#define STEADY_RESIDUAL_LIMIT 1e-11
#define STEADY_ERROR_LIMIT 1e-7

typedef struct {
  PetscReal residual;    /* |L rho|_2 / |rho|_2 in the trace convention (scaling 0), of the unmodified L in the whole space */
  PetscReal error;       /* estimated absolute error of the observables, see below */
  PetscReal trace_error; /* |Tr rho - 1| of the returned state */
  PetscInt  iterations;  /* Krylov iterations, all rounds */
  PetscInt  reason;      /* of the last round's end, KSPConvergedReason or (adi) AdiReason: data for the user, the residual decides */
  PetscInt  method;      /* SteadyMethod */
  PetscReal kept;        /* fraction of the unknowns that were kept, 1: all */
  PetscReal edge;        /* largest element at an edge of the cut over the largest of all, 0 without a cut */
} SteadyCertificate;

typedef struct {
  DickeBasis        basis;
  Vec               rho;       /* distributed over the communicator of the solve, in the order of the basis */
  Vec               deviation; /* what rho may be off by: one sample, of trace zero; it lies as rho does */
  SteadyCertificate certificate;
} SteadyState;

/* Are residual and error below their limits? */
PetscBool SteadyIsAccurate(const SteadyCertificate *certificate);

/* Rows of steady_methods, and the same as flag words. */
typedef enum { STEADY_LU, STEADY_ILU, STEADY_ADI, STEADY_PETSC, STEADY_CHARGE, STEADY_METHODS } SteadyMethod;
#define STEADY_METHOD_WORDS "lu ilu adi petsc charge"

extern const SolverMethod steady_methods[STEADY_METHODS];
extern const MethodOption steady_method_option;

/* The row chosen for a model on `ranks` ranks: that of -steady_method if set (`forced`), else the cheapest that takes it.
   Returns -1 with `why` set if none takes it. Not collective. */
PetscErrorCode SteadyChoose(const SpinModel *model, const SteadyOptions *options, int ranks, int *method, PetscBool *forced,
                            const char **why);

/* Are the options -steady_... allowed? objection[size] says what is wrong, or is "". Not collective. */
PetscErrorCode SteadyTryOptions(char *objection, size_t size);

/* Solve on the ranks of comm. If the chosen method misses the residual limit and was not forced, the next cheapest one is
   tried; the certificate says which one made the result. Collective. Release with SteadyStateDestroy. */
PetscErrorCode SteadyStateSolve(MPI_Comm comm, const SpinModel *model, const SteadyOptions *options, SteadyState *state);
PetscErrorCode SteadyStateDestroy(SteadyState *state);

/* All that the observables need but the mean field, which is NaN here. Collective; all ranks get it. */
PetscErrorCode SteadyStateSummary(const SteadyState *state, StateSummary *summary);

#endif
