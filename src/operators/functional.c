/* Functionals are walked along the basis: an operator of band width w touches few of the unknowns, the others cost a compare. */
#include "operators/functional.h"

/* Moments first ... first+count-1. */
static PetscErrorCode evaluate(const DickeBasis *basis, Vec rho, int first, int count, PetscReal *value)
{
  const PetscScalar *x;
  PetscInt           start, end;

  PetscFunctionBeginUser;
  PetscCall(PetscArrayzero(value, count));
  PetscCall(VecGetOwnershipRange(rho, &start, &end));
  PetscCall(VecGetArrayRead(rho, &x));
  DickeElement e = dicke_element(basis, start);
  for (PetscInt i = start; i < end; i++, e = dicke_next(basis, e)) {
    if (e.a - e.b > MOMENT_BAND) continue;
    for (int k = 0; k < count; k++) value[k] += moment_weight((Moment)(first + k), basis, e) * x[i - start];
  }
  PetscCall(VecRestoreArrayRead(rho, &x));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, value, count, MPIU_REAL, MPI_SUM, PetscObjectComm((PetscObject)rho)));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode MomentsEvaluate(const DickeBasis *basis, Vec rho, PetscReal value[MOMENT_COUNT])
{
  PetscFunctionBeginUser;
  PetscCall(evaluate(basis, rho, 0, MOMENT_COUNT, value));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode MomentEvaluate(const DickeBasis *basis, Moment moment, Vec rho, PetscReal *value)
{
  PetscFunctionBeginUser;
  PetscCall(evaluate(basis, rho, (int)moment, 1, value));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode MomentFillVec(const DickeBasis *basis, Moment moment, Vec w)
{
  PetscScalar *x;
  PetscInt     start, end;

  PetscFunctionBeginUser;
  PetscCall(VecGetOwnershipRange(w, &start, &end));
  PetscCall(VecGetArrayWrite(w, &x));
  DickeElement e = dicke_element(basis, start);
  for (PetscInt i = start; i < end; i++, e = dicke_next(basis, e)) x[i - start] = moment_weight(moment, basis, e);
  PetscCall(VecRestoreArrayWrite(w, &x));
  PetscFunctionReturn(PETSC_SUCCESS);
}
