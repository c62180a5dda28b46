/* x <- exp(L t) x by SLEPc's MFN (Krylov with Expokit's steps), with an estimate of its error: what evolutions and correlations in time
   share.

   Error      Every step leaves a local error d with an estimate of |d| in the 2-norm. What L does to d afterwards cannot increase its trace
              norm, which is at most EXPONENTIAL_TRACE_NORM |d|: the sum over all steps bounds what an operator of norm one sees.
   Reference  R. B. Sidje, ACM Trans. Math. Softw. 24, 130 (1998). */
#ifndef PILIND_SOLVERS_EVOLUTION_EXPONENTIAL_H
#define PILIND_SOLVERS_EVOLUTION_EXPONENTIAL_H

#include "physics/spins/spin_model.h"
#include "operators/petsc.h"

#include <slepcmfn.h>

enum { EXPONENTIAL_KRYLOV = 30 }; /* vectors of a Krylov space */

/* Local error of the exponential per unit of time, in the 2-norm of the trace convention (-PREFIX_mfn_tol): EXPONENTIAL_TOL, or less where
   the bound would exceed an aim at the last time, but not below EXPONENTIAL_TOL_LEAST, where rounding takes over. */
#define EXPONENTIAL_TOL 1e-12
#define EXPONENTIAL_TOL_LEAST 1e-15

typedef struct {
  MFN       mfn;
  PetscReal error; /* sum of the local errors, 2-norm */
  PetscInt  steps;
} Exponential;

/* For vectors of N spins evolved up to `time`, both in the units of L, which must outlive it; aim: for the bound. The struct must not be
   moved. Collective. */
PetscErrorCode ExponentialCreate(MPI_Comm comm, Mat L, const char *prefix, int N, PetscReal time, PetscReal aim, Exponential *e);
PetscErrorCode ExponentialDestroy(Exponential *e);

/* *done: did it converge? It would not end on a vector that is none. Error and steps are added. Collective. */
PetscErrorCode ExponentialApply(Exponential *e, PetscReal time, Vec x, PetscBool *done);

/* Let it read the options of a prefix, on a matrix of one number: PETSc's error if one is refused. */
PetscErrorCode ExponentialTry(const char *prefix);

/* The trace norm of what has 2-norm one as a vector over a Dicke basis is at most this. */
PetscReal exponential_trace_norm(int N);

/* Products with L that a time takes where nothing has died out; pieces of about 20 Krylov spaces into which a time is cut. */
double exponential_products(const SpinModel *model, double time);
int    exponential_pieces(const SpinModel *model, double time);

#endif
