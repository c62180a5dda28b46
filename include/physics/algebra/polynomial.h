/* Polynomials of collective operators S_a = sum_n O_a(n) (physics/algebra/site_basis.h), and of a boson mode beside them.

   A term is  c  ad^p a^q  S_a S_b S_c ...  with a <= b <= c ... and the mode in normal order. Products are brought to this order
   with the commutators, so that equal operators have equal terms and cancellations are seen: H is Hermitian if it equals its adjoint. A
   term that only rounding keeps from zero is dropped: `weight` sums the moduli of what went into it. */
#ifndef PILIND_PHYSICS_ALGEBRA_POLYNOMIAL_H
#define PILIND_PHYSICS_ALGEBRA_POLYNOMIAL_H

#include "physics/algebra/site_basis.h"

enum { POLYNOMIAL_DEGREE_MAX = 8, POLYNOMIAL_QUANTA_MAX = 8 };

typedef enum { POLYNOMIAL_OK, POLYNOMIAL_MEMORY, POLYNOMIAL_DEGREE } PolynomialError; /* DEGREE: higher than the maxima above */

typedef struct {
  int           degree;                        /* letters */
  unsigned char letter[POLYNOMIAL_DEGREE_MAX]; /* ascending; 0 is O_1 */
  unsigned char create, annihilate;            /* p, q */
} PolynomialWord;

typedef struct {
  PolynomialWord word;
  double complex c;
  double         weight;
} PolynomialTerm;

typedef struct {
  const SiteBasis *basis; /* borrowed */
  int              count, room;
  PolynomialTerm  *term;
} Polynomial;

/* An empty (zero) polynomial; release what was added with polynomial_free. */
Polynomial polynomial_zero(const SiteBasis *basis);
void       polynomial_free(Polynomial *p);

/* p += c word, the letters of `word` in any order. p += c q. out = p q (out is made new, and is not p or q). out = p^+. */
PolynomialError polynomial_add_word(Polynomial *p, double complex c, const PolynomialWord *word);
PolynomialError polynomial_add(Polynomial *p, double complex c, const Polynomial *q);
PolynomialError polynomial_multiply(const Polynomial *p, const Polynomial *q, Polynomial *out);
PolynomialError polynomial_adjoint(const Polynomial *p, Polynomial *out);

/* p += c sum_n A(n) for a one-site matrix A of N sites: its identity part becomes a number. */
PolynomialError polynomial_add_site(Polynomial *p, double complex c, const double complex *A, int N);

/* Drop terms that are rounding of larger ones. After it `count` 0 means zero. */
void polynomial_clean(Polynomial *p);

/* Number of letters of the longest word; largest modulus of a coefficient; that of p - p^+ (negative if memory is short). */
int    polynomial_degree(const Polynomial *p);
double polynomial_size(const Polynomial *p);
double polynomial_anti_hermitian(const Polynomial *p);

/* Sum of the moduli of the coefficients, each with N^degree: no expectation value of spins is larger. */
double polynomial_bound(const Polynomial *p, int N);

/* Does every term lack the mode? The number that a polynomial without letters and mode is; is it one? */
bool polynomial_is_spin(const Polynomial *p);
bool polynomial_is_number(const Polynomial *p, double complex *number);

#endif
