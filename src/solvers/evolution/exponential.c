/* The exponential of include/solvers/evolution/exponential.h. */
#include "solvers/evolution/exponential.h"

#include <math.h>

static const double piece_products = 20 * EXPONENTIAL_KRYLOV;

PetscReal exponential_trace_norm(int N) { return sqrt(2) * (N / 2.0 + 1); }

/* Steps of at most about EXPONENTIAL_KRYLOV/|L|. */
double exponential_products(const SpinModel *model, double time) { return model->N * spin_norm(model) * time; }

int exponential_pieces(const SpinModel *model, double time)
{
  return 1 + (int)fmin(1e6, exponential_products(model, time) / piece_products);
}

static PetscReal tolerance(int N, PetscReal time, PetscReal aim)
{
  return PetscMin(EXPONENTIAL_TOL, PetscMax(EXPONENTIAL_TOL_LEAST, aim / (exponential_trace_norm(N) * time)));
}

/* Called after every step with the estimate of its local error. */
static PetscErrorCode add_error(MFN mfn, PetscInt iteration, PetscReal local, void *context)
{
  PetscFunctionBeginUser;
  (void)mfn, (void)iteration;
  ((Exponential *)context)->error += local;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ExponentialCreate(MPI_Comm comm, Mat L, const char *prefix, int N, PetscReal time, PetscReal aim, Exponential *e)
{
  FN f;

  PetscFunctionBeginUser;
  *e = (Exponential){0};
  PetscCall(MFNCreate(comm, &e->mfn));
  PetscCall(MFNSetOptionsPrefix(e->mfn, prefix));
  PetscCall(MFNSetOperator(e->mfn, L));
  PetscCall(MFNGetFN(e->mfn, &f));
  PetscCall(FNSetType(f, FNEXP));
  PetscCall(MFNSetType(e->mfn, MFNEXPOKIT));
  PetscCall(MFNSetTolerances(e->mfn, tolerance(N, time, aim), PETSC_MAX_INT));
  PetscCall(MFNSetDimensions(e->mfn, EXPONENTIAL_KRYLOV));
  PetscCall(MFNSetFromOptions(e->mfn));
  PetscCall(MFNMonitorSet(e->mfn, add_error, e, NULL));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ExponentialDestroy(Exponential *e)
{
  PetscFunctionBeginUser;
  PetscCall(MFNDestroy(&e->mfn));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ExponentialApply(Exponential *e, PetscReal time, Vec x, PetscBool *done)
{
  MFNConvergedReason reason;
  PetscInt           steps;
  PetscReal          size;
  FN                 f;

  PetscFunctionBeginUser;
  PetscCall(VecNorm(x, NORM_2, &size));
  *done = isfinite(size) ? PETSC_TRUE : PETSC_FALSE;
  if (!*done) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(MFNGetFN(e->mfn, &f));
  PetscCall(FNSetScale(f, time, 1));
  PetscCall(MFNSolve(e->mfn, x, x));
  PetscCall(MFNGetConvergedReason(e->mfn, &reason));
  PetscCall(MFNGetIterationNumber(e->mfn, &steps));
  e->steps += steps;
  *done = reason > 0 ? PETSC_TRUE : PETSC_FALSE;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ExponentialTry(const char *prefix)
{
  Exponential e;
  Mat         L;

  PetscFunctionBeginUser;
  PetscCall(MatCreateSeqAIJ(PETSC_COMM_SELF, 1, 1, 1, NULL, &L));
  PetscCall(ExponentialCreate(PETSC_COMM_SELF, L, prefix, 1, 1, 1, &e));
  PetscCall(ExponentialDestroy(&e));
  PetscCall(MatDestroy(&L));
  PetscFunctionReturn(PETSC_SUCCESS);
}
