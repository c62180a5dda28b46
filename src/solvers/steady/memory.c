/* First guesses from neighbours, see the header.

   Algorithm  x = rho_1, r = L x. For every other state p = rho_i - rho_1 and q = L p, orthogonalised against the q before (modified
              Gram-Schmidt, p likewise): x <- x - c p, r <- r - c q with c = q.r / q.q. The states nearly agree, so q that
              lose all but rounding are left out. */
#include "solvers/steady/memory.h"

#include <math.h>

/* A direction of which less than this is left by the others is noise: the states' residuals are 1e-13. */
static const PetscReal independent = 1e-8;

static const PetscReal edge_tol = 1e-12;

static PetscBool same_basis(const DickeBasis *a, const DickeBasis *b)
{
  return a->blocks == b->blocks && a->size[0] == b->size[0] && dicke_size(a) == dicke_size(b) ? PETSC_TRUE : PETSC_FALSE;
}

static PetscErrorCode forget(SteadyMemoryState *state)
{
  PetscFunctionBeginUser;
  PetscCall(VecDestroy(&state->rho));
  dicke_basis_free(&state->basis);
  *state = (SteadyMemoryState){.rho = NULL};
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SteadyMemoryClear(SteadyMemory *memory)
{
  PetscFunctionBeginUser;
  while (memory->count > 0) PetscCall(forget(&memory->state[--memory->count]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SteadyMemoryKeep(SteadyMemory *memory, const DickeBasis *basis, Cut cut, Vec rho)
{
  SteadyMemoryState *first = memory->state;

  PetscFunctionBeginUser;
  if (memory->count == STEADY_MEMORY_STATES) PetscCall(forget(&first[--memory->count]));
  for (int i = memory->count++; i > 0; i--) first[i] = first[i - 1];
  *first = (SteadyMemoryState){.rho = NULL};
  PetscCall(TruncationFit(basis, rho, cut, edge_tol * PetscMin(1, 5.0 / basis->N), &first->fit));
  PetscCheck(dicke_basis_create_cut(basis->N, basis->parity, basis->scaling, cut.blocks, cut.top, &first->basis),
             PetscObjectComm((PetscObject)rho), PETSC_ERR_MEM, "no memory for the basis");
  PetscCall(VecDuplicate(rho, &first->rho));
  PetscCall(VecCopy(rho, first->rho));
  PetscFunctionReturn(PETSC_SUCCESS);
}

Cut SteadyMemoryCut(const SteadyMemory *memory)
{
  const Cut last = memory->state[0].fit, before = memory->state[memory->count > 1 ? 1 : 0].fit;

  return TruncationGrow(memory->state[0].basis.N, last, PetscMax(0, last.blocks - before.blocks), PetscMax(0, before.top - last.top));
}

/* y in `basis`: the state. The layout is balanced by cost, which jumps where couplings or fields vanish: equal bases need not have
   equal layouts. */
static PetscErrorCode take(const SteadyMemoryState *state, const DickeBasis *basis, Vec y)
{
  PetscInt from, to;
  int      same;

  PetscFunctionBeginUser;
  PetscCall(VecGetLocalSize(state->rho, &from));
  PetscCall(VecGetLocalSize(y, &to));
  same = same_basis(&state->basis, basis) && from == to;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &same, 1, MPI_INT, MPI_LAND, PetscObjectComm((PetscObject)y)));
  if (same) PetscCall(VecCopy(state->rho, y));
  else PetscCall(TruncationCopy(&state->basis, state->rho, basis, y));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* p, q against `count` others; the norm of q is made one. *keep: is there anything left of it? */
static PetscErrorCode orthogonalise(PetscInt count, Vec *p, Vec *q, PetscBool *keep)
{
  PetscReal   before, after;
  PetscScalar c;

  PetscFunctionBeginUser;
  PetscCall(VecNorm(q[count], NORM_2, &before));
  for (PetscInt i = 0; i < count; i++) {
    PetscCall(VecDot(q[count], q[i], &c));
    PetscCall(VecAXPY(q[count], -c, q[i]));
    PetscCall(VecAXPY(p[count], -c, p[i]));
  }
  PetscCall(VecNorm(q[count], NORM_2, &after));
  *keep = after > independent * before ? PETSC_TRUE : PETSC_FALSE;
  if (!*keep) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(VecScale(q[count], 1 / after));
  PetscCall(VecScale(p[count], 1 / after));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SteadyMemoryGuess(const SteadyMemory *memory, Adi *adi, const DickeBasis *basis, Vec rho)
{
  const PetscInt most  = memory->count - 1;
  PetscInt       count = 0;
  Vec           *p, *q, r;
  PetscScalar    c;
  PetscBool      keep = PETSC_FALSE;

  PetscFunctionBeginUser;
  PetscCall(take(&memory->state[0], basis, rho));
  if (most == 0) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(VecDuplicateVecs(rho, most, &p));
  PetscCall(VecDuplicateVecs(rho, most, &q));
  PetscCall(VecDuplicate(rho, &r));
  PetscCall(AdiMult(adi, rho, r));
  for (PetscInt i = 0; i < most; i++) {
    PetscCall(take(&memory->state[i + 1], basis, p[count]));
    PetscCall(VecAXPY(p[count], -1, rho));
    PetscCall(AdiMult(adi, p[count], q[count]));
    PetscCall(orthogonalise(count, p, q, &keep));
    if (keep) count++;
  }
  for (PetscInt i = 0; i < count; i++) {
    PetscCall(VecDot(q[i], r, &c));
    PetscCall(VecAXPY(rho, -c, p[i]));
    PetscCall(VecAXPY(r, -c, q[i]));
  }
  PetscCall(VecDestroy(&r));
  PetscCall(VecDestroyVecs(most, &q));
  PetscCall(VecDestroyVecs(most, &p));
  PetscFunctionReturn(PETSC_SUCCESS);
}
