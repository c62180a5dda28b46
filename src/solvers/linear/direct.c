/* The choice between LAPACK and MUMPS is made after the options are read, so that no option leads MUMPS to a tiny matrix. */
#include "solvers/linear/direct.h"

enum { ROUNDS = 5 }; /* of factoring with more room: from 20 percent beyond MUMPS's estimate to 7200 */

/* Is there an LU of that name for sparse matrices? */
static PetscErrorCode check_package(PC pc)
{
  MatSolverType package;
  PetscBool     sequential, parallel;

  PetscFunctionBeginUser;
  PetscCall(PCFactorGetMatSolverType(pc, &package));
  PetscCall(MatSolverTypeGet(package, MATSEQAIJ, MAT_FACTOR_LU, NULL, &sequential, NULL));
  PetscCall(MatSolverTypeGet(package, MATMPIAIJ, MAT_FACTOR_LU, NULL, &parallel, NULL));
  PetscCheck(sequential || parallel, PetscObjectComm((PetscObject)pc), PETSC_ERR_ARG_WRONG,
             "-pc_factor_mat_solver_type %s: there is no LU of this name here", package);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Every rank for itself, by LAPACK. */
static PetscErrorCode use_dense(KSP ksp, Mat A)
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

/* A KSP and its factors. */
static PetscErrorCode create(Mat A, const char *prefix, KSP *ksp)
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
  if (rows <= DIRECT_DENSE_MAX) PetscCall(use_dense(*ksp, A)); /* factored in DirectSolverSetUp, or the first solve */
  else PetscCall(KSPSetUp(*ksp));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Did MUMPS ask for more room than it had estimated (its manual on ICNTL(14))? *room: percent beyond its estimate that it had. */
static PetscErrorCode lacks_room(KSP ksp, PetscBool *lacks, PetscInt *room)
{
  const PetscInt codes[] = {-8, -9, -11, -12, -14, -15, -17, -20};
  PetscInt       code;
  MatSolverType  package;
  Mat            factor;
  PC             pc;

  PetscFunctionBeginUser;
  PetscCall(KSPGetPC(ksp, &pc));
  PetscCall(PetscObjectTypeCompare((PetscObject)pc, PCLU, lacks));
  if (!*lacks) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PCFactorGetMatrix(pc, &factor));
  PetscCall(MatFactorGetSolverType(factor, &package));
  PetscCall(PetscStrcmp(package, MATSOLVERMUMPS, lacks));
  if (!*lacks) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(MatMumpsGetInfog(factor, 1, &code));
  PetscCall(MatMumpsGetIcntl(factor, 14, room));
  *lacks = PETSC_FALSE;
  for (size_t k = 0; k < sizeof codes / sizeof *codes; k++)
    if (code == codes[k]) *lacks = PETSC_TRUE;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Once more with so much room: factors that failed cannot be made again, and those to come read nothing but the options. */
static PetscErrorCode create_with_room(Mat A, const char *prefix, PetscInt room, KSP *ksp)
{
  char      name[128], value[32], asked[64];
  PetscBool set;

  PetscFunctionBeginUser;
  PetscCall(PetscSNPrintf(name, sizeof name, "-%smat_mumps_icntl_14", prefix));
  PetscCall(PetscSNPrintf(value, sizeof value, "%" PetscInt_FMT, room));
  PetscCall(PetscOptionsGetString(NULL, NULL, name, asked, sizeof asked, &set));
  PetscCall(PetscOptionsSetValue(NULL, name, value));
  PetscCall(KSPDestroy(ksp));
  PetscCall(create(A, prefix, ksp));
  if (set) PetscCall(PetscOptionsSetValue(NULL, name, asked));
  else PetscCall(PetscOptionsClearValue(NULL, name));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode DirectSolverCreate(Mat A, const char *prefix, KSP *ksp)
{
  PetscInt  room = 0;
  PetscBool lacks;

  PetscFunctionBeginUser;
  PetscCall(create(A, prefix, ksp));
  PetscCall(lacks_room(*ksp, &lacks, &room));
  for (int round = 0; round < ROUNDS && lacks; round++) {
    PetscCall(create_with_room(A, prefix, 3 * room + 20, ksp));
    PetscCall(lacks_room(*ksp, &lacks, &room));
  }
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
  PetscCall(PetscPushErrorHandler(PetscReturnErrorHandler, NULL));
  const PetscErrorCode code = KSPSetUp(ksp);
  PetscCall(PetscPopErrorHandler());
  *singular = code == PETSC_ERR_MAT_LU_ZRPVT ? PETSC_TRUE : PETSC_FALSE;
  if (code && !*singular) PetscCall(KSPSetUp(ksp)); /* once more, to be reported */
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode DirectSolverSetUp(KSP ksp, PetscBool *singular)
{
  const PetscInt is_singular = -10; /* MUMPS users' guide, error codes */
  PetscInt       verdict;
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
  *singular = verdict == is_singular ? PETSC_TRUE : PETSC_FALSE;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode DirectSolverFailed(KSP ksp, PetscBool *failed)
{
  PCFailedReason reason;
  PC             pc;

  PetscFunctionBeginUser;
  PetscCall(KSPGetPC(ksp, &pc));
  PetscCall(PCGetFailedReason(pc, &reason));
  *failed = reason ? PETSC_TRUE : PETSC_FALSE;
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
  Mat            A;
  KSP            ksp;

  PetscFunctionBeginUser;
  for (int k = 0; k < 2; k++) {
    PetscCall(create_tridiagonal(rows[k], &A));
    PetscCall(DirectSolverCreate(A, prefix, &ksp));
    PetscCall(KSPDestroy(&ksp));
    PetscCall(MatDestroy(&A));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
