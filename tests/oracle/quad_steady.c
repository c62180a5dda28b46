/* Sites have one of four values, 2 s + s' with s = 0 up, 1 down in the row and s' in the column of <s|rho|s'>: bit n of the row and
   of the column index belongs to site n. Complex numbers are pairs, so that nothing but + - * / of the real type is asked for. */
#include "quad_steady.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifdef __SIZEOF_FLOAT128__
__extension__ typedef __float128 Quad;
const double                     quad_epsilon = 0x1p-112;
#else
typedef long double Quad;
const double        quad_epsilon = LDBL_EPSILON;
#endif

typedef struct {
  Quad re, im;
} Number;

static Number plus(Number a, Number b) { return (Number){a.re + b.re, a.im + b.im}; }
static Number times(Number a, Number b) { return (Number){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re}; }
static Number scaled(Quad f, Number a) { return (Number){f * a.re, f * a.im}; }
static Number conjugate(Number a) { return (Number){a.re, -a.im}; }
static Number over(Number a, Number b) { return scaled(1 / (b.re * b.re + b.im * b.im), times(a, conjugate(b))); }
static Quad   size(Number a) { return (a.re < 0 ? -a.re : a.re) + (a.im < 0 ? -a.im : a.im); }

static void *zeros(size_t count, size_t bytes)
{
  void *p = calloc(count, bytes);

  if (!p) abort();
  return p;
}

/* Matrices of one spin, row = final state. */
static const Number jump_of[3][2][2] = {
  {{{0, 0}, {0, 0}}, {{1, 0}, {0, 0}}}, {{{0, 0}, {1, 0}}, {{0, 0}, {0, 0}}}, {{{1, 0}, {0, 0}}, {{0, 0}, {-1, 0}}}};
static const Number pauli_of[3][2][2] = {
  {{{0, 0}, {1, 0}}, {{1, 0}, {0, 0}}}, {{{0, 0}, {0, -1}}, {{0, 1}, {0, 0}}}, {{{1, 0}, {0, 0}}, {{0, 0}, {-1, 0}}}};

/* A(dim x dim) += one-spin matrix at a site. */
static void add_site(int dim, int site, const Number one[2][2], Number *A)
{
  for (int i = 0; i < dim; i++)
    for (int s = 0; s < 2; s++) {
      const int k    = (i & ~(1 << site)) | s << site;
      A[i * dim + k] = plus(A[i * dim + k], one[i >> site & 1][s]);
    }
}

/* C += f A B, f real */
static void add_product(int dim, Quad f, const Number *A, const Number *B, Number *C)
{
  for (int i = 0; i < dim; i++)
    for (int l = 0; l < dim; l++) {
      if (size(A[i * dim + l]) == 0) continue;
      for (int k = 0; k < dim; k++) C[i * dim + k] = plus(C[i * dim + k], scaled(f, times(A[i * dim + l], B[l * dim + k])));
    }
}

enum { JUMPS_MAX = 32 };

typedef struct {
  int     N, dim, orbits, jumps;
  Quad    rate[JUMPS_MAX];
  Number *jump[JUMPS_MAX], *drift; /* K = -iH - sum rate A+A/2 */
  int    *orbit;                   /* [dim*dim] of each element */
  int    *member;                  /* [orbits] one element of it */
} Space;

/* Orbits are numbered in the order in which they are met: two elements are in one if they have the same counts of the four values. */
static void number_orbits(Space *s)
{
  int *by_counts = zeros(1 << 15, sizeof *by_counts);

  s->orbit  = zeros((size_t)(s->dim * s->dim), sizeof *s->orbit);
  s->member = zeros((size_t)(s->dim * s->dim), sizeof *s->member);
  for (int e = 0; e < s->dim * s->dim; e++) {
    const int row = e / s->dim, column = e % s->dim;
    const int key = __builtin_popcount(row & column) + 32 * (__builtin_popcount(row) + 32 * __builtin_popcount(column));
    if (!by_counts[key]) s->member[s->orbits] = e, by_counts[key] = ++s->orbits;
    s->orbit[e] = by_counts[key] - 1;
  }
  free(by_counts);
}

static void append_jump(Space *s, Quad rate, Number *A)
{
  Number *adjoint = zeros((size_t)(s->dim * s->dim), sizeof *adjoint);

  for (int i = 0; i < s->dim * s->dim; i++) adjoint[i % s->dim * s->dim + i / s->dim] = conjugate(A[i]);
  add_product(s->dim, -rate / 2, adjoint, A, s->drift);
  free(adjoint);
  s->rate[s->jumps]   = rate;
  s->jump[s->jumps++] = A;
}

static void add_hamiltonian(const BruteModel *model, Space *s)
{
  const int n = s->dim * s->dim;
  Number   *S = zeros((size_t)n, sizeof *S), *H = zeros((size_t)n, sizeof *H);

  for (int axis = 0; axis < 3; axis++) {
    memset(S, 0, (size_t)n * sizeof *S);
    for (int site = 0; site < s->N; site++) add_site(s->dim, site, pauli_of[axis], S);
    add_product(s->dim, (Quad)model->spin_scale * (Quad)model->J[axis] / (2 * (s->N - 1)), S, S, H);
    for (int i = 0; i < n; i++) H[i] = plus(H[i], scaled((Quad)model->h[axis], S[i]));
  }
  for (int i = 0; i < n; i++) s->drift[i] = plus(s->drift[i], (Number){H[i].im, -H[i].re});
  free(S), free(H);
}

static void create(const BruteModel *model, Space *s)
{
  *s       = (Space){.N = model->N, .dim = 1 << model->N};
  s->drift = zeros((size_t)(s->dim * s->dim), sizeof *s->drift);
  number_orbits(s);
  add_hamiltonian(model, s);
  for (int kind = 0; kind < 3; kind++) {
    for (int site = 0; site < s->N && model->local[kind] != 0; site++) {
      Number *A = zeros((size_t)(s->dim * s->dim), sizeof *A);
      add_site(s->dim, site, jump_of[kind], A);
      append_jump(s, (Quad)model->local[kind], A);
    }
    if (model->collective[kind] == 0) continue;
    Number *A = zeros((size_t)(s->dim * s->dim), sizeof *A);
    for (int site = 0; site < s->N; site++) add_site(s->dim, site, jump_of[kind], A);
    append_jump(s, (Quad)model->collective[kind] / (s->N - 1), A);
  }
}

static void destroy(Space *s)
{
  for (int k = 0; k < s->jumps; k++) free(s->jump[k]);
  free(s->drift), free(s->orbit), free(s->member);
}

/* row[orbits] += the coefficients of (L rho)_ik */
static void fill_row(const Space *s, int i, int k, Number *row)
{
  const int dim = s->dim;

  for (int l = 0; l < dim; l++) {
    Number *left = row + s->orbit[l * dim + k], *right = row + s->orbit[i * dim + l];
    *left  = plus(*left, s->drift[i * dim + l]);
    *right = plus(*right, conjugate(s->drift[k * dim + l]));
  }
  for (int n = 0; n < s->jumps; n++)
    for (int l = 0; l < dim; l++) {
      const Number a = s->jump[n][i * dim + l];
      for (int m = 0; m < dim && size(a) != 0; m++) {
        Number *at = row + s->orbit[l * dim + m];
        *at        = plus(*at, scaled(s->rate[n], times(a, conjugate(s->jump[n][k * dim + m]))));
      }
    }
}

/* A x = b in place, rows scaled by their largest entry; 1 if a pivot is nothing but rounding. */
static int eliminate(int n, Number *A, Number *b)
{
  for (int i = 0; i < n; i++) {
    Quad largest = 0;
    for (int k = 0; k < n; k++) largest = size(A[i * n + k]) > largest ? size(A[i * n + k]) : largest;
    if (!(largest > 0)) return 1;
    for (int k = 0; k < n; k++) A[i * n + k] = scaled(1 / largest, A[i * n + k]);
    b[i] = scaled(1 / largest, b[i]);
  }
  for (int c = 0; c < n; c++) {
    int best = c;
    for (int i = c + 1; i < n; i++)
      if (size(A[i * n + c]) > size(A[best * n + c])) best = i;
    if (!(size(A[best * n + c]) > 64 * n * (Quad)quad_epsilon)) return 1;
    for (int k = 0; k < n; k++) {
      const Number swap = A[c * n + k];
      A[c * n + k] = A[best * n + k], A[best * n + k] = swap;
    }
    const Number swap = b[c];
    b[c] = b[best], b[best] = swap;
    for (int i = c + 1; i < n; i++) {
      const Number f = scaled(-1, over(A[i * n + c], A[c * n + c]));
      if (size(f) == 0) continue;
      for (int k = c; k < n; k++) A[i * n + k] = plus(A[i * n + k], times(f, A[c * n + k]));
      b[i] = plus(b[i], times(f, b[c]));
    }
  }
  for (int i = n - 1; i >= 0; i--) {
    for (int k = i + 1; k < n; k++) b[i] = plus(b[i], scaled(-1, times(A[i * n + k], b[k])));
    b[i] = over(b[i], A[i * n + i]);
  }
  return 0;
}

/* L x = x, its row of the first population replaced by Tr x = trace. */
static int solve(const Space *s, Quad trace, Number *x)
{
  const int n = s->orbits;
  Number   *A = zeros((size_t)n * (size_t)n, sizeof *A);

  for (int o = 0; o < n; o++) fill_row(s, s->member[o] / s->dim, s->member[o] % s->dim, A + o * n);
  memset(A, 0, (size_t)n * sizeof *A); /* orbit 0 is that of element (0, 0) */
  for (int i = 0; i < s->dim; i++) A[s->orbit[i * s->dim + i]].re += 1;
  x[0]           = (Number){trace, 0};
  const int info = eliminate(n, A, x);
  free(A);
  return info;
}

int quad_steady(const BruteModel *model, double complex *rho)
{
  Space s;

  create(model, &s);
  Number   *x    = zeros((size_t)s.orbits, sizeof *x);
  const int info = solve(&s, 1, x);
  for (int e = 0; e < s.dim * s.dim; e++) rho[e] = (double)x[s.orbit[e]].re + I * (double)x[s.orbit[e]].im;
  free(x);
  destroy(&s);
  return info;
}

/* (A B)_ik for matrices of which B is a state given by its orbits; and with the factors exchanged. */
static Number element(const Space *s, const Number *A, const Number *x, int i, int k, int from_left)
{
  Number sum = {0, 0};

  for (int l = 0; l < s->dim; l++)
    sum =
      plus(sum, from_left ? times(A[i * s->dim + l], x[s->orbit[l * s->dim + k]]) : times(x[s->orbit[i * s->dim + l]], A[l * s->dim + k]));
  return sum;
}

int quad_susceptibility(const BruteModel *model, double chi[2][2])
{
  Space   s;
  Number *S[2];

  create(model, &s);
  Number *x = zeros((size_t)s.orbits, sizeof *x), *y = zeros((size_t)s.orbits, sizeof *y);
  int     info = solve(&s, 1, x);
  for (int a = 0; a < 2; a++) {
    S[a] = zeros((size_t)(s.dim * s.dim), sizeof **S);
    for (int site = 0; site < s.N; site++) add_site(s.dim, site, pauli_of[a], S[a]);
  }
  for (int b = 0; b < 2 && !info; b++) {
    for (int o = 0; o < s.orbits; o++) {
      const int    i = s.member[o] / s.dim, k = s.member[o] % s.dim;
      const Number c = plus(element(&s, S[b], x, i, k, 1), scaled(-1, element(&s, S[b], x, i, k, 0)));
      y[o]           = (Number){-c.im, c.re};
    }
    info = solve(&s, 0, y);
    for (int a = 0; a < 2; a++) {
      Quad sum = 0;
      for (int i = 0; i < s.dim; i++) sum += element(&s, S[a], y, i, i, 1).re;
      chi[a][b] = (double)(sum / s.N);
    }
  }
  free(S[0]), free(S[1]), free(x), free(y);
  destroy(&s);
  return info;
}
