/* Polynomials of collective operators in distinct-site form: [x y ...] = sum over different sites i, j, ... of O_x(i) O_y(j) ..., whose
   average in a product state of equal sites is a product of one-site averages. */
#ifndef PILIND_PHYSICS_MEANFIELD_DISTINCT_H
#define PILIND_PHYSICS_MEANFIELD_DISTINCT_H

#include "physics/algebra/polynomial.h"

typedef struct {
  int            degree;
  unsigned char  x[POLYNOMIAL_DEGREE_MAX]; /* ascending */
  double complex c;
} Distinct;

typedef struct {
  const SiteBasis *basis;
  int              N, count, room;
  Distinct        *term; /* the caller frees it */
} DistinctSum;

/* False if memory is short (then, too, term is the caller's to free). */
bool distinct_create(const Polynomial *P, int N, DistinctSum *out);

/* N (N-1) ... (N-k+1): ordered sets of k different sites. */
double distinct_sites(int N, int k);

/* <P> in the product state of N sites with m_a = <O_a>; P is Hermitian. False if memory is short. */
bool product_state_mean(const Polynomial *P, int N, const double *m, double *mean);

#endif
