/* Assembly in two passes over the generator: one counts what lies in the diagonal and off-diagonal blocks, one inserts. */
#include "operators/liouvillian_mat.h"

typedef struct {
  const XyzModel   *model;
  const DickeBasis *basis;
  PetscInt          pin;
} Rows;

static void make_row(const Rows *rows, PetscInt i, DickeElement e, LiouvillianRow *row)
{
  if (i == rows->pin) *row = (LiouvillianRow){.count = 1, .column = {i}, .value = {1}};
  else liouvillian_row(rows->model, rows->basis, LIOUVILLIAN_ALL, e, row);
}

/* d_nnz and o_nnz of the rows start ... end-1. A column range equals the row range: the matrix is square. */
static void count_entries(const Rows *rows, PetscInt start, PetscInt end, PetscInt *d_nnz, PetscInt *o_nnz)
{
  LiouvillianRow row;
  DickeElement   e = dicke_element(rows->basis, start);

  for (PetscInt i = start; i < end; i++, e = dicke_next(rows->basis, e)) {
    make_row(rows, i, e, &row);
    d_nnz[i - start] = o_nnz[i - start] = 0;
    for (int k = 0; k < row.count; k++) {
      if (row.column[k] >= start && row.column[k] < end) d_nnz[i - start]++;
      else o_nnz[i - start]++;
    }
  }
}

static PetscErrorCode insert_entries(const Rows *rows, PetscInt start, PetscInt end, Mat L)
{
  LiouvillianRow row;
  PetscInt       columns[LIOUVILLIAN_ROW_MAX];
  DickeElement   e = dicke_element(rows->basis, start);

  PetscFunctionBeginUser;
  for (PetscInt i = start; i < end; i++, e = dicke_next(rows->basis, e)) {
    make_row(rows, i, e, &row);
    for (int k = 0; k < row.count; k++) columns[k] = (PetscInt)row.column[k];
    PetscCall(MatSetValues(L, 1, &i, row.count, columns, row.value, INSERT_VALUES));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode LiouvillianMatCreate(MPI_Comm comm, const XyzModel *model, const DickeBasis *basis, PetscInt pin, Mat *L)
{
  const Rows     rows = {model, basis, pin};
  const PetscInt n    = (PetscInt)dicke_size(basis);
  PetscInt       local = PETSC_DECIDE, total = n, start, end, *d_nnz, *o_nnz;

  PetscFunctionBeginUser;
  PetscCall(PetscSplitOwnership(comm, &local, &total));
  PetscCallMPI(MPI_Scan(&local, &end, 1, MPIU_INT, MPI_SUM, comm));
  start = end - local;
  PetscCall(MatCreate(comm, L));
  PetscCall(MatSetSizes(*L, local, local, n, n));
  PetscCall(MatSetType(*L, MATAIJ));
  PetscCall(PetscMalloc2(end - start, &d_nnz, end - start, &o_nnz));
  count_entries(&rows, start, end, d_nnz, o_nnz);
  PetscCall(MatSeqAIJSetPreallocation(*L, 0, d_nnz));
  PetscCall(MatMPIAIJSetPreallocation(*L, 0, d_nnz, 0, o_nnz));
  PetscCall(PetscFree2(d_nnz, o_nnz));
  PetscCall(MatSetOption(*L, MAT_NO_OFF_PROC_ENTRIES, PETSC_TRUE));
  PetscCall(insert_entries(&rows, start, end, *L));
  PetscCall(MatAssemblyBegin(*L, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyEnd(*L, MAT_FINAL_ASSEMBLY));
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
  const double nonzeros = liouvillian_row_estimate(model) * (double)unknowns;

  return unknowns > PETSC_INT_MAX || nonzeros / ranks > (double)PETSC_INT_MAX ? PETSC_TRUE : PETSC_FALSE;
}
