/* Enumeration and order of the blocks. */
#include "solvers/modes/gap_blocks.h"

#include "physics/generators/irreps_pt.h"
#include "physics/spaces/gelfand_tsetlin.h"

#include <stdlib.h>

static bool has_pt(const SpinModel *model) { return model->axial && irreps_pt_symmetry(&model->xyz).holds; }

int gap_sectors(const SpinModel *model, bool symmetric, DickeParity sector[GAP_SECTORS])
{
  if (spin_conserves_parity(model)) {
    sector[0] = DICKE_ODD;
    sector[1] = DICKE_EVEN;
    return 2;
  }
  sector[0] = symmetric && !has_pt(model) ? spin_sector(model, 0, 0) : DICKE_BOTH;
  if (sector[0] == DICKE_BOTH) return 1;
  sector[1] = spin_sector(model, 0, 1); /* Im of an even element: in the other one, as no parity is conserved */
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
  const bool  symmetric = irreps == 1 && first.row[0] == model->N;
  DickeParity sector[GAP_SECTORS];
  const int   sectors = gap_sectors(model, symmetric, sector);
  Partition   lambda  = first;
  int         done    = 0;

  PetscFunctionBeginUser;
  *count = 0;
  PetscCall(PetscMalloc1(GAP_SECTORS * (irreps ? irreps : partition_count(model->N)), blocks));
  do {
    for (int k = 0; k < sectors; k++) {
      const int64_t size = symmetric ? dicke_dimension(model->N, sector[k]) : gt_dimension(&lambda, sector[k]);
      if (size > 0) (*blocks)[(*count)++] = (Block){lambda, sector[k], size, model->axial ? irrep_gap_bound(&model->xyz, &lambda) : 0};
    }
  } while (++done != irreps && partition_next(&lambda));
  qsort(*blocks, (size_t)*count, sizeof **blocks, in_order);
  PetscFunctionReturn(PETSC_SUCCESS);
}
