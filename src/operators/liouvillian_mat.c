/* The symmetric sector's generator handed to the common assembly. */
#include "operators/liouvillian_mat.h"

#include "operators/row_mat.h"

PetscErrorCode LiouvillianMatCreate(MPI_Comm comm, const XyzModel *model, const DickeBasis *basis, PetscInt pin, Mat *L)
{
  const RowGenerator rows = dicke_rows(model, basis);

  PetscFunctionBeginUser;
  PetscCall(RowMatCreate(comm, &rows, pin, L));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode LiouvillianRowVec(const XyzModel *model, const DickeBasis *basis, PetscInt row, Mat L, Vec *v)
{
  LiouvillianRow r;
  PetscInt       start, end;

  PetscFunctionBeginUser;
  PetscCall(MatCreateVecs(L, v, NULL));
  PetscCall(VecGetOwnershipRange(*v, &start, &end));
  liouvillian_row(model, basis, LIOUVILLIAN_ALL, dicke_element(basis, row), &r);
  for (int k = 0; k < r.count; k++)
    if (r.column[k] >= start && r.column[k] < end) PetscCall(VecSetValue(*v, (PetscInt)r.column[k], r.value[k], INSERT_VALUES));
  PetscCall(VecAssemblyBegin(*v));
  PetscCall(VecAssemblyEnd(*v));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscBool LiouvillianMatOverflow(const XyzModel *model, int64_t unknowns, int ranks)
{
  return RowMatOverflow((double)unknowns, liouvillian_row_estimate(model) * (double)unknowns, ranks);
}
