/* The gap of the symmetric sector, the antigap of any irrep, and what both spaces share. */
#include "solvers/gap.h"

#include "solvers/gap_blocks.h"

#include <math.h>

PetscErrorCode GapSectorCreate(MPI_Comm comm, const XyzModel *model, const Partition *lambda, DickeParity parity, PetscBool mirrored, Sector *sector)
{
  PetscFunctionBeginUser;
  if (lambda->row[0] == model->N) PetscCall(SectorCreateDicke(comm, model, parity, mirrored, sector));
  else PetscCall(SectorCreateIrrep(comm, model, lambda, parity, mirrored, sector));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The slowest mode of one irrep: both parities, the winner with its vectors. Sectors small enough for LAPACK are solved by every
   rank for itself. */
static PetscErrorCode slowest(MPI_Comm comm, const XyzModel *model, const Partition *lambda, PetscBool mirrored, Mode *mode, DickeParity *parity,
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
    PetscCall(GapSectorCreate(on[k], model, lambda, candidates[k], mirrored, &sector));
    PetscCall(SectorRightmost(&sector, RIGHTMOST_CAREFUL, &modes[k]));
    PetscCall(SectorDestroy(&sector));
    if (modes[k].proof == PROOF_NONE) *proven = PETSC_FALSE;
    if (best < 0 || modes[k].re > modes[best].re) best = k;
  }
  *mode   = modes[best];
  *parity = candidates[best];
  PetscCall(GapSectorCreate(on[best], model, lambda, *parity, mirrored, &sector));
  *scale = sector.scale;
  if (isfinite(mode->re)) PetscCall(SectorFinish(&sector, mode));
  PetscCall(SectorDestroy(&sector));
  for (int k = 0; k < parities; k++) PetscCall(ModeDestroy(&modes[k]));
  mode->x[0] = mode->x[1] = NULL;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GapAntigap(MPI_Comm comm, const XyzModel *model, Gap *gap)
{
  Mode        mode;
  DickeParity parity;
  PetscBool   proven;
  PetscReal   scale;

  PetscFunctionBeginUser;
  PetscCall(slowest(comm, model, &gap->lambda, PETSC_TRUE, &mode, &parity, &proven, &scale));
  gap->antigap          = -mode.re;
  gap->antigap_residual = PetscMax(mode.residual, mode.left_residual);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GapSymmetric(MPI_Comm comm, const XyzModel *model, PetscBool antigap, Gap *gap)
{
  PetscFunctionBeginUser;
  *gap = (Gap){.lambda = partition_first(model->N), .antigap = NAN, .antigap_residual = NAN};
  PetscCall(slowest(comm, model, &gap->lambda, PETSC_FALSE, &gap->mode, &gap->parity, &gap->proven, &gap->scale));
  if (antigap) PetscCall(GapAntigap(comm, model, gap));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Measured for blocks of 140 ... 80000 unknowns with about 9 nonzeros a row: LAPACK as n^3, Krylov methods as n^1.1. The factor of
   three holds both efforts and the vectors. */
static double block_seconds(double size)
{
  return size <= RIGHTMOST_DENSE_MAX ? 1e-4 + 3e-9 * size * size * size : 1e-4 * size * pow(size / 76000, 0.1);
}

static void add_block(GapEstimate *e, double size, double row)
{
  e->unknowns += size;
  e->seconds += block_seconds(size);
  if (size > e->largest) e->largest = size, e->row = row;
}

static void finish_estimate(GapEstimate *e, PetscBool antigap, int copies)
{
  e->seconds += 1.5 * block_seconds(e->largest) * (antigap ? 3 : 1);
  e->bytes = copies * (e->largest * (12 * e->row + 8.0 * 100) + 8.0 * RIGHTMOST_DENSE_MAX * RIGHTMOST_DENSE_MAX);
}

GapEstimate GapEstimateSymmetric(const XyzModel *model, PetscBool antigap)
{
  DickeParity parity[2];
  const int   parities = gap_parities(model, parity);
  GapEstimate e        = {0};

  for (int k = 0; k < parities; k++) add_block(&e, (double)dicke_dimension(model->N, parity[k]), liouvillian_row_estimate(model));
  finish_estimate(&e, antigap, 1);
  return e;
}

/* Irreps are taken as needed if their bound is below half the slowest decay of one spin: what the gap usually is. */
GapEstimate GapEstimateFull(const XyzModel *model, PetscBool antigap, GapProve prove, int ranks)
{
  const double typical = (model->rate[CHANNEL_LOSS] + model->rate[CHANNEL_PUMP]) / 2;
  GapEstimate  first   = {0}, all;
  Partition    lambda  = partition_first(model->N);
  int          k       = 0;

  for (; k < 2; k++, partition_next(&lambda)) {
    const double row = lambda.row[1] ? 14 : liouvillian_row_estimate(model);
    add_block(&first, 0.5 * (double)irrep_dimension(&lambda), row);
    add_block(&first, 0.5 * (double)irrep_dimension(&lambda), row);
  }
  all = first;
  if (prove != GAP_PROVE_NONE && model->N > 2) do {
      if (irrep_gap_bound(model, &lambda) > typical) continue;
      add_block(&all, 0.5 * (double)irrep_dimension(&lambda), 25);
      add_block(&all, 0.5 * (double)irrep_dimension(&lambda), 25);
    } while (partition_next(&lambda));
  if (prove == GAP_PROVE_AUTO && all.unknowns - first.unknowns > GAP_PROVE_MAX) all = first;
  finish_estimate(&all, antigap, ranks);
  return all;
}
