/* ranks: 1 2 4 */
/* Direct solves from both sides on both sides of DIRECT_DENSE_MAX, with PORD asked for: it ends the process on the smallest. */
#include "mpi_main.h"
#include "solvers/linear/direct.h"

/* A bordered matrix: a cyclic shift that is not symmetric, a zero in the last place of the diagonal. Not to be factored without pivots. */
static PetscErrorCode create_problem(PetscInt rows, Mat *A)
{
  PetscInt start, end;

  PetscFunctionBeginUser;
  PetscCall(MatCreateAIJ(PETSC_COMM_WORLD, PETSC_DECIDE, PETSC_DECIDE, rows, rows, rows, NULL, rows, NULL, A));
  PetscCall(MatGetOwnershipRange(*A, &start, &end));
  for (PetscInt i = start; i < end; i++) {
    if (i == rows - 1)
      for (PetscInt j = 0; j < rows - 1; j++) PetscCall(MatSetValue(*A, i, j, 1, INSERT_VALUES));
    else {
      PetscCall(MatSetValue(*A, i, i, rows > 3 ? 1e-18 : 1.5, INSERT_VALUES));
      if (rows > 3) PetscCall(MatSetValue(*A, i, (i + 1) % (rows - 1), 2 + PetscSinReal(i), INSERT_VALUES));
      PetscCall(MatSetValue(*A, i, rows - 1, 1, INSERT_VALUES));
    }
  }
  if (end == rows) PetscCall(MatSetValue(*A, rows - 1, rows - 1, 0, INSERT_VALUES));
  PetscCall(MatAssemblyBegin(*A, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyEnd(*A, MAT_FINAL_ASSEMBLY));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* |x - x'|, x' the solution for b = A x or A^T x. */
static PetscErrorCode solve(PetscInt rows, PetscBool transpose, PetscReal *error)
{
  Mat      A;
  KSP      ksp;
  Vec      x, b, y;
  PetscInt start, end;

  PetscFunctionBeginUser;
  PetscCall(create_problem(rows, &A));
  PetscCall(MatCreateVecs(A, &x, &b));
  PetscCall(VecDuplicate(x, &y));
  PetscCall(VecGetOwnershipRange(x, &start, &end));
  for (PetscInt i = start; i < end; i++) PetscCall(VecSetValue(x, i, PetscSinReal(3 * i + 1), INSERT_VALUES));
  PetscCall(VecAssemblyBegin(x));
  PetscCall(VecAssemblyEnd(x));
  PetscCall(transpose ? MatMultTranspose(A, x, b) : MatMult(A, x, b));
  PetscCall(DirectSolverCreate(A, "direct_", &ksp));
  PetscCall(transpose ? KSPSolveTranspose(ksp, b, y) : KSPSolve(ksp, b, y));
  PetscCall(VecAXPY(y, -1, x));
  PetscCall(VecNorm(y, NORM_INFINITY, error));
  PetscCall(KSPDestroy(&ksp));
  PetscCall(VecDestroy(&x));
  PetscCall(VecDestroy(&b));
  PetscCall(VecDestroy(&y));
  PetscCall(MatDestroy(&A));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void solutions_are_exact_from_both_sides(void **state)
{
  const PetscInt rows[] = {2, 5, 7, DIRECT_DENSE_MAX, DIRECT_DENSE_MAX + 1, 600};
  PetscReal      error = NAN, worst = 0;

  (void)state;
  PetscOptionsSetValue(NULL, "-direct_mat_mumps_icntl_7", "4");
  for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
    for (int transpose = 0; transpose < 2; transpose++) {
      assert_int_equal(solve(rows[k], transpose ? PETSC_TRUE : PETSC_FALSE, &error), 0);
      worst = fmax(worst, all_ranks(error));
    }
  assert_true(worst < 1e-11);
}

/* Pivots that MUMPS puts off need more room than it had estimated: it gets it, and the user's word stays. */
static void room_grows_as_it_is_needed(void **state)
{
  char      word[16] = "";
  PetscBool set      = PETSC_FALSE;
  PetscReal error    = NAN;

  (void)state;
  PetscOptionsSetValue(NULL, "-direct_mat_mumps_icntl_14", "1");
  assert_int_equal(solve(3000, PETSC_FALSE, &error), 0);
  PetscOptionsGetString(NULL, "direct_", "-mat_mumps_icntl_14", word, sizeof word, &set);
  PetscOptionsClearValue(NULL, "-direct_mat_mumps_icntl_14");
  assert_true(all_ranks(error) < 1e-10);
  assert_string_equal(word, "1");
}

static void options_are_tried_without_a_matrix(void **state)
{
  (void)state;
  assert_int_equal(DirectSolverTry("direct_"), 0);
  PetscOptionsSetValue(NULL, "-direct_pc_factor_mat_solver_type", "nonsense");
  PetscPushErrorHandler(PetscReturnErrorHandler, NULL);
  const PetscErrorCode refused = DirectSolverTry("direct_");
  PetscPopErrorHandler();
  PetscOptionsClearValue(NULL, "-direct_pc_factor_mat_solver_type");
  assert_int_equal(refused, PETSC_ERR_ARG_WRONG);
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(solutions_are_exact_from_both_sides),
    cmocka_unit_test(room_grows_as_it_is_needed),
    cmocka_unit_test(options_are_tried_without_a_matrix),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
