/* Eigenvalues and their decision: matrices with known spectra, rounding, defects, slow eigenvalues beside fast ones. */
#include "physics/meanfield/flow_cases.h"

#include "physics/meanfield/stability.h"

/* Q diag-blocks Q^T with a random orthogonal Q: rows of `blocks` are (re, im), im > 0 for a pair. */
static void with_spectrum(uint64_t *seed, int n, const double (*blocks)[2], double *J)
{
  const Cubes c                      = random_cubes(seed, n);
  double      D[CASE_MAX * CASE_MAX] = {0};

  for (int i = 0, b = 0; i < n; b++) {
    D[n * i + i] = blocks[b][0];
    if (blocks[b][1] > 0) {
      D[n * i + i + 1]       = blocks[b][1];
      D[n * (i + 1) + i]     = -blocks[b][1];
      D[n * (i + 1) + i + 1] = blocks[b][0];
    }
    i += blocks[b][1] > 0 ? 2 : 1;
  }
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++) {
      J[n * i + k] = 0;
      for (int p = 0; p < n; p++)
        for (int q = 0; q < n; q++) J[n * i + k] += c.Q[n * i + p] * D[n * p + q] * c.Q[n * k + q];
    }
}

static void known_spectra(void **state)
{
  const double blocks[][4][2] = {{{-1, 2}, {-0.3, 0}, {-2, 0}},
                                 {{0.2, 3}, {-1, 0}, {-2, 0}},
                                 {{0.1, 0}, {-1, 1}, {-0.5, 0}},
                                 {{0.1, 0}, {0.2, 0}, {-1, 2}},
                                 {{-1, 0}, {0.3, 0}, {1, 2}}};
  const double growth[] = {-0.3, 0.2, 0.1, 0.2, 1}, frequency[] = {0, 3, 0, 0, 2};
  const int    index[] = {1, 1, -1, 1, -1};
  uint64_t     seed    = 3;

  (void)state;
  for (int i = 0; i < 5; i++) {
    double       J[16];
    FlowSpectrum s;
    with_spectrum(&seed, 4, blocks[i], J);
    assert_true(flow_spectrum(4, J, &s));
    assert_close(s.growth, growth[i], 1e-14);
    assert_close(s.frequency, frequency[i], 1e-14);
    assert_int_equal(s.index, index[i]);
    assert_int_equal(s.stability, growth[i] < 0 ? FLOW_STABLE : FLOW_UNSTABLE);
  }
}

/* An exact antisymmetric matrix with -eps on the diagonal has eigenvalues -eps +- i w: to all digits, in matrices of norm one. */
static void slow_decay_beside_fast_rotation(void **state)
{
  (void)state;
  for (int power = 2; power <= 14; power++) {
    const double rate = 0.7 * pow(10, -power), a = 0.3, b = -1.1, c = 0.6;
    double       J[9] = {-rate, a, b, -a, -rate, c, -b, -c, -rate};
    FlowSpectrum s;
    assert_true(flow_spectrum(3, J, &s));
    assert_close(s.growth, -rate, power < 3 ? 1e-15 : 1e-14 * rate + 1e-28); /* plain eigenvalues as long as they are not small */
    assert_int_equal(s.stability, power < 14 ? FLOW_STABLE : s.stability);
  }
}

static void zero_to_rounding_is_undecided(void **state)
{
  const double blocks[][4][2] = {{{0, 0}, {-1, 2}, {-0.5, 0}}, {{0, 1.3}, {-1, 0}, {-0.5, 0}}};
  uint64_t     seed           = 4;

  (void)state;
  for (int draw = 0; draw < 20; draw++)
    for (int i = 0; i < 2; i++) {
      double       J[16];
      FlowSpectrum s;
      with_spectrum(&seed, 4, blocks[i], J);
      assert_true(flow_spectrum(4, J, &s));
      assert_close(s.growth, 0, 1e-14);
      assert_int_equal(s.stability, FLOW_MARGINAL);
      assert_int_equal(s.index, i); /* a pair on the axis has a positive product */
    }
}

/* Jordan blocks away from zero: a decision all the same. */
static void defective_eigenvalues_are_decided(void **state)
{
  double       J[9] = {-0.5, 1, 0, 0, -0.5, 1, 0, 0, -0.5}, K[4] = {0.25, 3, 0, 0.25};
  FlowSpectrum s;

  (void)state;
  assert_true(flow_spectrum(3, J, &s));
  assert_close(s.growth, -0.5, 2e-5);
  assert_true(s.stability == FLOW_STABLE && s.index == 1);
  assert_true(flow_spectrum(2, K, &s));
  assert_true(s.stability == FLOW_UNSTABLE && s.index == 1);
}

static void no_number_no_spectrum(void **state)
{
  double       J[4] = {NAN, 0, 0, 1};
  FlowSpectrum s;

  (void)state;
  assert_false(flow_spectrum(2, J, &s));
  assert_true(isnan(s.growth));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(known_spectra),
    cmocka_unit_test(slow_decay_beside_fast_rotation),
    cmocka_unit_test(zero_to_rounding_is_undecided),
    cmocka_unit_test(defective_eigenvalues_are_decided),
    cmocka_unit_test(no_number_no_spectrum),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
