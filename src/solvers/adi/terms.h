/* Whatever sweeps and changes of basis do not take, as separable terms: the remainder of L_D (cross terms of jumps, losses beside the
   diagonal, collective jumps with several bands), and -i[H, .] where it is not real and of width two.

     (L rho)_(a+dl+dj, b+dr+dj) += left(a) conj(right(b)) rho_ab,   a = m + j, out of block k into block k - dj,

   summed over all terms, which come with their Hermitian partners. Blocks are unpacked to full real and imaginary parts, and only a >= b
   is computed. */
#ifndef PILIND_SOLVERS_ADI_TERMS_H
#define PILIND_SOLVERS_ADI_TERMS_H

#include "physics/generators/dicke_liouvillian.h"
#include "solvers/adi/rows.h"

typedef struct {
  int             dj, dl, dr;
  double complex *left, *right; /* [elements] by source block and a; NULL: 1 */
} AdiTerm;

typedef struct {
  const DickeBasis *basis;
  int               count, room;
  AdiTerm          *term;
  PetscInt         *element; /* [blocks+1] */
  double           *work;    /* parts of three source blocks and of one target */
  size_t            square;  /* doubles of one part */
} AdiTerms;

/* Terms of the part: LIOUVILLIAN_DISSIPATION means the remainder alone, LIOUVILLIAN_HAMILTONIAN all of -i[H, .]. */
PetscErrorCode AdiTermsCreate(const DickeLiouvillian *L, LiouvillianPart part, AdiTerms *t);
PetscErrorCode AdiTermsDestroy(AdiTerms *t);

/* y += terms of x for the blocks k0 <= k < k1; block[k - rows[0]->k0] are the blocks of x and their neighbours, target(k) = y + first[k] -
   first[k0]. */
PetscErrorCode AdiTermsAdd(const AdiTerms *t, int families, const AdiRows *const *rows, int k0, int k1, const double *const *block,
                           double *y);

/* Bytes for a Lindbladian's remainder, for estimates. */
double adi_terms_doubles(const AdiKind *kind, const DickeBasis *basis);

#endif
