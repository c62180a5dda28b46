/* The choice between LAPACK and MUMPS is made after the options are read, so that no option leads MUMPS to a tiny matrix. */
#include "solvers/linear/direct.h"

enum { SPACE_MOST = 10000 }; /* per cent */

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

/* MUMPS's INFOG(1); 0 where the PC is no LU by MUMPS. */
static PetscErrorCode mumps_verdict(KSP ksp, PetscInt *verdict)
{
  PC            pc;
  Mat           factor;
  PetscBool     lu, mumps = PETSC_FALSE;
  MatSolverType package;

  PetscFunctionBeginUser;
  *verdict = 0;
  PetscCall(KSPGetPC(ksp, &pc));
  PetscCall(PetscObjectTypeCompare((PetscObject)pc, PCLU, &lu));
  if (!lu) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PCFactorGetMatrix(pc, &factor));
  PetscCall(MatFactorGetSolverType(factor, &package));
  PetscCall(PetscStrcmp(package, MATSOLVERMUMPS, &mumps));
  if (mumps) PetscCall(MatMumpsGetInfog(factor, 1, verdict));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Dense LU ends with an error where a pivot is exactly zero: here that is a fact about the matrix. */
static PetscErrorCode set_up_dense(KSP ksp, PetscBool *singular)
{
  PetscFunctionBeginUser;
  PetscCall(PetscPushErrorHandler(PetscIgnoreErrorHandler, NULL));
  const PetscErrorCode code = KSPSetUp(ksp);
  PetscCall(PetscPopErrorHandler());
  *singular = code == PETSC_ERR_MAT_LU_ZRPVT ? PETSC_TRUE : PETSC_FALSE;
  if (code && !*singular) PetscCall(KSPSetUp(ksp)); /* once more, to be reported */
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The whole factorisation once more, with `percent` more space than MUMPS expects to need: it plans with that. */
static PetscErrorCode set_up_with_space(KSP ksp, PetscInt percent)
{
  Mat A, P, factor;
  PC  pc;

  PetscFunctionBeginUser;
  PetscCall(KSPGetPC(ksp, &pc));
  PetscCall(KSPGetOperators(ksp, &A, &P));
  PetscCall(PetscObjectReference((PetscObject)A));
  PetscCall(PetscObjectReference((PetscObject)P));
  PetscCall(PCReset(pc));
  PetscCall(KSPSetOperators(ksp, A, P));
  PetscCall(MatDestroy(&A));
  PetscCall(MatDestroy(&P));
  PetscCall(PCFactorSetUpMatSolverType(pc));
  PetscCall(PCFactorGetMatrix(pc, &factor));
  PetscCall(MatMumpsSetIcntl(factor, 14, percent));
  PetscCall(KSPSetUp(ksp));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode DirectSolverSetUp(KSP ksp, PetscBool *singular)
{
  const PetscInt integers_short = -8, reals_short = -9, is_singular = -10; /* MUMPS users' guide, error codes */
  PetscInt       verdict, percent = 100;
  PC             pc;
  PetscBool      redundant;

  PetscFunctionBeginUser;
  *singular = PETSC_FALSE;
  PetscCall(KSPGetPC(ksp, &pc));
  PetscCall(PetscObjectTypeCompare((PetscObject)pc, PCREDUNDANT, &redundant));
  if (redundant) {
    PetscCall(set_up_dense(ksp, singular));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCall(KSPSetUp(ksp));
  PetscCall(mumps_verdict(ksp, &verdict));
  for (; percent < SPACE_MOST && (verdict == integers_short || verdict == reals_short); percent *= 3) {
    PetscCall(set_up_with_space(ksp, percent));
    PetscCall(mumps_verdict(ksp, &verdict));
  }
  *singular = verdict == is_singular ? PETSC_TRUE : PETSC_FALSE;
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
