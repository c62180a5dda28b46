/* Certified steady states against exact ones at N = 30 ... 10^6 (the exact solver's numbers at these points; those of 10^4 for Sxx and Syy,
   of the Ising ones, and of 10^6 from three smaller N by powers of N^-1/2, from hierarchies alone), and what must be refused. */
#include "solvers/moments/xyz_problem.h"

typedef struct {
  XyzPoint      at;
  double        value[XYZ_MOMENTS], known_to; /* NAN: not known */
  MomentVerdict verdict;
  double        tol; /* asked for */
} Known;

#define NO NAN
static const Known known[] = {
  {{30, .6, .9, 1, .gamma = 1},
   {-0.992217098046, -0.00489427427927, 0.0195770971171, 0.984875686627, -0.0129715032569},
   1e-12,
   MOMENTS_CONVERGED,
   1e-9},
  {{95, .6, 1.15625, 1, .gamma = 1},
   {-0.945805509669, 0.026848159994, 0.0687312895846, 0.89801578488, -0.0487141486121},
   1e-12,
   MOMENTS_AT_BIFURCATION,
   1e-9},
  {{1000, .6, 1.15625, 1, .gamma = 1},
   {-0.983250743459, 0.00906459643107, 0.0232053668635, 0.967115761812, -0.0150555114972},
   1e-12,
   MOMENTS_AT_BIFURCATION,
   1e-9},
  {{95, .6, 1.2, 1, .gamma = 1},
   {-0.89455915376, 0.0581204351116, 0.116240870223, 0.807378501092, -0.0878673718671},
   1e-11,
   MOMENTS_CONVERGED,
   1e-8},
  {{95, .6, 1.7, 1, .gamma = 1},
   {-0.479433330572, 0.30573943755, 0.174708250029, 0.239209486782, -0.236621213377},
   1e-11,
   MOMENTS_CONVERGED,
   1e-8},
  {{300, .6, 1.3, 1, .gamma = 1}, {-0.725807270672, NO, NO, NO, NO}, 1e-11, MOMENTS_CONVERGED, 1e-8},
  {{300, .6, 1.7, 1, .gamma = 1},
   {-0.474386016261, 0.313759869657, 0.17929135409, 0.227860404388, -0.238915447154},
   1e-11,
   MOMENTS_MIXTURE,
   1e-10},
  {{1e4, .6, 1.15625, 1, .gamma = 1}, {-0.994690013, 0.00294846188, 0.00754806241, NO, NO}, 1e-10, MOMENTS_AT_BIFURCATION, 1e-9},
  {{1e6, .6, 1.15625, 1, .gamma = 1}, {-0.99946831796, NO, NO, NO, NO}, 1e-10, MOMENTS_AT_BIFURCATION, 1e-7},
  {{100, -.99, 0, 0, 0, -.0669873, 0, 1}, {NO, 0.01576094, NO, NO, NO}, 2e-8, MOMENTS_CONVERGED, 1e-8},
  {{100, -.99, 0, 0, 0, -.9330127, 0, 1}, {NO, 0.05840231, NO, NO, NO}, 2e-8, MOMENTS_CONVERGED, 1e-8},
  {{1e5, -.99999, 0, 0, 0, -.0669873, 0, 1}, {NO, 0.00055117, NO, NO, NO}, 2e-8, MOMENTS_CONVERGED, 1e-7},
  {{1e5, -.99999, 0, 0, 0, -.9330127, 0, 1}, {NO, 0.00205694, NO, NO, NO}, 2e-8, MOMENTS_CONVERGED, 1e-8},
};

/* The error that is claimed covers the one that there is, and more than what was asked is never claimed. */
static void equals_the_exact_state(void **state)
{
  (void)state;
  for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
    const Known *e = &known[k];
    XyzCase      c;
    MomentSteady s;
    double       worst = 0;
    xyz_case_create(&e->at, e->tol, &c);
    assert_int_equal(MomentSteadySolve(PETSC_COMM_WORLD, &c.problem, &s), 0);
    for (int i = 0; i < XYZ_MOMENTS; i++)
      if (!isnan(e->value[i])) worst = fmax(worst, fabs(s.value[i] - e->value[i]));
    const double failed = !(s.verdict == e->verdict && s.error <= e->tol && worst <= s.error + e->known_to && s.positivity > -1e-6);
    if (all_ranks(failed) > 0) fail_msg("point %zu: verdict %d, error %.3g claimed, %.3g found", k, s.verdict, s.error, worst);
    assert_int_equal(MomentSteadyDestroy(&s), 0);
    xyz_case_free(&c);
  }
}

/* (Jz-Jx) Sxx = (Jy-Jz) Syy and Sxx + Syy + 2 Szz + 2 Mz = 0 for local emission alone, at N where nothing else is known. */
static void obeys_exact_balances(void **state)
{
  const XyzPoint at[] = {
    {1e6, .6, 1.15625, 1, .gamma = 1}, {1e5, .6, 1.17, 1, .gamma = 1}, {1e8, .6, 1.4, 1, .gamma = 1}, {200, .6, 1.15, 1, .gamma = 1}};

  (void)state;
  for (int k = 0; k < 4; k++) {
    XyzCase      c;
    MomentSteady s;
    xyz_case_create(&at[k], 1e-6, &c);
    assert_int_equal(MomentSteadySolve(PETSC_COMM_WORLD, &c.problem, &s), 0);
    const double failed = !(moments_accepted(s.verdict) && fabs(.4 * s.value[1] - (at[k].Jy - 1) * s.value[2]) < 1e-12 &&
                            fabs(s.value[1] + s.value[2] + 2 * s.value[3] + 2 * s.value[0]) < 1e-12);
    if (all_ranks(failed) > 0) fail_msg("point %d: verdict %d", k, s.verdict);
    assert_int_equal(MomentSteadyDestroy(&s), 0);
    xyz_case_free(&c);
  }
}

/* 1+Mz to twelve digits where Mz has none of them: deviation from the mean field. */
static void deviations_keep_their_digits(void **state)
{
  const struct {
    XyzPoint at;
    double   value[3]; /* of Mz, Sxx, Syy; K = 4 and 6 agree to these digits */
  } known_deviation[] = {{{1e6, .6, 1.1, 1, .gamma = 1}, {2.77767295323e-06, 1.11105881199e-06, 4.44423524797e-06}},
                         {{1e8, .6, .9, 1, .gamma = 1}, {2.19512199195e-09, -1.46341463703e-09, 5.85365854811e-09}}};

  (void)state;
  for (int k = 0; k < 2; k++) {
    XyzCase      c;
    MomentSteady s;
    xyz_case_create(&known_deviation[k].at, 1e-6, &c);
    assert_int_equal(MomentSteadySolve(PETSC_COMM_WORLD, &c.problem, &s), 0);
    double worst = s.verdict == MOMENTS_CONVERGED ? 0 : 1;
    for (int i = 0; i < 3; i++) worst = fmax(worst, fabs(s.deviation[i] / known_deviation[k].value[i] - 1));
    if (all_ranks(worst) > 1e-11) fail_msg("point %d: %.3g", k, worst);
    for (int i = 0; i < 3; i++) assert_true(s.average_error[i] < 1e-8 * fabs(s.deviation[i]));
    assert_true(s.meanfield[0] == -1 && s.meanfield[1] == 0);
    assert_int_equal(MomentSteadyDestroy(&s), 0);
    xyz_case_free(&c);
  }
}

/* Each by the piece of the certificate that alone catches it. */
static void refuses(void **state)
{
  const struct {
    const char   *piece;
    XyzPoint      at;
    MomentLadder  ladder;
    int           order;
    MomentVerdict verdict;
  } refused[] = {
    {"positivity: settles on Mz < -1", {300, .6, 1.3, 1, .gamma = 1}, MOMENT_LADDER_B, 48, MOMENTS_REJECTED},
    {"positivity: near a bifurcation, above it", {1e5, .6, 1.16, 1, .gamma = 1}, MOMENT_LADDER_AUTO, 0, MOMENTS_REJECTED},
    {"change", {1e6, -.999999, 0, 0, 0, -.9330127, 0, 1}, MOMENT_LADDER_B, 38, MOMENTS_NOT_CONVERGED},
    {"two classes of stable points", {30, 0, 0, 4, 1.5, 1, 1}, MOMENT_LADDER_AUTO, 0, MOMENTS_BRANCH},
    {"two classes of stable points, one order", {30, 0, 0, 4, 1.5, 1, 1}, MOMENT_LADDER_A, 16, MOMENTS_BRANCH},
    {"no slow mode", {100, .6, .5, 1, .gamma = 1}, MOMENT_LADDER_B, 0, MOMENTS_NOT_CONVERGED},
    {"orders end", {100, .6, .9, 1, .gamma = 1}, MOMENT_LADDER_AUTO, 65536, MOMENTS_NOT_CONVERGED},
  };

  (void)state;
  for (size_t k = 0; k < sizeof refused / sizeof *refused; k++) {
    XyzCase      c;
    MomentSteady s;
    xyz_case_create(&refused[k].at, 1e-6, &c);
    c.problem.ladder = refused[k].ladder;
    c.problem.order  = refused[k].order;
    assert_int_equal(MomentSteadySolve(PETSC_COMM_WORLD, &c.problem, &s), 0);
    if (all_ranks(s.verdict != refused[k].verdict || !s.why) > 0)
      fail_msg("%s: verdict %d, error %.3g", refused[k].piece, s.verdict, s.error);
    assert_int_equal(MomentSteadyDestroy(&s), 0);
    xyz_case_free(&c);
  }
}

static int run(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(equals_the_exact_state), cmocka_unit_test(obeys_exact_balances),
                                     cmocka_unit_test(deviations_keep_their_digits), cmocka_unit_test(refuses)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
