/* References Arecchi, Courtens, Gilmore, Thomas, PRA 6, 2211 (1972) for coherent (Bloch) and Dicke states; degeneracies of the
              maximally mixed and thermal states are those of physics/spaces/dicke.h. All large factors stay in logarithms. */
#include "physics/spaces/initial_states.h"

#include "physics/numerics/lapack.h"
#include "physics/spaces/spin_bands.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool always_even(const InitialState *s) { return (void)s, true; }

static bool always_diagonal(const InitialState *s) { return (void)s, true; }
static bool never_diagonal(const InitialState *s) { return (void)s, false; }
static bool diagonal_if_conserved(const InitialState *s) { return s->H_diagonal; }

/* exp(-H/T) mixes what H mixes. */
static bool even_if_conserved(const InitialState *s) { return s->H_even; }

/* (|up...up> + |down...down>)/sqrt 2 has elements with m - m' = 0, N. */
static bool even_if_N_is(const InitialState *s) { return s->N % 2 == 0; }

/* sin(pi) is 1.2e-16 in floating point: a pole is a pole. */
static bool even_at_poles(const InitialState *s) { return fabs(sin(s->params.theta)) < 1e-15; }

static double complex lowest(const InitialState *s, int a) { return (void)s, a == 0; }
static double complex highest(const InitialState *s, int a) { return a == s->N; }
static double complex cat(const InitialState *s, int a) { return a == 0 || a == s->N ? sqrt(0.5) : 0; }

static double x_log_y(double x, double y) { return x == 0 ? 0 : x * log(y); }

/* (cos(theta/2) |up> + e^{i phi} sin(theta/2) |down>)^N: sqrt(N over a) cos^a sin^(N-a) e^{i (N-a) phi} */
static double complex coherent(const InitialState *s, int a)
{
  const double N = s->N, down = N - a, half = s->params.theta / 2;
  const double log_modulus =
    0.5 * (lgamma(N + 1) - lgamma(a + 1.0) - lgamma(down + 1)) + x_log_y(a, fabs(cos(half))) + x_log_y(down, fabs(sin(half)));

  return exp(log_modulus) * cexp(I * down * s->params.phi);
}

static double         dicke_m(int N, double m) { return m == 0 && N % 2 ? 0.5 : m; }
static double complex dicke(const InitialState *s, int a) { return a - 0.5 * s->N == dicke_m(s->N, s->params.m); }

/* rho = 1/2^N: d_j copies in every element of the diagonal */
static int mixed(const InitialState *s, int block, int n, double complex *rho)
{
  const double weight = exp(dicke_log_degeneracy(s->N, block) - s->N * log(2));

  for (int a = 0; a < n; a++) rho[a + n * a] = weight;
  return 0;
}

/* The lower triangle of H_j. */
static int fill_hamiltonian(const Polynomial *P, int n, double complex *H)
{
  SpinBand band;

  if (!spin_band_create(P, n - 1, n, &band)) return LAPACK_NO_MEMORY;
  for (int b = 0; b < n; b++)
    for (int d = 0; d <= band.width && b + d < n; d++) H[b + d + n * b] = spin_band(&band, b, d);
  spin_band_free(&band);
  return 0;
}

/* rho_j = d_j exp(-H_j/T)/Z */
static int thermal(const InitialState *s, int block, int n, double complex *rho)
{
  const size_t    size = (size_t)n * (size_t)n;
  double complex *V    = calloc(size, sizeof *V);
  double         *E    = malloc((size_t)n * sizeof *E);
  int             info = LAPACK_NO_MEMORY;

  if (V && E) {
    info = fill_hamiltonian(s->H, n, V);
    if (!info) info = lapack_hermitian_eigenvectors(n, V, E);
    for (int k = 0; k < n && !info; k++) {
      const double p = exp(dicke_log_degeneracy(s->N, block) - E[k] / s->params.T - s->log_z);
      for (int b = 0; b < n; b++)
        for (int a = b; a < n; a++) rho[a + n * b] += p * V[a + n * k] * conj(V[b + n * k]);
    }
  }
  free(V);
  free(E);
  return info;
}

/* *sum = ln(exp(*sum) + exp(term)) */
static void add_log(double *sum, double term)
{
  const double high = fmax(*sum, term), low = fmin(*sum, term);

  *sum = high + log1p(exp(low - high));
}

/* ln Z = ln sum_j d_j Tr exp(-H_j/T) */
static int log_partition(const Polynomial *P, int N, double T, double *log_z)
{
  const size_t    size = (size_t)(N + 1) * (size_t)(N + 1);
  double complex *H    = malloc(size * sizeof *H);
  double         *E    = malloc(((size_t)N + 1) * sizeof *E);
  int             info = H && E ? 0 : LAPACK_NO_MEMORY;

  *log_z = -INFINITY;
  for (int block = 0; block < dicke_blocks(N) && !info; block++) {
    const int n = N + 1 - 2 * block;
    memset(H, 0, (size_t)n * (size_t)n * sizeof *H);
    info = fill_hamiltonian(P, n, H);
    if (!info) info = lapack_hermitian_eigenvalues(n, H, E);
    for (int k = 0; k < n && !info; k++) add_log(log_z, dicke_log_degeneracy(N, block) - E[k] / T);
  }
  free(H);
  free(E);
  return info;
}

static bool bloch(double x, double y, double z, double M[3])
{
  M[0] = x, M[1] = y, M[2] = z;
  return true;
}
static bool bloch_down(const InitialState *s, double M[3]) { return (void)s, bloch(0, 0, -1, M); }
static bool bloch_up(const InitialState *s, double M[3]) { return (void)s, bloch(0, 0, 1, M); }
static bool bloch_none(const InitialState *s, double M[3]) { return (void)s, bloch(0, 0, 0, M); }
static bool bloch_angles(const InitialState *s, double M[3])
{
  const double theta = s->params.theta, phi = s->params.phi;

  return bloch(sin(theta) * cos(phi), sin(theta) * sin(phi), cos(theta), M);
}

const InitialSpec initial_states[INITIAL_STATES] = {
  {"all_down", "every spin down", always_even, always_diagonal, lowest, NULL, bloch_down},
  {"all_up", "every spin up", always_even, always_diagonal, highest, NULL, bloch_up},
  {"coherent", "coherent spin state at the angles theta and phi", even_at_poles, even_at_poles, coherent, NULL, bloch_angles},
  {"ghz", "(|up...up> + |down...down>)/sqrt 2", even_if_N_is, never_diagonal, cat, NULL, NULL},
  {"dicke", "Dicke state of the largest total spin with m = dicke_m", always_even, always_diagonal, dicke, NULL, NULL},
  {"mixed", "maximally mixed", always_even, always_diagonal, NULL, mixed, bloch_none},
  {"thermal", "exp(-H/T)/Z of the model's own H", even_if_conserved, diagonal_if_conserved, NULL, thermal, NULL},
};

const char *initial_state_check(const InitialSpec *spec, int N, const InitialParams *params)
{
  const double m = dicke_m(N, params->m);

  if (spec->amplitude == dicke && (fabs(m) > 0.5 * N || m + 0.5 * N != rint(m + 0.5 * N)))
    return "dicke_m must be one of -N/2, -N/2 + 1, ..., N/2 (0 stands for 1/2 if N is odd)";
  if (spec->block == thermal && !(params->T > 0)) return "a thermal state needs a positive temperature T";
  return NULL;
}

static bool is_diagonal(const Lindbladian *l)
{
  SpinSymmetry symmetry;

  return spin_symmetry(l, &symmetry) && symmetry.diagonal;
}

/* Do all words change m by an even number? */
static bool is_even(const Polynomial *P)
{
  for (int k = 0; k < P->count; k++)
    if (spin_word_class(&P->term[k].word, 1).parity) return false;
  return true;
}

InitialState initial_state(const InitialSpec *spec, const Lindbladian *l, const InitialParams *params)
{
  return (InitialState){.spec = spec, .N = l->N, .H = &l->H, .H_even = is_even(&l->H), .H_diagonal = is_diagonal(l), .params = *params};
}

int initial_state_prepare(InitialState *s) { return s->spec->block == thermal ? log_partition(s->H, s->N, s->params.T, &s->log_z) : 0; }

/* Pure states live in the block of the largest spin. */
static void fill_pure(const InitialState *s, int block, int n, double complex *rho)
{
  for (int b = 0; b < n && block == 0; b++) {
    const double complex ket = s->spec->amplitude(s, b);
    for (int a = b; a < n && ket != 0; a++) rho[a + n * b] = s->spec->amplitude(s, a) * conj(ket);
  }
}

/* Populations of a pure state over a block of a basis of charge 0: no n x n matrix. */
static void fill_populations(const InitialState *s, const DickeBasis *basis, int block, double *x)
{
  const int64_t count = basis->first[block + 1] - basis->first[block];

  if (count == 0) return;
  DickeElement e = dicke_element(basis, basis->first[block]);
  for (int64_t i = 0; i < count; i++, e = dicke_next(basis, e)) {
    const double complex ket = block == 0 ? s->spec->amplitude(s, e.a) : 0;
    x[i]                     = creal(ket * conj(ket));
  }
}

int initial_state_block(const InitialState *s, const DickeBasis *basis, int block, double *x)
{
  if (basis->charged && s->spec->amplitude) return fill_populations(s, basis, block, x), 0;
  const int       n    = basis->size[block];
  double complex *rho  = calloc((size_t)n * (size_t)n, sizeof *rho);
  int             info = rho ? 0 : LAPACK_NO_MEMORY;

  if (rho && s->spec->amplitude) fill_pure(s, block, n, rho);
  else if (rho) info = s->spec->block(s, block, n, rho);
  if (!info && basis->first[block] < basis->first[block + 1]) {
    DickeElement e = dicke_element(basis, basis->first[block]);
    for (int64_t i = 0; i < basis->first[block + 1] - basis->first[block]; i++, e = dicke_next(basis, e))
      x[i] = e.part == 0 ? creal(rho[e.a + n * e.b]) : cimag(rho[e.a + n * e.b]);
  }
  free(rho);
  return info;
}
