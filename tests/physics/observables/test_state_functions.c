/* Distributions, quantum Fisher information and Husimi function of random symmetric states against 2^N: projectors made as polynomials of
   spin operators, and all pairs of eigenvectors of the whole density matrix. */
#include "physics/observables/distributions.h"
#include "physics/observables/fisher.h"
#include "physics/observables/husimi.h"

#include "oracle/brute_force.h"
#include "physics/numerics/lapack.h"
#include "physics/spaces/blocks.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { POLAR = 5, AZIMUTHS = 8 };

static double random_between(uint64_t *seed, double low, double high)
{
  *seed = *seed * 6364136223846793005u + 1442695040888963407u;
  return low + (high - low) * (double)(*seed >> 11) / 9007199254740992.0;
}

static double complex *matrix(int dim)
{
  double complex *A = calloc((size_t)dim * (size_t)dim, sizeof *A);

  if (!A) abort();
  return A;
}

/* A random density matrix of the sector: each block V V^+ of a random V of some rank, even elements alone where the sector has no others.
   */
static void random_state(uint64_t *seed, const BruteDicke *dicke, const DickeBasis *basis, double *x, double complex *rho)
{
  double trace = 0;

  memset(rho, 0, (size_t)dicke->dim * (size_t)dicke->dim * sizeof *rho);
  for (int k = 0; k < basis->blocks; k++) {
    const int       n = basis->size[k], rank = 1 + (int)random_between(seed, 0, n);
    double complex *V = matrix(n);
    for (int i = 0; i < n * rank; i++) V[i] = random_between(seed, -1, 1) + I * random_between(seed, -1, 1);
    DickeElement e = dicke_element(basis, basis->first[k]);
    for (int64_t i = basis->first[k]; i < basis->first[k + 1]; i++, e = dicke_next(basis, e)) {
      double complex sum = 0;
      for (int r = 0; r < rank; r++) sum += V[e.a + n * r] * conj(V[e.b + n * r]);
      x[i] = e.part ? cimag(sum) : creal(sum);
      if (e.a == e.b) trace += x[i];
    }
    free(V);
  }
  for (int64_t i = 0; i < dicke_size(basis); i++) {
    const DickeElement   e    = dicke_element(basis, i);
    const double complex unit = (e.part ? I : 1) * (x[i] /= trace);
    brute_dicke_embed(dicke, e.block, e.a, e.b, unit, rho);
    if (e.a != e.b) brute_dicke_embed(dicke, e.block, e.b, e.a, conj(unit), rho);
  }
}

/* P <- P (A - value)/(wanted - value): with all other eigenvalues, the projector on `wanted`. */
static void remove_eigenvalue(int dim, const double complex *A, double value, double wanted, double complex *P)
{
  double complex *Q = matrix(dim);

  brute_multiply(dim, P, A, Q);
  for (int i = 0; i < dim * dim; i++) P[i] = (Q[i] - value * P[i]) / (wanted - value);
  free(Q);
}

static void identity(int dim, double complex *P)
{
  memset(P, 0, (size_t)dim * (size_t)dim * sizeof *P);
  for (int i = 0; i < dim; i++) P[i * dim + i] = 1;
}

/* n.S has eigenvalues -N, -N+2, ..., N; P becomes P times the projector on 2m. */
static void project_on_m(int N, const double complex *S, int two_m, double complex *P)
{
  for (int value = -N; value <= N; value += 2)
    if (value != two_m) remove_eigenvalue(1 << N, S, value, two_m, P);
}

static void project_on_j(int N, const double complex *S2, int two_j, double complex *P)
{
  for (int other = N; other >= 0; other -= 2)
    if (other != two_j) remove_eigenvalue(1 << N, S2, other * (other + 2.0), two_j * (two_j + 2.0), P);
}

typedef struct {
  int             N, dim;
  double complex *S[3], *S2;
} Spins;

static Spins make_spins(int N)
{
  Spins           s      = {.N = N, .dim = 1 << N, .S2 = matrix(1 << N)};
  double complex *square = matrix(s.dim);

  for (int a = 0; a < 3; a++) {
    brute_spin(N, a, s.S[a] = matrix(s.dim));
    brute_multiply(s.dim, s.S[a], s.S[a], square);
    for (int i = 0; i < s.dim * s.dim; i++) s.S2[i] += square[i];
  }
  free(square);
  return s;
}

static void free_spins(Spins *s)
{
  for (int a = 0; a < 3; a++) free(s->S[a]);
  free(s->S2);
}

static void check_distributions(const Spins *s, const DickeBasis *basis, const double *x, const double complex *rho)
{
  double complex *P = matrix(s->dim);

  for (int axis = 0; axis < 3; axis++) {
    double p[16] = {0};
    for (int k = 0; k < basis->blocks; k++) assert_int_equal(spin_distribution_add(basis, k, x + basis->first[k], axis, p), 0);
    for (int i = 0; i <= s->N; i++) {
      identity(s->dim, P);
      project_on_m(s->N, s->S[axis], 2 * i - s->N, P);
      assert_true(fabs(p[i] - creal(brute_trace_product(s->dim, P, rho))) < 1e-13);
    }
  }
  free(P);
}

static void check_husimi(const Spins *s, const DickeBasis *basis, const double *x, const double complex *rho)
{
  double          Q[POLAR * AZIMUTHS] = {0};
  double complex *P = matrix(s->dim), *S = matrix(s->dim);

  assert_int_equal(husimi_azimuths(POLAR), AZIMUTHS);
  for (int k = 0; k < basis->blocks; k++) assert_int_equal(husimi_add(basis, k, x + basis->first[k], POLAR, Q), 0);
  for (int g = 0; g < POLAR * AZIMUTHS; g += 3) {
    const double theta = M_PI * (g / AZIMUTHS) / (POLAR - 1), phi = 2 * M_PI * (g % AZIMUTHS) / AZIMUTHS;
    double       exact = 0;
    for (int i = 0; i < s->dim * s->dim; i++)
      S[i] = sin(theta) * cos(phi) * s->S[0][i] + sin(theta) * sin(phi) * s->S[1][i] + cos(theta) * s->S[2][i];
    for (int two_j = s->N; two_j >= 0; two_j -= 2) {
      identity(s->dim, P);
      project_on_j(s->N, s->S2, two_j, P);
      project_on_m(s->N, S, two_j, P);
      exact += (two_j + 1) / (4 * M_PI) * creal(brute_trace_product(s->dim, P, rho));
    }
    assert_true(fabs(Q[g] - exact) < 1e-12);
  }
  free(P), free(S);
}

/* All pairs of eigenvectors of the 2^N matrix; rho is row-major, so that its columns are those of the conjugate. */
static void brute_fisher(const Spins *s, const double complex *rho, double F[FISHER])
{
  static const int pair[FISHER][2] = {{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}};
  const int        dim             = s->dim;
  double complex  *V = matrix(dim), *T = matrix(dim), *J[3];
  double           p[1 << 5];

  for (int i = 0; i < dim; i++)
    for (int k = 0; k < dim; k++) V[i + dim * k] = rho[i * dim + k];
  assert_int_equal(lapack_hermitian_eigenvectors(dim, V, p), 0);
  for (int a = 0; a < 3; a++) { /* <k|J|l> */
    J[a] = matrix(dim);
    memset(T, 0, (size_t)dim * (size_t)dim * sizeof *T);
    for (int i = 0; i < dim; i++)
      for (int l = 0; l < dim; l++)
        for (int r = 0; r < dim; r++) T[i * dim + l] += 0.5 * s->S[a][i * dim + r] * V[r + dim * l];
    for (int k = 0; k < dim; k++)
      for (int l = 0; l < dim; l++)
        for (int i = 0; i < dim; i++) J[a][k * dim + l] += conj(V[i + dim * k]) * T[i * dim + l];
  }
  for (int q = 0; q < FISHER; q++) {
    F[q] = 0;
    for (int k = 0; k < dim; k++)
      for (int l = 0; l < dim; l++)
        if (p[k] + p[l] > 1e-12)
          F[q] += 2 * (p[k] - p[l]) * (p[k] - p[l]) / (p[k] + p[l]) * creal(J[pair[q][0]][k * dim + l] * J[pair[q][1]][l * dim + k]);
  }
  for (int a = 0; a < 3; a++) free(J[a]);
  free(V), free(T);
}

static void check_fisher(const Spins *s, const DickeBasis *basis, const double *x, const double complex *rho)
{
  double F[FISHER] = {0}, exact[FISHER];

  for (int k = 0; k < basis->blocks; k++) assert_int_equal(fisher_add(basis, k, x + basis->first[k], F), 0);
  brute_fisher(s, rho, exact);
  for (int q = 0; q < FISHER; q++) assert_true(fabs(F[q] - exact[q]) < 1e-11);
}

/* All sectors that hold states, whole and cut. */
static void random_states_match_brute_force(void **state)
{
  static const DickeParity sectors[] = {DICKE_BOTH, DICKE_EVEN, DICKE_REAL, DICKE_TWISTED};
  uint64_t                 seed      = 7;

  (void)state;
  for (int N = 2; N <= 5; N++)
    for (int c = 0; c < 8; c++) {
      Spins           s = make_spins(N);
      BruteDicke      dicke;
      DickeBasis      basis;
      double complex *rho = matrix(s.dim);
      brute_dicke_create(N, &dicke);
      assert_true(dicke_basis_create_cut(N, sectors[c / 2], 0, c % 2 ? 2 : dicke_blocks(N), c % 2, &basis));
      double *x = calloc((size_t)dicke_size(&basis), sizeof *x);
      random_state(&seed, &dicke, &basis, x, rho);
      check_distributions(&s, &basis, x, rho);
      check_husimi(&s, &basis, x, rho);
      check_fisher(&s, &basis, x, rho);
      dicke_basis_free(&basis);
      brute_dicke_free(&dicke);
      free_spins(&s);
      free(x), free(rho);
    }
}

/* A pure state of spin N/2 by its amplitudes. */
static double *pure_state(const DickeBasis *basis, const double complex *c)
{
  double      *x = calloc((size_t)dicke_size(basis), sizeof *x);
  DickeElement e = dicke_element(basis, 0);

  if (!x) abort();
  for (int64_t i = 0; i < basis->first[1]; i++, e = dicke_next(basis, e))
    x[i] = e.part ? cimag(c[e.a] * conj(c[e.b])) : creal(c[e.a] * conj(c[e.b]));
  return x;
}

static void coherent_amplitudes(int N, double theta, double phi, double complex *c)
{
  for (int a = 0; a <= N; a++)
    c[a] = exp(0.5 * (lgamma(N + 1.0) - lgamma(a + 1.0) - lgamma(N - a + 1.0))) * pow(cos(theta / 2), a) * pow(sin(theta / 2), N - a) *
           cexp(I * (N - a) * phi);
}

static void coherent_states_are_known(void **state)
{
  enum { N = 40 };
  const double   theta = 0.7, phi = 2.1, n[3] = {sin(theta) * cos(phi), sin(theta) * sin(phi), cos(theta)};
  double complex c[N + 1];
  DickeBasis     basis;
  double         F[FISHER] = {0}, Q[31 * 60] = {0}, p[3][N + 1] = {{0}};

  (void)state;
  assert_true(dicke_basis_create(N, DICKE_BOTH, 0, &basis));
  coherent_amplitudes(N, theta, phi, c);
  double *x = pure_state(&basis, c);
  assert_int_equal(fisher_add(&basis, 0, x, F), 0);
  assert_int_equal(husimi_add(&basis, 0, x, 31, Q), 0);
  assert_true(fabs(fisher_largest(F) - N) < 1e-11);
  for (int a = 0; a < 3; a++) assert_true(fabs(F[a] - N * (1 - n[a] * n[a])) < 1e-11);
  assert_true(fabs(F[5] + N * n[1] * n[2]) < 1e-11);
  for (int k = 0; k < 31; k++)
    for (int l = 0; l < 60; l++) { /* |<n|m>|^2 = ((1 + n.m)/2)^N */
      const double t = M_PI * k / 30, f = 2 * M_PI * l / 60, cosine = sin(t) * (cos(f) * n[0] + sin(f) * n[1]) + cos(t) * n[2];
      assert_true(fabs(Q[60 * k + l] - (N + 1) / (4 * M_PI) * pow((1 + cosine) / 2, N)) < 1e-12);
    }
  for (int axis = 0; axis < 3; axis++) {
    assert_int_equal(spin_distribution_add(&basis, 0, x, axis, p[axis]), 0);
    for (int a = 0; a <= N; a++) /* N spins, each up along the axis with probability (1 + n_axis)/2 */
      assert_true(fabs(p[axis][a] - exp(lgamma(N + 1.0) - lgamma(a + 1.0) - lgamma(N - a + 1.0)) * pow((1 + n[axis]) / 2, a) *
                                      pow((1 - n[axis]) / 2, N - a)) < 1e-13);
  }
  free(x);
  dicke_basis_free(&basis);
}

/* GHZ: N^2 along z, N across; Dicke state |N/2, 0>: N (N+2)/2 across; the maximally mixed state: nothing, and the sphere evenly. */
static void limits_of_the_fisher_information(void **state)
{
  enum { N = 30 };
  double complex ghz[N + 1] = {0}, middle[N + 1] = {0};
  DickeBasis     basis;
  double         F[FISHER] = {0}, Q[4 * 6] = {0}, *x;

  (void)state;
  assert_true(dicke_basis_create(N, DICKE_BOTH, 0, &basis));
  ghz[0] = ghz[N] = sqrt(0.5), middle[N / 2] = 1;
  assert_int_equal(fisher_add(&basis, 0, x = pure_state(&basis, ghz), F), 0);
  assert_true(fabs(F[2] - N * N) < 1e-10 && fabs(F[0] - N) < 1e-10 && fabs(F[1] - N) < 1e-10 && fabs(fisher_largest(F) - N * N) < 1e-10);
  free(x);
  memset(F, 0, sizeof F);
  assert_int_equal(fisher_add(&basis, 0, x = pure_state(&basis, middle), F), 0);
  assert_true(fabs(F[2]) < 1e-10 && fabs(F[0] - N * (N + 2) / 2.0) < 1e-10 && fabs(fisher_largest(F) - N * (N + 2) / 2.0) < 1e-10);
  memset(F, 0, sizeof F);
  memset(x, 0, (size_t)dicke_size(&basis) * sizeof *x);
  for (int k = 0; k < basis.blocks; k++) {
    for (int a = 0; a < basis.size[k]; a++)
      x[dicke_index(&basis, (DickeElement){k, a, a, 0})] = exp(dicke_log_degeneracy(N, k) - N * log(2));
    assert_int_equal(fisher_add(&basis, k, x + basis.first[k], F), 0);
    assert_int_equal(husimi_add(&basis, k, x + basis.first[k], 4, Q), 0);
  }
  for (int q = 0; q < FISHER; q++) assert_true(fabs(F[q]) < 1e-12);
  for (int g = 0; g < 24; g++) assert_true(fabs(Q[g] - 1 / (4 * M_PI)) < 1e-13);
  free(x);
  dicke_basis_free(&basis);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(random_states_match_brute_force),
    cmocka_unit_test(coherent_states_are_known),
    cmocka_unit_test(limits_of_the_fisher_information),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
