/* ranks: 1 2 4 */
/* The KSP type bicgstabl against LU, against PETSc's own BiCGStab(ell), and against itself in the middle of a solve. */
#include "mpi_main.h"
#include "solvers/linear/bicgstab.h"

#include <string.h>

enum { SIZE = 400 };

/* A convection-diffusion matrix with a random diagonal: far from normal, no rank holds it alone. */
static PetscErrorCode create_problem(PetscReal wind, Mat *A, Vec *b, Vec *x)
{
  PetscRandom random;
  PetscInt    start, end;
  PetscScalar value;

  PetscFunctionBeginUser;
  PetscCall(PetscRandomCreate(PETSC_COMM_SELF, &random));
  PetscCall(MatCreateAIJ(PETSC_COMM_WORLD, PETSC_DECIDE, PETSC_DECIDE, SIZE, SIZE, 5, NULL, 4, NULL, A));
  PetscCall(MatGetOwnershipRange(*A, &start, &end));
  for (PetscInt i = 0; i < SIZE; i++) { /* every rank draws all numbers: the same matrix on any number of ranks */
    PetscCall(PetscRandomGetValue(random, &value));
    if (i < start || i >= end) continue;
    PetscCall(MatSetValue(*A, i, i, 2.1 + value, INSERT_VALUES));
    if (i > 0) PetscCall(MatSetValue(*A, i, i - 1, -1 - wind, INSERT_VALUES));
    if (i < SIZE - 1) PetscCall(MatSetValue(*A, i, i + 1, -1 + wind, INSERT_VALUES));
    if (i > 20) PetscCall(MatSetValue(*A, i, i - 20, 0.5, INSERT_VALUES));
  }
  PetscCall(MatAssemblyBegin(*A, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyEnd(*A, MAT_FINAL_ASSEMBLY));
  PetscCall(MatCreateVecs(*A, x, b));
  PetscCall(VecGetOwnershipRange(*b, &start, &end));
  for (PetscInt i = start; i < end; i++) PetscCall(VecSetValue(*b, i, PetscSinReal(i + 1), INSERT_VALUES));
  PetscCall(VecAssemblyBegin(*b));
  PetscCall(VecAssemblyEnd(*b));
  PetscCall(VecSet(*x, 0));
  PetscCall(PetscRandomDestroy(&random));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create_solver(Mat A, KSPType type, PetscInt ell, PCType pc_type, KSP *ksp)
{
  PC pc;

  PetscFunctionBeginUser;
  PetscCall(BiCGStabRegister());
  PetscCall(KSPCreate(PETSC_COMM_WORLD, ksp));
  PetscCall(KSPSetOperators(*ksp, A, A));
  PetscCall(KSPSetType(*ksp, type));
  if (!strcmp(type, KSPBICGSTABL)) PetscCall(BiCGStabSetEll(*ksp, ell));
  else PetscCall(KSPBCGSLSetEll(*ksp, ell));
  PetscCall(KSPGetPC(*ksp, &pc));
  PetscCall(PCSetType(pc, pc_type));
  PetscCall(KSPSetTolerances(*ksp, 1e-12, 1e-50, 1e10, 2000));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy(Mat *A, Vec *b, Vec *x, KSP *ksp)
{
  PetscFunctionBeginUser;
  PetscCall(KSPDestroy(ksp));
  PetscCall(VecDestroy(x));
  PetscCall(VecDestroy(b));
  PetscCall(MatDestroy(A));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* |b - A x|/|b| */
static PetscReal true_residual(Mat A, Vec b, Vec x)
{
  PetscReal norm, size;
  Vec       r;

  assert_int_equal(VecDuplicate(b, &r), 0);
  assert_int_equal(MatMult(A, x, r), 0);
  assert_int_equal(VecAYPX(r, -1, b), 0);
  assert_int_equal(VecNorm(r, NORM_2, &norm), 0);
  assert_int_equal(VecNorm(b, NORM_2, &size), 0);
  assert_int_equal(VecDestroy(&r), 0);
  return norm / size;
}

static void solves_for_every_ell(void **state)
{
  static const PCType pcs[] = {PCNONE, PCJACOBI};

  (void)state;
  for (int p = 0; p < 2; p++)
    for (PetscInt ell = 1; ell <= BICGSTAB_ELL_MAX; ell++)
      for (int k = 0; k < 3; k++) {
        Mat                A;
        Vec                b, x;
        KSP                ksp;
        KSPConvergedReason reason;
        assert_int_equal(create_problem(0.3 * k, &A, &b, &x), 0);
        assert_int_equal(create_solver(A, KSPBICGSTABL, ell, pcs[p], &ksp), 0);
        assert_int_equal(KSPSolve(ksp, b, x), 0);
        assert_int_equal(KSPGetConvergedReason(ksp, &reason), 0);
        assert_true(reason > 0);
        assert_true(true_residual(A, b, x) < 1e-11);
        assert_int_equal(destroy(&A, &b, &x, &ksp), 0);
      }
}

/* The same method: the same number of iterations, but for rounding. */
static void iterates_as_petsc_does(void **state)
{
  static const PetscInt ells[] = {1, 2, 4};

  (void)state;
  for (int e = 0; e < 3; e++) {
    static const KSPType types[] = {KSPBICGSTABL, KSPBCGSL};
    PetscInt             its[2];
    for (int t = 0; t < 2; t++) {
      Mat A;
      Vec b, x;
      KSP ksp;
      assert_int_equal(create_problem(0.1, &A, &b, &x), 0);
      assert_int_equal(create_solver(A, types[t], ells[e], PCJACOBI, &ksp), 0);
      assert_int_equal(KSPSetTolerances(ksp, 1e-6, 1e-50, 1e10, 2000), 0);
      assert_int_equal(KSPSolve(ksp, b, x), 0);
      assert_int_equal(KSPGetIterationNumber(ksp, &its[t]), 0);
      assert_int_equal(destroy(&A, &b, &x, &ksp), 0);
    }
    assert_true(PetscAbsInt(its[0] - its[1]) <= 4 * ells[e]);
  }
}

typedef struct {
  Mat       A;
  Vec       b, x;
  PetscReal worst; /* of |norm reported - true residual of the solution built then|, relative */
  PetscInt  calls;
} Looker;

static PetscErrorCode look(KSP ksp, PetscInt it, PetscReal norm, void *context)
{
  Looker   *l = context;
  PetscReal size;

  PetscFunctionBeginUser;
  (void)it;
  PetscCall(KSPBuildSolution(ksp, l->x, NULL));
  PetscCall(VecNorm(l->b, NORM_2, &size));
  l->worst = PetscMax(l->worst, PetscAbsReal(true_residual(l->A, l->b, l->x) * size / norm - 1));
  l->calls++;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void solution_can_be_looked_at_at_any_time(void **state)
{
  Looker l = {0};
  Vec    x;
  KSP    ksp;

  (void)state;
  assert_int_equal(create_problem(0.2, &l.A, &l.b, &x), 0);
  assert_int_equal(VecDuplicate(x, &l.x), 0);
  assert_int_equal(create_solver(l.A, KSPBICGSTABL, 2, PCNONE, &ksp), 0);
  assert_int_equal(KSPSetTolerances(ksp, 1e-9, 1e-50, 1e10, 2000), 0);
  assert_int_equal(KSPMonitorSet(ksp, look, &l, NULL), 0);
  assert_int_equal(VecSet(x, 0.25), 0);
  assert_int_equal(KSPSetInitialGuessNonzero(ksp, PETSC_TRUE), 0);
  assert_int_equal(KSPSolve(ksp, l.b, x), 0);
  assert_true(l.calls > 10);
  assert_true(l.worst < 1e-5);
  assert_true(true_residual(l.A, l.b, x) < 1e-8);
  assert_int_equal(VecDestroy(&l.x), 0);
  assert_int_equal(destroy(&l.A, &l.b, &x, &ksp), 0);
}

static void breakdown_and_zero_are_reasons(void **state)
{
  Mat                A;
  Vec                b, x;
  KSP                ksp;
  KSPConvergedReason reason;
  PetscReal          norm;

  (void)state;
  assert_int_equal(create_problem(0, &A, &b, &x), 0);
  assert_int_equal(create_solver(A, KSPBICGSTABL, 2, PCNONE, &ksp), 0);
  assert_int_equal(VecSet(b, 0), 0);
  assert_int_equal(KSPSolve(ksp, b, x), 0);
  assert_int_equal(KSPGetConvergedReason(ksp, &reason), 0);
  assert_int_equal(VecNorm(x, NORM_2, &norm), 0);
  assert_true(reason > 0 && norm == 0);
  assert_int_equal(MatZeroEntries(A), 0);
  assert_int_equal(VecSet(b, 1), 0);
  assert_int_equal(KSPSolve(ksp, b, x), 0);
  assert_int_equal(KSPGetConvergedReason(ksp, &reason), 0);
  assert_int_equal(reason, KSP_DIVERGED_BREAKDOWN);
  assert_int_equal(destroy(&A, &b, &x, &ksp), 0);
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(solves_for_every_ell),
    cmocka_unit_test(iterates_as_petsc_does),
    cmocka_unit_test(solution_can_be_looked_at_at_any_time),
    cmocka_unit_test(breakdown_and_zero_are_reasons),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
