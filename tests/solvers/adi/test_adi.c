/* ranks: 1 2 4 */
/* The operators of the ADI solver against the row generator. */
#include "oracle/spins.h"
#include "solvers/adi/adi_cases.h"

static PetscErrorCode check_mult(Adi *adi, const XyzModel *model, const DickeBasis *basis, Vec x, Vec y, double *error)
{
  PetscFunctionBeginUser;
  PetscCall(AdiMult(adi, x, y));
  PetscCall(defect(model, basis, LIOUVILLIAN_ALL, 0, 1, x, y, error));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void product_equals_rows(void **state)
{
  (void)state;
  assert_true(worst_of(check_mult, 0, NULL) < 1e-13);
  assert_true(worst_of(check_mult, -1, NULL) < 1e-13);
}

static PetscErrorCode check_hamiltonian(Adi *adi, const XyzModel *model, const DickeBasis *basis, Vec x, Vec y, double *error)
{
  PetscFunctionBeginUser;
  PetscCall(AdiSolveHamiltonian(adi, x, y));
  PetscCall(defect(model, basis, LIOUVILLIAN_HAMILTONIAN, AdiGetShifts(adi).hamiltonian, -1, y, x, error));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void hamiltonian_solve_is_inverse(void **state)
{
  (void)state;
  assert_true(worst_of(check_hamiltonian, 0, NULL) < 1e-12);
}

static PetscErrorCode check_dissipation(Adi *adi, const XyzModel *model, const DickeBasis *basis, Vec x, Vec y, double *error)
{
  PetscFunctionBeginUser;
  PetscCall(AdiSolveDissipation(adi, x, y));
  PetscCall(defect(model, basis, LIOUVILLIAN_DISSIPATION, AdiGetShifts(adi).dissipation, -1, y, x, error));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static int is_one_way(const Terms *t)
{
  const double down = t->rate[CHANNEL_LOSS] + t->rate[CHANNEL_COLLECTIVE_LOSS],
               up   = t->rate[CHANNEL_PUMP] + t->rate[CHANNEL_COLLECTIVE_PUMP];
  return down == 0 || up == 0;
}

static void one_way_sweep_is_inverse(void **state)
{
  (void)state;
  assert_true(worst_of(check_dissipation, 0, is_one_way) < 1e-12);
  assert_true(worst_of(check_dissipation, -0.5, is_one_way) < 1e-12);
}

/* B K A y = L y, whatever A is (with backward gains A^-1 is no inverse of kappa - L_D, but K must hold the same A). */
static PetscErrorCode check_split(Adi *adi, const XyzModel *model, const DickeBasis *basis, Vec x, Vec y, double *error)
{
  Mat K;
  Vec w;

  PetscFunctionBeginUser;
  PetscCall(AdiCreateMat(adi, ADI_SPLIT, &K));
  PetscCall(VecDuplicate(x, &w));
  PetscCall(MatMult(K, x, y));
  PetscCall(AdiSolveDissipation(adi, x, w));
  PetscCall(AdiMult(adi, w, x));
  PetscCall(AdiSolveHamiltonian(adi, x, w));
  PetscCall(VecAXPY(w, -1, y));
  PetscReal difference, size;
  PetscCall(VecNorm(w, NORM_INFINITY, &difference));
  PetscCall(VecNorm(y, NORM_INFINITY, &size));
  *error = size > 0 ? difference / size : difference;
  PetscCall(VecDestroy(&w));
  PetscCall(MatDestroy(&K));
  (void)model;
  (void)basis;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void split_form_is_the_product(void **state)
{
  (void)state;
  assert_true(worst_of(check_split, 0, NULL) < 1e-12);
}

static void layouts_cover_the_basis(void **state)
{
  const XyzModel model = make_model(12, &terms[0]);
  bool           bad   = false;

  (void)state;
  for (int c = 0; c < CASE_COUNT; c++)
    for (int ranks = 1; ranks <= 9; ranks++) {
      DickeBasis basis;
      int64_t    sum = 0;
      bad            = bad || !dicke_basis_create_cut(cases[c].N, cases[c].parity, 0, cases[c].blocks, cases[c].top, &basis);
      for (int r = 0; r < ranks; r++) sum += AdiLocalSize(&spins(&model)->l, &basis, ranks, r);
      bad = bad || sum != dicke_size(&basis);
      dicke_basis_free(&basis);
    }
  assert_true(all_ranks(bad) == 0);
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(product_equals_rows),       cmocka_unit_test(hamiltonian_solve_is_inverse), cmocka_unit_test(one_way_sweep_is_inverse),
    cmocka_unit_test(split_form_is_the_product), cmocka_unit_test(layouts_cover_the_basis),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
