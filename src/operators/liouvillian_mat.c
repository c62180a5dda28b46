/* The symmetric sector's generator handed to the common assembly. */
#include "operators/liouvillian_mat.h"

#include "operators/row_mat.h"
#include "physics/generators/liouvillian_low.h"

PetscErrorCode LiouvillianMatCreate(MPI_Comm comm, const XyzModel *model, const DickeBasis *basis, PetscInt pin, Mat *L)
{
  const RowGenerator rows = dicke_rows(model, basis);

  PetscFunctionBeginUser;
  PetscCall(RowMatCreate(comm, &rows, pin, L));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void walk_low(const XyzModel *model, const void *basis, int64_t start, int64_t end, RowVisitor visit, void *visitor)
{
  LiouvillianRow row;
  DickeElement   e;

  if (start >= end) return;
  e = dicke_element(basis, start);
  for (int64_t i = start; i < end; i++, e = dicke_next(basis, e)) {
    liouvillian_low_row(model, basis, e, &row);
    visit(visitor, i, row.count, row.column, row.value);
  }
}

PetscErrorCode LiouvillianLowMatCreate(MPI_Comm comm, const XyzModel *model, const DickeBasis *basis, Mat *low)
{
  const RowGenerator rows = {dicke_size(basis), model, basis, walk_low};

  PetscFunctionBeginUser;
  PetscCall(RowMatCreate(comm, &rows, -1, low));
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
