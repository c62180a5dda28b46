/* Weight by j and by m: for the trace and for the moments of Sx and Sy, which stand for it in the odd sector, what each block, each level
   (m counted from below) and all together have of them; and the trace of the levels with alternating signs. */
#include "solvers/adi/cut_deviation.h"

#include "physics/observables/moments.h"
#include "solvers/adi/object.h"
#include "solvers/linear/random_weights.h"

#include <math.h>

/* A Krylov method ends well below what is asked for. Small spaces: no reason to save, and few elements to tell slow from fast. */
static const double    small_space = 1000;
static const PetscReal ask_small = 1e-3, ask = 0.5, enough = 0.3;
static const PetscReal answered  = 0.3,
                       by_chance = 0.01; /* part of w that may be left in a sum; a sum of small size beside others says nothing */
enum { ROUNDS = 8, KINDS = 3 };
static const Moment kinds[KINDS] = {MOMENT_TRACE, MOMENT_SX, MOMENT_SY};

typedef struct {
  int     blocks, levels;
  double *all; /* of each kind [blocks] and [levels] */
  double  total[KINDS], parity;
} Sums;

static double *blocks_of(const Sums *s, int kind) { return s->all + kind * (s->blocks + s->levels); }
static double *levels_of(const Sums *s, int kind) { return blocks_of(s, kind) + s->blocks; }

static PetscErrorCode create_sums(const DickeBasis *basis, Sums *s)
{
  PetscFunctionBeginUser;
  *s = (Sums){.blocks = basis->blocks};
  for (int k = 0; k < basis->blocks; k++) s->levels = PetscMax(s->levels, basis->size[k] + k);
  PetscCall(PetscCalloc1(KINDS * (s->blocks + s->levels), &s->all));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* x_0 + sign x_1 + x_2 + sign x_3 + ... */
static double sum_of(int n, const double *x, double sign)
{
  double sum = 0;

  for (int i = 0; i < n; i++) sum += (i % 2 ? sign : 1) * x[i];
  return sum;
}

static PetscErrorCode fill_sums(const DickeBasis *basis, Vec v, Sums *s)
{
  const int          count = KINDS * (s->blocks + s->levels);
  const PetscScalar *x;
  PetscInt           start, end;

  PetscFunctionBeginUser;
  PetscCall(PetscArrayzero(s->all, count));
  PetscCall(VecGetOwnershipRange(v, &start, &end));
  PetscCall(VecGetArrayRead(v, &x));
  DickeElement e = dicke_element(basis, start < end ? start : 0);
  for (PetscInt i = 0; i < end - start; i++, e = dicke_next(basis, e)) {
    if (e.a - e.b > 1) continue;
    for (int kind = 0; kind < KINDS; kind++) {
      const double value = moment_weight(kinds[kind], basis, e) * x[i];
      blocks_of(s, kind)[e.block] += value;
      levels_of(s, kind)[e.block + e.a] += value;
    }
  }
  PetscCall(VecRestoreArrayRead(v, &x));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, s->all, count, MPI_DOUBLE, MPI_SUM, PetscObjectComm((PetscObject)v)));
  for (int kind = 0; kind < KINDS; kind++) s->total[kind] = sum_of(s->blocks, blocks_of(s, kind), 1);
  s->parity = sum_of(s->levels, levels_of(s, 0), -1);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static double norm_of(int n, const double *x)
{
  double sum = 0;

  for (int i = 0; i < n; i++) sum += x[i] * x[i];
  return sqrt(sum);
}

/* Is a sum answered that is one number? Where it is small by chance it says nothing. */
static bool is_small(double left, double of_w, double scale) { return fabs(left) <= answered * fmax(fabs(of_w), by_chance * scale); }

/* Is what is left of w in the sums a small part of it? */
static bool is_answered(const Sums *left, const Sums *w)
{
  for (int kind = 0; kind < KINDS; kind++) {
    const double blocks = norm_of(w->blocks, blocks_of(w, kind)), levels = norm_of(w->levels, levels_of(w, kind));
    if (norm_of(w->blocks, blocks_of(left, kind)) > answered * blocks || norm_of(w->levels, levels_of(left, kind)) > answered * levels)
      return false;
    if (kinds[kind] != MOMENT_TRACE && !is_small(left->total[kind], w->total[kind], blocks)) return false;
  }
  return is_small(left->parity, w->parity, norm_of(w->levels, levels_of(w, 0)));
}

/* The elements of a solution with a weight for each j and one for each m. */
static PetscErrorCode weigh(const DickeBasis *basis, uint64_t seed, Vec x)
{
  PetscScalar *array;
  PetscInt     start, end;

  PetscFunctionBeginUser;
  PetscCall(VecGetOwnershipRange(x, &start, &end));
  PetscCall(VecGetArray(x, &array));
  DickeElement e = dicke_element(basis, start < end ? start : 0);
  for (PetscInt i = 0; i < end - start; i++, e = dicke_next(basis, e))
    array[i] *= random_weight(seed, (uint64_t)e.block) + random_weight(seed + 1, (uint64_t)(e.block + e.a));
  PetscCall(VecRestoreArray(x, &array));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* v <- v - Tr(v) rho, in a sector that has a trace; state: rho, or NULL in the odd one. */
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
  Vec       v;

  PetscFunctionBeginUser;
  PetscCall(VecDuplicate(w, &v));
  PetscCall(VecCopy(x, v));
  PetscCall(VecAbs(v));
  PetscCall(VecAbs(r));
  PetscCall(VecAXPY(r, rounding, v));
  PetscCall(VecNorm(r, NORM_2, &norm));
  PetscCall(VecShift(r, norm / sqrt((double)dicke_size(stage->basis))));
  PetscCall(VecRandomWeights(r, seed));
  PetscCall(add_with_norm(stage->adi, state, norm, r, w));
  PetscCall(VecCopy(x, v));
  PetscCall(weigh(stage->basis, seed + 1, v));
  PetscCall(add_with_norm(stage->adi, state, norm, v, w));
  PetscCall(VecDestroy(&v));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* w += r, and random residuals like it. The outflow has no place in the cut: r is made larger for it. */
static PetscErrorCode add_residual(const CutProblem *p, const CutStage *stage, const CutReport *report, int k, Vec w)
{
  PetscReal inside, size;
  Vec       r, state = p->fill ? stage->state : stage->x[k];

  PetscFunctionBeginUser;
  PetscCall(VecDuplicate(w, &r));
  PetscCall(CutResidual(p, stage, k, r, &inside, &size));
  if (inside > 0 && report->outflow > 0) PetscCall(VecScale(r, report->residual[k] * size / inside));
  PetscCall(VecAXPY(w, 1, r));
  PetscCall(add_random(stage, 0.25 * adi_rounding_floor(&stage->adi->kind), (uint64_t)(8 * k + 8), stage->x[k], state, r, w));
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
  PetscCall(PetscFree(of_r.all));
  PetscCall(PetscFree(of_w.all));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode CutDeviation(const CutProblem *p, CutStage *stage, const CutReport *report, Vec extra, PetscInt most, Vec z,
                            PetscBool *known, PetscInt *iterations)
{
  Vec w;

  PetscFunctionBeginUser;
  PetscCall(AdiCreateVec(stage->adi, &w));
  PetscCall(VecZeroEntries(w));
  if (extra) PetscCall(VecAXPY(w, 1, extra));
  for (int k = 0; k < p->count; k++) PetscCall(add_residual(p, stage, report, k, w));
  PetscCall(remove_trace(stage->adi, p->fill ? stage->state : stage->x[0], w)); /* that of the residuals is rounding */
  AdiSetProgress(stage->adi, 0, NULL, NULL);
  PetscCall(solve(p, stage, w, most, z, known, iterations));
  PetscCall(VecDestroy(&w));
  PetscFunctionReturn(PETSC_SUCCESS);
}
