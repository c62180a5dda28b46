/* Collective operators in the blocks of the Dicke basis: band matrices. S_x = 2 Jx ... (Pauli sums), so in spin j
     Sx = J+ + J-,  Sy = -i (J+ - J-),  Sz = 2 Jz,   <m+1|J+|m> = sqrt((j-m)(j+m+1)). */
#ifndef PILIND_PHYSICS_SPACES_SPIN_BANDS_H
#define PILIND_PHYSICS_SPACES_SPIN_BANDS_H

#include "physics/algebra/polynomial.h"

/* Element <a+d|P|a>, a = m + j, |d| <= width, at band[(d + width) * n + a]; zero where a or a+d is outside 0 ... n-1. */
typedef struct {
  int             n, width;
  double complex *c; /* [(2 width + 1) n] */
} SpinBand;

static inline double complex spin_band(const SpinBand *b, int a, int d)
{
  return a < 0 || a >= b->n || d < -b->width || d > b->width ? 0 : b->c[(long)(d + b->width) * b->n + a];
}

/* The polynomial (two levels, no mode) in spin j = two_j / 2, cut to the lowest n <= 2j+1 values of m. The width is that of the elements
   which are not zero. False if memory is short; release with spin_band_free. */
bool spin_band_create(const Polynomial *P, int two_j, int n, SpinBand *band);
void spin_band_free(SpinBand *band);

/* out = A^+ B, both complete in m (no cut); out = A + factor B. */
bool spin_band_adjoint_product(const SpinBand *A, const SpinBand *B, SpinBand *out);
bool spin_band_add(double complex factor, const SpinBand *B, SpinBand *A);

/* Shrink the width to the elements that are not zero; they stay where they are relative to the diagonal. */
void spin_band_trim(SpinBand *band);

/* Cut to the lowest n values of m, in place. */
void spin_band_cut(SpinBand *band, int n);

#endif
