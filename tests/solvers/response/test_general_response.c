/* ranks: 1 2 4 */
/* Response of random Lindbladians to random Hermitian perturbations, in all kinds of sectors, against the 2^N space; both methods. */
#include "mpi_main.h"
#include "oracle/brute_correlation.h"
#include "solvers/response/response.h"

static const SteadyOptions whole = {.truncate = PETSC_FALSE};

static int run(PetscErrorCode code) { return code == 0; }

enum { OPERATORS = 3 };

/* P + P^+ of random words, of very different sizes. */
static Polynomial random_hermitian(uint64_t *seed, int words, int degree, double size)
{
  Polynomial P = polynomial_zero(&site_pauli), adjoint;

  for (int k = 0; k < words; k++) {
    const PolynomialWord w = random_word(seed, 1 + (int)(random_bits(seed) % (uint64_t)degree), false);
    assert_int_equal(polynomial_add_word(&P, size * random_complex(seed), &w), POLYNOMIAL_OK);
  }
  assert_int_equal(polynomial_adjoint(&P, &adjoint), POLYNOMIAL_OK);
  assert_int_equal(polynomial_add(&P, 1, &adjoint), POLYNOMIAL_OK);
  polynomial_free(&adjoint);
  return P;
}

/* chi[v][o]: L rho1 = i[V, rho]. */
static void exact(const BruteLiouvillian *L, int N, const ResponseProblem *p, double *chi)
{
  const int       dim = L->dim;
  const size_t    all = (size_t)dim * (size_t)dim;
  double complex *rho = brute_state(L), *V = malloc(all * sizeof *V), *A = malloc(all * sizeof *A), *x = malloc(all * sizeof *x),
                 *y = malloc(all * sizeof *y);

  for (int v = 0; v < p->perturbations; v++) {
    dense_polynomial(N, &p->V[v], V);
    brute_multiply(dim, V, rho, x);
    brute_multiply(dim, rho, V, y);
    for (size_t i = 0; i < all; i++) x[i] = -I * (x[i] - y[i]);
    brute_resolvent(L, 0, x);
    for (int o = 0; o < p->observables; o++) {
      dense_polynomial(N, &p->A[o], A);
      chi[v * p->observables + o] = creal(brute_trace_product(dim, A, x));
    }
  }
  free(rho), free(V), free(A), free(x), free(y);
}

/* Is it a result? */
static int check(const SpinModel *model, const BruteLiouvillian *L, const ResponseProblem *p, const char *method)
{
  double      chi[OPERATORS * OPERATORS], worst = 0;
  SteadyState state;
  Response    r;

  exact(L, model->N, p, chi);
  assert_true(run(PetscOptionsSetValue(NULL, "-susceptibility_method", method)));
  assert_true(run(SteadyStateSolve(PETSC_COMM_WORLD, model, &whole, &state)));
  assert_true(run(ResponseSolve(model, p, &whole, &state, &r)));
  assert_true(run(PetscOptionsClearValue(NULL, "-susceptibility_method")));
  for (int v = 0; v < p->perturbations; v++) {
    double size = 0;
    for (int o = 0; o < p->observables; o++) size = fmax(size, fabs(chi[v * p->observables + o]));
    for (int o = 0; o < p->observables && size > 0; o++)
      worst = fmax(worst, fabs(r.chi[v * p->observables + o] - chi[v * p->observables + o]) / size);
  }
  assert_true(all_ranks(worst) < 1e-9 && all_ranks(r.residual) < 1e-11);
  const int result = ResponseIsResult(model, p, &r);
  assert_true(result || (!strcmp(method, "adi") && all_ranks(r.error) == PETSC_INFINITY)); /* adi may say that it does not know its error */
  assert_true(run(ResponseDestroy(&r)));
  assert_true(run(SteadyStateDestroy(&state)));
  return result;
}

static void random_perturbations(void **unused)
{
  static const RandomKind kinds[] = {
    {4, 3, 2, 1, 2, false, false}, {4, 3, 2, 1, 2, false, true}, {2, 2, 2, 0, 1, true, true},
    {1, 1, 2, 0, 1, true, true},   {1, 1, 2, 0, 1, true, false},
  };
  uint64_t seed    = 23;
  unsigned seen    = 0; /* groups of classes */
  int      results = 0;

  (void)unused;
  for (int draw = 0; draw < 30; draw++) {
    const int        N = 2 + draw % 2;
    Lindbladian      l;
    BruteLiouvillian L;
    SpinModel        model;
    Polynomial       V[OPERATORS], A[OPERATORS];
    for (int k = 0; k < OPERATORS; k++) {
      V[k] = random_hermitian(&seed, k ? 2 : 1, 1 + k, pow(10, 3 * k - 3));
      A[k] = random_hermitian(&seed, 2, 1 + k, 1);
    }
    random_lindbladian(&seed, N, &site_pauli, &kinds[draw % 5], &l, &L);
    assert_true(spin_model_create(&l, &model));
    seen |= 1u << model.symmetry.group;
    for (int m = 0; m < 2; m++) results += check(&model, &L, &(ResponseProblem){OPERATORS, OPERATORS, V, A}, m ? "adi" : "lu");
    for (int k = 0; k < OPERATORS; k++) polynomial_free(&V[k]), polynomial_free(&A[k]);
    spin_model_free(&model);
    brute_liouvillian_free(&L);
  }
  assert_true(results >= 50);
  assert_true(seen >> (CLASS_EVEN_RE | CLASS_EVEN_IM) & 1 && seen >> (CLASS_EVEN_RE | CLASS_ODD_RE) & 1 && seen >> CLASS_ALL & 1);
}

static int run_group(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(random_perturbations)};

  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run_group); }
