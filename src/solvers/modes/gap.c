/* The gap of the symmetric sector, the antigap of any irrep, and what both spaces share. */
#include "solvers/modes/gap.h"

#include "solvers/method/cost.h"
#include "solvers/modes/gap_blocks.h"

#include <math.h>

PetscErrorCode GapSectorCreate(MPI_Comm comm, const XyzModel *model, const Partition *lambda, DickeParity parity, PetscBool mirrored, Sector *sector)
{
  PetscFunctionBeginUser;
  if (lambda->row[0] == model->N) PetscCall(SectorCreateDicke(comm, model, parity, mirrored, sector));
  else PetscCall(SectorCreateIrrep(comm, model, lambda, parity, mirrored, sector));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A sector of one irrep, plain or a mirror. */
typedef PetscErrorCode (*SectorMaker)(MPI_Comm comm, const XyzModel *model, const Partition *lambda, DickeParity parity, Sector *sector);

static PetscErrorCode plain(MPI_Comm comm, const XyzModel *model, const Partition *lambda, DickeParity parity, Sector *sector)
{
  return GapSectorCreate(comm, model, lambda, parity, PETSC_FALSE, sector);
}

static PetscErrorCode dual_mirror(MPI_Comm comm, const XyzModel *model, const Partition *lambda, DickeParity parity, Sector *sector)
{
  return GapSectorCreate(comm, model, lambda, parity, PETSC_TRUE, sector);
}

static PetscErrorCode ordinary_mirror(MPI_Comm comm, const XyzModel *model, const Partition *lambda, DickeParity parity, Sector *sector)
{
  (void)lambda;
  return SectorCreateOrdinaryMirror(comm, model, parity, sector);
}

static const SectorMaker antigap_sector[] = {[ANTIGAP_DUAL] = dual_mirror, [ANTIGAP_ORDINARY] = ordinary_mirror};

/* The slowest mode of one irrep: both parities, the winner with its vectors. Sectors small enough for LAPACK are solved by every
   rank for itself. */
static PetscErrorCode slowest(MPI_Comm comm, const XyzModel *model, const Partition *lambda, SectorMaker make, Mode *mode, DickeParity *parity,
                              PetscBool *proven, PetscReal *scale)
{
  DickeParity candidates[2];
  const int   parities = gap_parities(model, candidates);
  MPI_Comm    on[2];
  Mode        modes[2];
  Sector      sector;
  int         best = -1;

  PetscFunctionBeginUser;
  *proven = PETSC_TRUE;
  for (int k = 0; k < parities; k++) {
    const int64_t size = gt_dimension(lambda, candidates[k]);
    modes[k]           = (Mode){.re = -INFINITY};
    on[k]              = size <= RIGHTMOST_DENSE_MAX ? PETSC_COMM_SELF : comm;
    if (size == 0) continue;
    PetscCall(make(on[k], model, lambda, candidates[k], &sector));
    PetscCall(SectorRightmost(&sector, RIGHTMOST_CAREFUL, &modes[k]));
    PetscCall(SectorDestroy(&sector));
    if (modes[k].proof == PROOF_NONE) *proven = PETSC_FALSE;
    if (best < 0 || modes[k].re > modes[best].re) best = k;
  }
  *mode   = modes[best];
  *parity = candidates[best];
  PetscCall(make(on[best], model, lambda, *parity, &sector));
  *scale = sector.scale;
  if (isfinite(mode->re)) PetscCall(SectorFinish(&sector, mode));
  PetscCall(SectorDestroy(&sector));
  for (int k = 0; k < parities; k++) PetscCall(ModeDestroy(&modes[k]));
  mode->x[0] = mode->x[1] = NULL;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GapAntigap(MPI_Comm comm, const XyzModel *model, GapAntigapKind kind, Gap *gap)
{
  Mode        mode;
  DickeParity parity;
  PetscBool   proven;
  PetscReal   scale;

  PetscFunctionBeginUser;
  PetscCall(slowest(comm, model, &gap->lambda, antigap_sector[kind], &mode, &parity, &proven, &scale));
  gap->antigap          = isfinite(mode.re) ? -mode.re : NAN;
  gap->antigap_residual = PetscMax(mode.residual, mode.left_residual);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GapSymmetric(MPI_Comm comm, const XyzModel *model, GapAntigapKind antigap, Gap *gap)
{
  PetscFunctionBeginUser;
  *gap = (Gap){.lambda = partition_first(model->N), .antigap = NAN, .antigap_residual = NAN};
  PetscCall(slowest(comm, model, &gap->lambda, plain, &gap->mode, &gap->parity, &gap->proven, &gap->scale));
  if (antigap != ANTIGAP_NONE) PetscCall(GapAntigap(comm, model, antigap, gap));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Measured for blocks of 140 ... 240000 unknowns with about 9 nonzeros a row: LAPACK as n^3, Krylov methods as n^1.1, above 76000 as
   n^1.6. The factor of three holds both efforts and the vectors. */
static double block_seconds(const RightmostPlan *plan, const SectorShape *shape, int ranks)
{
  const double size = shape->unknowns;

  if (plan->dense) return cost(COST_DENSE_START) + cost(COST_DENSE_EIGEN) * size * size * size;
  if (plan->krylov) return cost_shared(cost(COST_RIGHTMOST_UNKNOWN) * size * pow(size / 76000, size < 76000 ? 0.1 : 0.6), ranks, cost(COST_SERIAL));
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
  e->wall_seconds += block_seconds(&plan, &shape, together) / (dealt && together < ranks ? ranks : 1);
  if (shape.unknowns > e->largest) e->largest = shape.unknowns, e->row = row, e->plan = plan, e->shape = shape;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Memory and vectors of the largest block, and its antigap. */
static void finish_estimate(GapEstimate *e, PetscBool antigap, int ranks, int copies)
{
  e->wall_seconds += 1.5 * block_seconds(&e->plan, &e->shape, ranks) * (antigap ? 3 : 1);
  const double dense = e->plan.dense ? fmax(e->largest, RIGHTMOST_DENSE_MAX) : RIGHTMOST_DENSE_MAX;
  e->bytes = copies * (e->largest * (12 * e->row + 8.0 * 100) + 8 * dense * dense);
  if (e->plan.inverse && !e->plan.dense) e->bytes += copies * e->plan.inverse->bytes(&e->shape, copies > 1 ? 1 : ranks);
}

PetscErrorCode GapEstimateSymmetric(const XyzModel *model, GapAntigapKind antigap, int ranks, GapEstimate *e)
{
  const PetscBool ordinary = antigap == ANTIGAP_ORDINARY ? PETSC_TRUE : PETSC_FALSE;
  DickeParity     parity[2];
  const int       parities = gap_parities(model, parity);

  PetscFunctionBeginUser;
  *e = (GapEstimate){0};
  for (int k = 0; k < parities; k++) {
    const SectorShape shape = {model, parity[k], PETSC_TRUE, (double)dicke_dimension(model->N, parity[k]), 0, ordinary};
    PetscCall(add_block(e, shape, liouvillian_row_estimate(model), ranks, PETSC_FALSE));
  }
  finish_estimate(e, antigap == ANTIGAP_NONE ? PETSC_FALSE : PETSC_TRUE, ranks, 1);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Two blocks of about half an irrep. */
static PetscErrorCode add_irrep(GapEstimate *e, const XyzModel *model, const Partition *lambda, double row, int ranks)
{
  const PetscBool symmetric = lambda->row[1] == 0 ? PETSC_TRUE : PETSC_FALSE;
  SectorShape     shape     = {model, DICKE_ODD, symmetric, 0.5 * (double)irrep_dimension(lambda), 0, PETSC_FALSE};

  PetscFunctionBeginUser;
  if (!xyz_conserves_parity(model)) shape.parity = DICKE_BOTH;
  for (int k = 0; k < 2; k++) PetscCall(add_block(e, shape, row, ranks, PETSC_TRUE));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Irreps are taken as needed if their bound is below half the slowest decay of one spin: what the gap usually is. */
PetscErrorCode GapEstimateFull(const XyzModel *model, PetscBool antigap, GapProve prove, int ranks, GapEstimate *e)
{
  const double typical = (model->rate[CHANNEL_LOSS] + model->rate[CHANNEL_PUMP]) / 2;
  GapEstimate  first   = {0};
  Partition    lambda  = partition_first(model->N);

  PetscFunctionBeginUser;
  PetscCall(add_irrep(&first, model, &lambda, liouvillian_row_estimate(model), ranks));
  partition_next(&lambda);
  PetscCall(add_irrep(&first, model, &lambda, 14, ranks));
  const bool more = partition_next(&lambda);
  *e = first;
  if (prove != GAP_PROVE_NONE && more) do {
      if (irrep_gap_bound(model, &lambda) > typical) continue;
      PetscCall(add_irrep(e, model, &lambda, 25, ranks));
    } while (partition_next(&lambda));
  if (prove == GAP_PROVE_AUTO && e->unknowns - first.unknowns > GAP_PROVE_MAX) *e = first;
  finish_estimate(e, antigap, ranks, ranks);
  PetscFunctionReturn(PETSC_SUCCESS);
}
