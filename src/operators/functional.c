/* Functionals are walked along the basis: an operator of band width w touches few of the unknowns, the others cost a compare. */
#include "operators/functional.h"

PetscErrorCode MomentsEvaluate(const DickeBasis *basis, Vec rho, PetscReal value[MOMENT_COUNT])
{
  const PetscScalar *x;
  PetscInt           start, end;

  PetscFunctionBeginUser;
  PetscCall(PetscArrayzero(value, MOMENT_COUNT));
  PetscCall(VecGetOwnershipRange(rho, &start, &end));
  PetscCall(VecGetArrayRead(rho, &x));
  DickeElement e = dicke_element(basis, start);
  for (PetscInt i = start; i < end; i++, e = dicke_next(basis, e))
    for (int k = 0; k < MOMENT_COUNT; k++) value[k] += moment_weight((Moment)k, basis, e) * x[i - start];
  PetscCall(VecRestoreArrayRead(rho, &x));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, value, MOMENT_COUNT, MPIU_REAL, MPI_SUM, PetscObjectComm((PetscObject)rho)));
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
