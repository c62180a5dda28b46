/* Time evolution after quenches, by an integrator of the test's own, against reference values computed apart; the kink of the
   temperature quench against its adiabatic time. */
#include "physics/ising2/test_ising2.h"

#include "physics/ising2/adiabatic.h"
#include "physics/ising2/dynamics.h"
#include "physics/ising2/equilibrium.h"
#include "physics/ising2/gibbs.h"
#include "physics/ising2/observables.h"

#include <string.h>

/* Dormand & Prince, J. Comp. Appl. Math. 6, 19 (1980). */
enum { STAGES = 7 };
static const double tableau[STAGES][STAGES - 1] = {
  {0},
  {1. / 5},
  {3. / 40, 9. / 40},
  {44. / 45, -56. / 15, 32. / 9},
  {19372. / 6561, -25360. / 2187, 64448. / 6561, -212. / 729},
  {9017. / 3168, -355. / 33, 46732. / 5247, 49. / 176, -5103. / 18656},
  {35. / 384, 0, 500. / 1113, 125. / 192, -2187. / 6784, 11. / 84},
};
static const double error_weights[STAGES] = {71. / 57600, 0, -71. / 16695, 71. / 1920, -17253. / 339200, 22. / 525, -1. / 40};

static double try_step(const Ising2Model *model, double step, const double x[ISING2_DIM], double y[ISING2_DIM])
{
  double k[STAGES][ISING2_DIM], error = 0;

  for (int s = 0; s < STAGES; s++) {
    for (int i = 0; i < ISING2_DIM; i++) {
      double sum = 0;
      for (int r = 0; r < s; r++) sum += tableau[s][r] * k[r][i];
      y[i] = x[i] + step * sum;
    }
    assert_int_equal(ising2_rhs(model, y, k[s]), 0);
  }
  for (int i = 0; i < ISING2_DIM; i++) {
    double sum = 0;
    for (int s = 0; s < STAGES; s++) sum += error_weights[s] * k[s][i];
    error = fmax(error, fabs(step * sum));
  }
  return error;
}

/* x(from) becomes x(to). */
static void evolve(const Ising2Model *model, double from, double to, double tolerance, double x[ISING2_DIM])
{
  double step = 0.01;

  while (to - from > 1e-12) {
    double       y[ISING2_DIM];
    const double tried = fmin(step, to - from), error = try_step(model, tried, x, y);
    if (error <= tolerance) {
      memcpy(x, y, sizeof y);
      from += tried;
    }
    step = tried * fmin(5, fmax(0.2, 0.9 * pow(tolerance / fmax(error, 1e-300), 0.2)));
  }
}

static Ising2Matrix start(double h1, double T, double x[ISING2_DIM])
{
  const Ising2Model before = thermal_model(h1, T, 0.05, 10);
  double            m[2];
  Ising2Matrix      root;

  assert_true(ising2_equilibrium(&before, m, x));
  ising2_gibbs_root(&before, m, &root);
  return root;
}

static double fidelity_to(const Ising2Matrix *initial, const double x[ISING2_DIM])
{
  Ising2Matrix root;

  assert_true(ising2_root_of(x, &root));
  return ising2_fidelity(initial, &root);
}

/* Reference section 3_h_quench, h1 = .7 -> 1.1, gamma = .05: t, mx1, mx2, O, F. */
typedef struct {
  double t, mx1, mx2, O, F;
} Row;

static const Row cold10[] = {
  /* T = .05, r = 10 */
  {0, 0.7141439454582267, 0.000793492745247738, 0.0010121208947300704, 1},
  {1, 0.22742649158579448, 0.0002495652068505837, 0.0008899996411094019, 0.8991964439032228},
  {10, 0.6362226988437237, 0.0007091588807217447, 0.0009722999821415337, 0.9898082073114054},
  {50, -0.6788441541582054, -0.0007580393497624849, 0.0009820611680582726, 0.5144888358526801},
  {200, 0.12045327082923574, 0.000134054149147297, 0.0009068283775586627, 0.8791779794414193},
  {500, 0.24747404123424319, 0.0002754363008703518, 0.0009120860931058435, 0.9244132363044012},
};
static const Row cold20[] = {
  /* T = .05, r = 20 */
  {5, 0.6973454911171654, 0.0007760255620334561, 0.000998428195742994, 0.9980004156766011},
  {100, 0.6787543205582207, 0.0007575448087951156, 0.0009816475123261665, 0.999268616970188},
};
static const Row warm10[] = {
  /* T = .8, r = 10 */
  {0, 0.12119527586899954, 0.00013466132937709196, 0.0009573079715509752, 1},
  {1, 0.029691452605319493, 3.252416223713958e-05, 0.0009037070532436922, 0.9966530145431896},
  {20, 0.059895097440501616, 6.70538961852332e-05, 0.0009307021003821695, 0.9979377001243205},
  {100, 0.11029346375878195, 0.00012303546465072113, 0.0009274020646928146, 0.9971043500776029},
  {500, -0.04376301166873884, -4.8765082315730456e-05, 0.0009159272335552057, 0.9753144824579275},
};
static const Row warm20[] = {
  /* T = .8, r = 20 */
  {10, 0.09719356447812058, 0.00010838174984800769, 0.0009260754606621939, 0.9993795438789027},
  {200, 0.11009072071100025, 0.00012281417053594678, 0.0009275613019568501, 0.99709917269124},
};

static void check_quench(double T, double r, const Row *rows, size_t count)
{
  const Ising2Model  model = thermal_model(1.1, T, 0.05, r);
  double             x[ISING2_DIM], t = 0;
  const Ising2Matrix initial = start(0.7, T, x);

  for (size_t i = 0; i < count; i++) {
    evolve(&model, t, rows[i].t, 1e-13, x);
    t = rows[i].t;
    assert_close(x[ISING2_MX1], rows[i].mx1, 3e-9);
    assert_close(x[ISING2_MX2], rows[i].mx2, 3e-10);
    assert_close(x[ISING2_OXX], rows[i].O, 3e-10);
    assert_close(fidelity_to(&initial, x), rows[i].F, 3e-9);
  }
}

static void quench_of_the_field(void **state)
{
  (void)state;
  check_quench(0.05, 10, cold10, sizeof cold10 / sizeof cold10[0]);
  check_quench(0.05, 20, cold20, sizeof cold20 / sizeof cold20[0]);
  check_quench(0.8, 10, warm10, sizeof warm10 / sizeof warm10[0]);
  check_quench(0.8, 20, warm20, sizeof warm20 / sizeof warm20[0]);
}

/* Reference section 3_h_quench, asymptote: the Gibbs state after the quench. */
static void asymptotes(void **state)
{
  static const double reference[][4] = {{0.05, 0.0009009005353054331, 0.8499994329103776, 1},
                                        {0.8, 0.0009142815049426147, 0.9751915019709808, 0.887047372366389}};

  (void)state;
  for (int i = 0; i < 2; i++) {
    double             x[ISING2_DIM], y[ISING2_DIM];
    const Ising2Matrix initial = start(0.7, reference[i][0], x), last = start(1.1, reference[i][0], y);
    assert_relative(y[ISING2_OXX], reference[i][1], 1e-12);
    assert_relative(ising2_fidelity(&initial, &last), reference[i][2], 1e-10);
    assert_relative(ising2_purity(y), reference[i][3], 1e-12);
  }
}

/* Reference section 4_T_quench, h1 = .6, T = .4 -> 1.05, r = 20: gamma t, mx1, O, rate function. */
static const double slow_dissipation[][4] = {
  /* gamma = .02 */
  {10, 0.6148431114465648, 0.0010093576319438434, 0.03703499712630543},
  {30, 0.3255380016052181, 0.0009792232564610774, 0.14040150400680332},
  {43, 0.04427105375692629, 0.0009677133432040675, 0.2682288896136723},
  {44, -0.02053230346193369, 0.0009677913309626556, 0.3031346671452974},
};
static const double fast_dissipation[][4] = {
  /* gamma = .2 */
  {10, 0.6152799226472765, 0.0010094445289088876, 0.036997234739953005},
  {20, 0.4675588761960669, 0.0009916746230104688, 0.08584158725568272},
  {30, 0.3256264153337588, 0.0009792322670088315, 0.14037674830815733},
  {40, 0.1513178601892571, 0.0009700371020215774, 0.21635105945559546},
  {43, 0.0661079836960169, 0.0009680924854561445, 0.25786360266709957},
  {44, 0.02602446571779396, 0.0009678208531934495, 0.2788129188669978},
  {45, -0.017858202257596423, 0.0009680694137345471, 0.3032626307974905},
  {50, 0.012964875510720647, 0.0009692987063526803, 0.2936976232150397},
  {60, 0.008215124620327878, 0.0009708419976420616, 0.3046655413976849},
};

static void check_temperature_quench(double gamma, const double rows[][4], int count)
{
  const Ising2Model  model = thermal_model(0.6, 1.05, gamma, 20);
  double             x[ISING2_DIM], t = 0;
  const Ising2Matrix initial = start(0.6, 0.4, x);

  for (int i = 0; i < count; i++) {
    evolve(&model, t, rows[i][0] / gamma, 1e-12, x);
    t = rows[i][0] / gamma;
    assert_close(x[ISING2_MX1], rows[i][1], 5e-9);
    assert_close(x[ISING2_OXX], rows[i][2], 2e-9);
    assert_close(-log(fidelity_to(&initial, x)), rows[i][3], 5e-9);
  }
}

static void quench_of_the_temperature(void **state)
{
  (void)state;
  check_temperature_quench(0.02, slow_dissipation, 4);
  check_temperature_quench(0.2, fast_dissipation, 9);
}

/* gamma t of the first zero of mx_1. */
static double first_zero(double gamma)
{
  const Ising2Model model = thermal_model(0.6, 1.05, gamma, 20);
  const double      step  = 0.001 / gamma;
  double            x[ISING2_DIM], t = 43 / gamma, before;

  start(0.6, 0.4, x);
  evolve(&model, 0, t, 1e-11, x);
  do {
    before = x[ISING2_MX1];
    evolve(&model, t, t + step, 1e-11, x);
    t += step;
  } while (x[ISING2_MX1] > 0);
  return gamma * (t - step * x[ISING2_MX1] / (x[ISING2_MX1] - before));
}

/* Reference section 4_T_quench, first_zero_tg: no fixed time, but gamma t* plus an offset that goes as gamma^(2/3). */
static void kink_comes_after_the_adiabatic_time(void **state)
{
  static const double reference[][2] = {{0.4, 45.49999400661853}, {0.2, 44.58938461482984}, {0.1, 44.083109420453916}};
  const Ising2Model   model          = thermal_model(0.6, 1.05, 1, 20);
  const double        adiabatic      = ising2_adiabatic_time(&model, 0.4);

  (void)state;
  for (int i = 0; i < 3; i++) {
    const double zero = first_zero(reference[i][0]);
    assert_close(zero, reference[i][1], 2e-5);
    assert_close((zero - adiabatic) / pow(reference[i][0], 2. / 3), 3.71, 0.5);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(quench_of_the_field),
    cmocka_unit_test(asymptotes),
    cmocka_unit_test(quench_of_the_temperature),
    cmocka_unit_test(kink_comes_after_the_adiabatic_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
