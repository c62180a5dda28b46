/* ranks: 1 2 */
/* Time evolution against the Lindblad equation of 2^N states, closed forms, the steady state and the gap. */
#include "oracle/spins.h"
#include "solvers/evolution/evolution_oracle.h"
#include "operators/functional.h"
#include "operators/block_results.h"
#include "solvers/evolution/evolution.h"
#include "solvers/modes/gap.h"
#include "solvers/steady/steadystate.h"

#include <math.h>
#include <stdlib.h>
#include <stdio.h>
#include <unistd.h>

static void initial_states_are_those_of_the_whole_space(void **state)
{
  uint64_t seed = 3;
  double   point[XYZ_PARAMS];

  (void)state;
  for (int N = 2; N <= 5; N++)
    for (int k = 0; k < INITIAL_STATES; k++) {
      random_point(&seed, N, point);
      const XyzModel     model  = xyz_model(point);
      const BruteModel   oracle = brute_model(point);
      const InitialState s      = prepare(initial_states[k].name, &model, some);
      double complex    *rho    = matrix(1 << N);
      double             x[64];
      DickeBasis         basis;
      BruteDicke         dicke;
      brute_initial(&s, &oracle, rho);
      brute_dicke_create(N, &dicke);
      assert_true(dicke_basis_create(N, DICKE_BOTH, 0, &basis));
      for (int block = 0; block < basis.blocks; block++) {
        assert_int_equal(initial_state_block(&s, &basis, block, x), 0);
        for (int64_t i = basis.first[block]; i < basis.first[block + 1]; i++) {
          const DickeElement   e    = dicke_element(&basis, i);
          const double complex want = brute_dicke_project(&dicke, rho, block, e.a, e.b);
          assert_true(fabs(x[i - basis.first[block]] - (e.part ? cimag(want) : creal(want))) < 1e-12);
          if (s.spec->even(&s) && (e.a - e.b) % 2) assert_true(x[i - basis.first[block]] == 0);
        }
      }
      dicke_basis_free(&basis);
      brute_dicke_free(&dicke);
      free(rho);
    }
}

/* Moments, entropy and purity of a large initial state. */
static StateSummary look(const char *name, const XyzModel *model, InitialParams params)
{
  const InitialState s       = prepare(name, model, params);
  StateSummary       summary = {.N = model->N};
  DickeBasis         basis;
  Vec                rho;

  assert_true(dicke_basis_create(model->N, EvolutionParity(spins(model), &s), 0, &basis));
  assert_int_equal(InitialStateCreateVec(MPI_COMM_WORLD, &s, &basis, &rho), 0);
  assert_int_equal(MomentsEvaluate(&basis, rho, summary.moment), 0);
  assert_int_equal(BlockResults(&basis, rho, &summary.blocks), 0);
  assert_int_equal(VecDestroy(&rho), 0);
  dicke_basis_free(&basis);
  assert_true(fabs(summary.moment[MOMENT_TRACE] - 1) < 1e-11);
  return summary;
}

static void assert_pure(const StateSummary *s)
{
  assert_true(fabs(s->blocks.purity - 1) < 1e-11 && fabs(s->blocks.entropy) < 1e-9 &&
              fabs(s->moment[MOMENT_S2] - s->N * (s->N + 2.0)) < 1e-8);
}

static void large_initial_states_have_closed_forms(void **state)
{
  const XyzModel model = {.N = 60, .Jx = 0.6, .Jy = 1.2, .Jz = 1, .rate = {1}};
  const double   N = 60, t = 2.2, f = -0.4;

  (void)state;
  StateSummary s = look("coherent", &model, (InitialParams){.theta = t, .phi = f});
  assert_pure(&s);
  const double n[] = {sin(t) * cos(f), sin(t) * sin(f), cos(t)};
  for (int a = 0; a < 3; a++) {
    assert_true(fabs(s.moment[MOMENT_SX + a] / N - n[a]) < 1e-11);
    assert_true(fabs(s.moment[MOMENT_SX2 + a] - N - N * (N - 1) * n[a] * n[a]) < 1e-9);
  }
  s = look("all_up", &model, some);
  assert_pure(&s);
  assert_true(fabs(s.moment[MOMENT_SZ] - N) < 1e-12);
  s = look("all_down", &model, some);
  assert_pure(&s);
  assert_true(fabs(s.moment[MOMENT_SZ] + N) < 1e-12);
  s = look("ghz", &model, some);
  assert_pure(&s);
  assert_true(fabs(s.moment[MOMENT_SZ]) < 1e-12 && fabs(s.moment[MOMENT_SZ2] - N * N) < 1e-9);
  s = look("dicke", &model, (InitialParams){.m = 7});
  assert_pure(&s);
  assert_true(fabs(s.moment[MOMENT_SZ] - 14) < 1e-12 && fabs(s.moment[MOMENT_SX2] - (N * (N + 2) - 196) / 2) < 1e-9);
  s = look("mixed", &model, some);
  assert_true(fabs(s.blocks.entropy / N - log(2)) < 1e-11 && fabs(s.blocks.purity * exp2(N) - 1) < 1e-9);
  for (int a = 0; a < 3; a++) assert_true(fabs(s.moment[MOMENT_SX + a]) < 1e-11 && fabs(s.moment[MOMENT_SX2 + a] - N) < 1e-9);
  /* a field alone: each spin by itself */
  const XyzModel field = {.N = 60, .hx = 0.3, .hz = -0.4};
  s                    = look("thermal", &field, (InitialParams){.T = 0.25});
  assert_true(fabs(s.moment[MOMENT_SX] / N + 0.6 * tanh(2)) < 1e-10 && fabs(s.moment[MOMENT_SZ] / N - 0.8 * tanh(2)) < 1e-10);
}

static void impossible_initial_states_are_refused(void **state)
{
  const InitialSpec *dicke = initial_spec("dicke"), *thermal = initial_spec("thermal");

  (void)state;
  assert_null(initial_state_check(dicke, 5, &(InitialParams){.m = 0}));
  assert_null(initial_state_check(dicke, 5, &(InitialParams){.m = -2.5}));
  assert_non_null(initial_state_check(dicke, 5, &(InitialParams){.m = 1}));
  assert_non_null(initial_state_check(dicke, 4, &(InitialParams){.m = 3}));
  assert_non_null(initial_state_check(thermal, 4, &(InitialParams){.T = 0}));
}

static EvolutionReport evolve(const char *name, const XyzModel *model, InitialParams params, double t_end, int count, const char *path,
                              StateSummary *summary)
{
  Checkpoint             file    = {path, NULL};
  const EvolutionProblem problem = {
    .model = spins(model), .initial = prepare(name, model, params), .t_end = t_end, .count = count, .checkpoint = path ? &file : NULL};
  EvolutionReport report;

  assert_int_equal(EvolutionSummaries(MPI_COMM_WORLD, &problem, summary, NULL, &report), 0);
  assert_int_equal(report.complete, PETSC_TRUE);
  assert_true(report.trace_error < 1e-10 && report.rho_min > -1e-10);
  return report;
}

static void evolution_is_that_of_the_lindblad_equation(void **state)
{
  uint64_t     seed = 11;
  double       point[XYZ_PARAMS];
  StateSummary got[3];

  (void)state;
  for (int draw = 0; draw < 2 * INITIAL_STATES; draw++) {
    const int N = 3 + draw % 2;
    random_point(&seed, N, point);
    if (draw >= INITIAL_STATES) point[XYZ_HX] = point[XYZ_HY] = 0;
    const XyzModel     model  = xyz_model(point);
    const BruteModel   oracle = brute_model(point);
    const InitialState s      = prepare(initial_states[draw % INITIAL_STATES].name, &model, some);
    double complex    *rho    = matrix(1 << N);
    BruteLiouvillian   L;
    evolve(s.spec->name, &model, some, 0.8, 3, NULL, got);
    brute_liouvillian_create(&oracle, &L);
    brute_initial(&s, &oracle, rho);
    for (int k = 0; k < 3; k++) {
      StateSummary want = {0};
      if (k > 0) brute_evolve(&L, 0.4, rho);
      brute_summary(N, rho, &want);
      assert_true(difference(&got[k], &want) < 1e-10);
    }
    brute_liouvillian_free(&L);
    free(rho);
  }
}

/* Every spin by itself: Mz(t) = -1 + 2 exp(-gamma t); coherences decay at gamma/2. The mean field is exact. */
static void independent_spins_decay(void **state)
{
  const double   gamma = 0.7, t_end = 6, N = 24;
  const XyzModel model = {.N = 24, .rate = {gamma}};
  StateSummary   s[13];

  (void)state;
  evolve("all_up", &model, some, t_end, 13, NULL, s);
  for (int k = 0; k < 13; k++) {
    const double decay = exp(-gamma * t_end * k / 12), Mz = -1 + 2 * decay;
    assert_true(fabs(s[k].moment[MOMENT_SZ] / N - Mz) < 1e-10);
    assert_true(fabs((s[k].moment[MOMENT_SZ2] - N) / (N * (N - 1)) - Mz * Mz) < 1e-10);
    assert_true(fabs(s[k].meanfield[2] - Mz) < 1e-9 && fabs(s[k].meanfield[0]) < 1e-12);
  }
  evolve("coherent", &model, some, t_end, 13, NULL, s);
  for (int k = 0; k < 13; k++) {
    const double decay = exp(-gamma * t_end * k / 24);
    assert_true(fabs(s[k].moment[MOMENT_SX] / N - sin(some.theta) * cos(some.phi) * decay) < 1e-10);
    assert_true(fabs(s[k].moment[MOMENT_SY] / N - sin(some.theta) * sin(some.phi) * decay) < 1e-10);
    assert_true(fabs(s[k].meanfield[1] - sin(some.theta) * sin(some.phi) * decay) < 1e-9);
    assert_true(fabs(s[k].blocks.entropy / N - meanfield_entropy(s[k].meanfield)) < 1e-7);
  }
  evolve("ghz", &model, some, t_end, 2, NULL, s);
  assert_true(isnan(s[0].meanfield[2]) && isnan(s[1].meanfield[2]));
}

static void late_state_is_the_steady_state(void **state)
{
  const XyzModel models[] = {paper_model(10, 0.9),
                             {.N = 7, .Jx = 0.4, .Jy = 1.2, .Jz = 1, .hx = 0.5, .rate = {1, 0.2, 0.1, 0.3, 0.1, 0.2}}};

  (void)state;
  for (int k = 0; k < 2; k++) {
    SteadyState  steady;
    StateSummary want, s[2];
    assert_int_equal(SteadyStateSolve(MPI_COMM_WORLD, spins(&models[k]), &(SteadyOptions){.truncate = PETSC_FALSE}, &steady), 0);
    assert_int_equal(SteadyStateSummary(&steady, &want), 0);
    assert_int_equal(SteadyStateDestroy(&steady), 0);
    evolve("all_up", &models[k], some, 120, 2, NULL, s);
    assert_true(difference(&s[1], &want) < 1e-9);
  }
}

/* The same name on all ranks, and its end. */
static void checkpoint_name(char name[PETSC_MAX_PATH_LEN])
{
  snprintf(name, PETSC_MAX_PATH_LEN, "%s/evolution.%d.checkpoint", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", (int)getpid());
  MPI_Bcast(name, PETSC_MAX_PATH_LEN, MPI_CHAR, 0, MPI_COMM_WORLD);
}

static void remove_file(const char *name)
{
  int rank;

  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Barrier(MPI_COMM_WORLD);
  if (rank == 0) unlink(name);
}

/* Sx is odd and decays with the odd sector's slowest mode, which is the gap on the ferromagnetic side. */
static void late_decay_rate_is_the_gap(void **state)
{
  const XyzModel model = paper_model(12, 1.5);
  StateSummary   s[9];
  Gap            g;

  (void)state;
  assert_int_equal(GapSymmetric(MPI_COMM_WORLD, spins(&model), ANTIGAP_NONE, &g), 0);
  assert_true(g.parity == DICKE_ODD && g.mode.im == 0);
  evolve("coherent", &model, some, 80, 9, NULL, s);
  const double rate = log(s[5].moment[MOMENT_SX] / s[6].moment[MOMENT_SX]) / 10;
  assert_true(fabs(rate + g.mode.re) < 1e-6 * -g.mode.re);
}

/* Mz is even and comes to rest with the even sector's slowest pair of modes. Steps of Mz need no limit; exp(lambda dt) and its conjugate
   are the roots of z^2 - p z + q, where d(k+2) = p d(k+1) - q d(k). */
static void late_decay_of_even_observables(void **state)
{
  enum { LATE = 24 };
  const XyzModel model = paper_model(12, 1.5);
  StateSummary   s[LATE + 5];
  double         d[4];
  Sector         sector;
  Mode           mode;

  (void)state;
  assert_int_equal(SectorCreateDicke(MPI_COMM_WORLD, spins(&model), DICKE_EVEN, PETSC_FALSE, &sector), 0);
  assert_int_equal(SectorRightmost(&sector, RIGHTMOST_CAREFUL, &mode), 0);
  assert_int_equal(SectorDestroy(&sector), 0);
  assert_int_equal(ModeDestroy(&mode), 0);
  evolve("all_up", &model, some, LATE + 4, LATE + 5, NULL, s);
  for (int k = 0; k < 4; k++) d[k] = s[LATE + k + 1].moment[MOMENT_SZ] - s[LATE + k].moment[MOMENT_SZ];
  const double determinant = d[1] * d[1] - d[0] * d[2];
  const double p = (d[1] * d[2] - d[0] * d[3]) / determinant, q = (d[2] * d[2] - d[1] * d[3]) / determinant;
  assert_true(fabs(log(q) / 2 - mode.re) < 1e-5 && fabs(acos(p / (2 * sqrt(q))) - mode.im) < 1e-5);
}

/* One interval: the checkpoint lies inside of it, between two pieces. */
static void evolution_goes_on_inside_an_interval(void **state)
{
  XyzModel     model = paper_model(16, 1.2);
  char         name[PETSC_MAX_PATH_LEN];
  StateSummary whole[2], again[2];

  (void)state;
  checkpoint_name(name);
  assert_int_equal(PetscOptionsSetValue(NULL, "-evolve_checkpoint_seconds", "0"), 0);
  const EvolutionReport first  = evolve("coherent", &model, some, 60, 2, name, whole);
  const EvolutionReport second = evolve("coherent", &model, some, 60, 2, name, again);
  assert_int_equal(PetscOptionsClearValue(NULL, "-evolve_checkpoint_seconds"), 0);
  assert_int_equal(first.resumed, 0);
  assert_int_equal(second.resumed, 1);
  assert_int_equal(second.iterations, first.iterations);
  assert_true(difference(&again[1], &whole[1]) == 0);
  remove_file(name);
}

static void evolution_goes_on_from_its_checkpoint(void **state)
{
  const XyzModel model = paper_model(9, 1.2);
  InitialParams  other = some;
  char           name[PETSC_MAX_PATH_LEN];
  StateSummary   whole[6], again[6];

  (void)state;
  checkpoint_name(name);
  assert_int_equal(PetscOptionsSetValue(NULL, "-evolve_checkpoint_seconds", "0"), 0);
  const EvolutionReport first = evolve("coherent", &model, some, 2, 6, name, whole);
  assert_int_equal(first.resumed, 0);
  const EvolutionReport second = evolve("coherent", &model, some, 2, 6, name, again);
  assert_int_equal(second.resumed, 5);
  assert_int_equal(second.iterations, first.iterations);
  for (int k = 0; k < 6; k++) {
    assert_true(difference(&again[k], &whole[k]) == 0 && again[k].N == whole[k].N);
    assert_true(again[k].blocks.rho_min == whole[k].blocks.rho_min && again[k].meanfield[0] == whole[k].meanfield[0]);
  }
  other.theta += 0.1;
  assert_int_equal(evolve("coherent", &model, other, 2, 6, name, again).resumed, 0);
  assert_true(difference(&again[0], &whole[0]) > 1e-3);
  assert_int_equal(PetscOptionsClearValue(NULL, "-evolve_checkpoint_seconds"), 0);
  remove_file(name);
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(initial_states_are_those_of_the_whole_space),
    cmocka_unit_test(large_initial_states_have_closed_forms),
    cmocka_unit_test(impossible_initial_states_are_refused),
    cmocka_unit_test(evolution_is_that_of_the_lindblad_equation),
    cmocka_unit_test(independent_spins_decay),
    cmocka_unit_test(late_state_is_the_steady_state),
    cmocka_unit_test(late_decay_rate_is_the_gap),
    cmocka_unit_test(late_decay_of_even_observables),
    cmocka_unit_test(evolution_goes_on_from_its_checkpoint),
    cmocka_unit_test(evolution_goes_on_inside_an_interval),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
