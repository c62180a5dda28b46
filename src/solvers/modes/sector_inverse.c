/* The choice among the ways to invert a sector. */
#include "solvers/modes/sector_inverse.h"

static const struct {
  const char              *name;
  const SectorInverseSpec *spec;
} ways[] = {{"lu", &sector_lu}, {"adi", &sector_adi}, {"charge", &sector_charge}};
enum { WAYS = sizeof ways / sizeof *ways };

/* PETSc's PC is that of the inverse by lu, which must be exact: no mode of an inexact one would be certified. */
const MethodOption gap_inverse_option = {
  .name      = "gap_inverse",
  .pc_type   = "gap_pc_type",
  .words     = WORDS_OF(ways),
  .any_pc    = -1,
  .long_name = "inverse of a sector in shift_invert",
};

PetscErrorCode SectorShapeGet(const Sector *s, SectorShape *shape)
{
  PetscInt n;

  PetscFunctionBeginUser;
  PetscCall(MatGetSize(s->L, &n, NULL));
  *shape = (SectorShape){s->model, s->parity, s->symmetric, (double)n, 0, s->ordinary, s->charged};
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SectorInverseTrial(void)
{
  int way;

  PetscFunctionBeginUser;
  PetscCall(MethodOptionGet(&gap_inverse_option, &way));
  for (int k = 0; k < WAYS; k++)
    if (way == METHOD_AUTOMATIC || way == k) PetscCall(ways[k].spec->try_options());
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SectorInverseChoose(const SectorShape *shape, int ranks, const SectorInverseSpec **spec, const char **why)
{
  double least = 0;
  int    way;

  PetscFunctionBeginUser;
  *spec = NULL;
  *why  = NULL;
  PetscCall(MethodOptionGet(&gap_inverse_option, &way));
  for (int k = 0; k < WAYS; k++) {
    if (way != METHOD_AUTOMATIC && way != k) continue;
    const char *refusal = ways[k].spec->refuses(shape);
    if (refusal) {
      *why = refusal;
      continue;
    }
    const double seconds = ways[k].spec->wall_seconds(shape, ranks);
    if (!*spec || seconds < least) *spec = ways[k].spec, least = seconds;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SectorInverse(const Sector *sector, int modes, Mat *inverse, PetscReal *target, const SectorInverseSpec **spec)
{
  SectorShape shape;
  PetscMPIInt ranks;
  const char *why;

  PetscFunctionBeginUser;
  if (sector->kept && sector->kept->inverse) {
    *inverse = sector->kept->inverse, *target = sector->kept->target, *spec = sector->kept->spec;
    PetscCall(PetscObjectReference((PetscObject)*inverse));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCallMPI(MPI_Comm_size(PetscObjectComm((PetscObject)sector->L), &ranks));
  PetscCall(SectorShapeGet(sector, &shape));
  shape.modes = modes;
  PetscCall(SectorInverseChoose(&shape, ranks, spec, &why));
  PetscCheck(*spec, PetscObjectComm((PetscObject)sector->L), PETSC_ERR_SUP, "the sector cannot be inverted: %s", why);
  PetscCall((*spec)->create(sector, target, inverse));
  if (sector->kept && *inverse) {
    *sector->kept = (SectorInverseKept){*inverse, *target, *spec};
    PetscCall(PetscObjectReference((PetscObject)*inverse));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
