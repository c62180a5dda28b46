/* A Hermitian basis of the operators of one site with d levels, and its commutators.

   O_0 = 1 and O_a, a = 1 ... d^2-1, traceless, Hermitian, Tr(O_a O_b) = 2 delta_ab: the Pauli matrices x, y, z for d = 2, the
   generalised Gell-Mann matrices beyond (symmetric and antisymmetric pairs first, then the diagonal ones).
   [O_a, O_b] = i sum_c f_abc O_c with real f; the collective S_a = sum_n O_a(n) have the same commutators.
   Matrices are row-major: element [r * d + c] is <r|O|c>, level 0 is `up`. */
#ifndef PILIND_PHYSICS_ALGEBRA_SITE_BASIS_H
#define PILIND_PHYSICS_ALGEBRA_SITE_BASIS_H

#include <complex.h>
#include <stdbool.h>

enum { SITE_LEVELS_MAX = 8, SITE_X = 0, SITE_Y = 1, SITE_Z = 2 };

typedef struct {
  int                   d;
  int                   letters;   /* d^2 - 1 */
  const double complex *matrix;    /* [letters][d*d] */
  const double         *structure; /* [letters][letters][letters] f_abc */
} SiteBasis;

/* Two levels, without any allocation. */
extern const SiteBasis site_pauli;

/* 2 <= d <= SITE_LEVELS_MAX. False if memory is short; release with site_basis_free (also then). */
bool site_basis_create(int d, SiteBasis *basis);
void site_basis_free(SiteBasis *basis);

static inline const double complex *site_matrix(const SiteBasis *b, int letter) { return b->matrix + (long)letter * b->d * b->d; }
static inline double                site_structure(const SiteBasis *b, int a, int c, int e)
{
  return b->structure[((long)a * b->letters + c) * b->letters + e];
}

/* A = identity 1 + sum_a coefficient[a] O_a: the coefficients [letters] of a matrix; returns that of the identity. */
double complex site_expand(const SiteBasis *basis, const double complex *A, double complex *coefficient);

/* C = A B, and B = A^+, of d x d matrices; the result may not be an argument. */
void site_multiply(int d, const double complex *A, const double complex *B, double complex *C);
void site_adjoint(int d, const double complex *A, double complex *B);

#endif
