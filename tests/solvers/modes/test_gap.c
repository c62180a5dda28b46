/* ranks: 1 2 4 */
/* The gap in the symmetric sector and in the full 4^N space: the 2^N Lindblad equation, known numbers, the antigap, pruning. */
#include "oracle/spins.h"
#include "solvers/modes/spectral_check.h"

#include "solvers/modes/gap.h"

/* A few models are enough to show that work is dealt out right; one rank does them all. */
static int ranks(void)
{
  int size;

  MPI_Comm_size(MPI_COMM_WORLD, &size);
  return size;
}

/* Full space at Jx = 0.6, Jz = 1, gamma = 1, from independent calculations of all irreps (checked against the 4^N matrix to N = 5). */
static const struct {
  int    N;
  double Jy, gap, imag;
  int    rows, parity;
} known[] = {
  {3, 0.0, 0.5800429543, 2.43172847, 1, 1},
  {3, 0.5, 0.5042035835, 2.55378902, 1, 1},
  {3, 1.0, 0.5, 0, 0, 1},
  {3, 1.5, 0.2906077792, 0, 0, 1},
  {3, 3.0, 0.4952068503, 0, 0, 1},
  {4, 0.0, 0.5977819611, 2.27023202, 1, 1},
  {4, 0.5, 0.5037509404, 2.36876829, 1, 1},
  {4, 1.0, 0.5, 0, 0, 1},
  {4, 1.5, 0.2248158299, 0, 0, 1},
  {5, 0.0, 0.5652993761, 2.17403035, 1, 1},
  {5, 0.5, 0.5027452838, 2.27576967, 1, 1},
  {5, 1.5, 0.1820241620, 0, 0, 1},
  {5, 3.0, 0.3923831027, 0, 0, 1},
  {8, 0.0, 0.5302784781, 2.09059645, 1, 1},
  {8, 0.5, 0.5011701669, 2.15721178, 1, 1},
  {8, 1.0, 0.5, 0, 0, 1},
  {8, 1.5, 0.1094122559, 0, 0, 1},
  {8, 3.0, 0.2679296367, 0, 0, 1},
  {10, 0.5, 0.5008091519, 2.12223986, 1, 1},
  {10, 1.5, 0.0828954658, 0, 0, 1},
  {10, 3.0, 0.2157597765, 0, 0, 1},
};
enum { KNOWN = sizeof known / sizeof *known };

static void full_space_has_the_known_gaps(void **state)
{
  double worst = 0;
  int    wrong = 0;

  (void)state;
  for (int k = 0; k < KNOWN; k += ranks()) {
    const XyzModel model = paper_model(known[k].N, known[k].Jy);
    Gap            g;
    assert_int_equal(GapFull(MPI_COMM_WORLD, spins(&model), PETSC_TRUE, GAP_PROVE_ALL, PETSC_TRUE, &g), 0);
    worst = fmax(worst, fabs(-g.mode.re - known[k].gap));
    worst = fmax(worst, 0.05 * fabs(g.mode.im - known[k].imag)); /* 8 decimals are known */
    worst = fmax(worst, fabs(g.antigap + g.mode.re));
    wrong += model.N - g.lambda.row[0] != known[k].rows || (int)g.parity != known[k].parity || !g.proven;
  }
  assert_true(all_ranks(worst) < 1e-9);
  assert_true(all_ranks(wrong) == 0);
}

/* Against the definition, everything on, fields included. */
static void full_space_gap_is_that_of_the_lindblad_equation(void **state)
{
  uint64_t seed  = 77;
  double   worst = 0;

  (void)state;
  for (int N = 2; N <= 4; N++)
    for (int fields = 0; fields < (N < 4 ? 2 : 1); fields++) {
      double point[XYZ_PARAMS];
      if (fields) random_point(&seed, N, point);
      else parity_point(&seed, N, point);
      const XyzModel       model  = xyz_model(point);
      Spectrum             s      = brute_spectrum(point);
      const double complex wanted = rightmost(s, 1);
      Gap                  g;
      assert_int_equal(GapFull(MPI_COMM_WORLD, spins(&model), PETSC_FALSE, GAP_PROVE_ALL, PETSC_TRUE, &g), 0);
      worst = fmax(worst, fabs(g.mode.re - creal(wanted)) + fabs(g.mode.im - fabs(cimag(wanted))));
      free(s.value);
    }
  assert_true(all_ranks(worst) < 1e-9);
}

/* Pruning never removes the carrier. */
static void pruning_keeps_the_carrier(void **state)
{
  uint64_t  seed  = 3;
  double    worst = 0;
  const int count = ranks() == 1 ? 6 : 1;

  (void)state;
  for (int k = 0; k < count; k++) {
    double point[XYZ_PARAMS];
    parity_point(&seed, 5 + k % 2, point);
    if (k > 1) point[XYZ_GAMMA_UP] = point[XYZ_GAMMA_PHI] = point[XYZ_GAMMA_C_UP] = 0; /* the bound is sharpest for emission */
    if (k > 3) point[XYZ_GAMMA_C] = point[XYZ_GAMMA_C_PHI] = 0;
    const XyzModel model = xyz_model(point);
    Gap            with, without;
    assert_int_equal(GapFull(MPI_COMM_WORLD, spins(&model), PETSC_FALSE, GAP_PROVE_ALL, PETSC_TRUE, &with), 0);
    assert_int_equal(GapFull(MPI_COMM_WORLD, spins(&model), PETSC_FALSE, GAP_PROVE_ALL, PETSC_FALSE, &without), 0);
    worst = fmax(worst, fabs(with.mode.re - without.mode.re));
  }
  assert_true(all_ranks(worst) < 1e-10);
}

/* Without a proof the answer says so; with two irreps in all it needs none. */
static void unproven_is_said(void **state)
{
  const XyzModel four = paper_model(4, 1.5), two = paper_model(2, 1.5);
  Gap            g;

  (void)state;
  assert_int_equal(GapFull(MPI_COMM_WORLD, spins(&four), PETSC_FALSE, GAP_PROVE_NONE, PETSC_TRUE, &g), 0);
  assert_int_equal(g.proven, PETSC_FALSE);
  assert_true(fabs(-g.mode.re - 0.2248158299) < 1e-9);
  assert_int_equal(GapFull(MPI_COMM_WORLD, spins(&two), PETSC_FALSE, GAP_PROVE_NONE, PETSC_TRUE, &g), 0);
  assert_int_equal(g.proven, PETSC_TRUE);
}

/* Symmetric sector against LAPACK on the whole block in another basis: the rightmost mode, not the nearest. */
static void symmetric_gap_is_that_of_lapack(void **state)
{
  uint64_t  seed  = 41;
  double    worst = 0;
  const int count = ranks() == 1 ? 10 : 2;

  (void)state;
  for (int k = 0; k < count; k++) {
    const XyzModel       model  = dephased_model(&seed, 12); /* 225 and 230 unknowns: LAPACK; forced to Krylov below */
    const Partition      lambda = partition_first(12);
    Spectrum             even = scaled_spectrum(&model, &lambda, DICKE_EVEN, 1), odd = scaled_spectrum(&model, &lambda, DICKE_ODD, 1);
    const double complex a = rightmost(even, 1), b = rightmost(odd, 0), wanted = creal(a) > creal(b) ? a : b;
    Gap                  g;
    PetscOptionsSetValue(NULL, "-gap_method", k % 2 ? "krylov" : "lapack");
    assert_int_equal(GapSymmetric(MPI_COMM_WORLD, spins(&model), ANTIGAP_NONE, &g), 0);
    worst = fmax(worst, fabs(g.mode.re - creal(wanted)) + fabs(g.mode.im - fabs(cimag(wanted))));
    worst = fmax(worst, (int)g.parity != (creal(a) > creal(b) ? DICKE_EVEN : DICKE_ODD));
    worst = fmax(worst, g.mode.proof != (k % 2 ? PROOF_KRYLOV : PROOF_LAPACK));
    free(even.value), free(odd.value);
  }
  PetscOptionsSetValue(NULL, "-gap_method", "auto");
  assert_true(all_ranks(worst) < 1e-8);
}

/* Larger sizes: known gaps of the odd sector, the antigap to 9 digits of it, residuals and condition. One rank: they take seconds. */
static void gap_and_antigap_agree_for_large_systems(void **state)
{
  static const struct {
    int    N;
    double Jy, gap;
  } points[] = {{40, 1.15625, 0.0803791598}, {60, 1.7, 0.0005398153}, {60, 1.15625, 0.0660899599}};

  (void)state;
  if (ranks() > 1) skip();
  for (size_t k = 0; k < sizeof points / sizeof *points; k++) {
    const XyzModel model = paper_model(points[k].N, points[k].Jy);
    Gap            g;
    assert_int_equal(GapSymmetric(MPI_COMM_WORLD, spins(&model), ANTIGAP_DUAL, &g), 0);
    assert_true(fabs(-g.mode.re - points[k].gap) < 1e-10);
    assert_true(fabs(g.antigap + g.mode.re) < 1e-9 * -g.mode.re);
    assert_true(g.mode.residual < 1e-9 && g.mode.left_residual < 1e-9 && g.mode.condition < 1e3 && g.antigap_residual < 1e-9);
    assert_int_equal(g.parity, DICKE_ODD);
    assert_int_equal(g.proven, PETSC_TRUE);
  }
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(full_space_has_the_known_gaps),   cmocka_unit_test(full_space_gap_is_that_of_the_lindblad_equation),
    cmocka_unit_test(pruning_keeps_the_carrier),       cmocka_unit_test(unproven_is_said),
    cmocka_unit_test(symmetric_gap_is_that_of_lapack), cmocka_unit_test(gap_and_antigap_agree_for_large_systems),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
