/* ranks: 1 2 4 */
/* Steady states in the occupation basis: random models of d levels against brute force in d^N, by both methods; two levels against the
   Dicke basis; states that are not unique. */
#include "oracle/brute_steady.h"
#include "oracle/random_levels.h"
#include "oracle/random_lindbladian.h"
#include "mpi_main.h"
#include "operators/expectation.h"
#include "solvers/occupation/steady.h"
#include "solvers/steady/steadystate.h"

/* Of two sites: partial trace of the d^N state over the rest. */
static void brute_pair(const BruteLiouvillian *L, int d, int N, double complex *pair)
{
  const int       dim = L->dim, rest = levels_dimension(d, N - 2), size = d * d;
  double         *x   = calloc((size_t)dim * (size_t)dim, sizeof *x);
  double complex *rho = levels_matrix(dim);

  assert_int_equal(brute_solve(L, 1, x), 0);
  brute_from_coordinates(dim, x, rho);
  for (int r = 0; r < size; r++)
    for (int c = 0; c < size; c++) {
      pair[r * size + c] = 0;
      for (int k = 0; k < rest; k++) pair[r * size + c] += rho[(r * rest + k) * dim + c * rest + k];
    }
  free(x), free(rho);
}

static double difference_of(const SiteBasis *basis, const OccupationSteady *s, const double complex *exact)
{
  const int                size     = basis->d * basis->d;
  const OccupationAverages averages = occupation_averages(s);
  double complex          *pair     = levels_matrix(size);
  double                   most     = 0;

  occupation_pair_density(&averages, basis, pair);
  for (int k = 0; k < size * size; k++) most = fmax(most, cabs(pair[k] - exact[k]));
  free(pair);
  return most;
}

static double solve(const Lindbladian *l, const char *method, const double complex *exact, OccupationSteady *s)
{
  const char *why;

  assert_int_equal(PetscOptionsSetValue(NULL, "-steady_method", method), 0);
  assert_int_equal(OccupationSteadySolve(PETSC_COMM_WORLD, l, 2, NULL, s, &why), 0);
  assert_int_equal(PetscOptionsClearValue(NULL, "-steady_method"), 0);
  assert_null(why);
  return difference_of(l->basis, s, exact);
}

static void random_models_have_the_state_of_brute_force(void **state)
{
  const int   sizes[][3] = {{2, 3, 2}, {3, 2, 4}, {3, 3, 1}, {4, 2, 2}}; /* d, N, draws */
  const char *methods[]  = {"lu", "jacobi"};
  uint64_t    seed       = 31;

  (void)state;
  for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
    for (int draw = 0; draw < sizes[k][2]; draw++) {
      const int        d = sizes[k][0], N = sizes[k][1];
      double complex  *exact = levels_matrix(d * d);
      SiteBasis        basis;
      Lindbladian      l;
      BruteLiouvillian brute;
      assert_true(site_basis_create(d, &basis));
      random_levels(&seed, N, &basis, &l, &brute);
      brute_pair(&brute, d, N, exact);
      for (int m = 0; m < 2; m++) {
        OccupationSteady s;
        const double     found = solve(&l, methods[m], exact, &s);
        const double     wrong = !(found < 1e-12 && s.residual < 1e-13);
        if (all_ranks(wrong) > 0) fail_msg("d = %d, N = %d, %s: %.3g off, residual %.3g", d, N, methods[m], found, (double)s.residual);
        assert_int_equal(OccupationSteadyDestroy(&s), 0);
      }
      brute_liouvillian_free(&brute);
      lindbladian_free(&l);
      site_basis_free(&basis);
      free(exact);
    }
}

static void two_levels_are_those_of_the_dicke_basis(void **state)
{
  const RandomKind    kind  = {.degree = 2, .words = 4, .locals = 2, .collectives = 1, .collective_degree = 1};
  const unsigned char xyz[] = {SITE_X, SITE_Y, SITE_Z};
  const int           N     = 7;
  uint64_t            seed  = 77;
  Lindbladian         l;
  BruteLiouvillian    brute;
  SpinModel           model;
  SteadyState         dicke;
  OccupationSteady    s;
  const char         *why;
  double              worst = 0;

  (void)state;
  random_lindbladian(&seed, N, &site_pauli, &kind, &l, &brute);
  assert_int_equal(OccupationSteadySolve(PETSC_COMM_WORLD, &l, 3, NULL, &s, &why), 0);
  assert_null(why);
  assert_true(spin_model_create(&l, &model)); /* takes l */
  assert_int_equal(SteadyStateSolve(PETSC_COMM_WORLD, &model, &(SteadyOptions){.truncate = PETSC_FALSE}, &dicke), 0);
  const OccupationAverages averages = occupation_averages(&s);
  for (int k = 0; k < 3; k++)
    for (int degree = 1; degree <= 3; degree++) {
      Polynomial     P = polynomial_zero(&site_pauli);
      PolynomialWord w = {.degree = degree, .letter = {xyz[k], xyz[k], xyz[k]}};
      double         mine, other;
      assert_int_equal(polynomial_add_word(&P, pow(N, -degree), &w), POLYNOMIAL_OK);
      assert_true(occupation_expectation(&averages, &P, &mine));
      assert_int_equal(PolynomialExpectation(&P, &dicke.basis, dicke.rho, &other), 0);
      worst = fmax(worst, fabs(mine - other));
      polynomial_free(&P);
    }
  if (all_ranks(worst) > 1e-11) fail_msg("%.3g apart", worst);
  assert_int_equal(SteadyStateDestroy(&dicke), 0);
  assert_int_equal(OccupationSteadyDestroy(&s), 0);
  spin_model_free(&model);
  brute_liouvillian_free(&brute);
}

/* Level 2 is coupled to nothing; or only collective jumps, which every irreducible representation has for itself. */
static void what_is_not_unique_is_refused(void **state)
{
  const double complex to0[9] = {[1] = 1}, drive[9] = {[1] = 0.5, [3] = 0.5, [2] = 0.3, [6] = 0.3};
  SiteBasis            basis;

  (void)state;
  assert_true(site_basis_create(3, &basis));
  for (int collective = 0; collective < 2; collective++) {
    double complex   h[9];
    OccupationSteady s;
    const char      *why;
    Lindbladian      l = lindbladian_empty(5, &basis);
    Polynomial       H = polynomial_zero(&basis), C = polynomial_zero(&basis);
    for (int k = 0; k < 9; k++) h[k] = k % 3 == 2 || k / 3 == 2 ? collective * drive[k] : drive[k];
    polynomial_add_site(&H, 1, h, 5);
    polynomial_add_site(&C, 1, to0, 5);
    lindbladian_add_hamiltonian(&l, 1, &H);
    if (collective) lindbladian_add_collective(&l, 0.2, &C);
    else lindbladian_add_local(&l, 1, to0);
    assert_int_equal(OccupationSteadySolve(PETSC_COMM_WORLD, &l, 2, NULL, &s, &why), 0);
    assert_non_null(why);
    assert_non_null(strstr(why, "not unique"));
    polynomial_free(&H), polynomial_free(&C);
    lindbladian_free(&l);
  }
  site_basis_free(&basis);
}

static int run(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(random_models_have_the_state_of_brute_force),
    cmocka_unit_test(two_levels_are_those_of_the_dicke_basis),
    cmocka_unit_test(what_is_not_unique_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
