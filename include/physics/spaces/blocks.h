/* Functions of the eigenvalues of a symmetric state, one j-block at a time (XYZ paper, Eqs. 14 and 16).
   A block holds all d_j copies, so its eigenvalues p stand for d_j eigenvalues p/d_j of rho. */
#ifndef PILIND_PHYSICS_SPACES_BLOCKS_H
#define PILIND_PHYSICS_SPACES_BLOCKS_H

#include "physics/spaces/dicke.h"

#include <complex.h>

/* Sums over blocks; start from BLOCK_SUMS_ZERO, add blocks (and ranks: entropy and purity by sum, rho_min by minimum). */
typedef struct {
  double entropy; /* -sum_k p_k (ln p_k - ln d_j), nat, of the whole state */
  double purity;  /* sum_k p_k^2 / d_j = Tr rho^2 */
  double rho_min; /* smallest eigenvalue p_k of any block: negative by more than rounding means no state */
} BlockSums;

#define BLOCK_SUMS_ZERO ((BlockSums){0, 0, 1})

/* Add block `block` of a state in `basis` (any sector that has the populations, charge 0 if of one charge; scaling 0) whose unknowns are
   x[0 ... block dimension - 1]. The even sector splits further by the parity of m into two Hermitian matrices. Returns LAPACK's info;
   LAPACK_NO_MEMORY if short. */
int block_sums_add(const DickeBasis *basis, int block, const double *x, BlockSums *sums);

/* Block `block` of a state in any sector as a Hermitian matrix, column-major, A[a + n b], n = basis->size[block]; what the sector leaves
   out is zero. */
void block_matrix(const DickeBasis *basis, int block, const double *x, double complex *A);

/* Its diagonal alone: p[n]. */
void block_populations(const DickeBasis *basis, int block, const double *x, double *p);

static inline bool block_is_empty(const DickeBasis *basis, int block) { return basis->first[block] == basis->first[block + 1]; }

#endif
