/* Enumeration and order of the blocks. */
#include "solvers/modes/gap_blocks.h"

#include "physics/spaces/gelfand_tsetlin.h"

#include <stdlib.h>

int gap_parities(const SpinModel *model, DickeParity parity[2])
{
  if (!spin_conserves_parity(model)) {
    parity[0] = DICKE_BOTH;
    return 1;
  }
  parity[0] = DICKE_ODD;
  parity[1] = DICKE_EVEN;
  return 2;
}

/* Descending lexicographic order of partitions, as they are enumerated. */
static int by_partition(const Block *a, const Block *b)
{
  for (int i = 0; i < IRREP_ROWS; i++)
    if (a->lambda.row[i] != b->lambda.row[i]) return a->lambda.row[i] > b->lambda.row[i] ? -1 : 1;
  return a->parity > b->parity ? -1 : a->parity < b->parity;
}

static int in_order(const void *x, const void *y)
{
  const Block *a = x, *b = y;

  if (block_is_first(a) != block_is_first(b)) return block_is_first(a) ? -1 : 1;
  if (!block_is_first(a) && a->size != b->size) return a->size > b->size ? -1 : 1;
  return by_partition(a, b);
}

PetscErrorCode BlockListCreate(const SpinModel *model, Partition first, int irreps, Block **blocks, int *count)
{
  DickeParity parity[2];
  const int   parities = gap_parities(model, parity);
  Partition   lambda   = first;
  int         done     = 0;

  PetscFunctionBeginUser;
  *count = 0;
  PetscCall(PetscMalloc1(2 * (irreps ? irreps : partition_count(model->N)), blocks));
  do {
    for (int k = 0; k < parities; k++) {
      const int64_t size = gt_dimension(&lambda, parity[k]);
      if (size > 0) (*blocks)[(*count)++] = (Block){lambda, parity[k], size, model->axial ? irrep_gap_bound(&model->xyz, &lambda) : 0};
    }
  } while (++done != irreps && partition_next(&lambda));
  qsort(*blocks, (size_t)*count, sizeof **blocks, in_order);
  PetscFunctionReturn(PETSC_SUCCESS);
}
