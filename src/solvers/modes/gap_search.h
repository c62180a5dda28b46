/* The slowest mode of many blocks: solved together or dealt out to the ranks, then the winner among those that come near it. */
#ifndef PILIND_SOLVERS_MODES_GAP_SEARCH_H
#define PILIND_SOLVERS_MODES_GAP_SEARCH_H

#include "solvers/modes/gap.h"
#include "solvers/modes/gap_blocks.h"

/* A sector of one irrep, plain or a mirror. */
typedef PetscErrorCode (*SectorMaker)(MPI_Comm comm, const SpinModel *model, const Partition *lambda, DickeParity parity, Sector *sector);

PetscErrorCode GapPlainSector(MPI_Comm comm, const SpinModel *model, const Partition *lambda, DickeParity parity, Sector *sector);

typedef struct {
  MPI_Comm         comm;
  const SpinModel *model;
  SectorMaker      make;
  PetscMPIInt      rank, ranks;
  int64_t          shared_min; /* blocks of this size are solved by all ranks together, smaller ones by one rank each */
  int              count;
  Block           *blocks;
  Mode            *mode;   /* [count] the slowest of each; re = -inf where none was found. Vectors where the block was solved */
  int             *owner;  /* [count] rank that solved a small block; -1: not solved */
  PetscBool       *wanted; /* [count] by the next pass */
} GapSearch;

/* Blocks of `irreps` irreps from `first` on (0: all); nothing is solved or wanted yet. Release with GapSearchDestroy. */
PetscErrorCode GapSearchCreate(MPI_Comm comm, const SpinModel *model, Partition first, int irreps, SectorMaker make, int64_t shared_min,
                               GapSearch *search);
PetscErrorCode GapSearchDestroy(GapSearch *search);

/* Solve the wanted blocks, also if they were before. All ranks get all modes. Collective. */
PetscErrorCode GapSearchPass(GapSearch *search, RightmostEffort effort);

/* How far right the rightmost mode lies at least: the largest re less its error. */
PetscReal GapSearchFloor(const GapSearch *search);

/* Has every block that was solved a mode that is shown to be its rightmost? */
PetscBool GapSearchProven(const GapSearch *search);

/* The slowest decay of all blocks, with vectors measured for all modes that may have it. Its error holds what they leave open. All but
   re and error are those of the first block, in their order, that ties with it within the errors: (N) before (N-1,1) where they are
   degenerate. mode.re = -inf if there is none. Without antigap. Collective. */
PetscErrorCode GapSearchBest(GapSearch *search, Gap *gap);

#endif
