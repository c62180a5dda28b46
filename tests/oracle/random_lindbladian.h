/* Random Lindbladians of spins-1/2 twice: as the program's data, and as 2^N matrices made from Kronecker products alone. */
#ifndef PILIND_TESTS_ORACLE_RANDOM_LINDBLADIAN_H
#define PILIND_TESTS_ORACLE_RANDOM_LINDBLADIAN_H

#include "oracle/brute_force.h"
#include "physics/models/lindbladian.h"
#include "physics/models/random_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What the random model has. */
typedef struct {
  int  degree; /* of the words of H */
  int  words;  /* of H, and their adjoints */
  int  locals, collectives, collective_degree;
  bool real_jumps, even; /* real amplitudes; only words that conserve the parity of m - m' */
} RandomKind;

static inline double complex random_complex(uint64_t *seed) { return random_between(seed, -1, 1) + I * random_between(seed, -1, 1); }

/* A word of Pauli sums as a dense matrix. */
static inline void dense_word(int N, const PolynomialWord *w, double complex *out)
{
  const int       dim = 1 << N;
  const size_t    all = (size_t)dim * (size_t)dim;
  double complex *S = malloc(all * sizeof *S), *product = malloc(all * sizeof *S);

  memset(out, 0, all * sizeof *out);
  for (int i = 0; i < dim; i++) out[(size_t)i * (size_t)dim + (size_t)i] = 1;
  for (int k = 0; k < w->degree; k++) {
    brute_spin(N, w->letter[k], S);
    brute_multiply(dim, out, S, product);
    memcpy(out, product, all * sizeof *out);
  }
  free(S);
  free(product);
}

static inline PolynomialWord random_word(uint64_t *seed, int degree, bool even)
{
  PolynomialWord w = {.degree = degree};

  for (;;) {
    int transverse = 0;
    for (int k = 0; k < degree; k++) {
      w.letter[k] = (unsigned char)(random_bits(seed) % 3);
      transverse += w.letter[k] != SITE_Z;
    }
    if (!even || transverse % 2 == 0) return w;
  }
}

/* Row-major adjoint. */
static inline void dense_add_adjoint(int dim, double complex *A)
{
  for (int r = 0; r < dim; r++)
    for (int c = 0; c <= r; c++) {
      const double complex x = A[r * dim + c], y = A[c * dim + r];
      A[r * dim + c] = x + conj(y);
      A[c * dim + r] = y + conj(x);
    }
}

/* A 2 x 2 matrix on one site, row-major. */
static inline void dense_site(int N, int site, const double complex A[4], double complex *out)
{
  const int dim = 1 << N, bit = 1 << (N - 1 - site);

  memset(out, 0, (size_t)dim * (size_t)dim * sizeof *out);
  for (int r = 0; r < dim; r++)
    for (int c = 0; c < dim; c++)
      if ((r & ~bit) == (c & ~bit)) out[r * dim + c] = A[2 * !!(r & bit) + !!(c & bit)];
}

static inline void dense_jump(BruteLiouvillian *L, double rate, const double complex *A)
{
  const size_t all = (size_t)L->dim * (size_t)L->dim;

  assert_true(L->jumps < BRUTE_JUMPS_MAX);
  double complex *J = L->jump[L->jumps++] = malloc(all * sizeof *J);
  for (size_t k = 0; k < all; k++) J[k] = sqrt(rate) * A[k];
  for (int r = 0; r < L->dim; r++)
    for (int c = 0; c < L->dim; c++)
      for (int k = 0; k < L->dim; k++) L->drift[r * L->dim + c] -= 0.5 * conj(J[k * L->dim + r]) * J[k * L->dim + c];
}

static inline void random_hamiltonian(uint64_t *seed, const RandomKind *kind, Lindbladian *l, double complex *dense, double complex *work)
{
  const int  dim = 1 << l->N;
  Polynomial H   = polynomial_zero(l->basis), adjoint;

  for (int k = 0; k < kind->words; k++) {
    const PolynomialWord w = random_word(seed, (int)(random_bits(seed) % (uint64_t)kind->degree) + 1, kind->even);
    const double complex c = random_complex(seed) / pow(l->N, w.degree - 1);
    assert_int_equal(polynomial_add_word(&H, c, &w), POLYNOMIAL_OK);
    dense_word(l->N, &w, work);
    for (int i = 0; i < dim * dim; i++) dense[i] += c * work[i];
  }
  dense_add_adjoint(dim, dense);
  assert_int_equal(polynomial_adjoint(&H, &adjoint), POLYNOMIAL_OK);
  assert_int_equal(polynomial_add(&H, 1, &adjoint), POLYNOMIAL_OK);
  assert_int_equal(lindbladian_add_hamiltonian(l, 1, &H), POLYNOMIAL_OK);
  polynomial_free(&H);
  polynomial_free(&adjoint);
}

static inline void random_local(uint64_t *seed, const RandomKind *kind, Lindbladian *l, BruteLiouvillian *L, double complex *work)
{
  const double   rate = random_between(seed, 0.2, 1.5);
  double complex A[4];

  for (int i = 0; i < 4; i++) A[i] = kind->real_jumps ? random_between(seed, -1, 1) : random_complex(seed);
  if (kind->even) A[random_bits(seed) % 2 ? 0 : 1] = A[random_bits(seed) % 2 ? 2 : 3] = 0;
  if (kind->even) A[0] = A[3] = 0; /* s- and s+ only: parity is conserved */
  assert_int_equal(lindbladian_add_local(l, rate, A), POLYNOMIAL_OK);
  for (int site = 0; site < l->N; site++) {
    dense_site(l->N, site, A, work);
    dense_jump(L, rate, work);
  }
}

static inline void random_collective(uint64_t *seed, const RandomKind *kind, Lindbladian *l, BruteLiouvillian *L, double complex *work)
{
  const int       dim = 1 << l->N, degree = 1 + (int)(random_bits(seed) % (uint64_t)kind->collective_degree);
  const double    rate = random_between(seed, 0.2, 1.5) / l->N;
  double complex *sum  = calloc((size_t)dim * (size_t)dim, sizeof *sum);
  Polynomial      C    = polynomial_zero(l->basis);

  for (int k = 0; k < 3; k++) {
    const PolynomialWord w = random_word(seed, k == 2 ? 0 : degree, kind->even); /* the third is a number */
    const double complex c = kind->real_jumps ? random_between(seed, -1, 1) : random_complex(seed);
    assert_int_equal(polynomial_add_word(&C, c, &w), POLYNOMIAL_OK);
    dense_word(l->N, &w, work);
    for (int i = 0; i < dim * dim; i++) sum[i] += c * work[i];
  }
  assert_int_equal(lindbladian_add_collective(l, rate, &C), POLYNOMIAL_OK);
  dense_jump(L, rate, sum);
  polynomial_free(&C);
  free(sum);
}

/* The caller frees both: lindbladian_free, brute_liouvillian_free. */
static inline void random_lindbladian(uint64_t *seed, int N, const SiteBasis *basis, const RandomKind *kind, Lindbladian *l,
                                      BruteLiouvillian *L)
{
  const int       dim  = 1 << N;
  const size_t    all  = (size_t)dim * (size_t)dim;
  double complex *work = malloc(all * sizeof *work), *H = calloc(all, sizeof *H);

  *l       = lindbladian_empty(N, basis);
  *L       = (BruteLiouvillian){.dim = dim};
  L->drift = calloc(all, sizeof *L->drift);
  random_hamiltonian(seed, kind, l, H, work);
  for (size_t k = 0; k < all; k++) L->drift[k] = -I * H[k];
  for (int k = 0; k < kind->locals; k++) random_local(seed, kind, l, L, work);
  for (int k = 0; k < kind->collectives; k++) random_collective(seed, kind, l, L, work);
  free(work);
  free(H);
}

#endif
