/* ranks: 1 2 4 */
/* Two-time correlations, spectra and g2 of random Lindbladians in all kinds of sectors against the 2^N space; independent spins in closed
   form; the sum rule; models xyz and from data. */
#include "mpi_main.h"
#include "oracle/brute_correlation.h"
#include "oracle/spins.h"
#include "solvers/correlation/correlation.h"

static int run(PetscErrorCode code) { return code == 0; }

static const SteadyOptions whole = {.truncate = PETSC_FALSE};

static Polynomial random_polynomial(uint64_t *seed, int N, int degree, int words)
{
  Polynomial P = polynomial_zero(&site_pauli);

  for (int k = 0; k < words; k++) {
    const PolynomialWord w = random_word(seed, (int)(random_bits(seed) % (uint64_t)(degree + 1)), false);
    assert_int_equal(polynomial_add_word(&P, random_complex(seed) / pow(N, w.degree), &w), POLYNOMIAL_OK);
  }
  return P;
}

static Polynomial word_polynomial(double complex x, double complex y, double complex z)
{
  const double complex c[] = {x, y, z};
  Polynomial           P   = polynomial_zero(&site_pauli);

  for (int a = 0; a < 3; a++)
    assert_int_equal(polynomial_add_word(&P, c[a], &(PolynomialWord){.degree = 1, .letter = {(unsigned char)a}}), POLYNOMIAL_OK);
  return P;
}

/* Solved by the program. The caller destroys it. */
static Correlation correlate(const SpinModel *model, const CorrelationProblem *problem)
{
  SteadyState state;
  Correlation c;

  assert_true(run(SteadyStateSolve(PETSC_COMM_WORLD, model, &whole, &state)));
  assert_true(run(CorrelationSolve(model, problem, NULL, &state, &c)));
  assert_true(run(SteadyStateDestroy(&state)));
  return c;
}

/* The same by brute force. */
static void exact(const BruteLiouvillian *L, int N, const CorrelationProblem *p, Correlation *c)
{
  const int       dim = L->dim;
  const size_t    all = (size_t)dim * (size_t)dim;
  double complex *rho = brute_state(L), *A = malloc(all * sizeof *A), *B = malloc(all * sizeof *B), *adjoint = malloc(all * sizeof *B);
  double complex *x = malloc(all * sizeof *x), *y = malloc(all * sizeof *y), *BB = malloc(all * sizeof *x),
                 *start = malloc(all * sizeof *x);

  dense_polynomial(N, p->A, A);
  dense_polynomial(N, p->B, B);
  for (int r = 0; r < dim; r++)
    for (int k = 0; k < dim; k++) adjoint[r * dim + k] = conj(B[k * dim + r]);
  brute_multiply(dim, adjoint, B, BB);
  brute_multiply(dim, B, rho, start);
  const double complex mean_A = brute_trace_product(dim, A, rho), mean_B = brute_trace_product(dim, B, rho);
  const double         intensity = creal(brute_trace_product(dim, BB, rho));
  for (int k = 0; k < p->times; k++) {
    memcpy(x, start, all * sizeof *x);
    brute_evolve(L, p->time[k], x);
    const double complex value = brute_trace_product(dim, A, x);
    c->re[k] = creal(value), c->im[k] = cimag(value);
    if (!p->g2) continue;
    brute_multiply(dim, start, adjoint, x);
    brute_evolve(L, p->time[k], x);
    c->g2[k] = creal(brute_trace_product(dim, BB, x)) / (intensity * intensity);
  }
  for (int k = 0; k < p->omegas; k++) {
    for (size_t i = 0; i < all; i++) y[i] = start[i] - mean_B * rho[i];
    brute_resolvent(L, p->omega[k], y);
    c->spectrum[k] = 2 * creal(brute_trace_product(dim, A, y));
    if (!p->connected) c->spectrum[k] += 2 * creal(mean_A * mean_B / (I * p->omega[k]));
  }
  free(rho), free(A), free(B), free(adjoint), free(x), free(y), free(BB), free(start);
}

static double distance(int count, const double *a, const double *b)
{
  double worst = 0, size = 1e-3;

  for (int k = 0; k < count; k++) size = fmax(size, fabs(b[k]));
  for (int k = 0; k < count; k++) worst = isnan(a[k]) ? INFINITY : fmax(worst, fabs(a[k] - b[k]) / size);
  return worst;
}

static const double times[]  = {0.7, 0, 2.1, 0.01, 5};
static const double omegas[] = {0, -0.3, 0.8, 5.5, -20, 1e-4, 300};
enum { TIMES = sizeof times / sizeof *times, OMEGAS = sizeof omegas / sizeof *omegas };

/* Takes the Lindbladian over; of the oracle nothing. */
static void check(Lindbladian *l, const BruteLiouvillian *L, CorrelationProblem p)
{
  double      re[TIMES], im[TIMES], g2[TIMES], spectrum[OMEGAS];
  Correlation expected = {re, im, g2, spectrum};
  SpinModel   model;

  assert_true(spin_model_create(l, &model));
  p.times = TIMES, p.time = times, p.omegas = OMEGAS, p.omega = omegas;
  if (!p.connected) p.omega++, p.omegas--; /* at 0 it may not exist */
  Correlation c = correlate(&model, &p);
  exact(L, model.N, &p, &expected);
  const double worst = fmax(fmax(distance(TIMES, c.re, re), distance(TIMES, c.im, im)),
                            fmax(distance(p.omegas, c.spectrum, spectrum), p.g2 ? distance(TIMES, c.g2, g2) : 0));
  assert_true(all_ranks(worst) < 1e-9);
  assert_true(all_ranks(c.spectrum_residual) < 1e-11 && all_ranks(c.time_error) < 1e-9 && CorrelationIsResult(model.N, &c));
  assert_true(run(CorrelationDestroy(&c)));
  spin_model_free(&model);
}

static void random_models(void **unused)
{
  static const RandomKind kinds[] = {
    {4, 3, 2, 1, 2, false, false}, {2, 3, 1, 0, 1, false, false}, {4, 3, 2, 1, 2, false, true},
    {2, 2, 2, 0, 1, true, true},   {2, 2, 1, 1, 1, true, false},
  };
  uint64_t seed = 17;

  (void)unused;
  for (int draw = 0; draw < 10; draw++) {
    const int        N = 1 + draw % 4;
    Lindbladian      l;
    BruteLiouvillian L;
    Polynomial       A = random_polynomial(&seed, N, 2 + draw % 2, 3), B = random_polynomial(&seed, N, 2, 3);
    random_lindbladian(&seed, N, &site_pauli, &kinds[draw % 5], &l, &L);
    check(&l, &L, (CorrelationProblem){.A = &A, .B = &B, .connected = draw % 3 ? PETSC_TRUE : PETSC_FALSE, .g2 = PETSC_TRUE});
    brute_liouvillian_free(&L);
    polynomial_free(&A);
    polynomial_free(&B);
  }
}

/* H = field along one axis (with Sz^2 along none), loss local and collective: each of the groups of classes. */
static void every_group_of_sectors(void **unused)
{
  const double   sm[4]    = {0, 0, 1, 0};
  const unsigned groups[] = {CLASS_EVEN_RE | CLASS_ODD_IM, CLASS_EVEN_RE | CLASS_ODD_RE, CLASS_EVEN_RE, CLASS_EVEN_RE | CLASS_EVEN_IM,
                             CLASS_ALL};
  uint64_t       seed     = 5;

  (void)unused;
  for (int k = 0; k < 5; k++) {
    const int        N = 3, dim = 1 << N;
    double complex  *work = malloc((size_t)dim * (size_t)dim * sizeof *work), site[4];
    Lindbladian      l    = lindbladian_empty(N, &site_pauli);
    BruteLiouvillian L    = {.dim = dim, .drift = calloc((size_t)dim * (size_t)dim, sizeof *L.drift)};
    Polynomial       H    = word_polynomial(k == 0 || k == 4 ? 0.7 : 0, k == 1 ? 0.7 : 0, k == 3 || k == 4 ? 0.4 : 0),
               Sm         = word_polynomial(0.5, -0.5 * I, 0);
    Polynomial A = random_polynomial(&seed, N, 2, 4), B = random_polynomial(&seed, N, 2, 4);
    for (int i = 0; i < 4; i++) site[i] = sm[i];
    assert_int_equal(lindbladian_add_hamiltonian(&l, 1, &H), POLYNOMIAL_OK);
    dense_polynomial(N, &H, work);
    for (int i = 0; i < dim * dim; i++) L.drift[i] = -I * work[i];
    assert_int_equal(lindbladian_add_local(&l, 0.3, site), POLYNOMIAL_OK);
    for (int n = 0; n < N; n++) dense_site(N, n, site, work), dense_jump(&L, 0.3, work);
    site[1] = 1, site[2] = 0; /* pumping, so that there is something to see without a drive */
    assert_int_equal(lindbladian_add_local(&l, 0.2, site), POLYNOMIAL_OK);
    for (int n = 0; n < N; n++) dense_site(N, n, site, work), dense_jump(&L, 0.2, work);
    assert_int_equal(lindbladian_add_collective(&l, 0.5, &Sm), POLYNOMIAL_OK);
    dense_polynomial(N, &Sm, work), dense_jump(&L, 0.5, work);
    SpinSymmetry symmetry;
    assert_true(spin_symmetry(&l, &symmetry));
    assert_int_equal(symmetry.group, groups[k]);
    check(&l, &L, (CorrelationProblem){.A = &A, .B = &B, .connected = PETSC_TRUE, .g2 = PETSC_TRUE});
    brute_liouvillian_free(&L);
    polynomial_free(&A), polynomial_free(&B), polynomial_free(&H), polynomial_free(&Sm);
    free(work);
  }
}

static int run_group(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(random_models), cmocka_unit_test(every_group_of_sectors)};

  return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv) { return mpi_main(argc, argv, run_group); }
