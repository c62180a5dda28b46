/* ranks: 1 2 4 */
/* The union of all blocks against the 4^N matrix of the Lindblad equation, with all channels on. */
#include "oracle/random_lindbladian.h"
#include "oracle/spins.h"
#include "solvers/modes/spectral_check.h"

#include "solvers/modes/gap.h"
#include "solvers/modes/spectrum.h"

/* Every mode as often as its irrep occurs. */
static Spectrum expand(const LiouvillianSpectrum *s, bool full)
{
  Spectrum all = {0, NULL};
  int      at  = 0;

  for (int k = 0; k < s->count; k++) all.n += full ? (int)s->mode[k].multiplicity : 1;
  all.value = dense_alloc((size_t)all.n, sizeof *all.value);
  for (int k = 0; k < s->count; k++)
    for (int copy = 0; copy < (full ? (int)s->mode[k].multiplicity : 1); copy++) all.value[at++] = s->mode[k].re + I * s->mode[k].im;
  return all;
}

static void full_spectrum_is_that_of_the_lindblad_equation(void **state)
{
  uint64_t seed  = 19;
  double   worst = 0;

  (void)state;
  for (int N = 2; N <= 4; N++)
    for (int fields = 0; fields < 2; fields++) {
      double              point[XYZ_PARAMS];
      LiouvillianSpectrum s;
      if (fields) random_point(&seed, N, point);
      else parity_point(&seed, N, point);
      const XyzModel model = xyz_model(point);
      assert_int_equal(SpectrumSolve(MPI_COMM_WORLD, spins(&model), PETSC_TRUE, 1, &s), 0);
      Spectrum ours = expand(&s, true), brute = brute_spectrum(point);
      worst = fmax(worst, spectrum_distance(ours, brute));
      worst = fmax(worst, !s.complete);
      for (int k = 1; k < s.count; k++) worst = fmax(worst, s.mode[k].re > s.mode[k - 1].re); /* ordered */
      free(ours.value), free(brute.value);
      SpectrumDestroy(&s);
    }
  assert_true(all_ranks(worst) < 1e-10);
}

static void symmetric_spectrum_has_the_modes_of_the_irrep(void **state)
{
  uint64_t            seed = 2;
  double              point[XYZ_PARAMS];
  LiouvillianSpectrum s;

  (void)state;
  parity_point(&seed, 7, point);
  const XyzModel  model  = xyz_model(point);
  const Partition lambda = partition_first(7);
  assert_int_equal(SpectrumSolve(MPI_COMM_WORLD, spins(&model), PETSC_FALSE, 1, &s), 0);
  Spectrum ours = expand(&s, false), irrep = block_spectrum(&model, &lambda, DICKE_BOTH);
  assert_true(all_ranks(spectrum_distance(ours, irrep)) < 1e-10);
  free(ours.value), free(irrep.value);
  SpectrumDestroy(&s);
}

/* All kinds of jumps and words of H, in the sectors that they leave: also real jumps without H (a mirror), and what conserves parity. */
static void random_models_have_the_spectrum_of_the_lindblad_equation(void **state)
{
  static const RandomKind kinds[] = {
    {3, 5, 2, 1, 2, false, false}, {2, 3, 1, 1, 1, true, false}, {4, 4, 2, 1, 1, false, true}, {1, 0, 2, 1, 2, true, false}};
  enum { KINDS = sizeof kinds / sizeof *kinds };
  uint64_t seed    = 71;
  double   worst   = 0;
  unsigned sectors = 0;

  (void)state;
  for (int N = 2; N <= 5; N++)
    for (int k = 0; k < KINDS; k++) {
      Lindbladian         l;
      BruteLiouvillian    L;
      SpinModel           model;
      LiouvillianSpectrum s;
      Gap                 gap;
      random_lindbladian(&seed, N, &site_pauli, &kinds[k], &l, &L);
      assert_true(spin_model_create(&l, &model));
      assert_int_equal(SpectrumSolve(MPI_COMM_WORLD, &model, PETSC_FALSE, 1, &s), 0);
      assert_int_equal(GapSymmetric(MPI_COMM_WORLD, &model, ANTIGAP_NONE, &gap), 0);
      Spectrum     ours = expand(&s, false), brute = brute_symmetric_spectrum(N, &L);
      const double scale = lindbladian_rate(&model.l);
      worst              = fmax(worst, spectrum_distance(ours, brute) / scale);
      for (int i = 0; i < s.count; i++) sectors |= 1u << s.mode[i].parity;
      const double complex slowest = rightmost(brute, 1);
      worst                        = fmax(worst, fabs(gap.mode.re - creal(slowest)) / scale);
      free(ours.value), free(brute.value);
      SpectrumDestroy(&s);
      spin_model_free(&model);
      brute_liouvillian_free(&L);
    }
  assert_int_equal(sectors, 1u << DICKE_EVEN | 1u << DICKE_ODD | 1u << DICKE_BOTH | 1u << DICKE_REAL | 1u << DICKE_IMAGINARY);
  assert_true(all_ranks(worst) < 1e-9);
}

/* Windows next to 0 for sectors beyond LAPACK: N = 30 has 2736 and 2720 unknowns. */
static void windows_hold_the_slowest_modes(void **state)
{
  LiouvillianSpectrum s;
  const XyzModel      model = paper_model(30, 1.7);
  int                 ranks;

  (void)state;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  if (ranks > 2) skip();
  assert_int_equal(SpectrumSolve(MPI_COMM_WORLD, spins(&model), PETSC_FALSE, 6, &s), 0);
  assert_int_equal(s.complete, PETSC_FALSE);
  assert_true(s.count >= 11);
  assert_true(fabs(s.mode[0].re) < 1e-13);
  assert_true(fabs(s.mode[1].re + 0.0097857122) < 1e-10);
  SpectrumDestroy(&s);
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(full_spectrum_is_that_of_the_lindblad_equation),
    cmocka_unit_test(symmetric_spectrum_has_the_modes_of_the_irrep),
    cmocka_unit_test(random_models_have_the_spectrum_of_the_lindblad_equation),
    cmocka_unit_test(windows_hold_the_slowest_modes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
