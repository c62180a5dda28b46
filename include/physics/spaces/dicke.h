/* The symmetric sector of N spins-1/2: density matrices that do not change when spins are exchanged.

   Such a state is block diagonal, rho = sum_j rho_j, j = N/2, N/2-1, ..., with one (2j+1) x (2j+1) Hermitian block a total
   spin j. Convention: rho_j holds all d_j copies of its irrep, so sum_j Tr rho_j = 1 (Shammah et al., PRA 98, 063815 (2018)).

   Unknowns are REAL: Re rho_mm' for m >= m' and Im rho_mm' for m > m', times d_j^u. u = 0 is the convention above, u = -1/2
   makes the basis orthonormal in the Hilbert-Schmidt product, u = -1 is the dual of u = 0.

   Order of the unknowns: j descending, then m+m' descending, then m-m', Re and Im adjacent: local emission goes down it, and
   incomplete factorisations keep their fill small in it.

   A block may be cut to its lowest m values, m = -j ... -j+size-1; a whole block has size 2j+1. Indices inside a block are
   a = m + j, b = m' + j, so that blocks of every size share one formula.

   Where H and all jumps conserve Sz, each charge k = m - m' evolves by itself: a basis of one charge holds one diagonal of every block,
   about N^2/4 elements; k = 0 the populations, the steady state among them. It is a cut of the sector EVEN or ODD, and may be cut further
   to a box in (j, m), from all sides: blocks outside have size 0, and m begins at low. */
#ifndef PILIND_PHYSICS_SPACES_DICKE_H
#define PILIND_PHYSICS_SPACES_DICKE_H

#include <stdbool.h>
#include <stdint.h>

/* Sectors. An unknown is of one of four classes, (parity of m - m', Re or Im), and symmetries leave some of them uncoupled (a subgroup
   of Z2 x Z2 and its cosets; general spin models). The rotation by pi about z conserves the parity: EVEN holds the steady state. A mirror
   conserves reality: REAL, IMAGINARY (rho and its transpose, in a frame where H is imaginary); TWISTED holds Re of even and Im of odd
   elements, which a rotation by pi/2 about z makes REAL, SKEWED the others. BOTH is everything. */
typedef enum { DICKE_EVEN, DICKE_ODD, DICKE_BOTH, DICKE_REAL, DICKE_IMAGINARY, DICKE_TWISTED, DICKE_SKEWED, DICKE_SECTORS } DickeParity;
#define DICKE_SECTOR_WORDS "even odd both real imaginary twisted skewed"

/* Does the sector have unknowns of this class? parity and part are 0 or 1. */
bool dicke_has_class(DickeParity sector, int parity, int part);

/* Blocks first ... last, and spins up, m + N/2, from bottom to top for both m and m'; a box may reach beyond the space. */
typedef struct {
  int first, last, bottom, top;
} DickeBox;

typedef struct {
  int         N;
  DickeParity parity;
  double      scaling; /* u */
  int         blocks;  /* number of j values, block k has j = N/2 - k */
  int        *size;    /* [blocks]   m values kept in each block */
  int64_t    *first;   /* [blocks+1] first unknown of each block; first[blocks] is the dimension */
  bool        charged; /* a basis of one charge: */
  int         charge;  /* k >= 0 */
  bool        real;    /* Re alone, where H does not couple it to Im */
  DickeBox    box;
  int        *low; /* [blocks] lowest b that is kept */
} DickeBasis;

/* One unknown: row a and column b <= a of block `block`; part 0 is the real part, 1 the imaginary part (b < a). */
typedef struct {
  int block, a, b, part;
} DickeElement;

/* The complete basis. Returns false if memory is short. Release with dicke_basis_free (also after a failure). */
bool dicke_basis_create(int N, DickeParity parity, double scaling, DickeBasis *basis);

/* The same, cut to the first `blocks` values of j and, in each, to m <= N/2 - top (top = 0 cuts nothing).
   Blocks that the cut would leave empty are dropped; 0 <= top <= N. */
bool dicke_basis_create_cut(int N, DickeParity parity, double scaling, int blocks, int top, DickeBasis *basis);
void dicke_basis_free(DickeBasis *basis);

DickeBox dicke_box_all(int N);

/* The basis of charge k >= 0 in a box. Returns false if memory is short. Release with dicke_basis_free (also after a failure). And its
   dimension without making it. */
bool   dicke_basis_create_charge(int N, int charge, bool real, double scaling, const DickeBox *box, DickeBasis *basis);
double dicke_charge_dimension(int N, int charge, bool real, const DickeBox *box);

/* Of a basis of one charge: may a term that changes m by up to `reach` and j by up to one lead from e to what the box has cut away? Never
   where the box cuts nothing; block 0 alone is a space of its own. And through which side. */
enum { DICKE_FIRST, DICKE_LAST, DICKE_BOTTOM, DICKE_TOP, DICKE_SIDES }; /* large j, small j, small m, large m */
void dicke_edges(const DickeBasis *basis, DickeElement e, int reach, bool side[DICKE_SIDES]);
bool dicke_at_edge(const DickeBasis *basis, DickeElement e, int reach);

/* Number of blocks of N spins, and number of unknowns without making a basis (no overflow for any int N < 2^20). */
int     dicke_blocks(int N);
int64_t dicke_dimension(int N, DickeParity parity);

static inline int64_t dicke_size(const DickeBasis *basis) { return basis->first[basis->blocks]; }
static inline double  dicke_j(const DickeBasis *basis, int block) { return 0.5 * basis->N - block; }

/* Are the real part, or the imaginary part, of the element (a, b) in the basis's sector? (Im of a population is in none.) */
static inline bool dicke_in_sector(const DickeBasis *basis, int a, int b, int part)
{
  if (basis->charged) return (a > b ? a - b : b - a) == basis->charge && !(part && basis->real);
  if (basis->parity == DICKE_BOTH) return true;
  return basis->parity <= DICKE_ODD ? ((a - b) & 1) == (int)basis->parity : dicke_has_class(basis->parity, (a - b) & 1, part);
}

/* Does block `block` have the element (a, b), sectors aside? */
static inline bool dicke_has_element(const DickeBasis *basis, int block, int a, int b)
{
  const int low = basis->charged ? basis->low[block] : 0, size = basis->size[block];

  return a >= low && b >= low && a < size && b < size;
}

/* Number of unknowns of one Hermitian block with n values of m. */
int64_t dicke_block_dimension(DickeParity parity, int n);

/* Unknown of an element (a >= b, in the sector, in the block), its inverse, and the element of the next unknown.
   Walking with dicke_next visits all unknowns in order without any search. */
int64_t      dicke_index(const DickeBasis *basis, DickeElement e);
DickeElement dicke_element(const DickeBasis *basis, int64_t index);
DickeElement dicke_next(const DickeBasis *basis, DickeElement e);

/* ln d_j and d_{j'} / d_j for j' = j + dj, dj = -1, 0, 1 (XYZ paper, Eq. 13), by closed forms that never overflow. */
double dicke_log_degeneracy(int N, int block);
double dicke_degeneracy_ratio(int N, int block, int dj);

/* The diagonal element (block, a = b) that carries most weight in the product state of N spins with Bloch vector M:
   weight d_j p+^(N/2+j) p-^(N/2-j), p+- = (1 +- |M|)/2, and m = j Mz/|M|. Returned in `basis`'s parity BOTH or EVEN. */
DickeElement dicke_product_peak(const DickeBasis *basis, const double M[3]);

#endif
