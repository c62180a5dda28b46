/* What the blocks of a gap cost. */
#include "solvers/modes/gap.h"

#include "solvers/method/cost.h"
#include "solvers/modes/gap_blocks.h"

#include <math.h>

/* Measured for blocks of 140 ... 240000 unknowns with about 9 nonzeros a row: LAPACK as n^3, Krylov methods as n^1.1, above 76000 as
   n^1.6. The factor of three holds both efforts and the vectors. */
double gap_block_seconds(const RightmostPlan *plan, const SectorShape *shape, int ranks)
{
  const double size = shape->unknowns;

  if (plan->dense) return cost(COST_DENSE_START) + cost(COST_DENSE_EIGEN) * size * size * size;
  if (plan->krylov)
    return cost_shared(cost(COST_RIGHTMOST_UNKNOWN) * size * pow(size / 76000, size < 76000 ? 0.1 : 0.6), ranks, cost(COST_SERIAL));
  return plan->inverse ? plan->inverse->wall_seconds(shape, ranks) : 0;
}

/* One block more, shared by the ranks, or dealt out to one of them while the others solve theirs; the largest is remembered with its
   plan. */
static PetscErrorCode add_block(GapEstimate *e, SectorShape shape, double row, int ranks, PetscBool dealt)
{
  const int     together = shape.unknowns <= RIGHTMOST_DENSE_MAX || (dealt && shape.unknowns < GAP_SHARED_MIN) ? 1 : ranks;
  RightmostPlan plan;

  PetscFunctionBeginUser;
  PetscCall(RightmostPlanMake(&shape, together, &plan));
  e->unknowns += shape.unknowns;
  e->wall_seconds += gap_block_seconds(&plan, &shape, together) / (dealt && together < ranks ? ranks : 1);
  if (shape.unknowns > e->largest) e->largest = shape.unknowns, e->row = row, e->plan = plan, e->shape = shape;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Memory and vectors of the largest block, and its antigap. */
static void finish_estimate(GapEstimate *e, PetscBool antigap, int ranks, int copies)
{
  e->wall_seconds += 1.5 * gap_block_seconds(&e->plan, &e->shape, ranks) * (antigap ? 3 : 1);
  const double dense = e->plan.dense ? fmax(e->largest, RIGHTMOST_DENSE_MAX) : RIGHTMOST_DENSE_MAX;
  e->bytes           = copies * (e->largest * (12 * e->row + 8.0 * 100) + 8 * dense * dense);
  if (e->plan.inverse && !e->plan.dense) e->bytes += copies * e->plan.inverse->bytes(&e->shape, copies > 1 ? 1 : ranks);
}

PetscErrorCode GapEstimateSymmetric(const SpinModel *model, GapAntigapKind antigap, int ranks, GapEstimate *e)
{
  const PetscBool ordinary = antigap == ANTIGAP_ORDINARY ? PETSC_TRUE : PETSC_FALSE;
  DickeParity     sector[GAP_SECTORS];
  const int       sectors = gap_sectors(model, true, sector);

  PetscFunctionBeginUser;
  *e = (GapEstimate){0};
  for (int k = 0; k < sectors; k++) {
    const SectorShape shape = {model, sector[k], PETSC_TRUE, (double)spin_dimension(model, sector[k]), 0, ordinary};
    PetscCall(add_block(e, shape, spin_row_estimate(model), ranks, PETSC_FALSE));
  }
  finish_estimate(e, antigap == ANTIGAP_NONE ? PETSC_FALSE : PETSC_TRUE, ranks, 1);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Two blocks of about half an irrep. */
static PetscErrorCode add_irrep(GapEstimate *e, const SpinModel *model, const Partition *lambda, double row, int ranks)
{
  const PetscBool symmetric = lambda->row[1] == 0 ? PETSC_TRUE : PETSC_FALSE;
  SectorShape     shape     = {model, DICKE_ODD, symmetric, 0.5 * (double)irrep_dimension(lambda), 0, PETSC_FALSE};

  PetscFunctionBeginUser;
  if (!spin_conserves_parity(model)) shape.parity = DICKE_BOTH;
  for (int k = 0; k < 2; k++) PetscCall(add_block(e, shape, row, ranks, PETSC_TRUE));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Irreps are taken as needed if their bound is below half the slowest decay of one spin: what the gap usually is. */
PetscErrorCode GapEstimateFull(const SpinModel *model, PetscBool antigap, GapProve prove, int ranks, GapEstimate *e)
{
  const double typical = (model->xyz.rate[CHANNEL_LOSS] + model->xyz.rate[CHANNEL_PUMP]) / 2;
  GapEstimate  first   = {0};
  Partition    lambda  = partition_first(model->N);

  PetscFunctionBeginUser;
  PetscCall(add_irrep(&first, model, &lambda, spin_row_estimate(model), ranks));
  partition_next(&lambda);
  PetscCall(add_irrep(&first, model, &lambda, 14, ranks));
  const bool more = partition_next(&lambda);
  *e              = first;
  if (prove != GAP_PROVE_NONE && more) do {
      if (irrep_gap_bound(&model->xyz, &lambda) > typical) continue;
      PetscCall(add_irrep(e, model, &lambda, 25, ranks));
    } while (partition_next(&lambda));
  if (prove == GAP_PROVE_AUTO && e->unknowns - first.unknowns > GAP_PROVE_MAX) *e = first;
  finish_estimate(e, antigap, ranks, ranks);
  PetscFunctionReturn(PETSC_SUCCESS);
}
