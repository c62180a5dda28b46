/* Populations by j and by m: sums over the populations of a block, of a level (m counted from below), and the latter with alternating signs. */
#include "solvers/adi/cut_deviation.h"

#include "solvers/linear/random_weights.h"

#include <math.h>
#include <stdlib.h>

/* The Krylov method ends well below what is asked for. Small spaces: no reason to save, and few elements to tell slow from fast. */
static const double    small_space = 5000;
static const PetscReal ask_small = 1e-3, ask = 0.3, enough = 0.1;
static const PetscReal answered = 0.3, by_chance = 0.01; /* part of w that may be left in a sum; a parity that small says nothing */
enum { ROUNDS = 8 };

typedef struct {
  int     blocks, levels;
  double *block, *level; /* one allocation */
  double  parity;
} Sums;

static PetscErrorCode create_sums(const DickeBasis *basis, Sums *s)
{
  PetscFunctionBeginUser;
  *s = (Sums){.blocks = basis->blocks};
  for (int k = 0; k < basis->blocks; k++) s->levels = PetscMax(s->levels, basis->size[k] + k);
  PetscCall(PetscCalloc1(s->blocks + s->levels, &s->block));
  s->level = s->block + s->blocks;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode fill_sums(const DickeBasis *basis, Vec v, Sums *s)
{
  const PetscScalar *x;
  PetscInt           start, end;

  PetscFunctionBeginUser;
  PetscCall(PetscArrayzero(s->block, s->blocks + s->levels));
  PetscCall(VecGetOwnershipRange(v, &start, &end));
  PetscCall(VecGetArrayRead(v, &x));
  DickeElement e = dicke_element(basis, start < end ? start : 0);
  for (PetscInt i = 0; i < end - start; i++, e = dicke_next(basis, e)) {
    if (e.a != e.b) continue;
    s->block[e.block] += x[i];
    s->level[e.block + e.a] += x[i];
  }
  PetscCall(VecRestoreArrayRead(v, &x));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, s->block, s->blocks + s->levels, MPI_DOUBLE, MPI_SUM, PetscObjectComm((PetscObject)v)));
  s->parity = 0;
  for (int u = 0; u < s->levels; u++) s->parity += (u % 2 ? -1 : 1) * s->level[u];
  PetscFunctionReturn(PETSC_SUCCESS);
}

static double norm_of(int n, const double *x)
{
  double sum = 0;

  for (int i = 0; i < n; i++) sum += x[i] * x[i];
  return sqrt(sum);
}

/* Is what is left of w in the sums a small part of it? */
static bool is_answered(const Sums *left, const Sums *w)
{
  const double blocks = norm_of(w->blocks, w->block), levels = norm_of(w->levels, w->level);

  return norm_of(w->blocks, left->block) <= answered * blocks && norm_of(w->levels, left->level) <= answered * levels &&
         fabs(left->parity) <= answered * fmax(fabs(w->parity), by_chance * levels);
}

/* v: populations with a weight for each j, each m and each parity of m; x: the elements of a solution with weights for each j and m. */
static PetscErrorCode fill_structured(const DickeBasis *basis, uint64_t seed, Vec x, Vec v)
{
  PetscScalar *xa, *va;
  PetscInt     start, end;

  PetscFunctionBeginUser;
  PetscCall(VecGetOwnershipRange(v, &start, &end));
  PetscCall(VecGetArray(x, &xa));
  PetscCall(VecGetArrayWrite(v, &va));
  DickeElement e = dicke_element(basis, start < end ? start : 0);
  for (PetscInt i = 0; i < end - start; i++, e = dicke_next(basis, e)) {
    const uint64_t level = (uint64_t)(e.block + e.a);
    const double   sum = random_weight(seed, (uint64_t)e.block) + random_weight(seed + 1, level);
    va[i] = e.a == e.b ? sum + random_weight(seed + 2, level % 2) : 0;
    xa[i] *= sum;
  }
  PetscCall(VecRestoreArrayWrite(v, &va));
  PetscCall(VecRestoreArray(x, &xa));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* v <- v - Tr(v) rho, in the sector that has a trace; state: rho, or NULL in the odd one. */
static PetscErrorCode remove_trace(Adi *adi, Vec state, Vec v)
{
  PetscScalar trace;

  PetscFunctionBeginUser;
  if (!state) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(AdiTrace(adi, v, &trace));
  PetscCall(VecAXPY(v, -trace, state));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* w += norm v/|v|, v without its trace. */
static PetscErrorCode add_with_norm(Adi *adi, Vec state, PetscReal norm, Vec v, Vec w)
{
  PetscReal size;

  PetscFunctionBeginUser;
  PetscCall(remove_trace(adi, state, v));
  PetscCall(VecNorm(v, NORM_2, &size));
  if (size > 0) PetscCall(VecAXPY(w, norm / size, v));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* w += random residuals of the size of r (which is overwritten). */
static PetscErrorCode add_random(const CutStage *stage, PetscReal rounding, uint64_t seed, Vec x, Vec state, Vec r, Vec w)
{
  PetscReal norm;
  Vec       v, y;

  PetscFunctionBeginUser;
  PetscCall(VecDuplicate(w, &v));
  PetscCall(VecDuplicate(w, &y));
  PetscCall(VecNorm(r, NORM_2, &norm));
  PetscCall(VecCopy(x, v));
  PetscCall(VecAbs(v));
  PetscCall(VecAbs(r));
  PetscCall(VecAXPY(r, rounding, v));
  PetscCall(VecNorm(r, NORM_2, &norm));
  PetscCall(VecShift(r, norm / sqrt((double)dicke_size(stage->basis))));
  PetscCall(VecRandomWeights(r, seed));
  PetscCall(add_with_norm(stage->adi, state, norm, r, w));
  PetscCall(VecCopy(x, y));
  PetscCall(fill_structured(stage->basis, seed + 1, y, v));
  PetscCall(add_with_norm(stage->adi, state, norm, y, w));
  PetscCall(add_with_norm(stage->adi, state, norm, v, w));
  PetscCall(VecDestroy(&y));
  PetscCall(VecDestroy(&v));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* w += r, and random residuals like it. The outflow has no place in the cut: r is made larger for it. */
static PetscErrorCode add_residual(const CutProblem *p, const CutStage *stage, const CutReport *report, int k, Vec w)
{
  PetscReal inside, size;
  Vec       r, state = p->fill ? NULL : stage->x[k];

  PetscFunctionBeginUser;
  PetscCall(VecDuplicate(w, &r));
  PetscCall(CutResidual(p, stage, k, r, &inside, &size));
  if (inside > 0 && report->outflow > 0) PetscCall(VecScale(r, report->residual[k] * size / inside));
  PetscCall(VecAXPY(w, 1, r));
  PetscCall(add_random(stage, 0.25 * AdiRoundingFloor(p->model), (uint64_t)(8 * k + 8), stage->x[k], state, r, w));
  PetscCall(VecDestroy(&r));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* L z = w: a residual below `enough` of w, and all sums answered. */
static PetscErrorCode solve(const CutProblem *p, CutStage *stage, Vec w, PetscInt most, Vec z, PetscBool *known, PetscInt *iterations)
{
  PetscReal rtol = (double)dicke_size(stage->basis) < small_space ? ask_small : ask;
  PetscInt  left = most;
  AdiReport solved;
  Sums      of_w, of_r;
  Vec       r;

  PetscFunctionBeginUser;
  PetscCall(create_sums(stage->basis, &of_w));
  PetscCall(create_sums(stage->basis, &of_r));
  PetscCall(fill_sums(stage->basis, w, &of_w));
  PetscCall(VecDuplicate(w, &r));
  PetscCall(VecZeroEntries(z));
  *known = PETSC_FALSE;
  for (int round = 0; round < ROUNDS && left > 0 && !*known; round++, rtol *= 0.1) {
    AdiSetLimit(stage->adi, left);
    PetscCall(AdiSolve(stage->adi, p->prefix, w, z, rtol, &solved));
    left -= solved.iterations;
    PetscCall(AdiMult(stage->adi, z, r));
    PetscCall(VecAYPX(r, -1, w));
    PetscCall(fill_sums(stage->basis, r, &of_r));
    *known = solved.residual <= enough && is_answered(&of_r, &of_w) ? PETSC_TRUE : PETSC_FALSE;
    if (solved.reason == ADI_STAGNATED) break;
  }
  AdiSetLimit(stage->adi, 0);
  *iterations += most - left;
  PetscCall(VecDestroy(&r));
  PetscCall(PetscFree(of_r.block));
  PetscCall(PetscFree(of_w.block));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode CutDeviation(const CutProblem *p, CutStage *stage, const CutReport *report, Vec extra, PetscInt most, Vec z, PetscBool *known,
                            PetscInt *iterations)
{
  Vec w;

  PetscFunctionBeginUser;
  PetscCall(AdiCreateVec(stage->adi, &w));
  PetscCall(VecZeroEntries(w));
  if (extra) PetscCall(VecAXPY(w, 1, extra));
  for (int k = 0; k < p->count; k++) PetscCall(add_residual(p, stage, report, k, w));
  PetscCall(remove_trace(stage->adi, p->fill ? NULL : stage->x[0], w)); /* that of the residuals is rounding */
  AdiSetProgress(stage->adi, 0, NULL, NULL);
  PetscCall(solve(p, stage, w, most, z, known, iterations));
  PetscCall(VecDestroy(&w));
  PetscFunctionReturn(PETSC_SUCCESS);
}
