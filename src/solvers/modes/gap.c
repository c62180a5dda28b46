/* The gap of the symmetric sector, the antigap of any irrep, and what both spaces share. */
#include "solvers/modes/gap_search.h"

#include <math.h>

PetscErrorCode GapSectorCreate(MPI_Comm comm, const SpinModel *model, const Partition *lambda, DickeParity parity, PetscBool mirrored,
                               Sector *sector)
{
  PetscFunctionBeginUser;
  if (lambda->row[0] == model->N) PetscCall(SectorCreateDicke(comm, model, parity, mirrored, sector));
  else PetscCall(SectorCreateIrrep(comm, model, lambda, parity, mirrored, sector));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GapPlainSector(MPI_Comm comm, const SpinModel *model, const Partition *lambda, DickeParity parity, Sector *sector)
{
  return GapSectorCreate(comm, model, lambda, parity, PETSC_FALSE, sector);
}

static PetscErrorCode dual_mirror(MPI_Comm comm, const SpinModel *model, const Partition *lambda, DickeParity parity, Sector *sector)
{
  return GapSectorCreate(comm, model, lambda, parity, PETSC_TRUE, sector);
}

static PetscErrorCode ordinary_mirror(MPI_Comm comm, const SpinModel *model, const Partition *lambda, DickeParity parity, Sector *sector)
{
  (void)lambda;
  return SectorCreateOrdinaryMirror(comm, model, parity, sector);
}

static const SectorMaker antigap_sector[] = {[ANTIGAP_DUAL] = dual_mirror, [ANTIGAP_ORDINARY] = ordinary_mirror};

/* The slowest mode of one irrep: both parities, shared by the ranks as soon as LAPACK does not take them. */
static PetscErrorCode slowest(MPI_Comm comm, const SpinModel *model, Partition lambda, SectorMaker make, Gap *gap)
{
  GapSearch search;

  PetscFunctionBeginUser;
  PetscCall(GapSearchCreate(comm, model, lambda, 1, make, RIGHTMOST_DENSE_MAX + 1, &search));
  for (int k = 0; k < search.count; k++) search.wanted[k] = PETSC_TRUE;
  PetscCall(GapSearchPass(&search, RIGHTMOST_CAREFUL));
  PetscCall(GapSearchBest(&search, gap));
  gap->proven = GapSearchProven(&search);
  PetscCall(GapSearchDestroy(&search));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GapAntigap(MPI_Comm comm, const SpinModel *model, GapAntigapKind kind, Gap *gap)
{
  Gap mirror;

  PetscFunctionBeginUser;
  PetscCall(slowest(comm, model, gap->lambda, antigap_sector[kind], &mirror));
  gap->antigap          = isfinite(mirror.mode.re) ? -mirror.mode.re : NAN;
  gap->antigap_residual = PetscMax(mirror.mode.residual, mirror.mode.left_residual);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GapSymmetric(MPI_Comm comm, const SpinModel *model, GapAntigapKind antigap, Gap *gap)
{
  PetscFunctionBeginUser;
  PetscCall(slowest(comm, model, partition_first(model->N), GapPlainSector, gap));
  if (antigap != ANTIGAP_NONE) PetscCall(GapAntigap(comm, model, antigap, gap));
  PetscFunctionReturn(PETSC_SUCCESS);
}
