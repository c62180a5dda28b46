/* ranks: 1 2 */
/* Models in any unit and with rates many decades apart against the exact state in quadruple precision: what counts as a result is right,
   and what is hard for its unit alone is no reason to fail. */
#include "mpi_main.h"
#include "oracle/quad_steady.h"
#include "oracle/spins.h"
#include "physics/models/random_model.h"
#include "solvers/steady/steadystate.h"

#include <math.h>
#include <stdlib.h>

static const SteadyOptions options = {.truncate = PETSC_TRUE};
static const double        allowed = STEADY_ERROR_LIMIT;

static int ok(PetscErrorCode code) { return code == 0; }

/* Means of one spin and of two, and the purity. */
enum { SEEN = 7 };

static void see_exact(const double *point, double seen[SEEN])
{
  const BruteModel model = brute_model(point);
  const int        N = model.N, dim = 1 << N;
  double complex  *rho = calloc((size_t)(dim * dim), sizeof *rho), *S = calloc((size_t)(dim * dim), sizeof *S),
                 *SS = calloc((size_t)(dim * dim), sizeof *SS);

  assert_true(rho && S && SS);
  assert_int_equal(quad_steady(&model, rho), 0);
  for (int a = 0; a < 3; a++) {
    brute_spin(N, a, S);
    brute_multiply(dim, S, S, SS);
    seen[a]     = creal(brute_trace_product(dim, S, rho)) / N;
    seen[3 + a] = creal(brute_trace_product(dim, SS, rho)) / (N * N);
  }
  seen[6] = creal(brute_trace_product(dim, rho, rho));
  free(rho), free(S), free(SS);
}

/* Is it a result? Then it is right. */
static bool is_result(const double *point, const char *method)
{
  double         unit, exact[SEEN], seen[SEEN], off = 0;
  const XyzModel model = xyz_unit_model(point, &unit);
  SteadyState    state;
  StateSummary   s;

  if (method) assert_true(ok(PetscOptionsSetValue(NULL, "-steady_method", method)));
  assert_true(ok(SteadyStateSolve(PETSC_COMM_WORLD, spins(&model), &options, &state)));
  assert_true(ok(PetscOptionsClearValue(NULL, "-steady_method")));
  assert_true(ok(SteadyStateSummary(&state, &s)));
  const bool good = SteadyIsAccurate(&state.certificate);
  assert_true(ok(SteadyStateDestroy(&state)));
  if (!good) return false;
  see_exact(point, exact);
  for (int a = 0; a < 3; a++) seen[a] = s.moment[MOMENT_SX + a] / s.N, seen[3 + a] = s.moment[MOMENT_SX2 + a] / (s.N * s.N);
  seen[6] = s.blocks.purity;
  for (int k = 0; k < SEEN; k++) off = fmax(off, fabs(seen[k] - exact[k]));
  assert_true(off <= allowed);
  return true;
}

static void scale(double factor, double *point)
{
  for (int p = XYZ_JX; p <= XYZ_GAMMA_C_PHI; p++) point[p] *= factor;
}

/* Rates in eV are no harder than others. */
static void the_unit_is_nobodys_fault(void **unused)
{
  static const double factors[] = {1, 1e-12, 1e-14, 1e5};
  uint64_t            seed      = 11;
  double              point[XYZ_PARAMS];

  (void)unused;
  for (int draw = 0; draw < 48; draw++) {
    random_point(&seed, 2 + draw % 4, point);
    if (draw / 4 % 2) point[XYZ_HX] = point[XYZ_HY] = 0;
    scale(factors[draw % 4 ^ draw / 4 % 4], point);
    assert_true(is_result(point, NULL));
  }
}

/* Rates from 1e-12 to 1 beside couplings of order one: some of these are solved, and none is wrong. */
static void slow_rates_are_right_or_no_result(void **unused)
{
  static const char *const methods[] = {NULL, "lu", "adi"};
  uint64_t                 seed      = 12;
  double                   point[XYZ_PARAMS];
  int                      results = 0;

  (void)unused;
  for (int draw = 0; draw < 60; draw++) {
    random_point(&seed, 2 + draw % 4, point);
    if (draw / 4 % 3) point[XYZ_HX] = point[XYZ_HY] = 0;
    for (int p = XYZ_GAMMA; p <= XYZ_GAMMA_C_PHI; p++)
      point[p] = pow(10, random_between(&seed, -12, 0)) * (p == XYZ_GAMMA || random_bits(&seed) % 2);
    if (draw % 5 == 0) scale(draw % 2 ? 1e-12 : 1e5, point);
    results += is_result(point, methods[draw % 3]);
  }
  assert_true(results >= 45);
}

/* One slow rate alone: the state has no part that depends on how slow it is. */
static void a_single_slow_rate(void **unused)
{
  uint64_t seed = 13;
  double   point[XYZ_PARAMS];
  int      results = 0;

  (void)unused;
  for (int draw = 0; draw < 16; draw++) {
    random_point(&seed, 2 + draw % 4, point);
    point[XYZ_HX] = point[XYZ_HY] = 0;
    for (int p = XYZ_GAMMA; p <= XYZ_GAMMA_C_PHI; p++) point[p] = 0;
    point[XYZ_GAMMA] = draw < 8 ? 1e-12 : 1e-5;
    results += is_result(point, NULL);
  }
  assert_true(results >= 12);
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_unit_is_nobodys_fault),
    cmocka_unit_test(slow_rates_are_right_or_no_result),
    cmocka_unit_test(a_single_slow_rate),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
