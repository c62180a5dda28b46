/* The choice among the ways to invert a sector. */
#include "solvers/modes/sector_inverse.h"

#include <string.h>

static const SectorInverseSpec *const ways[] = {&sector_lu, &sector_adi};
enum { WAYS = sizeof ways / sizeof *ways };

PetscErrorCode SectorShapeGet(const Sector *s, SectorShape *shape)
{
  PetscInt n;

  PetscFunctionBeginUser;
  PetscCall(MatGetSize(s->L, &n, NULL));
  *shape = (SectorShape){&s->model, s->parity, s->symmetric, (double)n, 0, s->ordinary};
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The row of -gap_pc_type, or NULL; *set: is the option there? */
static PetscErrorCode forced(const SectorInverseSpec **spec, PetscBool *set)
{
  char name[64] = "";

  PetscFunctionBeginUser;
  *spec = NULL;
  PetscCall(PetscOptionsGetString(NULL, "gap_", "-pc_type", name, sizeof name, set));
  for (int k = 0; k < WAYS && *set; k++)
    if (!strcmp(ways[k]->name, name)) *spec = ways[k];
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SectorInverseObjection(const char **objection)
{
  const SectorInverseSpec *spec;
  PetscBool                set;

  PetscFunctionBeginUser;
  PetscCall(forced(&spec, &set));
  *objection = set && !spec ? "-gap_pc_type: allowed: lu, adi" : NULL;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SectorInverseTrial(void)
{
  const SectorInverseSpec *spec;
  PetscBool                set;

  PetscFunctionBeginUser;
  PetscCall(forced(&spec, &set));
  for (int k = 0; k < WAYS; k++)
    if (!set || ways[k] == spec) PetscCall(ways[k]->try_options());
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SectorInverseChoose(const SectorShape *shape, int ranks, const SectorInverseSpec **spec, const char **why)
{
  PetscBool set;

  PetscFunctionBeginUser;
  *why = NULL;
  PetscCall(forced(spec, &set));
  if (set) {
    *why = *spec ? (*spec)->refuses(shape) : "no such way";
    if (*why) *spec = NULL;
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  for (int k = 0; k < WAYS; k++) {
    const char *refusal = ways[k]->refuses(shape);
    if (refusal) *why = refusal;
    else if (!*spec || ways[k]->wall_seconds(shape, ranks) < (*spec)->wall_seconds(shape, ranks)) *spec = ways[k];
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SectorInverse(const Sector *sector, int modes, Mat *inverse, PetscReal *target, const SectorInverseSpec **spec)
{
  SectorShape shape;
  PetscMPIInt ranks;
  const char *why;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_size(PetscObjectComm((PetscObject)sector->L), &ranks));
  PetscCall(SectorShapeGet(sector, &shape));
  shape.modes = modes;
  PetscCall(SectorInverseChoose(&shape, ranks, spec, &why));
  PetscCheck(*spec, PetscObjectComm((PetscObject)sector->L), PETSC_ERR_SUP, "the sector cannot be inverted: %s", why);
  PetscCall((*spec)->create(sector, target, inverse));
  PetscFunctionReturn(PETSC_SUCCESS);
}
