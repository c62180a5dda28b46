/* One-site operators in which a Lindbladian has many zeros and a strong diagonal: letters O'_a = sum_b V_ab (O_b - point_b), complex, but
   with each letter its adjoint is one of them: O'_a^+ = O'_star(a). O_b are those of physics/algebra/site_basis.h. */
#ifndef PILIND_PHYSICS_OCCUPATION_LETTERS_H
#define PILIND_PHYSICS_OCCUPATION_LETTERS_H

#include "physics/moments/frame.h"
#include "physics/moments/site_maps.h"

typedef struct {
  int            n;
  double         point[MOMENT_LETTERS];
  double complex V[MOMENT_LETTERS * MOMENT_LETTERS], U[MOMENT_LETTERS * MOMENT_LETTERS]; /* row-major [n*n], U = V^-1 */
  int            star[MOMENT_LETTERS];
} LetterBasis;

/* The O_a themselves. */
void letters_hermitian(const SiteBasis *basis, LetterBasis *letters);

/* Matrix units |r><c|, r != c, and the diagonal O_a: every U(1) of diagonal charges is a selection rule. */
void letters_matrix_units(const SiteBasis *basis, LetterBasis *letters);

/* Matrix units in which the one-body map l is nearly diagonal: couplings |l_ab| < 0.1 |l_aa - l_bb| stay, the rest is diagonalised, block
   by block of what is coupled, and averages are taken about its steady value. A block whose eigenvectors are nearly dependent stays as it
   is. */
void letters_one_body(const SiteBasis *basis, const SiteMaps *maps, LetterBasis *letters);

/* The maps in these letters, real and imaginary parts; what only rounding keeps from zero is zero. False if memory is short; release both
   with site_maps_free (also then). */
bool letters_maps(const SiteMaps *maps, const LetterBasis *letters, SiteMaps *real, SiteMaps *imaginary);

#endif
