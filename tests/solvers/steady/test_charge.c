/* ranks: 1 2 4 */
/* Method charge: populations alone against LU of the whole sector, the box against the whole space, and models whose box must hold much. */
#include "oracle/spins.h"
#include "mpi_main.h"
#include "operators/functional.h"
#include "physics/models/random_model.h"
#include "physics/spins/charge_box.h"
#include "solvers/steady/steadystate.h"

static const SteadyOptions whole = {.truncate = PETSC_FALSE, .populations = PETSC_TRUE},
                           cut   = {.truncate = PETSC_TRUE, .populations = PETSC_TRUE};

static void solve(const SpinModel *model, const SteadyOptions *options, const char *method, SteadyCertificate *certificate,
                  StateSummary *summary)
{
  SteadyState state;

  if (method) assert_int_equal(PetscOptionsSetValue(NULL, "-steady_method", method), 0);
  assert_int_equal(SteadyStateSolve(PETSC_COMM_WORLD, model, options, &state), 0);
  assert_int_equal(SteadyStateSummary(&state, summary), 0);
  *certificate = state.certificate;
  assert_int_equal(SteadyStateDestroy(&state), 0);
  assert_int_equal(PetscOptionsClearValue(NULL, "-steady_method"), 0);
}

static double difference(const StateSummary *a, const StateSummary *b)
{
  double worst = fabs(a->blocks.entropy - b->blocks.entropy) / a->N + fabs(a->blocks.purity - b->blocks.purity);

  for (int k = 0; k < MOMENT_COUNT; k++) worst = fmax(worst, fabs(a->moment[k] - b->moment[k]) / (1 + fabs(b->moment[k])));
  return worst;
}

/* Jx = Jy, a field along z, any rates. */
static XyzModel conserving_model(uint64_t *seed, int N)
{
  double point[XYZ_PARAMS];

  random_point(seed, N, point);
  point[XYZ_HX] = point[XYZ_HY] = 0;
  point[XYZ_JY]                 = point[XYZ_JX];
  return xyz_model(point);
}

static void populations_are_those_of_the_sector(void **state)
{
  uint64_t seed  = 5;
  double   worst = 0;

  (void)state;
  for (int N = 2; N <= 14; N += 3)
    for (int draw = 0; draw < 3; draw++) {
      const XyzModel    xyz   = conserving_model(&seed, N);
      const SpinModel  *model = spins(&xyz);
      SteadyCertificate c[2];
      StateSummary      s[2];
      solve(model, &whole, "charge", &c[0], &s[0]);
      solve(model, &whole, "lu", &c[1], &s[1]);
      worst = fmax(worst, difference(&s[0], &s[1]));
      worst = fmax(worst, fabs(s[0].blocks.rho_min - s[1].blocks.rho_min));
      worst = fmax(worst, c[0].residual);
      assert_true(SteadyIsAccurate(&c[0]));
    }
  assert_true(all_ranks(worst) < 1e-11);
}

static XyzModel laser(int N, double pump, double loss)
{
  double point[XYZ_PARAMS];

  empty_point(N, point);
  point[XYZ_GAMMA_UP] = pump, point[XYZ_GAMMA] = loss, point[XYZ_GAMMA_PHI] = 0.01;
  point[XYZ_GAMMA_C] = (N - 1.0) / N;
  return xyz_model(point);
}

/* Below threshold, lasing, and inverted: wherever the state is the box must find it; entropy and moments as in the whole space. */
static void boxes_hold_the_state(void **state)
{
  static const double pump[] = {0.02, 0.3, 0.95, 4};
  int                 cuts   = 0;

  (void)state;
  for (int k = 0; k < 4; k++) {
    const XyzModel    xyz   = laser(600, pump[k], k == 3 ? 1 : 0.05);
    const SpinModel  *model = spins(&xyz);
    SteadyCertificate c[2];
    StateSummary      s[2];
    solve(model, &cut, "charge", &c[0], &s[0]);
    solve(model, &whole, "charge", &c[1], &s[1]);
    cuts += c[0].kept < 0.6;
    assert_true(c[1].kept == 1 && c[1].edge == 0 && SteadyIsAccurate(&c[0]) && SteadyIsAccurate(&c[1]));
    assert_true(all_ranks(difference(&s[0], &s[1])) < 1e-10);
  }
  assert_true(cuts >= 2);
}

/* A box that is too small at first grows. */
static void growing_ends_where_the_edge_is_dead(void **state)
{
  const XyzModel   xyz   = laser(600, 0.3, 0.05);
  const SpinModel *model = spins(&xyz);
  DickeBox         box;

  (void)state;
  assert_true(charge_box(model, &box));
  const double before = dicke_charge_dimension(600, 0, true, &box);
  charge_box_grow(600, (const bool[DICKE_SIDES]){true, true, true, true}, 0.2, &box);
  assert_true(dicke_charge_dimension(600, 0, true, &box) > before);
  for (int k = 0; k < 50; k++) charge_box_grow(600, (const bool[DICKE_SIDES]){true, true, true, true}, 1, &box);
  const DickeBox all = dicke_box_all(600);
  assert_memory_equal(&box, &all, sizeof box);
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(populations_are_those_of_the_sector),
    cmocka_unit_test(boxes_hold_the_state),
    cmocka_unit_test(growing_ends_where_the_edge_is_dead),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
