/* Estimates as wall seconds: what more ranks may and may not change, for every method of every solver that has one, and where they are
   known to lie. */
#include "oracle/spins.h"
#include "solvers/evolution/evolution.h"
#include "solvers/method/cost.h"
#include "solvers/modes/gap.h"
#include "solvers/response/response.h"

#include "mpi_main.h"

static XyzModel model_of(int N, double Jy) { return (XyzModel){.N = N, .Jx = 0.6, .Jy = Jy, .Jz = 1, .rate = {[CHANNEL_LOSS] = 1}}; }

static XyzModel laser_of(int N, double pump)
{
  return (XyzModel){.N = N, .rate = {[CHANNEL_LOSS] = 0.01, [CHANNEL_PUMP] = pump, [CHANNEL_COLLECTIVE_LOSS] = 1}};
}

static void every_constant_is_documented(void **state)
{
  (void)state;
  for (int k = 0; k < COST_COUNT; k++) {
    assert_true(cost_table[k].value > 0);
    assert_non_null(cost_table[k].unit);
    assert_non_null(cost_table[k].meaning);
  }
}

static void shared_work(void **state)
{
  (void)state;
  assert_float_equal(cost_shared(12, 1, 0.25), 12, 1e-14);
  assert_float_equal(cost_shared(12, 4, 0), 3, 1e-14);
  assert_float_equal(cost_shared(12, 3, 0.25), 6, 1e-14);
  assert_float_equal(cost_shared(12, 1000000, 0.25), 3, 1e-4);
  assert_float_equal(cost_transpose(1e9, 1), 0, 0);
  assert_float_equal(cost_transpose(3e9, 2), 0.5 + cost(COST_EXCHANGE_START), 1e-12); /* each sends half of its half at 1.5 GB/s */
  assert_float_equal(cost_gemm(4e10, 1e9), 1, 1e-6);
  assert_float_equal(cost_gemm(4e10, cost(COST_GEMM_HALF)), 2, 1e-12);
}

/* Ranks never make the whole work less, and the estimate is that of the group, not of one of its ranks. */
static void check_ranks(double one, double many, int ranks, double efficiency)
{
  assert_true(many * ranks >= one * (1 - 1e-12));
  assert_true(many * ranks * efficiency <= one);
}

static void methods_on_more_ranks(int count, const SolverMethod *methods)
{
  const SteadyOptions options  = {.truncate = PETSC_FALSE};
  const XyzModel      models[] = {model_of(200, 1.7), model_of(600, 1.156), laser_of(300, 0.5)};

  for (int m = 0; m < 3; m++)
    for (int k = 0; k < count; k++) {
      if (methods[k].refuses(spins(&models[m]), &options, 8)) continue;
      const double one = methods[k].estimate(spins(&models[m]), &options, 1).wall_seconds;
      for (int ranks = 2; ranks <= 8; ranks *= 2)
        check_ranks(one, methods[k].estimate(spins(&models[m]), &options, ranks).wall_seconds, ranks, 0.45);
    }
}

static void steady_and_response(void **state)
{
  (void)state;
  methods_on_more_ranks(STEADY_METHODS, steady_methods);
  methods_on_more_ranks(RESPONSE_METHODS, response_methods);
}

static void modes_and_evolution(void **state)
{
  const XyzModel         model     = model_of(120, 1.7);
  const EvolutionProblem evolution = {.model = spins(&model), .initial = {.spec = &initial_states[0], .N = 120}, .t_end = 100, .count = 11};
  GapEstimate            one, many;

  (void)state;
  for (int ranks = 2; ranks <= 8; ranks *= 2) {
    assert_int_equal(GapEstimateSymmetric(spins(&model), ANTIGAP_DUAL, 1, &one), 0);
    assert_int_equal(GapEstimateSymmetric(spins(&model), ANTIGAP_DUAL, ranks, &many), 0);
    check_ranks(one.wall_seconds, many.wall_seconds, ranks, 0.45);
    assert_int_equal(GapEstimateFull(spins(&model), PETSC_FALSE, GAP_PROVE_NONE, 1, &one), 0);
    assert_int_equal(GapEstimateFull(spins(&model), PETSC_FALSE, GAP_PROVE_NONE, ranks, &many), 0);
    check_ranks(one.wall_seconds, many.wall_seconds, ranks, 0.45);
    check_ranks(EvolutionEstimateSolve(&evolution, 1).wall_seconds, EvolutionEstimateSolve(&evolution, ranks).wall_seconds, ranks, 0.45);
  }
}

/* CPU seconds measured on one core; the estimates stay within a factor of three. Not of this machine: of the constants. */
static void measured_points(void **state)
{
  static const struct {
    int    N, method; /* 0 lu, 1 ilu, 2 adi */
    double Jy, seconds;
  } xyz[] = {{50, 0, 1.7, 0.24}, {95, 0, 1.7, 3.9}, {95, 1, 1.156, 0.21}, {95, 1, 10, 2.2},  {200, 1, 1.156, 2.7}, {200, 1, 1.7, 8.6},
             {95, 2, 1.7, 0.19}, {95, 2, 10, 0.18}, {200, 2, 1.7, 2.3},   {200, 2, 10, 2.5}, {300, 2, 10, 16.2}};
  const SteadyOptions options = {.truncate = PETSC_TRUE};

  (void)state;
  for (size_t k = 0; k < sizeof xyz / sizeof *xyz; k++) {
    const XyzModel model   = model_of(xyz[k].N, xyz[k].Jy);
    const double   seconds = steady_methods[xyz[k].method].estimate(spins(&model), &options, 1).wall_seconds;
    assert_in_range(100 * seconds / xyz[k].seconds, 33, 300);
  }
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_constant_is_documented), cmocka_unit_test(shared_work),     cmocka_unit_test(steady_and_response),
    cmocka_unit_test(modes_and_evolution),          cmocka_unit_test(measured_points),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
