/* The choice between LAPACK and MUMPS is made after the options are read, so that no option leads MUMPS to a tiny matrix. */
#include "solvers/linear/direct.h"

/* Is there an LU of that name for sparse matrices? */
static PetscErrorCode check_package(PC pc)
{
  MatSolverType package;
  PetscBool     sequential, parallel;

  PetscFunctionBeginUser;
  PetscCall(PCFactorGetMatSolverType(pc, &package));
  PetscCall(MatSolverTypeGet(package, MATSEQAIJ, MAT_FACTOR_LU, NULL, &sequential, NULL));
  PetscCall(MatSolverTypeGet(package, MATMPIAIJ, MAT_FACTOR_LU, NULL, &parallel, NULL));
  PetscCheck(sequential || parallel, PetscObjectComm((PetscObject)pc), PETSC_ERR_ARG_WRONG, "-pc_factor_mat_solver_type %s: there is no LU of this name here", package);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Every rank for itself, by LAPACK. */
static PetscErrorCode factor_dense(KSP ksp, Mat A)
{
  PC  pc;
  Mat dense;

  PetscFunctionBeginUser;
  PetscCall(MatConvert(A, MATDENSE, MAT_INITIAL_MATRIX, &dense));
  PetscCall(KSPSetOperators(ksp, A, dense));
  PetscCall(KSPGetPC(ksp, &pc));
  PetscCall(PCSetType(pc, PCREDUNDANT));
  PetscCall(MatDestroy(&dense));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode DirectSolverCreate(Mat A, const char *prefix, KSP *ksp)
{
  PC        pc;
  PetscInt  rows;
  PetscBool lu;

  PetscFunctionBeginUser;
  PetscCall(KSPCreate(PetscObjectComm((PetscObject)A), ksp));
  PetscCall(KSPSetOptionsPrefix(*ksp, prefix));
  PetscCall(KSPSetOperators(*ksp, A, A));
  PetscCall(KSPSetType(*ksp, KSPPREONLY));
  PetscCall(KSPGetPC(*ksp, &pc));
  PetscCall(PCSetType(pc, PCLU));
  PetscCall(PCFactorSetMatSolverType(pc, MATSOLVERMUMPS));
  PetscCall(MatSetOptionsPrefixFactor(A, prefix));
  PetscCall(KSPSetFromOptions(*ksp));
  PetscCall(PetscObjectTypeCompare((PetscObject)pc, PCLU, &lu));
  if (!lu) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(check_package(pc));
  PetscCall(MatGetSize(A, &rows, NULL));
  if (rows <= DIRECT_DENSE_MAX) PetscCall(factor_dense(*ksp, A));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A matrix with three entries a row. */
static PetscErrorCode create_tridiagonal(PetscInt rows, Mat *A)
{
  PetscFunctionBeginUser;
  PetscCall(MatCreateSeqAIJ(PETSC_COMM_SELF, rows, rows, 3, NULL, A));
  for (PetscInt i = 0; i < rows; i++) {
    PetscCall(MatSetValue(*A, i, i, 3, INSERT_VALUES));
    if (i > 0) PetscCall(MatSetValue(*A, i, i - 1, -1, INSERT_VALUES));
    if (i < rows - 1) PetscCall(MatSetValue(*A, i, i + 1, -1, INSERT_VALUES));
  }
  PetscCall(MatAssemblyBegin(*A, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyEnd(*A, MAT_FINAL_ASSEMBLY));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode DirectSolverTry(const char *prefix)
{
  const PetscInt rows[] = {1, 2 * DIRECT_DENSE_MAX};
  PetscBool      direct;
  Mat            A;
  KSP            ksp;
  PC             pc;

  PetscFunctionBeginUser;
  for (int k = 0; k < 2; k++) {
    PetscCall(create_tridiagonal(rows[k], &A));
    PetscCall(DirectSolverCreate(A, prefix, &ksp));
    PetscCall(KSPGetPC(ksp, &pc));
    PetscCall(PetscObjectTypeCompareAny((PetscObject)pc, &direct, PCLU, PCREDUNDANT, ""));
    if (direct) PetscCall(KSPSetUp(ksp)); /* an option may name another preconditioner, which need not take this matrix */
    PetscCall(KSPDestroy(&ksp));
    PetscCall(MatDestroy(&A));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
