/* The model ising2: its parameters, the coordinates of its states against explicit Pauli matrices, its levels. */
#include "physics/ising2/test_ising2.h"

#include "physics/ising2/levels.h"

#include <string.h>

static const double complex pauli[4][4] = {{1, 0, 0, 1}, {0, 1, 1, 0}, {0, -I, I, 0}, {1, 0, 0, -1}};

static double complex product_element(int a, int b, int row, int column)
{
  return pauli[a][2 * (row / 2) + column / 2] * pauli[b][2 * (row % 2) + column % 2];
}

static const double good[ISING2_PARAMS] = {0.5, 10, 0.01, 0.05, 0.05, 10, 1, 0};

static void bad_points_are_named(void **state)
{
  static const struct {
    int         parameter;
    double      value;
    const char *word;
  } bad[] = {
    {ISING2_T, 0, "T must"},
    {ISING2_T, -1, "T must"},
    {ISING2_R, 0.5, "r must"},
    {ISING2_GAMMA, -0.1, "gamma is negative"},
    {ISING2_GAMMA_UP, -1, "gamma_up is negative"},
    {ISING2_GAMMA_DOWN, -1, "gamma_down is negative"},
    {ISING2_GAMMA_UP, 0, "gamma_up + gamma_down = 0"},
  };

  (void)state;
  assert_null(ising2_spec.check(good));
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    double point[ISING2_PARAMS];
    memcpy(point, good, sizeof point);
    point[bad[i].parameter] = bad[i].value;
    const char *message     = ising2_spec.check(point);
    assert_non_null(message);
    assert_ptr_equal(strstr(message, bad[i].word), message);
  }
}

static void presets_are_in_range_and_make_a_good_point(void **state)
{
  double point[ISING2_PARAMS];

  (void)state;
  assert_int_equal(ising2_spec.nparams, ISING2_PARAMS);
  for (int p = 0; p < ISING2_PARAMS; p++) {
    const ParamSpec *spec = &ising2_spec.params[p];
    point[p]              = isnan(spec->preset) ? 1 : spec->preset;
    assert_true(spec->min <= point[p] && point[p] <= spec->max);
    assert_non_null(spec->name);
    assert_non_null(spec->source);
  }
  assert_string_equal(ising2_spec.params[ISING2_LAMBDA].name, "lambda");
  assert_null(ising2_spec.check(point));
  for (int d = 0; d < ISING2_DISSIPATORS; d++) {
    const Ising2Model model = ising2_model(point, (Ising2Dissipator)d);
    assert_null(ising2_check_dissipator(&model));
  }
}

static void closed_systems_are_noticed(void **state)
{
  const Ising2Model thermal = thermal_model(0.5, 0.05, 0, 10), local = local_model(0.5, 0);

  (void)state;
  assert_non_null(ising2_check_dissipator(&thermal));
  assert_non_null(ising2_check_dissipator(&local));
}

static void coordinates_are_pauli_expectations(void **state)
{
  uint64_t seed = 1;
  double   x[ISING2_DIM], back[ISING2_DIM];

  (void)state;
  random_state(&seed, x);
  Ising2Matrix rho;
  ising2_matrix(1, x, &rho);
  for (int k = 1; k < 16; k++) {
    double complex sum = 0;
    for (int row = 0; row < 4; row++)
      for (int column = 0; column < 4; column++)
        sum += product_element(k / 4, k % 4, row, column) * (rho.re[4 * column + row] + I * rho.im[4 * column + row]);
    assert_close(creal(sum), x[k - 1], 1e-15);
    assert_close(cimag(sum), 0, 1e-15);
  }
  assert_close(rho.re[0] + rho.re[5] + rho.re[10] + rho.re[15], 1, 1e-15);
  ising2_coordinates(&rho, back);
  for (int k = 0; k < ISING2_DIM; k++) assert_close(back[k], x[k], 1e-15);
}

static void names_of_coordinates(void **state)
{
  static const struct {
    int  coordinate, a, b;
    bool odd;
  } names[] = {
    {ISING2_MX1, 1, 0, true},  {ISING2_MY1, 2, 0, true},  {ISING2_MZ1, 3, 0, false}, {ISING2_MX2, 0, 1, true},  {ISING2_MY2, 0, 2, true},
    {ISING2_MZ2, 0, 3, false}, {ISING2_OXX, 1, 1, false}, {ISING2_OYY, 2, 2, false}, {ISING2_OZZ, 3, 3, false}, {ISING2_OXY, 1, 2, false},
    {ISING2_OXZ, 1, 3, true},  {ISING2_OYX, 2, 1, false}, {ISING2_OYZ, 2, 3, true},  {ISING2_OZX, 3, 1, true},  {ISING2_OZY, 3, 2, true},
  };

  (void)state;
  assert_int_equal(sizeof names / sizeof names[0], ISING2_DIM);
  for (int i = 0; i < ISING2_DIM; i++) {
    assert_int_equal(names[i].coordinate, 4 * names[i].a + names[i].b - 1);
    assert_int_equal(ising2_is_odd(names[i].coordinate), names[i].odd);
  }
}

/* Element by element from the definition. */
static void hamiltonian_is_the_papers(void **state)
{
  const Ising2Model model = ising2_model((double[ISING2_PARAMS]){0.7, 1.3, 0.4, 1, 1, 1, 1, 0}, ISING2_THERMAL);
  const double      m[2]  = {0.31, -0.17};
  double            H[16];

  (void)state;
  ising2_hamiltonian(&model, m, H);
  for (int row = 0; row < 4; row++)
    for (int column = 0; column < 4; column++) {
      const double complex expected = -m[0] * product_element(1, 0, row, column) - m[1] * product_element(0, 1, row, column) -
                                      0.7 * product_element(3, 0, row, column) - 1.3 * product_element(0, 3, row, column) -
                                      0.4 * product_element(1, 1, row, column);
      assert_close(H[4 * row + column], creal(expected), 1e-15);
    }
}

/* H V = V E, V^T V = 1 and the order, also for coinciding levels. */
static void levels_solve_the_eigenproblem(void **state)
{
  uint64_t seed = 2;

  (void)state;
  for (int trial = 0; trial < 50; trial++) {
    Ising2Levels levels;
    double       H[16], back[16], E[16] = {0}, unit[16] = {[0] = 1, [5] = 1, [10] = 1, [15] = 1}, gram[16];
    for (int i = 0; i < 4; i++)
      for (int k = 0; k <= i; k++) H[4 * i + k] = H[4 * k + i] = trial < 2 ? trial : random_between(&seed, -3, 3);
    ising2_levels_of(H, &levels);
    for (int n = 0; n < 4; n++) E[5 * n] = levels.E[n];
    ising2_from_levels(&levels, E, back);
    ising2_to_levels(&levels, unit, gram);
    for (int i = 0; i < 16; i++) {
      assert_close(back[i], H[i], 1e-14);
      assert_close(gram[i], unit[i], 1e-14);
    }
    for (int n = 0; n < 3; n++) assert_true(levels.E[n] <= levels.E[n + 1]);
  }
}

/* lambda = 0: E = +-sqrt(m1^2 + h1^2) +- sqrt(m2^2 + h2^2). */
static void degenerate_levels_are_named(void **state)
{
  static const struct {
    double h1, h2, m1;
    int    degeneracy;
  } cases[] = {{0.5, 0.5, 0, 2}, {0, 1, 0, 1}, {0.6, 1, 0.8, 2}, {0.6, 1, 0.79, 0}, {0.5, 10, 0, 0}};

  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const Ising2Model model = ising2_model((double[ISING2_PARAMS]){cases[i].h1, cases[i].h2, 0, 1, 1, 1, 1, 0}, ISING2_THERMAL);
    Ising2Levels      levels;
    ising2_levels(&model, (double[2]){cases[i].m1, 0}, &levels);
    const int degeneracy = ising2_degeneracy(&levels);
    assert_int_equal(degeneracy, cases[i].degeneracy);
    if (degeneracy == 1) assert_non_null(strstr(ising2_degeneracy_message(degeneracy), "levels 0 and 1"));
    if (degeneracy == 2) assert_non_null(strstr(ising2_degeneracy_message(degeneracy), "levels 1 and 2"));
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(bad_points_are_named),          cmocka_unit_test(presets_are_in_range_and_make_a_good_point),
    cmocka_unit_test(closed_systems_are_noticed),    cmocka_unit_test(coordinates_are_pauli_expectations),
    cmocka_unit_test(names_of_coordinates),          cmocka_unit_test(hamiltonian_is_the_papers),
    cmocka_unit_test(levels_solve_the_eigenproblem), cmocka_unit_test(degenerate_levels_are_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
