/* The gap of the full 4^N space. Three passes over the blocks, each dealt out to the ranks: (N) and (N-1,1) carefully; the others
   that the bound leaves, quickly; and those of them that come near the gap, carefully. The gap that prunes is that of the
   first pass, so that all ranks prune alike. */
#include "solvers/modes/gap_search.h"

#include <math.h>

static double wanted_unknowns(const GapSearch *s)
{
  double sum = 0;

  for (int k = 0; k < s->count; k++)
    if (s->wanted[k]) sum += (double)s->blocks[k].size;
  return sum;
}

/* The blocks beyond the first two irreps; *proven is false if they are left out. */
static PetscErrorCode prove_rest(GapSearch *s, GapProve prove, PetscBool prune, PetscBool *proven)
{
  const PetscReal floor = GapSearchFloor(s);

  PetscFunctionBeginUser;
  for (int k = 0; k < s->count; k++) s->wanted[k] = !block_is_first(&s->blocks[k]) && !(prune && -s->blocks[k].bound < floor);
  if (prove == GAP_PROVE_AUTO && wanted_unknowns(s) > GAP_PROVE_MAX) {
    *proven = PETSC_FALSE;
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCall(GapSearchPass(s, RIGHTMOST_QUICK));
  for (int k = 0; k < s->count; k++) {
    const Mode *mode = &s->mode[k];
    s->wanted[k]     = s->wanted[k] && (mode->proof == PROOF_NONE || (mode->proof == PROOF_KRYLOV && mode->re + mode->error > floor));
  }
  PetscCall(GapSearchPass(s, RIGHTMOST_CAREFUL));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GapFull(MPI_Comm comm, const SpinModel *model, PetscBool antigap, GapProve prove, PetscBool prune, Gap *gap)
{
  PetscBool proven = prove != GAP_PROVE_NONE || partition_count(model->N) <= 2 ? PETSC_TRUE : PETSC_FALSE;
  GapSearch search;

  PetscFunctionBeginUser;
  PetscCall(
    GapSearchCreate(comm, model, partition_first(model->N), prove == GAP_PROVE_NONE ? 2 : 0, GapPlainSector, GAP_SHARED_MIN, &search));
  for (int k = 0; k < search.count; k++) search.wanted[k] = block_is_first(&search.blocks[k]);
  PetscCall(GapSearchPass(&search, RIGHTMOST_CAREFUL));
  if (prove != GAP_PROVE_NONE) PetscCall(prove_rest(&search, prove, prune, &proven));
  PetscCall(GapSearchBest(&search, gap));
  gap->proven = proven && GapSearchProven(&search) ? PETSC_TRUE : PETSC_FALSE;
  if (antigap) PetscCall(GapAntigap(comm, model, ANTIGAP_DUAL, gap));
  PetscCall(GapSearchDestroy(&search));
  PetscFunctionReturn(PETSC_SUCCESS);
}
