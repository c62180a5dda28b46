/* The list of blocks of a model, one for each irrep and parity, as gap and spectrum walk it. */
#ifndef PILIND_SOLVERS_MODES_GAP_BLOCKS_H
#define PILIND_SOLVERS_MODES_GAP_BLOCKS_H

#include "physics/spaces/dicke.h"
#include "physics/spaces/irreps.h"
#include "physics/spins/spin_model.h"
#include "operators/petsc.h"

typedef struct {
  Partition   lambda;
  DickeParity parity;
  int64_t     size;
  double      bound; /* irrep_gap_bound */
} Block;

/* Blocks of this size are worth the communication: all ranks solve one together. Smaller ones are dealt out. */
enum { GAP_SHARED_MIN = 40000 };

/* The sectors of a model's blocks: ODD and EVEN; where parity is not conserved BOTH, or in the symmetric space alone the two that a mirror
   leaves (physics/models/symmetry.h), unless PT symmetry holds, which exchanges them. Returns their number. */
enum { GAP_SECTORS = 2 };
int gap_sectors(const SpinModel *model, bool symmetric, DickeParity sector[GAP_SECTORS]);

/* All blocks that are not empty, of `irreps` irreps from `first` on (0: all), those of (N) and (N-1,1) first, then by size, largest
   first. The caller frees *blocks with PetscFree. Not collective. */
PetscErrorCode BlockListCreate(const SpinModel *model, Partition first, int irreps, Block **blocks, int *count);

/* Is the block one of (N) or (N-1,1)? */
static inline bool block_is_first(const Block *block) { return block->lambda.row[1] + block->lambda.row[2] <= 1; }

#endif
