/* Every rank keeps the vectors of the modes that it found: they are the start of what comes after. */
#include "solvers/modes/gap_search.h"

#include <math.h>

PetscErrorCode GapSearchCreate(MPI_Comm comm, const SpinModel *model, Partition first, int irreps, SectorMaker make, int64_t shared_min,
                               GapSearch *s)
{
  PetscFunctionBeginUser;
  *s = (GapSearch){.comm = comm, .model = model, .make = make, .shared_min = shared_min};
  PetscCallMPI(MPI_Comm_rank(comm, &s->rank));
  PetscCallMPI(MPI_Comm_size(comm, &s->ranks));
  PetscCall(BlockListCreate(model, first, irreps, &s->blocks, &s->count));
  PetscCall(PetscCalloc3(s->count, &s->mode, s->count, &s->owner, s->count, &s->wanted));
  for (int k = 0; k < s->count; k++) s->mode[k].re = -INFINITY, s->owner[k] = -1;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GapSearchDestroy(GapSearch *s)
{
  PetscFunctionBeginUser;
  for (int k = 0; k < s->count; k++) PetscCall(ModeDestroy(&s->mode[k]));
  PetscCall(PetscFree(s->blocks));
  PetscCall(PetscFree3(s->mode, s->owner, s->wanted));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscBool together(const GapSearch *s, int k)
{
  return s->ranks > 1 && s->blocks[k].size >= s->shared_min ? PETSC_TRUE : PETSC_FALSE;
}

/* What a block's sector is made for. */
typedef PetscErrorCode (*Work)(const Sector *sector, RightmostEffort effort, Mode *mode);

static PetscErrorCode search(const Sector *sector, RightmostEffort effort, Mode *mode)
{
  PetscFunctionBeginUser;
  PetscCall(ModeDestroy(mode));
  PetscCall(SectorRightmost(sector, effort, mode));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode finish(const Sector *sector, RightmostEffort effort, Mode *mode)
{
  (void)effort;
  return SectorFinish(sector, mode);
}

/* On all ranks, or on the block's owner. */
static PetscErrorCode work_on(GapSearch *s, int k, Work work, RightmostEffort effort)
{
  const PetscBool shared = together(s, k);
  const Block    *b      = &s->blocks[k];
  Sector          sector;

  PetscFunctionBeginUser;
  if (!shared && s->owner[k] != s->rank) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(s->make(shared ? s->comm : PETSC_COMM_SELF, s->model, &b->lambda, b->parity, &sector));
  PetscCall(work(&sector, effort, &s->mode[k]));
  PetscCall(SectorDestroy(&sector));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The numbers of a mode from its owner to all; vectors stay where they are. */
static PetscErrorCode spread(GapSearch *s, int k)
{
  Vec x[2];

  PetscFunctionBeginUser;
  for (int i = 0; i < 2; i++) x[i] = s->mode[k].x[i];
  PetscCallMPI(MPI_Bcast(&s->mode[k], sizeof s->mode[k], MPI_BYTE, s->owner[k], s->comm));
  for (int i = 0; i < 2; i++) s->mode[k].x[i] = x[i];
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GapSearchPass(GapSearch *s, RightmostEffort effort)
{
  int turn = 0;

  PetscFunctionBeginUser;
  for (int k = 0; k < s->count; k++) {
    if (!s->wanted[k]) continue;
    PetscCall(ModeDestroy(&s->mode[k]));
    s->owner[k] = together(s, k) ? 0 : turn++ % s->ranks;
    PetscCall(work_on(s, k, search, effort));
  }
  for (int k = 0; k < s->count; k++)
    if (s->wanted[k]) PetscCall(spread(s, k));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscReal GapSearchFloor(const GapSearch *s)
{
  PetscReal floor = -INFINITY;

  for (int k = 0; k < s->count; k++)
    if (isfinite(s->mode[k].re)) floor = PetscMax(floor, s->mode[k].re - s->mode[k].error);
  return floor;
}

PetscBool GapSearchProven(const GapSearch *s)
{
  for (int k = 0; k < s->count; k++)
    if (s->owner[k] >= 0 && s->mode[k].proof == PROOF_NONE) return PETSC_FALSE;
  return PETSC_TRUE;
}

/* Measure the vectors of every mode that may be the rightmost. That may change which ones may. */
static PetscErrorCode finish_candidates(GapSearch *s)
{
  PetscBool more;

  PetscFunctionBeginUser;
  do {
    const PetscReal floor = GapSearchFloor(s);
    more                  = PETSC_FALSE;
    for (int k = 0; k < s->count; k++) {
      Mode *mode = &s->mode[k];
      if (mode->finished || !isfinite(mode->re) || mode->re + mode->error < floor) continue;
      PetscCall(work_on(s, k, finish, RIGHTMOST_CAREFUL));
      PetscCall(spread(s, k));
      more = PETSC_TRUE;
    }
  } while (more);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Does a mode decay as slowly as another one, as far as the errors tell? */
static bool ties(const Mode *a, const Mode *b) { return a->finished && fabs(a->re - b->re) <= a->error + b->error; }

PetscErrorCode GapSearchBest(GapSearch *s, Gap *gap)
{
  PetscReal most = -INFINITY;
  int       best = -1, name = 0;

  PetscFunctionBeginUser;
  *gap = (Gap){.mode             = {.re = -INFINITY, .residual = NAN, .left_residual = NAN, .condition = NAN, .error = NAN},
               .antigap          = NAN,
               .antigap_residual = NAN};
  PetscCall(finish_candidates(s));
  for (int k = 0; k < s->count; k++) {
    const Mode *mode = &s->mode[k];
    if (!isfinite(mode->re)) continue;
    most = PetscMax(most, mode->re + mode->error);
    if (mode->finished && (best < 0 || mode->re > s->mode[best].re)) best = k;
  }
  if (best < 0) PetscFunctionReturn(PETSC_SUCCESS);
  while (name < best && !ties(&s->mode[name], &s->mode[best])) name++;
  gap->mode       = s->mode[name];
  gap->mode.re    = s->mode[best].re;
  gap->mode.error = PetscMax(s->mode[best].error, most - gap->mode.re);
  gap->mode.x[0] = gap->mode.x[1] = NULL;
  gap->lambda = s->blocks[name].lambda, gap->parity = s->blocks[name].parity;
  PetscFunctionReturn(PETSC_SUCCESS);
}
