/* The gap of the full 4^N space. Three passes over the blocks, each dealt out to the ranks: (N) and (N-1,1) carefully; the others
   that the bound leaves, quickly; and those of them that come near the gap, carefully. The gap that prunes is that of the
   first pass, so that all ranks prune alike. */
#include "solvers/modes/gap.h"

#include "solvers/modes/gap_blocks.h"

#include <math.h>

typedef struct {
  MPI_Comm        comm;
  const XyzModel *model;
  int             count;
  Block          *blocks;
  PetscReal      *re, *im, *proof; /* [count] results; re = -inf and proof = -1 where there is none */
  PetscReal       scale;
} Search;

static PetscErrorCode create(MPI_Comm comm, const XyzModel *model, int irreps, Search *s)
{
  PetscFunctionBeginUser;
  *s = (Search){.comm = comm, .model = model};
  PetscCall(BlockListCreate(model, irreps, &s->blocks, &s->count));
  PetscCall(PetscMalloc3(s->count, &s->re, s->count, &s->im, s->count, &s->proof));
  for (int k = 0; k < s->count; k++) s->re[k] = s->im[k] = -INFINITY, s->proof[k] = -1;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy(Search *s)
{
  PetscFunctionBeginUser;
  PetscCall(PetscFree(s->blocks));
  PetscCall(PetscFree3(s->re, s->im, s->proof));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode solve_block(Search *s, int k, MPI_Comm on, RightmostEffort effort)
{
  const Block *b = &s->blocks[k];
  Sector       sector;
  Mode         mode;

  PetscFunctionBeginUser;
  PetscCall(GapSectorCreate(on, s->model, &b->lambda, b->parity, PETSC_FALSE, &sector));
  PetscCall(SectorRightmost(&sector, effort, &mode));
  s->re[k] = mode.re, s->im[k] = mode.im, s->proof[k] = mode.proof;
  s->scale = PetscMax(s->scale, sector.scale);
  PetscCall(ModeDestroy(&mode));
  PetscCall(SectorDestroy(&sector));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Solve the wanted blocks: large ones together, small ones dealt out in turn. Then everyone knows everything. */
static PetscErrorCode pass(Search *s, const bool wanted[], RightmostEffort effort)
{
  PetscMPIInt rank, ranks;
  int         turn = 0;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(s->comm, &rank));
  PetscCallMPI(MPI_Comm_size(s->comm, &ranks));
  for (int k = 0; k < s->count; k++)
    if (wanted[k]) s->re[k] = s->im[k] = -INFINITY, s->proof[k] = -1;
  for (int k = 0; k < s->count; k++) {
    if (!wanted[k]) continue;
    if (ranks > 1 && s->blocks[k].size >= GAP_SHARED_MIN) PetscCall(solve_block(s, k, s->comm, effort));
    else if (turn++ % ranks == rank) PetscCall(solve_block(s, k, PETSC_COMM_SELF, effort));
  }
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, s->re, s->count, MPIU_REAL, MPI_MAX, s->comm));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, s->im, s->count, MPIU_REAL, MPI_MAX, s->comm));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, s->proof, s->count, MPIU_REAL, MPI_MAX, s->comm));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &s->scale, 1, MPIU_REAL, MPI_MAX, s->comm));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The first block, in their order, that ties with the rightmost: (N) before (N-1,1) where they are degenerate. */
static int carrier(const Search *s)
{
  int best = 0;

  for (int k = 1; k < s->count; k++)
    if (s->re[k] > s->re[best] + 1e-7 * s->scale) best = k;
  return best;
}

static double marked_unknowns(const Search *s, const bool wanted[])
{
  double sum = 0;

  for (int k = 0; k < s->count; k++)
    if (wanted[k]) sum += (double)s->blocks[k].size;
  return sum;
}

/* The blocks beyond the first two irreps; *proven is false if they are left out or one of them does not converge. */
static PetscErrorCode prove_rest(Search *s, GapProve prove, PetscBool prune, bool wanted[], PetscBool *proven)
{
  const PetscReal gap = -s->re[carrier(s)];

  PetscFunctionBeginUser;
  for (int k = 0; k < s->count; k++) wanted[k] = !block_is_first(&s->blocks[k]) && !(prune && s->blocks[k].bound > gap);
  if (prove == GAP_PROVE_AUTO && marked_unknowns(s, wanted) > GAP_PROVE_MAX) {
    *proven = PETSC_FALSE;
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCall(pass(s, wanted, RIGHTMOST_QUICK));
  for (int k = 0; k < s->count; k++) wanted[k] = wanted[k] && (s->proof[k] == PROOF_NONE || (s->proof[k] == PROOF_KRYLOV && s->re[k] > -gap - 1e-2 * s->scale));
  PetscCall(pass(s, wanted, RIGHTMOST_CAREFUL));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Vectors of the carrier: on the first rank if the block is small, and from there to all. */
static PetscErrorCode finish(const Search *s, int k, Gap *gap)
{
  const Block *b = &s->blocks[k];
  Sector       sector;
  PetscMPIInt  rank, ranks;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(s->comm, &rank));
  PetscCallMPI(MPI_Comm_size(s->comm, &ranks));
  gap->mode   = (Mode){.re = s->re[k], .im = s->im[k], .residual = NAN, .left_residual = NAN, .condition = NAN, .proof = (ModeProof)s->proof[k]};
  gap->lambda = b->lambda, gap->parity = b->parity, gap->scale = s->scale;
  const PetscBool shared = ranks > 1 && b->size >= GAP_SHARED_MIN ? PETSC_TRUE : PETSC_FALSE;
  if ((shared || rank == 0) && isfinite(gap->mode.re)) {
    PetscCall(GapSectorCreate(shared ? s->comm : PETSC_COMM_SELF, s->model, &b->lambda, b->parity, PETSC_FALSE, &sector));
    PetscCall(SectorFinish(&sector, &gap->mode));
    gap->scale = sector.scale;
    PetscCall(SectorDestroy(&sector));
  }
  PetscCallMPI(MPI_Bcast(&gap->mode, sizeof gap->mode, MPI_BYTE, 0, s->comm));
  PetscCallMPI(MPI_Bcast(&gap->scale, 1, MPIU_REAL, 0, s->comm));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GapFull(MPI_Comm comm, const XyzModel *model, PetscBool antigap, GapProve prove, PetscBool prune, Gap *gap)
{
  Search s;
  bool  *wanted;

  PetscFunctionBeginUser;
  PetscCall(create(comm, model, prove == GAP_PROVE_NONE ? 2 : 0, &s));
  PetscCall(PetscMalloc1(s.count, &wanted));
  for (int k = 0; k < s.count; k++) wanted[k] = block_is_first(&s.blocks[k]);
  PetscCall(pass(&s, wanted, RIGHTMOST_CAREFUL));
  *gap = (Gap){.antigap = NAN, .antigap_residual = NAN, .proven = prove != GAP_PROVE_NONE || partition_count(model->N) <= 2};
  if (prove != GAP_PROVE_NONE) PetscCall(prove_rest(&s, prove, prune, wanted, &gap->proven));
  for (int k = 0; k < s.count; k++)
    if (s.proof[k] == PROOF_NONE) gap->proven = PETSC_FALSE;
  PetscCall(finish(&s, carrier(&s), gap));
  if (antigap) PetscCall(GapAntigap(comm, model, ANTIGAP_DUAL, gap));
  PetscCall(PetscFree(wanted));
  PetscCall(destroy(&s));
  PetscFunctionReturn(PETSC_SUCCESS);
}
