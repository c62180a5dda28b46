/* The solver object, and the operations on local arrays from which its PETSc faces are made. */
#ifndef PILIND_SOLVERS_ADI_OBJECT_H
#define PILIND_SOLVERS_ADI_OBJECT_H

#include "solvers/adi/adi.h"
#include "solvers/adi/exchange.h"
#include "solvers/adi/factor.h"
#include "solvers/adi/hamiltonian.h"
#include "solvers/adi/terms.h"

/* Parts of the time: rows of the table of events in operator.c. */
enum { ADI_EIGEN, ADI_SWEEP, ADI_H_SOLVE, ADI_GEMM, ADI_TRANSPOSE, ADI_PRODUCT, ADI_REFINE, ADI_EVENTS };

struct Adi {
  MPI_Comm          comm;
  PetscMPIInt       rank, ranks;
  AdiKind           kind;
  const DickeBasis *basis;
  DickeLiouvillian  tables;
  AdiShifts         shifts;
  int              *block_cut, *pair_cut;
  PetscInt          local;                 /* unknowns of this rank */
  double            unknowns, populations; /* numbers of them, all ranks */
  int               families;
  AdiRows           own[ADI_FAMILIES];   /* own blocks with one neighbour on each side, whole rows */
  AdiRows           lines[ADI_FAMILIES]; /* all blocks, own pairs */
  AdiDissipator     dissipator;
  AdiFactor         factor[ADI_FAMILIES];
  AdiHamiltonian    hamiltonian;
  PetscBool         rows_suffice; /* -i[H, .] by rows (product.c); else by `coherent` */
  AdiTerms          coherent, remainder;
  AdiExchange       exchange;
  double           *halo[2]; /* last block of the previous rank, first block of the next */
  const double    **block;   /* pointers to own blocks and halos */
  double           *work;    /* own unknowns; only where A is not all of L_D */
  PetscLogEvent     event[ADI_EVENTS];
  PetscInt          iterations_most; /* of a solve; 0: no limit */
  const Monitor    *monitor;
  PetscInt          progress_every; /* iterations; 0: between rounds only */
  AdiProgress       progress;
  void             *progress_context;
};

static inline int adi_k0(const Adi *adi) { return adi->block_cut[adi->rank]; }
static inline int adi_k1(const Adi *adi) { return adi->block_cut[adi->rank + 1]; }

/* Offset of block k in the local array. */
static inline PetscInt adi_block_at(const Adi *adi, int k)
{
  return adi->own[0].first[k - adi->own[0].k0] - adi->own[0].first[adi_k0(adi) - adi->own[0].k0];
}

/* Ids of the events, in the order of the enum. After AdiRegister. */
PetscErrorCode AdiFindEvents(PetscLogEvent event[ADI_EVENTS]);

/* w = A^-1 v (may be the same); y = B^-1 z - gamma y with z of the blend. Collective. */
PetscErrorCode AdiApplyDissipation(Adi *adi, const double *v, double *w);
PetscErrorCode AdiApplyHamiltonian(Adi *adi, AdiBlend blend, const double *x, double *y);

/* y = shift x + part of L x. x and y differ. */
PetscErrorCode AdiApplyProduct(Adi *adi, LiouvillianPart part, double shift, const double *x, double *y);

/* y = B^-1 (L - trace u tr^T) A^-1 v. */
PetscErrorCode AdiApplySplit(Adi *adi, PetscBool trace, const double *v, double *y);

/* Trace of the local array, summed over the ranks; add value to every population. */
PetscErrorCode AdiApplyTrace(Adi *adi, const double *x, double *trace);
void           adi_add_populations(const Adi *adi, double value, double *y);

/* out += row c of -i[H, x] of block k (whole rows; x is the block) where H is real, even and of width two. */
void adi_commutator_row(const AdiRows *rows, const SpinBand *H, int k, int c, const double *x, double *out);

PetscErrorCode AdiShiftsCreate(const Lindbladian *l, const AdiKind *kind, AdiShifts *shifts);

/* Seconds that one application spends on block k, for balance and estimates. */
double adi_block_seconds(const AdiKind *kind, const DickeBasis *basis, int k);

#endif
