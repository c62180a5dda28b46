/* The Liouvillian's gap: minus the real part of the rightmost nonzero eigenvalue (XYZ paper, Sec. IV), in the symmetric sector
   or in the full 4^N space.

   Full space  Every irrep of S_N (physics/spaces/irreps.h), each parity by itself. (N) and (N-1,1) first; then all others whose rigorous
               bound irrep_gap_bound does not already exclude them. Small blocks are dealt out to the ranks, large ones shared.
   Antigap     Re(lambda) + 2 eta of the eigenvalue next to -2 eta, from the mirrored sectors of solvers/modes/sector.h: an independent
               calculation of the gap where PT symmetry holds. In the full space: within the irrep that carries the gap. */
#ifndef PILIND_SOLVERS_MODES_GAP_H
#define PILIND_SOLVERS_MODES_GAP_H

#include "solvers/modes/rightmost.h"

/* Above this residual (right or left, in units of the rate per spin) or this error over the gap a point counts as failed. */
#define GAP_RESIDUAL_LIMIT 1e-8
#define GAP_ERROR_LIMIT 1e-3

/* In the dual scaling, or in the ordinary one to show what that loses (symmetric space only). */
typedef enum { ANTIGAP_NONE, ANTIGAP_DUAL, ANTIGAP_ORDINARY } GapAntigapKind;

typedef enum { GAP_PROVE_AUTO, GAP_PROVE_ALL, GAP_PROVE_NONE } GapProve;

typedef struct {
  Mode        mode;   /* its error is that of the gap */
  DickeParity parity; /* BOTH where fields mix the sectors */
  Partition   lambda;
  PetscBool   proven;                    /* is there no slower mode in the whole space asked for? */
  PetscReal   antigap, antigap_residual; /* NaN where not computed */
} Gap;

/* Collective over comm; all ranks get the gap. The model must pass ConservedObjection; antigap needs PT symmetry. */
PetscErrorCode GapSymmetric(MPI_Comm comm, const SpinModel *model, GapAntigapKind antigap, Gap *gap);

/* Add the antigap of the irrep gap->lambda. Collective. */
PetscErrorCode GapAntigap(MPI_Comm comm, const SpinModel *model, GapAntigapKind kind, Gap *gap);

/* prove: AUTO solves the irreps beyond (N) and (N-1,1) if they have at most GAP_PROVE_MAX unknowns in all. Pruning can be
   switched off to test it. */
enum { GAP_PROVE_MAX = 500000 };
PetscErrorCode GapFull(MPI_Comm comm, const SpinModel *model, PetscBool antigap, GapProve prove, PetscBool prune, Gap *gap);

/* What the blocks of a gap cost, for planning: unknowns in all blocks that will be solved, of the largest one, nonzeros a row. The
   memory is that of the last method of the plan, LU where LU is the fallback. */
typedef struct {
  double        unknowns, largest, row, wall_seconds, bytes;
  SectorShape   shape; /* of the largest block, and what is done with it */
  RightmostPlan plan;
} GapEstimate;

/* Not collective. */
PetscErrorCode GapEstimateSymmetric(const SpinModel *model, GapAntigapKind antigap, int ranks, GapEstimate *estimate);
PetscErrorCode GapEstimateFull(const SpinModel *model, PetscBool antigap, GapProve prove, int ranks, GapEstimate *estimate);

/* Models that conserve Sz and not, by strong symmetry, also parity: the slowest mode of the charges k = m - m' = 0 ... charges of the
   symmetric space; *charge is its k, -1 if there is none. Proven if these are all charges, and in each. Collective; all ranks get the gap.
   */
PetscErrorCode GapCharges(MPI_Comm comm, const SpinModel *model, int charges, Gap *gap, int *charge);
PetscErrorCode GapEstimateCharges(const SpinModel *model, int charges, int ranks, GapEstimate *estimate);

/* Seconds of the rightmost mode of a block on so many ranks. */
double gap_block_seconds(const RightmostPlan *plan, const SectorShape *shape, int ranks);

/* One sector of one irrep in the form that suits it: Dicke basis for (N), Gelfand-Tsetlin basis else. */
PetscErrorCode GapSectorCreate(MPI_Comm comm, const SpinModel *model, const Partition *lambda, DickeParity parity, PetscBool mirrored,
                               Sector *sector);

#endif
