/* The shell's context is a small record of functions in front of the user's. */
#include "solvers/linear/two_sided_mat.h"

typedef struct {
  TwoSidedApply apply;
  TwoSidedFree  release;
  void         *context;
} TwoSided;

static PetscErrorCode multiply(Mat A, Vec x, Vec y)
{
  TwoSided *t;

  PetscFunctionBeginUser;
  PetscCall(MatShellGetContext(A, &t));
  PetscCall(t->apply(t->context, PETSC_FALSE, x, y));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode multiply_transpose(Mat A, Vec x, Vec y)
{
  TwoSided *t;

  PetscFunctionBeginUser;
  PetscCall(MatShellGetContext(A, &t));
  PetscCall(t->apply(t->context, PETSC_TRUE, x, y));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy(Mat A)
{
  TwoSided *t;

  PetscFunctionBeginUser;
  PetscCall(MatShellGetContext(A, &t));
  if (t->release) PetscCall(t->release(t->context));
  PetscCall(PetscFree(t));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode TwoSidedMatCreate(Mat like, TwoSidedApply apply, TwoSidedFree release, void *context, Mat *A)
{
  TwoSided *t;
  PetscInt  local, size;

  PetscFunctionBeginUser;
  PetscCall(PetscNew(&t));
  *t = (TwoSided){apply, release, context};
  PetscCall(MatGetLocalSize(like, &local, NULL));
  PetscCall(MatGetSize(like, &size, NULL));
  PetscCall(MatCreateShell(PetscObjectComm((PetscObject)like), local, local, size, size, t, A));
  PetscCall(MatShellSetOperation(*A, MATOP_MULT, (void (*)(void))multiply));
  PetscCall(MatShellSetOperation(*A, MATOP_MULT_TRANSPOSE, (void (*)(void))multiply_transpose));
  PetscCall(MatShellSetOperation(*A, MATOP_DESTROY, (void (*)(void))destroy));
  PetscFunctionReturn(PETSC_SUCCESS);
}
