/* Inside of the ADI solver; for src/solvers/adi*.c only.

   Rows. A block of size n is cut into rows of constant m+m'. In a sector of parity p = 0, 1 a block has n-p rows
   c = 0 ... n-p-1, and row c holds the pairs i = 0, 1, ..., w-1, w = min(c, n-p-1-c) + 1, at a = c+p+i, b = c-i (so that
   a-b = 2i+p). A pair is two adjacent unknowns, Re and Im; a population (i = 0 of the even sector) is one.
   All gains of L_D conserve i, and rows are contiguous in memory (c descending), so they are products of rows.
   A layout may keep only the pairs i0 <= i < i1 of every row. Blocks k and rows c of equal k+c have equal m+m': a level. */
#ifndef PILIND_SOLVERS_ADI_IMPL_H
#define PILIND_SOLVERS_ADI_IMPL_H

#include "physics/generators/liouvillian.h"
#include "solvers/adi/adi.h"
#include "physics/numerics/clones.h"

/* Parts of the time: rows of the table of events in adi_operator.c. */
enum { ADI_EIGEN, ADI_SWEEP, ADI_H_SOLVE, ADI_GEMM, ADI_TRANSPOSE, ADI_PRODUCT, ADI_REFINE, ADI_EVENTS };

typedef struct {
  int       parity;
  int       i0, i1; /* pairs kept */
  int       k0, k1; /* blocks known */
  int      *rows;   /* [k1-k0]   rows of each block */
  PetscInt *first;  /* [k1-k0+1] offset of each block, 0 for block k0 */
  PetscInt *start;  /* [k1-k0]   index of row 0 of each block in `offset` */
  PetscInt *offset; /* of the first unknown kept of each row, from the start of its block */
} AdiRows;

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

/* Number of unknowns of a block whose pairs i0 <= i < i1 are kept. */
int64_t        adi_kept(int parity, int rows, int i0, int i1);
PetscErrorCode AdiRowsCreate(const DickeBasis *basis, int k0, int k1, int i0, int i1, AdiRows *r);
PetscErrorCode AdiRowsDestroy(AdiRows *r);

/* One kind of gain: block k takes from block k+dj, row c from row c+shift, with f(a) f(b) of the source. */
typedef struct {
  int dj, shift, dm;
  double (*ladder)(double j, double m);
  double *f; /* [elements] sqrt(rate scale) ladder, by source block and a */
} AdiGain;

enum { ADI_FORWARD, ADI_LEVEL, ADI_BACKWARD, ADI_KINDS };
enum { ADI_GAIN_MAX = 6 };

/* L_D in coefficients of size O(N^2). Element (k, a) has index element[k] + a. */
typedef struct {
  int       blocks;
  int       direction;      /* dm of the forward gains: -1 emission, +1 pumping */
  int       count[ADI_KINDS];
  AdiGain   gain[ADI_KINDS][ADI_GAIN_MAX];
  PetscInt *element;        /* [blocks+1] */
  double   *loss;           /* half of the loss rate: the diagonal is -loss(a) - loss(b) + phase(a) phase(b) */
  double   *phase;          /* NULL without dephasing */
} AdiDissipator;

PetscErrorCode AdiDissipatorCreate(const XyzModel *model, const DickeBasis *basis, AdiDissipator *d);
PetscErrorCode AdiDissipatorDestroy(AdiDissipator *d);
PetscBool      AdiDissipatorExact(const AdiDissipator *d); /* no backward gains */

/* The factor of A: A itself = T - G_f, or (T - G_f) T^-1 (T - G_b) for it; T = kappa + losses - level gains. */
typedef struct {
  const AdiDissipator *d;
  const AdiRows       *rows;
  double               kappa;
  int                  width;    /* pairs of the longest row */
  double              *inverse;  /* 1/pivots of one level, and two rows of couplings */
  double              *scratch;  /* one row */
  double              *level_rows; /* one level, only for the incomplete factor */
  double             **row;      /* rows of the level at work */
  const double       **block;    /* blocks of the vector at work */
} AdiFactor;

PetscErrorCode AdiFactorCreate(const AdiDissipator *d, const AdiRows *rows, double kappa, AdiFactor *factor);
PetscErrorCode AdiFactorDestroy(AdiFactor *factor);
/* w = A^-1 v; v and w may be the same. Arrays in the layout of `rows`. */
void adi_factor_solve(const AdiFactor *factor, const double *v, double *w);

/* Row c of block k of the layout, pointers to its first unknown kept; block[k - rows->k0] are the source blocks.
   Row of w = A^-1 v where A has three forward gains and a diagonal without phase (else nothing is done and false returned);
   add the gains of a kind; kappa minus the diagonal of L_D by pair; out = factor x with `count` factors by pair (may be the same). */
PetscBool adi_sweep_row(const AdiDissipator *d, const AdiRows *rows, double kappa, const double *const *block, int k, int c, const double *v,
                        double *w);
void adi_add_gains(const AdiDissipator *d, int kind, const AdiRows *rows, const double *const *block, int k, int c, double *out);
void adi_diagonal_row(const AdiDissipator *d, const AdiRows *rows, double kappa, int k, int c, double *out);
void adi_scale_row(const AdiRows *rows, int count, const double *factor, const double *x, double *out);

/* H of one block: energies of |m> and the elements <m+2|H|m>, [size] each. */
typedef struct {
  const double *energy, *raise;
} AdiBand;

/* out += row c of -i[H, x] of block k (whole rows; x is the block). */
void adi_commutator_row(const AdiRows *rows, AdiBand band, int k, int c, const double *x, double *out);

enum { ADI_PARTS = 2 };

/* Eigenvectors of the m-parity class q of one block; by reflection they split into symmetric and antisymmetric ones. */
typedef struct {
  int     size, parts;
  int     part[ADI_PARTS]; /* sizes */
  double *energy;          /* [size] */
  double *vector[ADI_PARTS];
} AdiClass;

typedef struct {
  AdiClass class[2];
  PetscBool diagonal; /* H is diagonal: the eigenvectors are the unit vectors */
  PetscBool folded;   /* symmetric and antisymmetric combinations first */
  PetscBool mirror;   /* class 1 is the reflection of class 0: its elements are taken in reverse order */
} AdiEigen;

/* Leading dimension of a packed matrix of n rows: whole cache lines, but no power of two, which would collide in the cache. */
static inline int adi_leading(int n) { return (n + 7) / 8 * 8 + ((n + 7) / 8 % 8 == 0 ? 8 : 0); }

typedef struct {
  int       k0, k1;
  int       parity;
  AdiEigen *eigen;  /* [k1-k0] */
  double   *pool;   /* energies and vectors of all */
  double   *band;   /* energy and raise of each block */
  PetscInt *first;  /* [k1-k0] of a block in band */
  double   *work[3];
} AdiHamiltonian;

PetscErrorCode AdiHamiltonianCreate(const XyzModel *model, const DickeBasis *basis, int k0, int k1, AdiHamiltonian *h);
PetscErrorCode AdiHamiltonianDestroy(AdiHamiltonian *h);
AdiBand        adi_hamiltonian_band(const AdiHamiltonian *h, const DickeBasis *basis, int k);
/* Doubles that the eigenvectors and energies of a block of `size` values of m take; its dgemm flops. */
double adi_eigen_doubles(const XyzModel *model, const DickeBasis *basis, int k);
double adi_eigen_flops(const XyzModel *model, const DickeBasis *basis, int k);

/* What B^-1 is applied to, z = alpha x + beta y (+ population on every population), and what is subtracted: y = B^-1 z - gamma y. */
typedef struct {
  double alpha, beta, population, gamma;
} AdiBlend;

/* One block; x and y are its unknowns (x may be NULL if alpha is 0). `gemm`: event of the changes of basis. */
PetscErrorCode AdiHamiltonianSolve(const AdiHamiltonian *h, const AdiRows *rows, double kappa, int k, AdiBlend blend, PetscLogEvent gemm,
                                   const double *x, double *y);

/* Seconds that one application spends on block k, for balance and estimates. */
double adi_block_seconds(const XyzModel *model, const DickeBasis *basis, int k);

/* Blocks of each rank: cut[r] ... cut[r+1]-1, and pairs of each rank. [ranks+1], the caller frees with PetscFree. */
PetscErrorCode AdiCutBlocks(const XyzModel *model, const DickeBasis *basis, int ranks, int **cut);
PetscErrorCode AdiCutPairs(const DickeBasis *basis, int ranks, int **cut);

typedef struct {
  PetscMPIInt *own_count, *own_first;   /* [ranks] pieces of the own blocks for the lines of each other rank */
  PetscMPIInt *line_count, *line_first; /* [ranks] pieces of the own lines from the blocks of each rank; to itself none is sent */
  double      *buffer;                  /* own unknowns for the others, sorted by rank */
  double      *lines;                   /* the second layout */
} AdiExchange;

/* Ids of the events, in the order of the enum. After AdiRegister. */
PetscErrorCode AdiFindEvents(PetscLogEvent event[ADI_EVENTS]);

struct Adi {
  MPI_Comm          comm;
  PetscMPIInt       rank, ranks;
  XyzModel          model;
  const DickeBasis *basis;
  AdiShifts         shifts;
  int              *block_cut, *pair_cut;
  PetscInt          local;       /* unknowns of this rank */
  double            unknowns, populations; /* numbers of them, all ranks */
  AdiRows           own;         /* own blocks with one neighbour on each side, whole rows */
  AdiRows           lines;       /* all blocks, own pairs */
  AdiDissipator     dissipator;
  AdiFactor         factor;
  AdiHamiltonian    hamiltonian;
  AdiExchange       exchange;
  double           *halo[2];     /* last block of the previous rank, first block of the next */
  const double    **block;       /* pointers to own blocks and halos */
  double           *work;        /* own unknowns; only for an incomplete factor of A */
  PetscLogEvent     event[ADI_EVENTS];
  PetscInt          progress_every; /* iterations; 0: between rounds only */
  AdiProgress       progress;
  void             *progress_context;
};

static inline int adi_k0(const Adi *adi) { return adi->block_cut[adi->rank]; }
static inline int adi_k1(const Adi *adi) { return adi->block_cut[adi->rank + 1]; }

PetscErrorCode AdiExchangeCreate(Adi *adi);
PetscErrorCode AdiExchangeDestroy(Adi *adi);
/* v, w: own unknowns. w = A^-1 v through the second layout; v and w may be the same. */
PetscErrorCode AdiExchangeSolve(Adi *adi, const double *v, double *w);
/* Fill adi->block with the blocks of x and its neighbours'. */
PetscErrorCode AdiExchangeHalo(Adi *adi, const double *x);

/* The operations on the local arrays of Vecs. w = A^-1 v (may be the same); y = B^-1 z - gamma y with z of the blend. */
PetscErrorCode AdiApplyDissipation(Adi *adi, const double *v, double *w);
PetscErrorCode AdiApplyHamiltonian(Adi *adi, AdiBlend blend, const double *x, double *y);
/* y = shift x + part of L x. x and y differ. */
PetscErrorCode AdiApplyProduct(Adi *adi, LiouvillianPart part, double shift, const double *x, double *y);
/* y = B^-1 (L - trace u tr^T) A^-1 v. */
PetscErrorCode AdiApplySplit(Adi *adi, PetscBool trace, const double *v, double *y);
/* Trace of the local array, summed over the ranks. */
PetscErrorCode AdiApplyTrace(Adi *adi, const double *x, double *trace);
/* Add value to every population. */
void adi_add_populations(const Adi *adi, double value, double *y);

#endif
