/* Linear observables by their moments, the purity Tr rho^2 by its own walk: weight 1/d_j for populations, 2/d_j for both halves of
   a coherence. */
#include "solvers/steady/deviation.h"

#include "operators/functional.h"
#include "solvers/linear/random_weights.h"
#include "solvers/steady/methods.h"

#include <math.h>

/* Both sums in one: change of the purity, and sum of |z| over the populations. */
static PetscErrorCode walk(const DickeBasis *basis, Vec rho, Vec z, PetscReal sums[2])
{
  const PetscScalar *x, *dx;
  PetscInt           start, end;
  int                block  = -1;
  double             weight = 0;

  PetscFunctionBeginUser;
  sums[0] = sums[1] = 0;
  PetscCall(VecGetOwnershipRange(rho, &start, &end));
  PetscCall(VecGetArrayRead(rho, &x));
  PetscCall(VecGetArrayRead(z, &dx));
  DickeElement e = dicke_element(basis, start < end ? start : 0);
  for (PetscInt i = 0; i < end - start; i++, e = dicke_next(basis, e)) {
    if (e.block != block) weight = 2 * exp(-dicke_log_degeneracy(basis->N, block = e.block));
    sums[0] += (e.a == e.b ? 1 : 2) * weight * x[i] * dx[i];
    if (e.a == e.b) sums[1] += fabs(dx[i]);
  }
  PetscCall(VecRestoreArrayRead(z, &dx));
  PetscCall(VecRestoreArrayRead(rho, &x));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, sums, 2, MPIU_REAL, MPI_SUM, PetscObjectComm((PetscObject)rho)));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What a moment is divided by in the observables; one spin has no pairs. */
static double scale_of(int moment, double N)
{
  if (moment == MOMENT_SX || moment == MOMENT_SY || moment == MOMENT_SZ) return N;
  return moment == MOMENT_S2 ? N * (N + 2) : N * fmax(1, N - 1);
}

/* t: sum of |z| over the populations. The entropy per spin moves by at most t ln 2 + t ln(1/t)/N (Fannes, Commun. Math. Phys. 31, 291
   (1973)), for what is diagonal. */
static double entropy_change(double t, int N) { return t > 0 ? t * (1 + fmax(0, -log(t)) / N) : t; }

/* d(m^2/q) of the bimodality <S^2>^2/<S^4>. */
static double bimodality_change(double m, double q, double dm, double dq) { return (2 * m * dm - m * m / q * dq) / q; }

PetscErrorCode DeviationSize(const DickeBasis *basis, Vec rho, Vec z, PetscReal *size)
{
  PetscReal   m[MOMENT_COUNT], dm[MOMENT_COUNT], sums[2];
  PetscScalar trace;

  PetscFunctionBeginUser;
  PetscCall(MomentEvaluate(basis, MOMENT_TRACE, z, &trace));
  PetscCall(VecAXPY(z, -trace, rho));
  PetscCall(MomentsEvaluate(basis, rho, m));
  PetscCall(MomentsEvaluate(basis, z, dm));
  PetscCall(walk(basis, rho, z, sums));
  *size = fmax(fabs(sums[0]), entropy_change(sums[1], basis->N));
  for (int k = MOMENT_SX; k < MOMENT_COUNT; k++)
    if (k != MOMENT_SX4 && k != MOMENT_SY4) *size = fmax(*size, fabs(dm[k]) / scale_of(k, basis->N));
  *size = fmax(*size, fabs(bimodality_change(m[MOMENT_SX2], m[MOMENT_SX4], dm[MOMENT_SX2], dm[MOMENT_SX4])));
  *size = fmax(*size, fabs(bimodality_change(m[MOMENT_SY2], m[MOMENT_SY4], dm[MOMENT_SY2], dm[MOMENT_SY4])));
  if (PetscIsInfOrNanReal(sums[0]) || PetscIsInfOrNanReal(sums[1])) *size = PETSC_INFINITY; /* fmax forgets what is not a number */
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The one random vector behind the estimate may by chance point away from the slowest mode: two draws of a normal distribution
   differ by more than this factor in 6 % of all cases. */
static const PetscReal caution = 10;

PetscErrorCode SteadyRecordError(SteadyState *state, PetscReal scale, Vec z)
{
  SteadyCertificate *c = &state->certificate;

  PetscFunctionBeginUser;
  if (!state->deviation) PetscCall(VecDuplicate(state->rho, &state->deviation));
  PetscCall(VecCopy(state->rho, state->deviation));
  PetscCall(VecScale(state->deviation, PETSC_MACHINE_EPSILON));
  PetscCall(VecRandomWeights(state->deviation, 2));
  c->error = PETSC_INFINITY;
  if (!(scale < PETSC_INFINITY)) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(VecAXPY(state->deviation, scale, z));
  PetscCall(DeviationSize(&state->basis, state->rho, state->deviation, &c->error));
  c->error *= caution;
  PetscFunctionReturn(PETSC_SUCCESS);
}
