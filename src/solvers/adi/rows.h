/* Where the unknowns of a layout are, and which rank has which.

   Rows. A block of size n is cut into rows of constant m+m'. A family of parity p = 0, 1 has n-p rows c = 0 ... n-p-1, and row c holds the
   pairs i = 0, 1, ..., w-1, w = min(c, n-p-1-c) + 1, at a = c+p+i, b = c-i (so that a-b = 2i+p). A pair is two adjacent unknowns, Re and
   Im; a population (i = 0 of the even family) is one. All gains that conserve m-m' conserve i, and rows are contiguous in memory
   (c descending), so they are products of rows. A sector of one parity is one family; the sector BOTH is two, whose rows alternate in
   memory as physics/spaces/dicke.h orders them.
   A layout may keep only the pairs i0 <= i < i1 of every row. Blocks k and rows c of equal k+c have equal m+m': a level. */
#ifndef PILIND_SOLVERS_ADI_ROWS_H
#define PILIND_SOLVERS_ADI_ROWS_H

#include "solvers/adi/kind.h"

typedef struct {
  int       parity;
  int       i0, i1; /* pairs kept */
  int       k0, k1; /* blocks known */
  int      *rows;   /* [k1-k0]   rows of each block */
  PetscInt *first;  /* [k1-k0+1] offset of each block (of all families), 0 for block k0 */
  PetscInt *start;  /* [k1-k0]   index of row 0 of each block in `offset` */
  PetscInt *offset; /* of the first unknown kept of each row, from the start of its block */
} AdiRows;

enum { ADI_FAMILIES = 2 };
static inline int adi_families(const DickeBasis *basis) { return basis->parity == DICKE_BOTH ? 2 : 1; }
static inline int adi_family_parity(const DickeBasis *basis, int family)
{
  return basis->parity == DICKE_BOTH ? family : (int)basis->parity;
}

/* Pairs of row c in a block of `rows` rows. */
static inline int adi_pairs(int rows, int c) { return (c < rows - 1 - c ? c : rows - 1 - c) + 1; }

/* Row c of block k: offset, end of the pairs kept (at least i0), and does it begin with a population? */
static inline PetscInt adi_row(const AdiRows *r, int k, int c) { return r->offset[r->start[k - r->k0] + c]; }
static inline int      adi_end(const AdiRows *r, int k, int c)
{
  const int pairs = adi_pairs(r->rows[k - r->k0], c);
  return pairs > r->i1 ? r->i1 : pairs < r->i0 ? r->i0 : pairs;
}
static inline int adi_lone(const AdiRows *r) { return r->i0 == 0 && r->parity == 0; }
static inline int adi_row_length(const AdiRows *r, int k, int c)
{
  const int count = adi_end(r, k, c) - r->i0;
  return count > 0 ? 2 * count - adi_lone(r) : 0;
}

/* Number of unknowns of a block of n values of m whose pairs i0 <= i < i1 are kept, all families. */
int64_t        adi_kept(const DickeBasis *basis, int n, int i0, int i1);
PetscErrorCode AdiRowsCreate(const DickeBasis *basis, int family, int k0, int k1, int i0, int i1, AdiRows *r);
PetscErrorCode AdiRowsDestroy(AdiRows *r);

/* Blocks of each rank: cut[r] ... cut[r+1]-1, and pairs of each rank. [ranks+1], the caller frees with PetscFree. */
PetscErrorCode AdiCutBlocks(const AdiKind *kind, const DickeBasis *basis, int ranks, int **cut);
PetscErrorCode AdiCutPairs(const DickeBasis *basis, int ranks, int **cut);

#endif
