/* Steady states of the two coupled Ising models: reference values computed apart, closed forms, the search for all branches, sweeps,
   derivatives along a branch and the fidelity susceptibility. */
#include "physics/ising2/test_ising2.h"

#include "physics/ising2/dynamics.h"
#include "physics/ising2/gibbs.h"
#include "physics/ising2/local.h"
#include "physics/ising2/observables.h"
#include "physics/ising2/steady.h"

#include <string.h>

static const double up[2] = {1, 1};

/* Reference section 5_6_steady_LSA, ss, T = .05, gamma = .05, r = 10. */
static void thermal_states(void **state)
{
  static const struct {
    double h1, mx1, mx2, O, concurrence, connected;
  } reference[] = {
    {0.1, 0.9949874532573179, 0.0011055408569484386, 0.0011090901561316025, 9.090889197048816e-05, 9.090874404562872e-06},
    {0.5, 0.8660258676777801, 0.000962250314470242, 0.001060605525953625, 0.0004545444622810047, 0.00022727186244131696},
    {0.8, 0.6000017141032958, 0.0006666681323582434, 0.0009818179996842079, 0.0007272711459634964, 0.0005818159775312189},
    {0.99, 0.14107852420103037, 0.00015675381488449442, 0.000913111234137169, 0.0008999980499437167, 0.0008909966372703831},
    {1.0, 0.0017927488172300877, 1.9919418498523515e-06, 0.0009090910499075266, 0.0009090889397398007, 0.0009090874788561312},
    {1.01, 0, 0, 0.0009082648388078167, 0.0009082648388078167, 0.0009082648388078167},
    {1.5, 0, 0, 0.0008695648886333745, 0.0008695648886333745, 0.0008695648886333745},
  };

  (void)state;
  for (size_t i = 0; i < sizeof reference / sizeof reference[0]; i++) {
    const Ising2Model model = thermal_model(reference[i].h1, 0.05, 0.05, 10);
    Ising2Steady      s;
    Ising2Matrix      root;
    assert_true(ising2_steady_follow(&model, up, &s));
    assert_true(s.stability.gap > 0);
    assert_close(s.residual, 0, 1e-14);
    assert_relative(s.m[0], reference[i].mx1, reference[i].h1 == 1 ? 1e-9 : 1e-11);
    assert_relative(s.m[1], reference[i].mx2, reference[i].h1 == 1 ? 1e-9 : 1e-11);
    assert_relative(s.x[ISING2_OXX], reference[i].O, 1e-11);
    assert_relative(s.x[ISING2_OXX] - s.m[0] * s.m[1], reference[i].connected, 1e-10);
    ising2_gibbs_root(&model, s.m, &root);
    assert_relative(ising2_concurrence(&root), reference[i].concurrence, 1e-10);
    assert_true(ising2_root_of(s.x, &root));
    assert_relative(ising2_concurrence(&root), reference[i].concurrence, 1e-8);
  }
}

/* Reference section 8_9_pumploss, broken(g=1). */
static void broken_local_states(void **state)
{
  static const struct {
    double h1, mx1, my1, mz1, mx2, my2, mz2, O, gap, omega;
  } reference[] = {
    {0.1, 0.23452011325324987, 0.5863002831331247, 0.7250003058774523, 0.00026039697661144566, 6.5099244152861416e-06, 0.9999990128452022,
     0.0009965296781926664, 0.3267917352900171, 0},
    {0.2, 0.4415874498403754, 0.5519843123004693, 0.5124998304949931, 0.0004903120147484343, 1.2257800368710857e-05, 0.9999990081548233,
     0.0010094221569211094, 0.5000004969831819, 0.7280103968301298},
    {0.3, 0.5431384749042734, 0.45261539575356113, 0.5083328708900587, 0.0006030680998230309, 1.5076702495575772e-05, 0.9999990094866945,
     0.0010160559800715021, 0.5000004959656521, 0.9643649376230949},
    {0.5, 0.612372151413954, 0.306186075706977, 0.6249990608561563, 0.0006799409126635175, 1.699852281658794e-05, 0.9999990307173573,
     0.0010105324849728466, 0.5000004947548091, 1.1180346286888154},
    {0.7, 0.5431394039411572, 0.19397835855041334, 0.7892843399904381, 0.0006030690062981871, 1.507672515745468e-05, 0.9999990774601089,
     0.0009799502713904301, 0.5000004703925791, 18.973678294937084},
    {0.9, 0.23452434177773218, 0.06514565049381449, 0.9694426491421441, 0.00026040155923320207, 6.510038980830052e-06, 0.9999991505075164,
     0.0009243349281118637, 0.32681462534315775, 0},
    {0.93, 0.07212417606715868, 0.019388219372892118, 0.9972024433134082, 8.008229542957857e-05, 2.002057385739464e-06, 0.999999163775742,
     0.0009138367839831214, 0.021259581399212496, 0},
  };

  (void)state;
  for (size_t i = 0; i < sizeof reference / sizeof reference[0]; i++) {
    const Ising2Model model = local_model(reference[i].h1, 1);
    double            alone[3];
    bool              complete;
    Ising2Steady      s[ISING2_BRANCHES];
    assert_int_equal(ising2_steady_all(&model, s, &complete), 3);
    assert_true(complete && s[0].stability.gap > 0 && s[1].stability.gap > 0 && s[2].stability.gap < 0);
    assert_close(s[2].m[0], 0, 0);
    assert_close(s[1].m[0], -s[0].m[0], 0);
    assert_close(s[0].residual, 0, 1e-14);
    assert_relative(s[0].x[ISING2_MX1], reference[i].mx1, 1e-12);
    assert_relative(s[0].x[ISING2_MY1], reference[i].my1, 1e-12);
    assert_relative(s[0].x[ISING2_MZ1], reference[i].mz1, 1e-12);
    assert_relative(s[0].x[ISING2_MX2], reference[i].mx2, 1e-12);
    assert_relative(s[0].x[ISING2_MY2], reference[i].my2, 1e-12);
    assert_relative(s[0].x[ISING2_MZ2], reference[i].mz2, 1e-12);
    assert_relative(s[0].x[ISING2_OXX], reference[i].O, 1e-12);
    assert_relative(s[0].stability.gap, reference[i].gap, 1e-10);
    assert_relative(s[0].stability.omega, reference[i].omega, 1e-10);
    assert_true(ising2_local_ordered(reference[i].h1, 1, 0, alone));
    assert_close(s[0].x[ISING2_MX1], alone[0], 2e-5);
    assert_close(s[0].x[ISING2_MY1], alone[1], 1e-5);
    assert_close(s[0].x[ISING2_MZ1], alone[2], 1e-5);
  }
}

/* Reference section 12_extra: for gamma -> 0 mx^2 -> 2h(1-h), not 1-h^2. */
static void weak_local_dissipation_is_not_equilibrium(void **state)
{
  const Ising2Model model = local_model(0.3, 0.001);
  Ising2Steady      s;

  (void)state;
  assert_true(ising2_steady_follow(&model, up, &s));
  assert_close(s.m[0], 0.648073473913384, 1e-10);
  assert_close(s.m[0], sqrt(2 * 0.3 * 0.7), 1e-5);
}

/* The symmetric state is Eq. 55 for any rates. */
static void symmetric_local_state(void **state)
{
  uint64_t seed = 40;

  (void)state;
  for (int trial = 0; trial < 10; trial++) {
    const Ising2Model model = random_ising2(&seed, ISING2_LOCAL);
    const double      m[2]  = {0, 0};
    double            x[ISING2_DIM], expected[ISING2_DIM], by_field[2][ISING2_DIM], by_parameter[ISING2_DIM];
    assert_true(ising2_response(&model, m, -1, x, by_field, by_parameter));
    ising2_local_symmetric(&model, expected);
    for (int k = 0; k < ISING2_DIM; k++) assert_close(x[k], expected[k], 1e-15);
  }
}

/* lambda = 0, both models ordered: the nine products of the states of each, four of them stable. */
static void uncoupled_models_have_nine_states(void **state)
{
  const Ising2Model model = ising2_model((double[ISING2_PARAMS]){0.4, 0.6, 0, 0.3, 0.5, 2, 0.7, 0.05}, ISING2_LOCAL);
  Ising2Steady      s[ISING2_BRANCHES];
  double            a[3], b[3];
  bool              complete;

  (void)state;
  assert_true(ising2_local_ordered(0.4, 0.7, 0.05, a) && ising2_local_ordered(0.6, 0.7, 0.05, b));
  assert_int_equal(ising2_steady_all(&model, s, &complete), 9);
  assert_true(complete);
  for (int i = 0; i < 9; i++) {
    assert_true((s[i].stability.gap > 0) == (i < 4));
    const double m1 = fabs(s[i].m[0]), m2 = fabs(s[i].m[1]);
    assert_close(fmin(m1, fabs(m1 - a[0])), 0, 1e-14);
    assert_close(fmin(m2, fabs(m2 - b[0])), 0, 1e-14);
    assert_close(s[i].x[ISING2_OXX], s[i].m[0] * s[i].m[1], 1e-14);
  }
  const double expected[4][2] = {{a[0], b[0]}, {a[0], -b[0]}, {-a[0], b[0]}, {-a[0], -b[0]}};
  for (int i = 0; i < 4; i++) assert_close(hypot(s[i].m[0] - expected[i][0], s[i].m[1] - expected[i][1]), 0, 1e-14);
}

/* No state is missed at random parameters: the indices add up to 1, and an explicit search from many starts finds no other. */
static void all_states_are_found(void **state)
{
  uint64_t seed = 41;

  (void)state;
  for (int trial = 0; trial < 30; trial++) {
    const Ising2Model model = ising2_model((double[ISING2_PARAMS]){random_between(&seed, 0.1, 1.1), random_between(&seed, 0.1, 1.1),
                                                                   random_between(&seed, -0.4, 0.4), random_between(&seed, 0.1, 0.8), 0.3,
                                                                   2, random_between(&seed, 0.1, 1.5), 0},
                                           (Ising2Dissipator)(trial % 2));
    Ising2Steady      s[ISING2_BRANCHES], other;
    bool              complete;
    const int         count = ising2_steady_all(&model, s, &complete);
    assert_true(complete);
    for (int i = 0; i < count; i++)
      if (!s[i].degeneracy) assert_close(s[i].residual, 0, 1e-13);
    for (int start = 0; start < 200; start++) {
      const double m[2]    = {random_between(&seed, -1, 1), random_between(&seed, -1, 1)};
      double       nearest = INFINITY;
      if (!ising2_steady_from(&model, m, &other) || hypot(other.m[0], other.m[1]) > 1.5) continue;
      for (int i = 0; i < count; i++) nearest = fmin(nearest, hypot(other.m[0] - s[i].m[0], other.m[1] - s[i].m[1]));
      assert_close(nearest, 0, 1e-6);
    }
  }
}

/* Classical Runge-Kutta from a random state ends in a state that the search calls stable. */
static void time_evolution_ends_in_a_stable_state(void **state)
{
  uint64_t seed = 42;

  (void)state;
  for (int d = 0; d < 2; d++) {
    const Ising2Model model = ising2_model((double[ISING2_PARAMS]){0.4, 0.7, 0.1, 0.3, 1, 1.5, 0.7, 0}, (Ising2Dissipator)d);
    Ising2Steady      s[ISING2_BRANCHES];
    const int         count = ising2_steady_all(&model, s, NULL);
    for (int trial = 0; trial < 3; trial++) {
      const double step = 0.05;
      double       x[ISING2_DIM], nearest = INFINITY;
      random_state(&seed, x);
      for (int n = 0; n < 6000; n++) {
        double k[4][ISING2_DIM], y[ISING2_DIM];
        for (int stage = 0; stage < 4; stage++) {
          for (int i = 0; i < ISING2_DIM; i++) y[i] = x[i] + (stage ? (stage < 3 ? 0.5 : 1) * step * k[stage - 1][i] : 0);
          assert_int_equal(ising2_rhs(&model, y, k[stage]), 0);
        }
        for (int i = 0; i < ISING2_DIM; i++) x[i] += step * (k[0][i] + 2 * k[1][i] + 2 * k[2][i] + k[3][i]) / 6;
      }
      for (int i = 0; i < count && s[i].stability.gap > 0; i++) {
        double distance = 0;
        for (int k = 0; k < ISING2_DIM; k++) distance = hypot(distance, x[k] - s[i].x[k]);
        nearest = fmin(nearest, distance);
      }
      assert_close(nearest, 0, 1e-9);
    }
  }
}

/* Reference section 5_6_steady_LSA, sweep: forward from order, backward from disorder with a seed, and on the negative branch. */
static void sweeps_follow_their_branch(void **state)
{
  static const double reference[][2] = {
    {0.8, 0.6000017141032958}, {0.875, 0.4841254596477606}, {0.95, 0.3122545445439525}, {0.975, 0.22221173519780363}, {1.025, 0}, {1.1, 0}};
  enum { POINTS = sizeof reference / sizeof reference[0] };
  double forward[2] = {1, 0}, backward[2] = {1e-6, 0}, negative[2] = {-1e-6, 0};

  (void)state;
  for (int i = 0; i < POINTS; i++) {
    const Ising2Model first = thermal_model(reference[i][0], 0.05, 0.05, 10),
                      last  = thermal_model(reference[POINTS - 1 - i][0], 0.05, 0.05, 10);
    Ising2Steady s;
    assert_true(ising2_steady_follow(&first, forward, &s));
    assert_relative(s.m[0], reference[i][1], 1e-11);
    memcpy(forward, s.m, sizeof forward);
    assert_true(ising2_steady_follow(&last, backward, &s));
    assert_relative(s.m[0], reference[POINTS - 1 - i][1], 1e-11);
    if (s.m[0] > 0) memcpy(backward, s.m, sizeof backward);
    assert_true(ising2_steady_follow(&last, negative, &s));
    assert_relative(s.m[0], -reference[POINTS - 1 - i][1], 1e-11);
    if (s.m[0] < 0) memcpy(negative, s.m, sizeof negative);
  }
}

static void sweeps_keep_antiparallel_order(void **state)
{
  Ising2Model  model = ising2_model((double[ISING2_PARAMS]){0.5, 0.5, 0, 1, 1, 1, 0.7, 0}, ISING2_LOCAL);
  double       m[2]  = {1, -1};
  Ising2Steady s;

  (void)state;
  for (int i = 0; i <= 25; i++) {
    model.p[ISING2_LAMBDA] = 0.01 * i;
    assert_true(ising2_steady_follow(&model, m, &s));
    memcpy(m, s.m, sizeof m);
    assert_true((m[0] * m[1] < 0) == (model.p[ISING2_LAMBDA] < 0.237558)); /* where antiparallel order is lost */
  }
}

static void derivatives_match_finite_differences(void **state)
{
  static const struct {
    Ising2Dissipator dissipator;
    int              parameter;
  } cases[]              = {{ISING2_THERMAL, ISING2_H1},   {ISING2_THERMAL, ISING2_H2},     {ISING2_THERMAL, ISING2_LAMBDA},
                            {ISING2_THERMAL, ISING2_T},    {ISING2_LOCAL, ISING2_H1},       {ISING2_LOCAL, ISING2_H2},
                            {ISING2_LOCAL, ISING2_LAMBDA}, {ISING2_LOCAL, ISING2_GAMMA_UP}, {ISING2_LOCAL, ISING2_GAMMA_DOWN}};
  const double weight[4] = {1, -8, 8, -1}, shift[4] = {-2, -1, 1, 2}, step = 1e-3;

  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const Ising2Model model = ising2_model((double[ISING2_PARAMS]){0.4, 0.7, 0.2, 0.4, 1, 2, 0.6, 0.05}, cases[i].dissipator);
    Ising2Steady      s, moved;
    double            dx[ISING2_DIM], expected[ISING2_DIM] = {0};
    assert_true(ising2_steady_follow(&model, up, &s));
    assert_true(s.m[0] > 0.1);
    assert_true(ising2_steady_derivative(&model, &s, cases[i].parameter, dx));
    for (int k = 0; k < 4; k++) {
      const Ising2Model at = ising2_with(model, cases[i].parameter, model.p[cases[i].parameter] + shift[k] * step);
      assert_true(ising2_steady_from(&at, s.m, &moved));
      for (int n = 0; n < ISING2_DIM; n++) expected[n] += weight[k] * moved.x[n] / (12 * step);
    }
    for (int n = 0; n < ISING2_DIM; n++) assert_close(dx[n], expected[n], 2e-8);
  }
}

static double susceptibility(double h1)
{
  const Ising2Model model = thermal_model(h1, 0.05, 0.05, 10);
  Ising2Steady      s;
  double            dx[ISING2_DIM];

  assert_true(ising2_steady_follow(&model, up, &s));
  assert_true(ising2_steady_derivative(&model, &s, ISING2_H1, dx));
  return ising2_fidelity_susceptibility(s.x, dx);
}

/* The paper's difference quotient between neighbours, Eq. 34. */
static double difference_quotient(double h1, double dh)
{
  Ising2Matrix root[2];

  for (int i = 0; i < 2; i++) {
    const Ising2Model model = thermal_model(h1 + (i ? dh : -dh) / 2, 0.05, 0.05, 10);
    Ising2Steady      s;
    assert_true(ising2_steady_follow(&model, up, &s));
    ising2_gibbs_root(&model, s.m, &root[i]);
  }
  return 2 * (1 - ising2_fidelity(&root[0], &root[1])) / (dh * dh);
}

/* Reference section 5_6_steady_LSA, chiF: T -> 0 is 1/(2 (1-h^2)); the peak's height is set by the step. */
static void fidelity_susceptibility(void **state)
{
  static const double peaks[][2] = {
    {0.02, 49.115960103721655}, {0.01, 97.50263845395901}, {0.005, 192.96475486041408}, {0.001, 922.992373175724}};

  (void)state;
  for (int i = 0; i < 4; i++) assert_relative(difference_quotient(1 - peaks[i][0] / 2, peaks[i][0]), peaks[i][1], 1e-7);
  assert_relative(susceptibility(0.3), 1 / (2 * (1 - 0.09)), 1e-5);
  assert_relative(susceptibility(0.7), 1 / (2 * (1 - 0.49)), 1e-5);
  for (int i = 0; i < 3; i++) {
    const double h1 = 0.3 + 0.2 * i, fine = difference_quotient(h1, 0.005), coarse = difference_quotient(h1, 0.01);
    assert_relative(susceptibility(h1), (4 * fine - coarse) / 3, 1e-8); /* Richardson */
  }
  assert_relative(susceptibility(1.2), 3.18e-9, 1e-2);
}

static void degenerate_state_is_named(void **state)
{
  const Ising2Model model   = ising2_model((double[ISING2_PARAMS]){1.2, 1.2, 0, 0.3, 1, 1, 1, 0}, ISING2_THERMAL);
  const double      zero[2] = {0, 0};
  Ising2Steady      s;

  (void)state;
  assert_true(ising2_steady_from(&model, zero, &s));
  assert_int_equal(s.degeneracy, 2);
  assert_true(isnan(s.residual) && isnan(s.stability.gap));
  assert_int_equal(s.index, 1);
}

/* Local rates far below the couplings: the states are the closed forms to rounding, and no others appear. */
static void slow_local_rates(void **state)
{
  (void)state;
  for (int power = 2; power <= 14; power++) {
    const double      gamma = 0.8 * pow(10, -power), h[2] = {0.3, 0.7};
    const Ising2Model model = ising2_model((double[ISING2_PARAMS]){h[0], h[1], 0, 0.3, 1, 1, gamma, 0.1 * gamma}, ISING2_LOCAL);
    Ising2Steady      s[ISING2_BRANCHES];
    bool              complete;
    double            alone[2][3];
    assert_int_equal(ising2_steady_all(&model, s, &complete), 9);
    assert_true(complete);
    for (int n = 0; n < 2; n++) assert_true(ising2_local_ordered(h[n], gamma, 0.1 * gamma, alone[n]));
    for (int i = 0; i < 9; i++) {
      assert_true(s[i].residual < 1e-15 && s[i].error < 1e-14);
      for (int n = 0; n < 2; n++) assert_close(fmin(fabs(s[i].m[n]), fabs(fabs(s[i].m[n]) - alone[n][0])), 0, 1e-14);
      if (power < 13) assert_int_equal(s[i].stability.gap > 0, i < 4);
    }
  }
}

/* The bath's rate moves no thermal state; the gap is proportional to it as far as rounding of the fields allows. */
static void slow_thermal_rates(void **state)
{
  const Ising2Model fast = ising2_model((double[ISING2_PARAMS]){0.4, 0.7, 0.1, 0.3, 1e-4, 1.5, 1, 0}, ISING2_THERMAL);
  Ising2Steady      first[ISING2_BRANCHES], s[ISING2_BRANCHES];
  const int         count = ising2_steady_all(&fast, first, NULL);

  (void)state;
  for (int power = 5; power <= 13; power++) {
    const Ising2Model model = ising2_with(fast, ISING2_GAMMA, pow(10, -power));
    assert_int_equal(ising2_steady_all(&model, s, NULL), count);
    for (int i = 0; i < count; i++) {
      assert_memory_equal(s[i].m, first[i].m, sizeof s[i].m);
      if (first[i].stability.gap > 0)
        assert_relative(s[i].stability.gap / model.p[ISING2_GAMMA], first[i].stability.gap / 1e-4, 1e-6 + 3e-15 * pow(10, power));
    }
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(thermal_states),
    cmocka_unit_test(broken_local_states),
    cmocka_unit_test(weak_local_dissipation_is_not_equilibrium),
    cmocka_unit_test(symmetric_local_state),
    cmocka_unit_test(uncoupled_models_have_nine_states),
    cmocka_unit_test(all_states_are_found),
    cmocka_unit_test(time_evolution_ends_in_a_stable_state),
    cmocka_unit_test(sweeps_follow_their_branch),
    cmocka_unit_test(sweeps_keep_antiparallel_order),
    cmocka_unit_test(derivatives_match_finite_differences),
    cmocka_unit_test(fidelity_susceptibility),
    cmocka_unit_test(degenerate_state_is_named),
    cmocka_unit_test(slow_local_rates),
    cmocka_unit_test(slow_thermal_rates),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
