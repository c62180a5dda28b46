/* ranks: 1 2 4 */
/* Steady states of random Lindbladians (complex jumps, collective polynomials, H up to degree 4) against brute force in 2^N, by every
   method; and a spin j without local jumps against the null space of its own matrix. */
#include "oracle/quad_lindbladian.h"
#include "oracle/brute_steady.h"
#include "mpi_main.h"
#include "operators/block_results.h"
#include "operators/expectation.h"
#include "solvers/steady/steadystate.h"

enum { WORDS = 5 };

/* Hermitian observables: words of degrees 1 to 4 with their adjoints. */
static Polynomial observable(int N, int which)
{
  static const PolynomialWord words[WORDS] = {{.degree = 1, .letter = {SITE_X}},
                                              {.degree = 1, .letter = {SITE_Y}},
                                              {.degree = 2, .letter = {SITE_Z, SITE_Z}},
                                              {.degree = 3, .letter = {SITE_X, SITE_Y, SITE_Z}},
                                              {.degree = 4, .letter = {SITE_X, SITE_X, SITE_Y, SITE_Z}}};
  Polynomial                  P            = polynomial_zero(&site_pauli), adjoint;

  assert_int_equal(polynomial_add_word(&P, pow(N, -words[which].degree), &words[which]), POLYNOMIAL_OK);
  assert_int_equal(polynomial_adjoint(&P, &adjoint), POLYNOMIAL_OK);
  assert_int_equal(polynomial_add(&P, 1, &adjoint), POLYNOMIAL_OK);
  polynomial_free(&adjoint);
  return P;
}

/* Of a 2^N state, and its purity. */
static void values_of(int N, const double complex *rho, double value[WORDS + 1])
{
  const int       dim = 1 << N, n = dim * dim;
  double complex *O = calloc((size_t)n, sizeof *O), *work = calloc((size_t)n, sizeof *O);

  for (int k = 0; k < WORDS; k++) {
    Polynomial P = observable(N, k);
    memset(O, 0, (size_t)n * sizeof *O);
    for (int t = 0; t < P.count; t++) {
      dense_word(N, &P.term[t].word, work);
      for (int i = 0; i < n; i++) O[i] += P.term[t].c * work[i];
    }
    value[k] = creal(brute_trace_product(dim, O, rho));
    polynomial_free(&P);
  }
  value[WORDS] = creal(brute_trace_product(dim, rho, rho));
  free(O), free(work);
}

static void brute_values(const BruteLiouvillian *L, int N, double value[WORDS + 1])
{
  const int       n   = L->dim * L->dim;
  double         *x   = calloc((size_t)n, sizeof *x);
  double complex *rho = calloc((size_t)n, sizeof *rho);

  assert_int_equal(brute_solve(L, 1, x), 0);
  brute_from_coordinates(L->dim, x, rho);
  values_of(N, rho, value);
  free(x), free(rho);
}

static PetscErrorCode program_values(const SpinModel *model, const char *method, double value[WORDS + 1], SteadyCertificate *c)
{
  SteadyState state;
  BlockSums   blocks;

  PetscFunctionBeginUser;
  PetscCall(PetscOptionsSetValue(NULL, "-steady_method", method));
  PetscCall(SteadyStateSolve(PETSC_COMM_WORLD, model, &(SteadyOptions){.truncate = PETSC_TRUE}, &state));
  PetscCall(PetscOptionsClearValue(NULL, "-steady_method"));
  for (int k = 0; k < WORDS; k++) {
    Polynomial P = observable(model->N, k);
    PetscCall(PolynomialExpectation(&P, &state.basis, state.rho, &value[k]));
    polynomial_free(&P);
  }
  PetscCall(BlockResults(&state.basis, state.rho, &blocks));
  value[WORDS] = blocks.purity;
  *c           = state.certificate;
  PetscCall(SteadyStateDestroy(&state));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static const RandomKind kinds[] = {
  {.degree = 2, .words = 3, .locals = 1},
  {.degree = 4, .words = 4, .locals = 2, .collectives = 1, .collective_degree = 1},
  {.degree = 3, .words = 3, .locals = 1, .collectives = 1, .collective_degree = 2},
  {.degree = 2, .words = 2, .locals = 2, .collectives = 1, .collective_degree = 1, .real_jumps = true},
  {.degree = 4, .words = 3, .locals = 2, .real_jumps = true, .even = true},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* Local jumps that leave a steady state unique to rounding: s-, s+ or sz alone may not. */
static void random_models(void **state)
{
  static const char *const methods[] = {"lu", "ilu", "adi"};
  uint64_t                 seed      = 20261125;
  int                      ranks, solved = 0;

  (void)state;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  for (int draw = 0; draw < 3 * KINDS; draw++) {
    const int        N = 2 + draw % 3;
    Lindbladian      l;
    BruteLiouvillian brute;
    SpinModel        model;
    double           want[WORDS + 1], have[WORDS + 1];

    random_lindbladian(&seed, N, &site_pauli, &kinds[draw % KINDS], &l, &brute);
    assert_true(spin_model_create(&l, &model));
    brute_values(&brute, N, want);
    for (int m = 0; m < 3; m++) {
      SteadyCertificate c;
      double            worst   = 0;
      const char       *refusal = steady_methods[m].refuses(&model, &(SteadyOptions){.truncate = PETSC_TRUE}, ranks);
      if (refusal) continue;
      assert_int_equal(program_values(&model, methods[m], have, &c), 0);
      for (int k = 0; k <= WORDS; k++) worst = fmax(worst, fabs(have[k] - want[k]));
      worst = all_ranks(worst);
      if (SteadyIsAccurate(&c) && !(worst < 1e-9)) fail_msg("draw %d, %s: off by %g, error %g", draw, methods[m], worst, c.error);
      if (m == 0 && !SteadyIsAccurate(&c)) fail_msg("draw %d, lu: residual %g, error %g", draw, c.residual, c.error);
      solved += SteadyIsAccurate(&c);
    }
    spin_model_free(&model);
    brute_liouvillian_free(&brute);
  }
  assert_true(solved > (ranks > 1 ? 5 : 7) * KINDS);
}

/* Rates over twelve decades against quadruple precision: what is done is right, by every method, and LU does all. */
static void rates_far_apart(void **state)
{
  static const char *const methods[] = {"lu", "ilu", "adi"};
  uint64_t                 seed      = 4711;
  int                      ranks, done[3] = {0}, draws = 0;

  (void)state;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  for (; draws < 60; draws++) {
    const int        N = draws % 10 ? 2 : 3;
    Lindbladian      l;
    BruteLiouvillian brute;
    SpinModel        model;
    double complex   rho[64 * 64];
    double           want[WORDS + 1], have[WORDS + 1];

    random_lindbladian(&seed, N, &site_pauli, &kinds[draws % 4], &l, &brute);
    brute_liouvillian_free(&brute);
    for (int k = 0; k < l.locals; k++) l.local[k].rate *= pow(10, -random_between(&seed, 0, draws % 2 ? 6 : 12));
    for (int k = 0; k < l.collectives; k++) l.collective[k].rate *= pow(10, -random_between(&seed, 0, draws % 2 ? 6 : 12));
    quad_lindbladian_steady(&l, rho);
    values_of(N, rho, want);
    assert_true(spin_model_create(&l, &model));
    for (int m = 0; m < 3; m++) {
      SteadyCertificate c;
      double            worst = 0;
      if (steady_methods[m].refuses(&model, &(SteadyOptions){.truncate = PETSC_TRUE}, ranks)) continue;
      assert_int_equal(program_values(&model, methods[m], have, &c), 0);
      for (int k = 0; k <= WORDS; k++) worst = fmax(worst, fabs(have[k] - want[k]));
      worst = all_ranks(worst);
      if (SteadyIsAccurate(&c) && !(worst < 1e-6)) fail_msg("draw %d, %s: off by %g, error %g", draws, methods[m], worst, c.error);
      done[m] += SteadyIsAccurate(&c);
    }
    spin_model_free(&model);
  }
  assert_int_equal(done[0], draws);
  assert_true(done[2] > draws / 2);
}

/* H = W Jx, sqrt(kappa) J-: the closed form of Puri and Lawande (Phys. Lett. A 72, 200 (1979)), rho ~ X X^+, X^-1 = J- - g, J- without its
   ladder factors' phases: from L rho = 0 by hand, g = -i W/kappa. Here the ladder is solved for j = 1/2 ... 6 of N = 12 spins. */
static void a_spin_without_local_jumps(void **state)
{
  const double W = 0.8, kappa = 0.3;

  (void)state;
  for (int two_j = 2; two_j <= 12; two_j += 2) {
    const int      n          = two_j + 1;
    double complex X[13 * 13] = {0}, g = -I * W / kappa;
    double         weight = 0, jz = 0, purity = 0, have;
    Lindbladian    l = lindbladian_empty(12, &site_pauli);
    Polynomial     H = polynomial_zero(&site_pauli), C = polynomial_zero(&site_pauli), Z = polynomial_zero(&site_pauli);
    SpinModel      model;
    SteadyState    s;
    BlockSums      blocks;

    /* (J- - g) X = 1: column by column from the top; (J- x)_a = r_a x_(a+1) */
    for (int c = 0; c < n; c++)
      for (int a = n - 1; a >= 0; a--) {
        const double complex above = a + 1 < n ? sqrt((double)(two_j - a) * (a + 1)) * X[(a + 1) * n + c] : 0;
        X[a * n + c]               = (above - (a == c)) / g;
      }
    double complex rho[13 * 13] = {0};
    for (int a = 0; a < n; a++)
      for (int b = 0; b < n; b++)
        for (int c = 0; c < n; c++) rho[a * n + b] += X[a * n + c] * conj(X[b * n + c]);
    for (int a = 0; a < n; a++) weight += creal(rho[a * n + a]), jz += (a - 0.5 * two_j) * creal(rho[a * n + a]);
    for (int i = 0; i < n * n; i++) purity += creal(rho[i] * conj(rho[i])) / (weight * weight);
    assert_int_equal(polynomial_add_word(&H, W / 2, &(PolynomialWord){.degree = 1, .letter = {SITE_X}}), POLYNOMIAL_OK);
    assert_int_equal(polynomial_add_word(&C, 0.5, &(PolynomialWord){.degree = 1, .letter = {SITE_X}}), POLYNOMIAL_OK);
    assert_int_equal(polynomial_add_word(&C, -0.5 * I, &(PolynomialWord){.degree = 1, .letter = {SITE_Y}}), POLYNOMIAL_OK);
    assert_int_equal(polynomial_add_word(&Z, 0.5, &(PolynomialWord){.degree = 1, .letter = {SITE_Z}}), POLYNOMIAL_OK);
    assert_int_equal(lindbladian_add_hamiltonian(&l, 1, &H), POLYNOMIAL_OK);
    assert_int_equal(lindbladian_add_collective(&l, kappa, &C), POLYNOMIAL_OK);
    assert_true(spin_model_create(&l, &model));
    assert_true(model.symmetry.conserves_j);
    spin_model_keep_ladder(&model, two_j);
    assert_int_equal(SteadyStateSolve(PETSC_COMM_WORLD, &model, &(SteadyOptions){.truncate = PETSC_TRUE}, &s), 0);
    assert_true(SteadyIsAccurate(&s.certificate));
    assert_int_equal(PolynomialExpectation(&Z, &s.basis, s.rho, &have), 0);
    assert_true(all_ranks(fabs(have - jz / weight)) < 1e-11);
    assert_int_equal(BlockResults(&s.basis, s.rho, &blocks), 0);
    assert_true(all_ranks(fabs(blocks.purity - purity)) < 1e-11);
    assert_int_equal(SteadyStateDestroy(&s), 0);
    spin_model_free(&model);
    polynomial_free(&H), polynomial_free(&C), polynomial_free(&Z);
  }
}

static int run(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(random_models), cmocka_unit_test(rates_far_apart),
                                     cmocka_unit_test(a_spin_without_local_jumps)};
  return cmocka_run_group_tests_name("steady_general", tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run); }
