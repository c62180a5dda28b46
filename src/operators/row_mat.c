/* Assembly in two passes over the generator: one counts what lies in the diagonal and off-diagonal blocks, one inserts. */
#include "operators/row_mat.h"

#include <string.h>

/* d_nnz and o_nnz of the rows start ... end-1. The column range equals the row range: the matrix is square. */
typedef struct {
  PetscInt start, end, pin, *d_nnz, *o_nnz;
} Counter;

static void count_row(void *visitor, int64_t i, int count, const int64_t *column, const double *value)
{
  const Counter *c        = visitor;
  PetscInt       inside   = 0;
  bool           diagonal = false;

  (void)value;
  for (int k = 0; k < count; k++) {
    inside += column[k] >= c->start && column[k] < c->end;
    diagonal |= column[k] == i;
  }
  c->d_nnz[i - c->start] = i == c->pin ? 1 : inside + !diagonal;
  c->o_nnz[i - c->start] = i == c->pin ? 0 : count - inside;
}

typedef struct {
  Mat            A;
  PetscInt       pin, *columns; /* columns: room for a row */
  PetscErrorCode error;         /* of the first failure: a visitor has no way to return it */
} Inserter;

static PetscErrorCode insert(Inserter *in, PetscInt i, int count, const int64_t *column, const double *value)
{
  const PetscScalar zero = 0, one = 1;
  PetscInt         *columns  = in->columns;
  bool              diagonal = false;

  PetscFunctionBeginUser;
  if (i == in->pin) {
    PetscCall(MatSetValues(in->A, 1, &i, 1, &i, &one, INSERT_VALUES));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  for (int k = 0; k < count; k++) {
    columns[k] = (PetscInt)column[k];
    diagonal |= columns[k] == i;
  }
  PetscCall(MatSetValues(in->A, 1, &i, count, columns, value, INSERT_VALUES));
  if (!diagonal) PetscCall(MatSetValues(in->A, 1, &i, 1, &i, &zero, INSERT_VALUES));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void insert_row(void *visitor, int64_t i, int count, const int64_t *column, const double *value)
{
  Inserter *in = visitor;

  if (!in->error) in->error = insert(in, (PetscInt)i, count, column, value);
}

PetscErrorCode RowMatCreate(MPI_Comm comm, const RowGenerator *rows, PetscInt pin, Mat *A)
{
  const PetscInt n     = (PetscInt)rows->size;
  PetscInt       local = PETSC_DECIDE, total = n, end;

  PetscFunctionBeginUser;
  PetscCall(PetscSplitOwnership(comm, &local, &total));
  PetscCallMPI(MPI_Scan(&local, &end, 1, MPIU_INT, MPI_SUM, comm));
  Counter counter = {.start = end - local, .end = end, .pin = pin};
  PetscCall(PetscMalloc2(local, &counter.d_nnz, local, &counter.o_nnz));
  rows->walk(rows, counter.start, end, count_row, &counter);
  PetscCall(MatCreate(comm, A));
  PetscCall(MatSetSizes(*A, local, local, n, n));
  PetscCall(MatSetType(*A, MATAIJ));
  PetscCall(MatSeqAIJSetPreallocation(*A, 0, counter.d_nnz));
  PetscCall(MatMPIAIJSetPreallocation(*A, 0, counter.d_nnz, 0, counter.o_nnz));
  PetscCall(PetscFree2(counter.d_nnz, counter.o_nnz));
  PetscCall(MatSetOption(*A, MAT_NO_OFF_PROC_ENTRIES, PETSC_TRUE));
  Inserter inserter = {*A, pin, NULL, PETSC_SUCCESS};
  PetscCall(PetscMalloc1(rows->longest, &inserter.columns));
  rows->walk(rows, counter.start, end, insert_row, &inserter);
  PetscCall(inserter.error);
  PetscCall(PetscFree(inserter.columns));
  PetscCall(MatAssemblyBegin(*A, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyEnd(*A, MAT_FINAL_ASSEMBLY));
  PetscFunctionReturn(PETSC_SUCCESS);
}

typedef struct {
  int64_t n;
  double *A;
} Dense;

static void store_row(void *visitor, int64_t i, int count, const int64_t *column, const double *value)
{
  const Dense *d = visitor;

  for (int k = 0; k < count; k++) d->A[i + d->n * column[k]] = value[k];
}

void row_mat_dense(const RowGenerator *rows, double *A)
{
  Dense dense = {rows->size, A};

  memset(A, 0, (size_t)(rows->size * rows->size) * sizeof *A);
  rows->walk(rows, 0, rows->size, store_row, &dense);
}

PetscBool RowMatOverflow(double unknowns, double nonzeros, int ranks)
{
  return unknowns > (double)PETSC_INT_MAX || nonzeros / ranks > (double)PETSC_INT_MAX ? PETSC_TRUE : PETSC_FALSE;
}
