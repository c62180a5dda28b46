/* Equilibrium of the two coupled Ising models: closed forms, reference values computed apart, derivatives of Gibbs states against
   finite differences, critical points as zeros of the gap, the adiabatic time of the temperature quench. */
#include "physics/ising2/test_ising2.h"

#include "physics/ising2/adiabatic.h"
#include "physics/ising2/equilibrium.h"
#include "physics/ising2/gibbs.h"
#include "physics/ising2/levels.h"
#include "physics/ising2/observables.h"
#include "physics/ising2/stability.h"

/* Reference section 1_equilibrium, Tc(h). */
static const double critical_temperatures[][2] = {
  {0.1, 0.9966577309127944}, {0.3, 0.9692439377866843}, {0.5, 0.9102392266268375}, {0.6, 0.8656170245333781},
  {0.7, 0.807102010950154},  {0.8, 0.7281913813014699}, {0.9, 0.6113218894111955}, {0.99, 0.37405743019967796},
};

static void critical_temperature_closed_form_and_root(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof critical_temperatures / sizeof critical_temperatures[0]; i++) {
    const double *row      = critical_temperatures[i];
    Ising2Model   model    = thermal_model(row[0], 1, 0.05, 10);
    model.p[ISING2_LAMBDA] = 0;
    assert_relative(ising2_single_critical_temperature(row[0]), row[1], 1e-14);
    assert_relative(ising2_critical_temperature(&model), row[1], 1e-13);
  }
  assert_close(ising2_single_critical_temperature(0), 1, 0);
  assert_close(ising2_single_critical_temperature(1), 0, 0);
  const Ising2Model disordered = thermal_model(1.2, 1, 0.05, 10);
  assert_close(ising2_critical_temperature(&disordered), 0, 0);
}

/* Reference section 1_equilibrium, m_eq8; T -> 0 is sqrt(1 - h^2). */
static void single_magnetization(void **state)
{
  (void)state;
  assert_relative(ising2_single_magnetization(0.7, 0.05), 0.714142842854285, 1e-14);
  assert_relative(ising2_single_magnetization(0.7, 0.8), 0.12118127792038187, 1e-12);
  assert_relative(ising2_single_magnetization(0.6, 0.4), 0.7819555079006035, 1e-14);
  assert_relative(ising2_single_magnetization(0.5, 0.5), 0.8165867719502703, 1e-14);
  assert_relative(ising2_single_magnetization(0.3, 0.9), 0.4313654747102884, 1e-13);
  assert_relative(ising2_single_magnetization(0.8, 0.001), 0.6, 1e-15);
  assert_close(ising2_single_magnetization(0.5, 0.92), 0, 0);
  assert_close(ising2_single_magnetization(1.5, 0.1), 0, 0);
}

/* Reference section 1_equilibrium, eq(...), h2 = 10, lambda = .01. */
static void self_consistent_states(void **state)
{
  static const struct {
    double h1, T, mx1, mx2, O, mz1, mz2, purity, concurrence;
  } reference[] = {
    {0.7, 0.05, 0.714143945458226, 0.000793492745247737, 0.0010121208947300704, 0.6999985858617463, 0.9999994827060414, 1,
     0.0006363622505931396},
    {0.7, 0.8, 0.12119527586899947, 0.00013466132937709334, 0.0009573079715509752, 0.6999985890297069, 0.9999995403358655,
     0.7523433589890142, 0.0006331724284419678},
    {0.6, 0.4, 0.7819563535453288, 0.0008688398108632203, 0.0010352211315002096, 0.5999987880387304, 0.9999994595076377, 0.9857272908704647,
     0.0005452961268516067},
    {0.3, 0.05, 0.953939353027925, 0.0010599318916085323, 0.0010929286128550627, 0.2999993939407601, 0.999999401082093, 1,
     0.00027272667639729667},
    {0.9, 0.05, 0.43589288053158337, 0.0004843251075285562, 0.0009474747181384128, 0.8999981818222179, 0.999999548005203, 1,
     0.0008181800423052712},
  };

  (void)state;
  for (size_t i = 0; i < sizeof reference / sizeof reference[0]; i++) {
    const Ising2Model model = thermal_model(reference[i].h1, reference[i].T, 0.05, 10);
    double            m[2], x[ISING2_DIM];
    Ising2Matrix      root;
    assert_true(ising2_equilibrium(&model, m, x));
    ising2_gibbs_root(&model, m, &root);
    assert_relative(x[ISING2_MX1], reference[i].mx1, 1e-11);
    assert_relative(x[ISING2_MX2], reference[i].mx2, 1e-11);
    assert_relative(x[ISING2_OXX], reference[i].O, 1e-11);
    assert_relative(x[ISING2_MZ1], reference[i].mz1, 1e-12);
    assert_relative(x[ISING2_MZ2], reference[i].mz2, 1e-12);
    assert_relative(ising2_purity(x), reference[i].purity, 1e-12);
    assert_relative(ising2_concurrence(&root), reference[i].concurrence, 1e-10);
  }
}

/* Reference section 1_equilibrium, h1c. */
static void critical_fields(void **state)
{
  static const struct {
    double T, h2, lambda, h1c;
  } reference[] = {
    {0.05, 10, 0.01, 1.000001606978033},
    {0.01, 10, 0.01, 1.0000016069780338},
    {0.4, 10, 0.01, 0.9856255391142975},
    {0.8, 10, 0.01, 0.710414204490959},
    {0.05, 10, 0, 1},
    {0.05, 2, 0.01, 1.000061109285086},
    {0.05, 2, 0.1, 1.0060929549588233},
    {0.05, 2, 0.5, 1.142771336615903},
    {0.05, 1.2, 0.1, 1.0433206793262757},
  };

  (void)state;
  for (size_t i = 0; i < sizeof reference / sizeof reference[0]; i++) {
    const Ising2Model model =
      ising2_model((double[ISING2_PARAMS]){0, reference[i].h2, reference[i].lambda, reference[i].T, 0.05, 10, 1, 0}, ISING2_THERMAL);
    const double h1c = ising2_critical_h1(&model);
    assert_close(h1c, reference[i].h1c, 1e-14);
    const Ising2Model critical = ising2_with(model, ISING2_H1, h1c);
    if (reference[i].T > 0.1) assert_relative(ising2_critical_temperature(&critical), reference[i].T, 1e-12); /* else h1c knows no T */
  }
  assert_true(isnan(ising2_critical_h1(&(Ising2Model){.p = {0, 0.5, 0.1, 0.05, 1, 1, 1, 0}}))); /* model 2 orders alone */
  assert_true(isnan(ising2_critical_h1(&(Ising2Model){.p = {0, 10, 0.01, 1.1, 1, 1, 1, 0}})));  /* too hot */
}

/* "The gap never closes": it does, at h1c, with all 15 eigenvalues, for every rate. */
static void the_gap_closes_at_the_critical_field(void **state)
{
  static const double rates[][2] = {{0.05, 10}, {0.5, 10}, {0.5, 1}, {2, 1}};

  (void)state;
  for (int i = 0; i < 4; i++) {
    Ising2Model     model = thermal_model(0, 0.05, rates[i][0], rates[i][1]);
    double          m[2]  = {0, 0}, x[ISING2_DIM];
    Ising2Stability stability;
    model.p[ISING2_H1] = ising2_critical_h1(&model);
    ising2_gibbs(&model, m, x);
    assert_int_equal(ising2_stability(&model, x, &stability), 0);
    assert_close(stability.gap, 0, 2e-12);
    assert_close(stability.omega, 0, 0);
  }
}

static void single_model_orders_below_one_at_any_weak_coupling(void **state)
{
  const Ising2Model below = thermal_model(0.9999, 0.01, 0.05, 10), above = thermal_model(1.0001, 0.01, 0.05, 10);

  (void)state;
  assert_true(ising2_disorder_curvature(&below) < 0);
  assert_true(ising2_disorder_curvature(&above) > 0);
}

/* Eq. 15 is lambda/(h2-1), not lambda/h2. */
static void induced_magnetization_ratio(void **state)
{
  const Ising2Model model = thermal_model(0.5, 0.05, 0.05, 10);
  double            m[2], x[ISING2_DIM];

  (void)state;
  ising2_equilibrium(&model, m, x);
  assert_relative(m[1] / m[0], ising2_induced_ratio(10, 0.01, 0.05), 1e-5);
  assert_true(fabs(m[1] / m[0] - 0.001) > 1e-4);
}

static void concurrence_has_a_cusp_at_the_transition(void **state)
{
  static const double h1[] = {0.3, 0.8, 0.99, 1.01, 1.5};

  (void)state;
  for (int i = 0; i < 5; i++) {
    const Ising2Model model = thermal_model(h1[i], 0.01, 0.05, 10);
    double            m[2], x[ISING2_DIM];
    Ising2Matrix      root;
    ising2_equilibrium(&model, m, x);
    ising2_gibbs_root(&model, m, &root);
    assert_relative(ising2_concurrence(&root), ising2_ground_concurrence(h1[i], 10, 0.01), 1e-5);
  }
}

/* The sign of lambda turns model 2; the state found is the lowest of all stationary points of the free energy. */
static void equilibrium_minimises_the_free_energy(void **state)
{
  (void)state;
  for (int sign = -1; sign <= 1; sign += 2) {
    const Ising2Model model = ising2_model((double[ISING2_PARAMS]){0.6, 0.8, 0.2 * sign, 0.3, 1, 1, 1, 0}, ISING2_THERMAL);
    double            m[2], x[ISING2_DIM];
    ising2_equilibrium(&model, m, x);
    assert_true(m[0] > 0.5 && sign * m[1] > 0.3);
    const double lowest = ising2_free_energy(&model, m);
    for (int i = -20; i <= 20; i++)
      for (int k = -20; k <= 20; k++) assert_true(ising2_free_energy(&model, (double[2]){i / 20., k / 20.}) > lowest);
  }
}

/* On a grid of the phase diagram: the state exists, is a fixed point, and is ordered exactly where the disordered one is unstable. */
static void every_point_has_its_state(void **state)
{
  (void)state;
  for (int i = 0; i < 120; i++)
    for (int k = 0; k < 60; k++) {
      const Ising2Model model = thermal_model(0.01 + 0.0125 * i, 0.01 + 0.02 * k, 0.05, 10);
      double            m[2], x[ISING2_DIM];
      if (!ising2_equilibrium(&model, m, x)) fail_msg("no state at h1 = %g, T = %g", model.p[ISING2_H1], model.p[ISING2_T]);
      assert_close(x[ISING2_MX1], m[0], 1e-12);
      assert_close(x[ISING2_MX2], m[1], 1e-12);
      assert_int_equal(m[0] > 0, ising2_disorder_curvature(&model) < 0);
    }
}

static void five_point(const Ising2Model *model, const double m[2], int field, int parameter, double dx[ISING2_DIM])
{
  const double step = 1e-3, weight[4] = {1, -8, 8, -1}, shift[4] = {-2, -1, 1, 2};

  for (int k = 0; k < ISING2_DIM; k++) dx[k] = 0;
  for (int s = 0; s < 4; s++) {
    Ising2Model moved = *model;
    double      n[2]  = {m[0], m[1]}, x[ISING2_DIM];
    if (field >= 0) n[field] += shift[s] * step;
    else moved.p[parameter] += shift[s] * step;
    ising2_gibbs(&moved, n, x);
    for (int k = 0; k < ISING2_DIM; k++) dx[k] += weight[s] * x[k] / (12 * step);
  }
}

static void gibbs_response_matches_finite_differences(void **state)
{
  static const int parameters[] = {ISING2_H1, ISING2_H2, ISING2_LAMBDA, ISING2_T, ISING2_GAMMA};
  uint64_t         seed         = 20;

  (void)state;
  for (int trial = 0; trial < 10; trial++) {
    const Ising2Model model = random_ising2(&seed, ISING2_THERMAL);
    const double      m[2]  = {random_between(&seed, -1, 1), random_between(&seed, -1, 1)};
    double            x[ISING2_DIM], by_field[2][ISING2_DIM], by_parameter[ISING2_DIM], expected[ISING2_DIM];
    for (int i = 0; i < 5; i++) {
      ising2_gibbs_response(&model, m, parameters[i], x, by_field, by_parameter);
      five_point(&model, m, -1, parameters[i], expected);
      for (int k = 0; k < ISING2_DIM; k++) assert_close(by_parameter[k], expected[k], 1e-9);
    }
    for (int n = 0; n < 2; n++) {
      five_point(&model, m, n, 0, expected);
      for (int k = 0; k < ISING2_DIM; k++) assert_close(by_field[n][k], expected[k], 1e-9);
    }
  }
}

/* Coinciding levels: h1 = h2, lambda = 0, m = 0. The susceptibility of a free spin is tanh(h/T)/h. */
static void gibbs_response_at_degenerate_levels(void **state)
{
  const Ising2Model model = ising2_model((double[ISING2_PARAMS]){0.5, 0.5, 0, 0.3, 1, 1, 1, 0}, ISING2_THERMAL);
  const double      m[2]  = {0, 0};
  double            x[ISING2_DIM], by_field[2][ISING2_DIM], by_parameter[ISING2_DIM];

  (void)state;
  ising2_gibbs_response(&model, m, -1, x, by_field, by_parameter);
  assert_relative(by_field[0][ISING2_MX1], tanh(0.5 / 0.3) / 0.5, 1e-14);
  assert_relative(by_field[1][ISING2_MX2], tanh(0.5 / 0.3) / 0.5, 1e-14);
  assert_close(by_field[0][ISING2_MX2], 0, 1e-15);
  for (int k = 0; k < ISING2_DIM; k++) assert_close(by_parameter[k], 0, 0);
}

/* Reference section 11_extra, tstar_gamma_lam0, and tstar_gamma_adiabatic_lambda0 of 4_T_quench. */
static void adiabatic_times(void **state)
{
  static const double reference[][3] = {
    {0.6, 0.87, 212.4515920650416}, {0.6, 0.9, 105.19319830583584}, {0.6, 0.95, 68.24359065801099}, {0.6, 1.0, 52.485040525339826},
    {0.6, 1.05, 43.25310601413491}, {0.6, 1.2, 29.243767595288087}, {0.6, 1.5, 18.866127517262075}, {0.6, 2.0, 12.962611987854144},
    {0.6, 5.0, 7.145634169788787},  {0.2, 1.05, 219.5138086878759}, {0.4, 1.05, 95.61075063395873}, {0.8, 1.05, 15.738486253686057},
  };

  (void)state;
  for (size_t i = 0; i < sizeof reference / sizeof reference[0]; i++) {
    const Ising2Model model = thermal_model(reference[i][0], reference[i][1], 0.02, 20);
    assert_relative(ising2_adiabatic_time(&model, 0.4), reference[i][2], 1e-11);
  }
  const Ising2Model ordered = thermal_model(0.6, 0.5, 0.02, 20), hot = thermal_model(0.6, 1.05, 0.02, 20);
  assert_true(isinf(ising2_adiabatic_time(&ordered, 0.4)));
  assert_close(ising2_adiabatic_time(&hot, 0.9), 0, 0);
}

/* The same time from the populations of all four levels, stepped in the instantaneous eigenbasis. */
static void rate_equation(const Ising2Model *model, const double p[4], double m[2], double dp[4])
{
  Ising2Levels levels;

  for (int i = 0; i < 4000; i++) { /* <sx> of these populations at these mean fields, until they agree */
    double       diagonal[16] = {0}, x[ISING2_DIM];
    Ising2Matrix rho          = {.re = {0}};
    ising2_levels(model, m, &levels);
    for (int n = 0; n < 4; n++) diagonal[5 * n] = p[n];
    ising2_from_levels(&levels, diagonal, rho.re);
    ising2_coordinates(&rho, x);
    const double change = fabs(x[ISING2_MX1] - m[0]) + fabs(x[ISING2_MX2] - m[1]);
    m[0] = x[ISING2_MX1], m[1] = x[ISING2_MX2];
    if (change < 1e-15) break;
  }
  for (int n = 0; n < 4; n++) dp[n] = 0;
  for (int n = 0; n < 4; n++)
    for (int k = n + 1; k < 4; k++) {
      const double down = n / 2 == k / 2 ? 1 / model->p[ISING2_R] : 1;
      const double flow = down * (p[k] - p[n] * exp(-(levels.E[k] - levels.E[n]) / model->p[ISING2_T]));
      dp[n] += flow;
      dp[k] -= flow;
    }
}

/* Reference section 11_extra, tstar_gamma_quasistatic_lambda0.01. mx_1^2 goes to zero linearly: stop early and extrapolate. */
static void quasistatic_time_at_finite_coupling(void **state)
{
  const Ising2Model cold = thermal_model(0.6, 0.4, 1, 20), model = thermal_model(0.6, 1.05, 1, 20);
  const double      step = 0.02;
  double            m[2], x[ISING2_DIM], p[4], t = 0, Z = 0, square[3] = {0};
  Ising2Levels      levels;

  (void)state;
  ising2_equilibrium(&cold, m, x);
  ising2_levels(&cold, m, &levels);
  for (int n = 0; n < 4; n++) Z += p[n] = exp((levels.E[0] - levels.E[n]) / 0.4);
  for (int n = 0; n < 4; n++) p[n] /= Z;
  for (; m[0] > 0.03; t += step) { /* classical Runge-Kutta */
    double k[4][4], q[4];
    for (int stage = 0; stage < 4; stage++) {
      for (int n = 0; n < 4; n++) q[n] = p[n] + (stage ? (stage < 3 ? 0.5 : 1) * step * k[stage - 1][n] : 0);
      rate_equation(&model, q, m, k[stage]);
    }
    for (int n = 0; n < 4; n++) p[n] += step * (k[0][n] + 2 * k[1][n] + 2 * k[2][n] + k[3][n]) / 6;
    square[0] = square[1], square[1] = square[2];
    rate_equation(&model, p, m, q);
    square[2] = m[0] * m[0];
  }
  /* a parabola through the last three points */
  const double a = (square[0] - 2 * square[1] + square[2]) / 2, b = (square[0] - 4 * square[1] + 3 * square[2]) / 2;
  const double s = -2 * square[2] / (b - sqrt(b * b - 4 * a * square[2]));
  assert_close(t + s * step, 43.253446795511344, 1e-6);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(critical_temperature_closed_form_and_root),
    cmocka_unit_test(single_magnetization),
    cmocka_unit_test(self_consistent_states),
    cmocka_unit_test(critical_fields),
    cmocka_unit_test(the_gap_closes_at_the_critical_field),
    cmocka_unit_test(single_model_orders_below_one_at_any_weak_coupling),
    cmocka_unit_test(induced_magnetization_ratio),
    cmocka_unit_test(concurrence_has_a_cusp_at_the_transition),
    cmocka_unit_test(equilibrium_minimises_the_free_energy),
    cmocka_unit_test(every_point_has_its_state),
    cmocka_unit_test(gibbs_response_matches_finite_differences),
    cmocka_unit_test(gibbs_response_at_degenerate_levels),
    cmocka_unit_test(adiabatic_times),
    cmocka_unit_test(quasistatic_time_at_finite_coupling),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
