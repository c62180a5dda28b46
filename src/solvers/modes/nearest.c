/* Shift-invert for the modes nearest to 0, once with the inverse and once with its transpose; each right vector is paired with the left
   one of the nearest eigenvalue. */
#include "solvers/modes/eigen_problem.h"

#include <math.h>

typedef struct {
  EigenProblem p[2]; /* right and left: an inverse and its transpose */
  EPS          eps[2];
  Vec          x[2], y[2], w[2];
} Pair;

static PetscErrorCode create(const Sector *s, PetscInt count, Pair *pair)
{
  const SectorInverseSpec *spec;
  EigenProblem             p = {.inverse = PETSC_TRUE, .nev = count, .ncv = PetscMax(EIGEN_NCV, 2 * count + 20), .prefix = "gap_"};
  Vec                      start;

  PetscFunctionBeginUser;
  PetscCall(SectorInverse(s, (int)count, &p.operator_, &p.target, &spec));
  if (!p.operator_) PetscFunctionReturn(PETSC_SUCCESS);
  p.tolerance = spec->tolerance;
  pair->p[0] = pair->p[1] = p;
  PetscCall(MatCreateTranspose(p.operator_, &pair->p[1].operator_));
  for (int k = 0; k < 2; k++) {
    PetscCall(MatCreateVecs(s->L, &pair->x[k], &pair->y[k]));
    PetscCall(VecDuplicate(pair->x[k], &pair->w[k]));
  }
  PetscCall(VecDuplicate(pair->x[0], &start));
  for (int side = 0; side < 2; side++) {
    PetscCall(RightmostStart(s, side ? PETSC_TRUE : PETSC_FALSE, start));
    PetscCall(EigenProblemSolve(&pair->p[side], start, &pair->eps[side]));
  }
  PetscCall(VecDestroy(&start));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy(Pair *pair)
{
  PetscFunctionBeginUser;
  for (int k = 0; k < 2; k++) {
    PetscCall(EPSDestroy(&pair->eps[k]));
    PetscCall(VecDestroy(&pair->x[k]));
    PetscCall(VecDestroy(&pair->y[k]));
    PetscCall(VecDestroy(&pair->w[k]));
  }
  PetscCall(MatDestroy(&pair->p[1].operator_));
  PetscCall(MatDestroy(&pair->p[0].operator_));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Distance of an eigenvalue to the nearest other one that was found. */
static PetscErrorCode separation(const Pair *pair, PetscInt k, PetscInt converged, double complex lambda, PetscReal *distance)
{
  double complex other = 0;

  PetscFunctionBeginUser;
  *distance = INFINITY;
  for (PetscInt i = 0; i < converged; i++) {
    PetscCall(EigenProblemValue(&pair->p[0], pair->eps[0], i, &other));
    if (i != k) *distance = PetscMin(*distance, cabs(other - lambda));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Right mode k of `converged`, with the left vector of its eigenvalue. */
static PetscErrorCode measure(const Sector *s, const Pair *pair, PetscInt k, PetscInt converged, Mode *mode)
{
  double complex lambda = 0, left = 0;
  PetscInt       best;

  PetscFunctionBeginUser;
  PetscCall(EigenProblemValue(&pair->p[0], pair->eps[0], k, &lambda));
  *mode = (Mode){.re            = creal(lambda),
                 .im            = cimag(lambda),
                 .error         = INFINITY,
                 .residual      = NAN,
                 .left_residual = NAN,
                 .condition     = NAN,
                 .scale         = s->scale,
                 .rival         = -INFINITY};
  PetscCall(separation(pair, k, converged, lambda, &mode->separation));
  PetscCall(EigenProblemPick(&pair->p[1], pair->eps[1], &lambda, &best, &left));
  if (best < 0) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(EPSGetEigenvector(pair->eps[0], k, pair->x[0], pair->x[1]));
  PetscCall(EPSGetEigenvector(pair->eps[1], best, pair->y[0], pair->y[1]));
  PetscCall(SectorMeasure(s, pair->x, pair->y, pair->w, mode));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SectorNearest(const Sector *s, PetscInt count, Mode mode[], PetscInt *found)
{
  PetscInt size, converged;
  Pair     pair = {0};

  PetscFunctionBeginUser;
  PetscCall(MatGetSize(s->L, &size, NULL));
  *found = 0;
  count  = PetscMin(count, size - s->zeros);
  if (count <= 0) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(create(s, count, &pair));
  if (!pair.eps[0]) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(EPSGetConverged(pair.eps[0], &converged));
  *found = PetscMin(converged, count);
  for (PetscInt k = 0; k < *found; k++) PetscCall(measure(s, &pair, k, converged, &mode[k]));
  PetscCall(destroy(&pair));
  PetscFunctionReturn(PETSC_SUCCESS);
}
