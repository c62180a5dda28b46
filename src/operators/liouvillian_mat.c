/* The symmetric sector's generators handed to the common assembly. */
#include "operators/liouvillian_mat.h"

#include "operators/row_mat.h"

PetscErrorCode LiouvillianMatCreate(MPI_Comm comm, const SpinModel *model, const DickeBasis *basis, PetscInt pin, Mat *L)
{
  RowGenerator rows;

  PetscFunctionBeginUser;
  PetscCall(DickeRowsCreate(model, basis, LIOUVILLIAN_ALL, &rows));
  PetscCall(RowMatCreate(comm, &rows, pin, L));
  PetscCall(RowGeneratorDestroy(&rows));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode LiouvillianLowMatCreate(MPI_Comm comm, const SpinModel *model, const DickeBasis *basis, Mat *low)
{
  RowGenerator rows;

  PetscFunctionBeginUser;
  PetscCall(DickeLowRowsCreate(model, basis, &rows));
  PetscCall(RowMatCreate(comm, &rows, -1, low));
  PetscCall(RowGeneratorDestroy(&rows));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The part of a row that lies in this rank's range of a vector. */
typedef struct {
  PetscInt       start, end;
  Vec            v;
  PetscErrorCode error;
} Filler;

static void fill_row(void *visitor, int64_t row, int count, const int64_t *column, const double *value)
{
  Filler *f = visitor;

  (void)row;
  for (int k = 0; k < count && !f->error; k++)
    if (column[k] >= f->start && column[k] < f->end) f->error = VecSetValue(f->v, (PetscInt)column[k], value[k], INSERT_VALUES);
}

PetscErrorCode LiouvillianRowVec(const SpinModel *model, const DickeBasis *basis, PetscInt row, Mat L, Vec *v)
{
  RowGenerator rows;
  Filler       f = {.error = PETSC_SUCCESS};

  PetscFunctionBeginUser;
  PetscCall(MatCreateVecs(L, v, NULL));
  PetscCall(VecGetOwnershipRange(*v, &f.start, &f.end));
  f.v = *v;
  PetscCall(DickeRowsCreate(model, basis, LIOUVILLIAN_ALL, &rows));
  rows.walk(&rows, row, row + 1, fill_row, &f);
  PetscCall(f.error);
  PetscCall(RowGeneratorDestroy(&rows));
  PetscCall(VecAssemblyBegin(*v));
  PetscCall(VecAssemblyEnd(*v));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscBool LiouvillianMatOverflow(const SpinModel *model, int64_t unknowns, int ranks)
{
  return RowMatOverflow((double)unknowns, spin_row_estimate(model) * (double)unknowns, ranks);
}
