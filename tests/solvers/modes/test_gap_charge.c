/* ranks: 1 2 4 */
/* Gaps by charges m - m' against those of the parity sectors, and shift-invert in the turning frame against Krylov in the model's own. */
#include "oracle/spins.h"
#include "solvers/modes/spectral_check.h"

#include "solvers/modes/gap.h"

/* Jx = Jy, a field along z, some rates off. */
static XyzModel conserving_model(uint64_t *seed, int N, int draw)
{
  double point[XYZ_PARAMS];

  random_point(seed, N, point);
  point[XYZ_HX] = point[XYZ_HY] = 0;
  point[XYZ_JY]                 = point[XYZ_JX];
  if (draw % 3 == 1) point[XYZ_JX] = point[XYZ_JY] = point[XYZ_JZ] = point[XYZ_HZ] = 0; /* real */
  if (draw % 3 == 2) point[XYZ_GAMMA_UP] = point[XYZ_GAMMA_C] = 0;
  return xyz_model(point);
}

static void charges_have_the_gap_of_the_sectors(void **state)
{
  uint64_t seed  = 41;
  double   worst = 0;
  int      seen  = 0;

  (void)state;
  for (int N = 2; N <= 8; N++)
    for (int draw = 0; draw < 3; draw++) {
      const XyzModel   xyz   = conserving_model(&seed, N, draw);
      const SpinModel *model = spins(&xyz);
      Gap              whole, gap, some;
      int              charge, first;
      assert_int_equal(GapSymmetric(MPI_COMM_WORLD, model, ANTIGAP_NONE, &whole), 0);
      assert_int_equal(GapCharges(MPI_COMM_WORLD, model, N + 3, &gap, &charge), 0);
      assert_int_equal(GapCharges(MPI_COMM_WORLD, model, 0, &some, &first), 0);
      worst = fmax(worst, fabs(gap.mode.re - whole.mode.re) / model->rate);
      worst = fmax(worst, gap.proven ? 0 : 1);
      worst = fmax(worst, some.proven || first != 0 ? 1 : 0);
      worst = fmax(worst, some.mode.re > gap.mode.re + 1e-10 ? 1 : 0);
      worst = fmax(worst, gap.mode.error / model->rate - 1e-6);
      seen |= 1 << charge;
    }
  assert_true(all_ranks(worst) < 1e-9);
  assert_true((seen & 3) == 3); /* populations and coherences */
}

static void solve(const SpinModel *model, const char *method, int charges, Gap *gap, int *charge)
{
  assert_int_equal(PetscOptionsSetValue(NULL, "-gap_method", method), 0);
  assert_int_equal(GapCharges(MPI_COMM_WORLD, model, charges, gap, charge), 0);
  assert_int_equal(PetscOptionsClearValue(NULL, "-gap_method"), 0);
}

/* Frequencies come back into the model's own frame with their sign; a laser with couplings, and one that emits nothing. */
static void the_turning_frame_changes_nothing(void **state)
{
  static const double pump[] = {0.4, 3};

  (void)state;
  for (int k = 0; k < 2; k++) {
    double point[XYZ_PARAMS];
    Gap    krylov, inverse;
    int    charges[2];
    empty_point(50, point);
    point[XYZ_JX] = point[XYZ_JY] = 0.8, point[XYZ_JZ] = 0.3, point[XYZ_HZ] = 0.7;
    point[XYZ_GAMMA_UP] = pump[k], point[XYZ_GAMMA_C] = 1, point[XYZ_GAMMA] = 0.05;
    const XyzModel   xyz   = xyz_model(point);
    const SpinModel *model = spins(&xyz);
    solve(model, "krylov", 1, &krylov, &charges[0]);
    solve(model, "shift_invert", 1, &inverse, &charges[1]);
    assert_int_equal(charges[0], charges[1]);
    assert_true(all_ranks(fabs(krylov.mode.re - inverse.mode.re)) < 1e-9);
    assert_true(all_ranks(fabs(krylov.mode.im - inverse.mode.im)) < 1e-9);
    assert_true(k || charges[0] == 1);
    assert_true(charges[0] != 1 || krylov.mode.im > 0.1);
    assert_true(inverse.mode.error < 1e-3 * -inverse.mode.re && inverse.mode.proof == PROOF_NONE && krylov.mode.proof == PROOF_KRYLOV);
    solve(model, "krylov", 0, &krylov, &charges[0]); /* populations: the zero mode is taken out in the inverse, too */
    solve(model, "shift_invert", 0, &inverse, &charges[1]);
    assert_true(charges[0] == 0 && charges[1] == 0);
    assert_true(all_ranks(fabs(krylov.mode.re - inverse.mode.re)) < 1e-9);
    assert_true(all_ranks(fmax(inverse.mode.residual, inverse.mode.left_residual)) < 1e-8);
  }
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(charges_have_the_gap_of_the_sectors),
    cmocka_unit_test(the_turning_frame_changes_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
