/* Rows are read from the matrix's own arrays: of a parallel matrix from those of its diagonal and its off-diagonal block. */
#include "solvers/linear/twofold_product.h"

#include "physics/numerics/twofold.h"

struct TwofoldProduct {
  Mat        inner, outer; /* columns of this rank, and of others or NULL; borrowed */
  Mat        low;
  Vec        lost, ghosts; /* low x; what others have of x */
  VecScatter scatter;
};

PetscErrorCode TwofoldProductCreate(Mat A, Mat low, TwofoldProduct **out)
{
  const PetscInt *columns;
  PetscInt        count;
  PetscBool       parallel;
  TwofoldProduct *p;
  Vec             x;
  IS              from;

  PetscFunctionBeginUser;
  PetscCall(PetscNew(&p));
  p->inner = A;
  if (low) {
    PetscCall(PetscObjectReference((PetscObject)low));
    PetscCall(MatCreateVecs(low, NULL, &p->lost));
  }
  p->low = low;
  PetscCall(PetscObjectTypeCompare((PetscObject)A, MATMPIAIJ, &parallel));
  if (parallel) {
    PetscCall(MatMPIAIJGetSeqAIJ(A, &p->inner, &p->outer, &columns));
    PetscCall(MatGetLocalSize(p->outer, NULL, &count));
    PetscCall(MatCreateVecs(A, &x, NULL));
    PetscCall(ISCreateGeneral(PETSC_COMM_SELF, count, columns, PETSC_COPY_VALUES, &from));
    PetscCall(VecCreateSeq(PETSC_COMM_SELF, count, &p->ghosts));
    PetscCall(VecScatterCreate(x, from, p->ghosts, NULL, &p->scatter));
    PetscCall(ISDestroy(&from));
    PetscCall(VecDestroy(&x));
  }
  *out = p;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode TwofoldProductDestroy(TwofoldProduct **product)
{
  PetscFunctionBeginUser;
  if (!*product) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(VecScatterDestroy(&(*product)->scatter));
  PetscCall(VecDestroy(&(*product)->ghosts));
  PetscCall(VecDestroy(&(*product)->lost));
  PetscCall(MatDestroy(&(*product)->low));
  PetscCall(PetscFree(*product));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* sum[i] -= row i of a sequential matrix times x */
static PetscErrorCode subtract_rows(Mat A, Vec x, Twofold *sum)
{
  const PetscInt    *first, *column;
  PetscInt           rows;
  PetscBool          done;
  const PetscScalar *value, *in;

  PetscFunctionBeginUser;
  PetscCall(MatGetRowIJ(A, 0, PETSC_FALSE, PETSC_FALSE, &rows, &first, &column, &done));
  PetscCheck(done, PETSC_COMM_SELF, PETSC_ERR_SUP, "a matrix without rows in compressed form");
  PetscCall(MatSeqAIJGetArrayRead(A, &value));
  PetscCall(VecGetArrayRead(x, &in));
  for (PetscInt i = 0; i < rows; i++)
    for (PetscInt k = first[i]; k < first[i + 1]; k++) sum[i] = twofold_fma(-value[k], in[column[k]], sum[i]);
  PetscCall(VecRestoreArrayRead(x, &in));
  PetscCall(MatSeqAIJRestoreArrayRead(A, &value));
  PetscCall(MatRestoreRowIJ(A, 0, PETSC_FALSE, PETSC_FALSE, &rows, &first, &column, &done));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* sum[i] -= element i of x */
static PetscErrorCode subtract(Vec x, PetscInt rows, Twofold *sum)
{
  const PetscScalar *in;

  PetscFunctionBeginUser;
  PetscCall(VecGetArrayRead(x, &in));
  for (PetscInt i = 0; i < rows; i++) sum[i] = twofold_add(sum[i], (Twofold){-in[i], 0});
  PetscCall(VecRestoreArrayRead(x, &in));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode TwofoldResidual(TwofoldProduct *p, Vec b, Vec x, Vec r)
{
  const PetscScalar *start;
  PetscScalar       *out;
  Twofold           *sum;
  PetscInt           rows;

  PetscFunctionBeginUser;
  PetscCall(VecGetLocalSize(r, &rows));
  PetscCall(PetscCalloc1(rows, &sum));
  if (b) {
    PetscCall(VecGetArrayRead(b, &start));
    for (PetscInt i = 0; i < rows; i++) sum[i].hi = start[i];
    PetscCall(VecRestoreArrayRead(b, &start));
  }
  if (p->outer) {
    PetscCall(VecScatterBegin(p->scatter, x, p->ghosts, INSERT_VALUES, SCATTER_FORWARD));
    PetscCall(VecScatterEnd(p->scatter, x, p->ghosts, INSERT_VALUES, SCATTER_FORWARD));
    PetscCall(subtract_rows(p->outer, p->ghosts, sum));
  }
  /* the local part of a parallel Vec is the input of the diagonal block */
  PetscCall(subtract_rows(p->inner, x, sum));
  if (p->low) {
    PetscCall(MatMult(p->low, x, p->lost)); /* of the size of A's rounding: its own does not matter */
    PetscCall(subtract(p->lost, rows, sum));
  }
  PetscCall(VecGetArrayWrite(r, &out));
  for (PetscInt i = 0; i < rows; i++) out[i] = sum[i].hi + sum[i].lo;
  PetscCall(VecRestoreArrayWrite(r, &out));
  PetscCall(PetscFree(sum));
  PetscFunctionReturn(PETSC_SUCCESS);
}
