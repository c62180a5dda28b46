/* The steady state of any Lindbladian of few spins in quadruple precision: the oracle for rates that lie many decades apart, where double
   precision knows nothing. Made from the program's data alone: words as products of Pauli sums, no jump operator rounded. N <= 3: (4^N)^3
   steps. */
#ifndef PILIND_TESTS_ORACLE_QUAD_LINDBLADIAN_H
#define PILIND_TESTS_ORACLE_QUAD_LINDBLADIAN_H

#include "oracle/random_lindbladian.h"

__extension__ typedef __float128 Quad;
typedef struct {
  Quad re, im;
} QuadComplex;

static inline QuadComplex quad_of(double complex z) { return (QuadComplex){creal(z), cimag(z)}; }
static inline QuadComplex quad_add(QuadComplex a, QuadComplex b) { return (QuadComplex){a.re + b.re, a.im + b.im}; }
static inline QuadComplex quad_subtract(QuadComplex a, QuadComplex b) { return (QuadComplex){a.re - b.re, a.im - b.im}; }
static inline QuadComplex quad_times(QuadComplex a, QuadComplex b)
{
  return (QuadComplex){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}
static inline QuadComplex quad_scale(Quad f, QuadComplex a) { return (QuadComplex){f * a.re, f * a.im}; }
static inline QuadComplex quad_conjugate(QuadComplex a) { return (QuadComplex){a.re, -a.im}; }
static inline Quad        quad_square(QuadComplex a) { return a.re * a.re + a.im * a.im; }
static inline QuadComplex quad_divide(QuadComplex a, QuadComplex b)
{
  return quad_scale(1 / quad_square(b), quad_times(a, quad_conjugate(b)));
}

/* P as a matrix of 2^N, every sum in quadruple precision; Hermitian if asked for, as canonical words may not be to rounding. */
static inline void quad_polynomial(int N, const Polynomial *P, bool is_hermitian, QuadComplex *out)
{
  const int       dim  = 1 << N;
  double complex *word = malloc((size_t)dim * (size_t)dim * sizeof *word);

  memset(out, 0, (size_t)dim * (size_t)dim * sizeof *out);
  for (int t = 0; t < P->count; t++) {
    dense_word(N, &P->term[t].word, word);
    for (int i = 0; i < dim * dim; i++) out[i] = quad_add(out[i], quad_times(quad_of(P->term[t].c), quad_of(word[i])));
  }
  for (int r = 0; r < dim && is_hermitian; r++)
    for (int c = 0; c <= r; c++) {
      const QuadComplex mean = quad_scale(0.5, quad_add(out[r * dim + c], quad_conjugate(out[c * dim + r])));
      out[r * dim + c] = mean, out[c * dim + r] = quad_conjugate(mean);
    }
  free(word);
}

/* L += rate D[A], and G -= rate A^+ A / 2. */
static inline void quad_jump(int dim, double rate, const QuadComplex *A, QuadComplex *G, QuadComplex *L)
{
  const int n = dim * dim;

  for (int r = 0; r < dim; r++)
    for (int c = 0; c < dim; c++)
      for (int k = 0; k < dim; k++)
        G[r * dim + c] =
          quad_subtract(G[r * dim + c], quad_scale((Quad)rate / 2, quad_times(quad_conjugate(A[k * dim + r]), A[k * dim + c])));
  for (int r = 0; r < dim; r++)
    for (int k = 0; k < dim; k++) {
      const QuadComplex left = quad_scale(rate, A[r * dim + k]);
      if (quad_square(left) == 0) continue;
      for (int c = 0; c < dim; c++)
        for (int m = 0; m < dim; m++) {
          QuadComplex *entry = &L[(size_t)(r * dim + c) * (size_t)n + (size_t)(k * dim + m)];
          *entry             = quad_add(*entry, quad_times(left, quad_conjugate(A[c * dim + m])));
        }
    }
}

/* x <- L^-1 x, with pivots relative to their rows. */
static inline void quad_solve(int n, QuadComplex *L, QuadComplex *x)
{
#define AT(r, c) L[(size_t)(r) * (size_t)n + (size_t)(c)]
  for (int p = 0; p < n; p++) {
    int  best = p;
    Quad most = 0;
    for (int r = p; r < n; r++) {
      Quad row = 0, here = quad_square(AT(r, p));
      for (int c = p; c < n; c++) row = quad_square(AT(r, c)) > row ? quad_square(AT(r, c)) : row;
      if (row > 0 && here / row > most) most = here / row, best = r;
    }
    assert_true(most > 0);
    for (int c = 0; c < n; c++) {
      const QuadComplex swap = AT(p, c);
      AT(p, c) = AT(best, c), AT(best, c) = swap;
    }
    const QuadComplex swap = x[p];
    x[p] = x[best], x[best] = swap;
    for (int r = p + 1; r < n; r++) {
      const QuadComplex f = quad_divide(AT(r, p), AT(p, p));
      if (quad_square(f) == 0) continue;
      for (int c = p; c < n; c++) AT(r, c) = quad_subtract(AT(r, c), quad_times(f, AT(p, c)));
      x[r] = quad_subtract(x[r], quad_times(f, x[p]));
    }
  }
  for (int p = n - 1; p >= 0; p--) {
    for (int c = p + 1; c < n; c++) x[p] = quad_subtract(x[p], quad_times(AT(p, c), x[c]));
    x[p] = quad_divide(x[p], AT(p, p));
  }
#undef AT
}

/* rho[2^N x 2^N], row-major: L rho = 0, Tr rho = 1. */
static inline void quad_lindbladian_steady(const Lindbladian *l, double complex *rho)
{
  const int       dim = 1 << l->N, n = dim * dim;
  QuadComplex    *L = calloc((size_t)n * (size_t)n, sizeof *L), *G = calloc((size_t)n, sizeof *G), *A = calloc((size_t)n, sizeof *A);
  QuadComplex    *x    = calloc((size_t)n, sizeof *x);
  double complex *site = calloc((size_t)n, sizeof *site);

  quad_polynomial(l->N, &l->H, true, A);
  for (int i = 0; i < n; i++) G[i] = (QuadComplex){A[i].im, -A[i].re}; /* -i H */
  for (int k = 0; k < l->locals; k++)
    for (int s = 0; s < l->N; s++) {
      dense_site(l->N, s, l->local[k].L, site);
      for (int i = 0; i < n; i++) A[i] = quad_of(site[i]);
      quad_jump(dim, l->local[k].rate, A, G, L);
    }
  for (int k = 0; k < l->collectives; k++) {
    quad_polynomial(l->N, &l->collective[k].C, false, A);
    quad_jump(dim, l->collective[k].rate, A, G, L);
  }
  for (int r = 0; r < dim; r++)
    for (int c = 0; c < dim; c++)
      for (int k = 0; k < dim; k++) {
        QuadComplex *left  = &L[(size_t)(r * dim + c) * (size_t)n + (size_t)(k * dim + c)],
                    *right = &L[(size_t)(r * dim + c) * (size_t)n + (size_t)(r * dim + k)];
        *left              = quad_add(*left, G[r * dim + k]);
        *right             = quad_add(*right, quad_conjugate(G[c * dim + k]));
      }
  for (int c = 0; c < n; c++) L[c] = (QuadComplex){c / dim == c % dim, 0};
  x[0].re = 1;
  quad_solve(n, L, x);
  for (int i = 0; i < n; i++) rho[i] = (double)x[i].re + I * (double)x[i].im;
  free(L), free(G), free(A), free(x), free(site);
}

#endif
