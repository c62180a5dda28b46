/* ranks: 1 2 4 */
/* Residuals in twice the working precision: of sums that cancel, which one double loses, on any number of ranks, with and without a low
   part. */
#include "mpi_main.h"
#include "solvers/linear/twofold_product.h"

#include <stdbool.h>

enum { ROWS = 37, FAR = 11 };

/* Row i: large (x_i - x_(i+FAR)) + x_(i+2 FAR)/3, columns modulo ROWS; with x = 1 all that is large cancels. */
static PetscErrorCode create_problem(double large, Mat *A, Mat *low)
{
  PetscInt start, end;

  PetscFunctionBeginUser;
  PetscCall(MatCreateAIJ(PETSC_COMM_WORLD, PETSC_DECIDE, PETSC_DECIDE, ROWS, ROWS, 3, NULL, 3, NULL, A));
  PetscCall(MatCreateAIJ(PETSC_COMM_WORLD, PETSC_DECIDE, PETSC_DECIDE, ROWS, ROWS, 1, NULL, 1, NULL, low));
  PetscCall(MatGetOwnershipRange(*A, &start, &end));
  for (PetscInt i = start; i < end; i++) {
    PetscCall(MatSetValue(*A, i, i, large, INSERT_VALUES));
    PetscCall(MatSetValue(*A, i, (i + FAR) % ROWS, -large, INSERT_VALUES));
    PetscCall(MatSetValue(*A, i, (i + 2 * FAR) % ROWS, 1.0 / 3, INSERT_VALUES));
    PetscCall(MatSetValue(*low, i, (i + FAR) % ROWS, 1e-20 * (double)(i + 1), INSERT_VALUES));
  }
  PetscCall(MatAssemblyBegin(*A, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyEnd(*A, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyBegin(*low, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyEnd(*low, MAT_FINAL_ASSEMBLY));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Largest |r - exact| of x = value, b = given or none; the exact residual is (b - (low) value) - value/3. */
static PetscErrorCode worst_of(double large, double value, double b_value, bool with_low, double *worst)
{
  TwofoldProduct    *product;
  Mat                A, low;
  Vec                x, b, r;
  PetscInt           start, end;
  const PetscScalar *array;

  PetscFunctionBeginUser;
  PetscCall(create_problem(large, &A, &low));
  PetscCall(MatCreateVecs(A, &x, &b));
  PetscCall(VecDuplicate(b, &r));
  PetscCall(VecSet(x, value));
  PetscCall(VecSet(b, b_value));
  PetscCall(TwofoldProductCreate(A, with_low ? low : NULL, &product));
  PetscCall(MatDestroy(&low)); /* the product keeps its own reference */
  PetscCall(TwofoldResidual(product, b_value != 0 ? b : NULL, x, r));
  PetscCall(VecGetOwnershipRange(r, &start, &end));
  PetscCall(VecGetArrayRead(r, &array));
  *worst = 0;
  for (PetscInt i = start; i < end; i++) {
    const double rest = fma(-1.0 / 3, value, b_value); /* exact but for its one rounding */
    *worst            = fmax(*worst, fabs(array[i - start] - (rest - (with_low ? 1e-20 * (double)(i + 1) * value : 0))));
  }
  PetscCall(VecRestoreArrayRead(r, &array));
  PetscCall(TwofoldProductDestroy(&product));
  PetscCall(TwofoldProductDestroy(&product));
  PetscCall(VecDestroy(&r));
  PetscCall(VecDestroy(&b));
  PetscCall(VecDestroy(&x));
  PetscCall(MatDestroy(&A));
  *worst = all_ranks(*worst);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void what_cancels_leaves_no_rounding(void **unused)
{
  double worst;

  (void)unused;
  assert_int_equal(worst_of(1e15 / 7, 1.1, 0, false, &worst), 0); /* one double is off by 0.1 */
  assert_true(worst < 1e-16);
  assert_int_equal(worst_of(1e15 / 7, 3, 1, false, &worst), 0); /* b - x/3 = 1 - 3 (1/3): the rounding of 1/3 itself is seen */
  assert_true(worst < 1e-30);
  assert_int_equal(worst_of(1e3, 3, 1, true, &worst), 0); /* and the low part beside it */
  assert_true(worst < 1e-30);
}

static int run(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_cancels_leaves_no_rounding)};

  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
