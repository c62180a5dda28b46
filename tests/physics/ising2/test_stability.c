/* Stability of steady states: reference values computed apart, closed forms, blocks against the whole Jacobian, the phase boundary
   of local dissipation against closed forms and against a scan. */
#include "physics/ising2/test_ising2.h"

#include "physics/ising2/dynamics.h"
#include "physics/ising2/equilibrium.h"
#include "physics/ising2/gibbs.h"
#include "physics/ising2/local.h"
#include "physics/ising2/stability.h"
#include "physics/numerics/lapack.h"

#include <stdlib.h>

static Ising2Stability at_equilibrium(const Ising2Model *model, double *mx1)
{
  double          m[2], x[ISING2_DIM];
  Ising2Stability stability;

  assert_true(ising2_equilibrium(model, m, x));
  assert_int_equal(ising2_stability(model, x, &stability), 0);
  if (mx1) *mx1 = m[0];
  return stability;
}

/* Reference section 5_6_steady_LSA, LSA, T = .05, gamma = .05, r = 10; and the closed forms of T -> 0. */
static void thermal_gap(void **state)
{
  static const double reference[][3] = {
    {0.3, 0.002387500362576983, 1.9078808196932793},  {0.5, 0.002187501007756998, 1.7320536243522235},
    {0.7, 0.0018875019769172552, 1.428289334806414},  {0.9, 0.0014875032716349101, 0.8717861299546046},
    {0.99, 0.0012748789609713929, 0.282154697566492}, {1.01, 0.0012623742730275798, 0.20097744816397675},
    {1.1, 0.0013636345617573029, 0.6633183136163416}, {1.3, 0.0015384600171963747, 1.2489952362191827},
    {1.5, 0.0016666653507846352, 1.7320469165196208},
  };

  (void)state;
  for (int i = 0; i < 9; i++) {
    const double          h     = reference[i][0];
    const Ising2Model     model = thermal_model(h, 0.05, 0.05, 10);
    const Ising2Stability s     = at_equilibrium(&model, NULL);
    assert_relative(s.gap, reference[i][1], 1e-9);
    assert_relative(s.omega, reference[i][2], 1e-9);
    assert_close(s.gap, 0.0025 * (h < 1 ? 1 - h * h / 2 : 1 - 1 / (2 * h)), 1e-8);
    assert_close(s.omega, 2 * sqrt(h < 1 ? 1 - h * h : h * (h - 1)), 3e-5);
  }
}

/* Reference section 12_extra, LSA_disordered, gamma = .05, r = 10, lambda -> 0. */
static void thermal_gap_of_the_disordered_phase(void **state)
{
  static const double reference[][4] = {
    {0.05, 1.2, 0.0014583333333333, 0.9797953433909},
    {0.8, 0.9, 0.00152099698738, 0.57141456357},
    {0.8, 1.1, 0.001596101318, 0.98425677038},
    {0.8, 0.75, 0.0014723123641, 0.218594258969},
  };

  (void)state;
  for (int i = 0; i < 4; i++) {
    Ising2Model model       = thermal_model(reference[i][1], reference[i][0], 0.05, 10);
    model.p[ISING2_LAMBDA]  = 1e-6;
    const Ising2Stability s = at_equilibrium(&model, NULL);
    assert_relative(s.gap, reference[i][2], 1e-9);
    assert_relative(s.omega, reference[i][3], 1e-9);
  }
}

typedef struct {
  double offset, mx1, gap, omega; /* offset = h1 - h1c */
} Row;

/* Reference section 5_6_steady_LSA, gapwindow, T = .05: the window around h1c that a grid steps over. */
static const Row slow[] = {
  /* gamma = .05, r = 10 */
  {-0.01, 0.141067247020289, 0.0012748749837122528, 0.28213214295042033},
  {-0.001, 0.04471014190605531, 0.0012524987701341222, 0.08941167933055996},
  {-0.0001, 0.014141770703708404, 0.001250250011326171, 0.028255947877013642},
  {-1e-05, 0.004472121181634035, 0.0012500250240671125, 0.008856478363716933},
  {-1e-06, 0.0014142120733936913, 0.0012500025242260064, 0.0025372242463072366},
  {-1e-07, 0.0004472132226913231, 0.00037678837158102135, 0},
  {-1e-08, 0.0001414212692471218, 3.242051650662123e-05, 0},
  {1e-08, 0, 1.6103763488218412e-05, 0},
  {1e-07, 0, 0.0001718074556351417, 0},
  {1e-06, 0, 0.0012500012742287458, 0.001561252506731766},
  {1e-05, 0, 0.00125001252408693, 0.006199835034955617},
  {0.0001, 0, 0.001250125011532456, 0.01996191486633572},
  {0.001, 0, 0.0012512487734760115, 0.06326486342164969},
  {0.01, 0, 0.001262376242170321, 0.20099375895540833},
};
static const Row fast[] = {
  /* gamma = .5, r = 10 */
  {-0.01, 0.141067247020289, 0.012748749836983092, 0.2818686819684746},
  {-0.0001, 0.014141770703708404, 0.01250250011309346, 0.02537268117589183},
  {-1e-05, 0.004472121181634035, 0.003768462932557102, 0},
  {-1e-07, 0.0004472132226913231, 3.2046087299626774e-05, 0},
  {1e-07, 0, 1.6012764951142453e-05, 0},
  {1e-05, 0, 0.0017183601795492294, 0},
  {0.0001, 0, 0.012501250115189948, 0.015614783762342524},
  {0.01, 0, 0.01262376242156878, 0.20061617976339893},
};
static const Row equal[] = {
  /* gamma = .5, r = 1 */
  {-0.01, 0.141067247020289, 0.127487496109397, 0.25414707030320294},
  {-0.001, 0.04471014190605531, 0.0382637312248426, 0},
  {-1e-05, 0.004472121181634035, 0.0003254156258536386, 0},
  {-1e-07, 0.0004472132226913231, 3.2500431434210873e-06, 0},
  {1e-07, 0, 1.6250114113962817e-06, 0},
  {1e-05, 0, 0.00016260580041083878, 0},
  {0.001, 0, 0.01746896684414604, 0},
  {0.01, 0, 0.12623762190182547, 0.15837580798310835},
};
static const Row strong[] = {
  /* gamma = 2, r = 1 */
  {-0.01, 0.141067247020289, 0.10926435733520735, 0},
  {-0.001, 0.04471014190605531, 0.010076392412824736, 0},
  {-1e-05, 0.004472121181634035, 0.00010000751534587285, 0},
  {1e-05, 0, 5.0002307189359053e-05, 0},
  {0.001, 0, 0.005023216207449442, 0},
  {0.01, 0, 0.052541383023027896, 0},
};

static void check_window(double gamma, double r, const Row *rows, size_t count)
{
  const Ising2Model any = thermal_model(0, 0.05, gamma, r);
  const double      h1c = ising2_critical_h1(&any);

  for (size_t i = 0; i < count; i++) {
    double                mx1;
    const Ising2Model     model = thermal_model(h1c + rows[i].offset, 0.05, gamma, r);
    const Ising2Stability s     = at_equilibrium(&model, &mx1);
    /* rounding of h1 itself is 1e-16/offset of all three; the reference is worse by a factor of 10 */
    const double tolerance = 1e-10 + 3e-15 / fabs(rows[i].offset);
    assert_relative(mx1, rows[i].mx1, tolerance);
    assert_relative(s.gap, rows[i].gap, 3 * tolerance);
    assert_relative(s.omega, rows[i].omega, 10 * tolerance);
  }
}

static void the_window_of_the_closing_gap(void **state)
{
  (void)state;
  check_window(0.05, 10, slow, sizeof slow / sizeof slow[0]);
  check_window(0.5, 10, fast, sizeof fast / sizeof fast[0]);
  check_window(0.5, 1, equal, sizeof equal / sizeof equal[0]);
  check_window(2, 1, strong, sizeof strong / sizeof strong[0]);
}

/* Reference section 8_9_pumploss, gap_sym. */
static void gap_of_the_symmetric_state(void **state)
{
  static const double reference[][3] = {
    {0.5, 0.05, -0.18588968637735462}, {0.5, 0.3, -0.6665151916470651}, {0.5, 0.5, -0.7500004287717654}, {0.5, 0.9, -0.3500030575284092},
    {0.5, 1.2, 0.2500001991986628},    {1, 0.05, 0.0641105554266347},   {1, 0.3, -0.41651496925531467},  {1, 0.5, -0.5000002206018147},
    {1, 0.9, -0.10000289517773385},    {1, 1.2, 0.5000003978032159},
  };

  (void)state;
  for (int i = 0; i < 10; i++) {
    const Ising2Model model = local_model(reference[i][1], reference[i][0]);
    Ising2Stability   block, whole;
    double            x[ISING2_DIM];
    assert_int_equal(ising2_symmetric_stability(&model, &block), 0);
    assert_close(block.gap, reference[i][2], 1e-13);
    ising2_local_symmetric(&model, x);
    assert_int_equal(ising2_stability(&model, x, &whole), 0);
    assert_close(whole.gap, block.gap, 1e-13);
  }
}

/* The 15 eigenvalues of the whole Jacobian are those of the odd block and the closed forms of the even one, at any parameters. */
static void blocks_have_all_eigenvalues(void **state)
{
  uint64_t seed = 30;

  (void)state;
  for (int trial = 0; trial < 20; trial++) {
    const Ising2Model model = random_ising2(&seed, ISING2_LOCAL);
    double            x[ISING2_DIM], dx[ISING2_DIM], J[ISING2_DIM * ISING2_DIM], odd[ISING2_ODD * ISING2_ODD];
    double            re[ISING2_DIM], im[ISING2_DIM], part_re[ISING2_DIM], part_im[ISING2_DIM];
    ising2_local_symmetric(&model, x);
    ising2_rhs(&model, x, dx);
    for (int k = 0; k < ISING2_DIM; k++) assert_close(dx[k], 0, 1e-15);
    ising2_jacobian(&model, x, J);
    ising2_local_odd_block(&model, odd);
    assert_int_equal(lapack_general_eigenvalues(ISING2_DIM, J, re, im), 0);
    assert_int_equal(lapack_general_eigenvalues(ISING2_ODD, odd, part_re, part_im), 0);
    ising2_local_even_eigenvalues(&model, part_re + ISING2_ODD, part_im + ISING2_ODD);
    for (int i = 0; i < ISING2_DIM; i++) {
      int nearest = -1;
      for (int k = 0; k < ISING2_DIM; k++)
        if (!isnan(re[k]) &&
            (nearest < 0 || hypot(re[k] - part_re[i], im[k] - part_im[i]) < hypot(re[nearest] - part_re[i], im[nearest] - part_im[i])))
          nearest = k;
      assert_close(hypot(re[nearest] - part_re[i], im[nearest] - part_im[i]), 0, 1e-7); /* -G is defective: the root of rounding */
      re[nearest] = NAN;
    }
  }
}

/* lambda = 0: -G/2 +- 2 sqrt(h (s - h)) of each model. */
static void gap_of_one_model(void **state)
{
  Ising2Model     model = ising2_model((double[ISING2_PARAMS]){0.3, 5, 0, 1, 1, 1, 0.8, 0.2}, ISING2_LOCAL);
  Ising2Stability stability;

  (void)state;
  ising2_symmetric_stability(&model, &stability);
  assert_close(stability.gap, 0.5 - 2 * sqrt(0.3 * (0.6 - 0.3)), 1e-14);
  assert_close(stability.omega, 0, 0);
  model.p[ISING2_H1] = 0.9;
  model.p[ISING2_H2] = 0.9;
  ising2_symmetric_stability(&model, &stability);
  assert_close(stability.gap, 0.5, 1e-7); /* twice degenerate */
  assert_close(stability.omega, 2 * sqrt(0.9 * 0.3), 1e-7);
}

/* Reference section 8_9_pumploss, hpm(g), h2 = 10, lambda = .01; below g = .1 the lower one is 6e-6. */
static void boundaries_in_the_field(void **state)
{
  static const double reference[][3] = {
    {0.1, 0.0006253922952541057, 0.9993758018692295}, {0.25, 0.0039216365795937255, 0.9960795597411799},
    {0.5, 0.01587711166230518, 0.9841240923485307},   {0.75, 0.036487663228189054, 0.9635135535614268},
    {1, 0.06698742393074641, 0.9330138106697811},     {1.25, 0.10968783095513134, 0.8903134264100024},
    {1.5, 0.16928140505757705, 0.8307198799263221},   {1.75, 0.25793903865863066, 0.7420622786785078},
    {1.9, 0.3438757618637317, 0.6561255771009462},    {1.99, 0.45006392852047117, 0.5499374242013729},
  };

  (void)state;
  for (int i = 0; i < 10; i++) {
    const Ising2Model model = local_model(0, reference[i][0]);
    double            roots[16], lower, upper;
    assert_int_equal(ising2_boundaries(&model, ISING2_H1, 0, 2, 16, roots), 2);
    assert_close(roots[0], reference[i][1], 2e-14);
    assert_close(roots[1], reference[i][2], 2e-14);
    assert_true(ising2_local_window(reference[i][0], 0, &lower, &upper));
    assert_close(roots[0], lower, 1e-4);
    assert_close(roots[1], upper, 1e-4);
  }
  const Ising2Model weak = local_model(0, 0.01), beyond = local_model(0, 2.01);
  double            roots[16];
  assert_int_equal(ising2_boundaries(&weak, ISING2_H1, 0, 2, 16, roots), 2);
  assert_close(roots[0], 6.2500e-6, 1e-10); /* re-entrance at every rate: g^2/16 */
  assert_close(roots[1], 0.9999949437068495, 2e-14);
  assert_int_equal(ising2_boundaries(&weak, ISING2_H1, 0, 2, 1, roots), 1); /* no more than asked for */
  assert_int_equal(ising2_boundaries(&beyond, ISING2_H1, 0, 2, 16, roots), 0);
}

/* From zero rate on; lambda = 0: gamma = 4 sqrt(h (1-h)). */
static void boundaries_in_the_rate(void **state)
{
  static const double h1[] = {1e-5, 1e-3, 0.1, 0.5, 0.9};

  (void)state;
  for (int i = 0; i < 5; i++) {
    const Ising2Model model = local_model(h1[i], 1);
    double            roots[16], fields[16], nearest = INFINITY;
    assert_int_equal(ising2_boundaries(&model, ISING2_GAMMA_UP, 0, 3, 16, roots), 1);
    assert_relative(roots[0], 4 * sqrt(h1[i] * (1 - h1[i])), 1e-5);
    const Ising2Model at    = ising2_with(model, ISING2_GAMMA_UP, roots[0]);
    const int         count = ising2_boundaries(&at, ISING2_H1, 0, 2, 16, fields);
    for (int k = 0; k < count; k++) nearest = fmin(nearest, fabs(fields[k] - h1[i]));
    if (h1[i] != 0.5) assert_close(nearest, 0, 1e-13); /* there the two boundaries in h1 meet */
  }
}

/* Reference section 8_9_pumploss, hpm(g=1, h2, l); for h2 = 1.5, l = .5 order goes on to the end of the interval. */
static void boundaries_at_strong_coupling(void **state)
{
  static const double reference[][4] = {
    {10, 0.1, 0.06699988004690101, 0.9331235614641996}, {10, 0.5, 0.06730163164663379, 0.9357732134849273},
    {10, 1, 0.06824202858637686, 0.9439196230065161},   {2, 0.01, 0.066988234947068, 0.9330676747014686},
    {2, 0.1, 0.06708301976441718, 0.9384845009762878},  {2, 0.5, 0.07031656767097241, 1.0566871481827658},
    {5, 0.5, 0.06808520107944795, 0.9462383136274596},
  };

  (void)state;
  for (int i = 0; i < 7; i++) {
    const Ising2Model model = ising2_model((double[ISING2_PARAMS]){0, reference[i][0], reference[i][1], 1, 1, 1, 1, 0}, ISING2_LOCAL);
    double            roots[16];
    assert_int_equal(ising2_boundaries(&model, ISING2_H1, 0, 1.2, 16, roots), 2);
    assert_close(roots[0], reference[i][2], 2e-14);
    assert_close(roots[1], reference[i][3], 2e-14);
  }
  const Ising2Model model = ising2_model((double[ISING2_PARAMS]){0, 1.5, 0.5, 1, 1, 1, 1, 0}, ISING2_LOCAL);
  double            roots[16];
  assert_true(ising2_boundaries(&model, ISING2_H1, 0, 1.2, 16, roots) >= 1);
  assert_close(roots[0], 0.06975264153414493, 2e-14);
}

/* Every sign change of the determinant on a fine grid belongs to a boundary, and the gap is zero there, for each parameter. */
static void boundaries_in_every_parameter(void **state)
{
  static const int parameters[] = {ISING2_H1, ISING2_H2, ISING2_LAMBDA, ISING2_GAMMA_UP, ISING2_GAMMA_DOWN};
  uint64_t         seed         = 31;
  int              total        = 0;

  (void)state;
  for (int trial = 0; trial < 60; trial++) {
    const int         parameter = parameters[trial % 5];
    const Ising2Model model =
      ising2_model((double[ISING2_PARAMS]){random_between(&seed, 0, 1), random_between(&seed, 0, 2), random_between(&seed, 0, 0.6), 1, 1, 1,
                                           random_between(&seed, 0.3, 1.5), random_between(&seed, 0, 0.1)},
                   ISING2_LOCAL);
    const double lower = 0.05, upper = 2;
    double       roots[16], last     = 0;
    int          changes = 0;
    const int    count   = ising2_boundaries(&model, parameter, lower, upper, 16, roots);
    for (int i = 0; i <= 4000; i++) {
      const Ising2Model at          = ising2_with(model, parameter, lower + (upper - lower) * i / 4000);
      const double      determinant = ising2_odd_determinant(&at);
      if (i > 0 && determinant * last < 0) changes++;
      last = determinant;
    }
    assert_true(count >= changes && (count - changes) % 2 == 0);
    for (int i = 0; i < count; i++) {
      const Ising2Model at = ising2_with(model, parameter, roots[i]);
      double            odd[ISING2_ODD * ISING2_ODD], re[ISING2_ODD], im[ISING2_ODD], smallest = INFINITY;
      ising2_local_odd_block(&at, odd);
      assert_int_equal(lapack_general_eigenvalues(ISING2_ODD, odd, re, im), 0);
      for (int k = 0; k < ISING2_ODD; k++) smallest = fmin(smallest, hypot(re[k], im[k]));
      assert_close(smallest, 0, 1e-9);
    }
    total += count;
  }
  assert_true(total > 20);
}

/* Reference section 8_9_pumploss, tip: order ends at gamma = 2, h = 1/2. */
static void tip_of_the_ordered_phase(void **state)
{
  const Ising2Model model = local_model(0.5, 1);
  double            gamma, h;

  (void)state;
  assert_true(ising2_boundary_tip(&model, ISING2_GAMMA_UP, 1.5, 2.5, ISING2_H1, 0, 2, &gamma, &h));
  assert_close(gamma, 1.9999996887542273, 1e-13);
  assert_close(h, 0.5000006704827021, 3e-8);
  assert_false(ising2_boundary_tip(&model, ISING2_GAMMA_UP, 2.2, 2.5, ISING2_H1, 0, 2, &gamma, &h));
}

/* Reference section 12_extra, dh/lambda^2 at g = 1, h2 = 10. */
static void boundaries_shift_with_the_square_of_the_coupling(void **state)
{
  Ising2Model model = local_model(0, 1);
  double      roots[16], lower, upper;

  (void)state;
  ising2_local_window(1, 0, &lower, &upper);
  model.p[ISING2_LAMBDA] = 1e-3;
  assert_int_equal(ising2_boundaries(&model, ISING2_H1, 0, 2, 16, roots), 2);
  assert_relative((roots[0] - lower) / 1e-6, 0.00125823, 1e-4);
  assert_relative((roots[1] - upper) / 1e-6, 0.0110878, 1e-4);
}

/* Reference section 11_extra, general gu, gd: closed forms of one model. */
static void windows_and_order_of_one_model(void **state)
{
  double lower, upper, m[3];

  (void)state;
  assert_true(ising2_local_window(1, 0.1, &lower, &upper));
  assert_close(lower, 0.10622068622172964, 1e-14);
  assert_close(upper, 0.7119611319600885, 1e-14);
  assert_true(ising2_local_ordered(0.4, 1, 0.1, m));
  assert_close(m[0], 0.4281301841092899, 1e-14);
  assert_true(ising2_local_window(0.6, 0.05, &lower, &upper));
  assert_close(lower, 0.03245199704142715, 1e-14);
  assert_close(upper, 0.8137018491124188, 1e-14);
  assert_true(ising2_local_ordered(0.3, 0.6, 0.05, m));
  assert_close(m[0], 0.5242898126917093, 1e-14);
  assert_false(ising2_local_window(0.3, 0.3, &lower, &upper));
  assert_false(ising2_local_ordered(0.5, 0.3, 0.3, m));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(thermal_gap),
    cmocka_unit_test(thermal_gap_of_the_disordered_phase),
    cmocka_unit_test(the_window_of_the_closing_gap),
    cmocka_unit_test(gap_of_the_symmetric_state),
    cmocka_unit_test(blocks_have_all_eigenvalues),
    cmocka_unit_test(gap_of_one_model),
    cmocka_unit_test(boundaries_in_the_field),
    cmocka_unit_test(boundaries_in_the_rate),
    cmocka_unit_test(boundaries_at_strong_coupling),
    cmocka_unit_test(boundaries_in_every_parameter),
    cmocka_unit_test(tip_of_the_ordered_phase),
    cmocka_unit_test(boundaries_shift_with_the_square_of_the_coupling),
    cmocka_unit_test(windows_and_order_of_one_model),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
