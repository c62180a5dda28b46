/* Choice among the methods; solvers/modes/rightmost.h describes them. */
#include "solvers/modes/rightmost.h"

#include "physics/numerics/lapack.h"
#include "solvers/modes/eigen_problem.h"
#include "solvers/modes/sector_inverse.h"

#include <math.h>

PetscErrorCode SectorAllEigenvalues(const Sector *s, PetscReal re[], PetscReal im[])
{
  PetscInt           n, count;
  const PetscInt    *columns;
  const PetscScalar *values, *t, *u;
  PetscScalar       *A;

  PetscFunctionBeginUser;
  PetscCall(MatGetSize(s->L, &n, NULL));
  PetscCall(PetscCalloc1((size_t)n * (size_t)n, &A));
  for (PetscInt i = 0; i < n; i++) {
    PetscCall(MatGetRow(s->L, i, &count, &columns, &values));
    for (PetscInt k = 0; k < count; k++) {
      if (s->mirrored) A[columns[k] + (size_t)n * i] = -values[k];
      else A[i + (size_t)n * columns[k]] = values[k];
    }
    PetscCall(MatRestoreRow(s->L, i, &count, &columns, &values));
    A[i + (size_t)n * i] -= s->two_eta;
  }
  for (int z = 0; z < s->zeros; z++) {
    PetscCall(VecGetArrayRead(s->t[z], &t));
    PetscCall(VecGetArrayRead(s->u[z], &u));
    for (PetscInt j = 0; j < n; j++)
      for (PetscInt i = 0; i < n && t[j] != 0; i++) A[i + (size_t)n * j] -= s->shift * u[i] * t[j];
    PetscCall(VecRestoreArrayRead(s->u[z], &u));
    PetscCall(VecRestoreArrayRead(s->t[z], &t));
  }
  const int info = lapack_general_eigenvalues(n, A, re, im);
  PetscCall(PetscFree(A));
  PetscCheck(info != LAPACK_NO_MEMORY, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the eigenvalues of a block");
  for (PetscInt k = 0; info && k < n; k++) re[k] = im[k] = NAN; /* the point fails, the farm goes on */
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode dense(const Sector *s, Mode *mode)
{
  PetscInt   n;
  PetscReal *re, *im;

  PetscFunctionBeginUser;
  PetscCall(MatGetSize(s->L, &n, NULL));
  PetscCall(PetscMalloc2(n, &re, n, &im));
  PetscCall(SectorAllEigenvalues(s, re, im));
  for (PetscInt k = 0; k < n; k++)
    if (re[k] > mode->re) mode->re = re[k], mode->im = fabs(im[k]), mode->proof = PROOF_LAPACK;
  PetscCall(PetscFree2(re, im));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The rightmost of what a Krylov method finds, with its vector. *enough: did all nev converge? */
static PetscErrorCode krylov(const Sector *s, const EigenProblem *p, Mode *mode, PetscBool *enough)
{
  EPS            eps;
  Vec            start;
  PetscInt       best, converged, nev;
  double complex lambda = 0;

  PetscFunctionBeginUser;
  PetscCall(MatCreateVecs(s->L, &start, NULL));
  PetscCall(RightmostStart(s, PETSC_FALSE, start));
  PetscCall(EigenProblemSolve(p, start, &eps));
  PetscCall(EPSGetConverged(eps, &converged));
  PetscCall(EPSGetDimensions(eps, &nev, NULL, NULL));
  *enough = converged >= nev ? PETSC_TRUE : PETSC_FALSE;
  PetscCall(EigenProblemPick(p, eps, NULL, &best, &lambda));
  if (creal(lambda) > 1e-6 * s->scale) *enough = PETSC_FALSE; /* no Liouvillian has such a mode */
  if (best >= 0 && (*enough || p->inverse)) {
    PetscCall(VecDuplicate(start, &mode->x[0]));
    PetscCall(VecDuplicate(start, &mode->x[1]));
    PetscCall(EPSGetEigenvector(eps, best, mode->x[0], mode->x[1]));
    if (cimag(lambda) < 0) PetscCall(VecScale(mode->x[1], -1));
    mode->re = creal(lambda), mode->im = fabs(cimag(lambda));
    mode->proof = p->inverse ? PROOF_NONE : PROOF_KRYLOV;
  }
  PetscCall(VecDestroy(&start));
  PetscCall(EPSDestroy(&eps));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode RightmostPlanMake(const SectorShape *shape, int ranks, RightmostPlan *plan)
{
  const SectorInverseSpec *inverse;
  const char              *why;
  RightmostMethod          method;

  PetscFunctionBeginUser;
  PetscCall(RightmostMethodGet(&method));
  PetscCall(SectorInverseChoose(shape, ranks, &inverse, &why));
  /* where Krylov on products is too slow, or sees nothing but rounding */
  const bool direct = shape->ordinary || (inverse == &sector_adi && shape->unknowns > RIGHTMOST_KRYLOV_MAX);
  *plan = (RightmostPlan){.inverse = method == METHOD_AUTO || method == METHOD_SHIFT_INVERT ? inverse : NULL};
  if (ranks == 1 && (method == METHOD_LAPACK || (method == METHOD_AUTO && shape->unknowns <= RIGHTMOST_DENSE_MAX))) plan->dense = PETSC_TRUE;
  else plan->krylov = method == METHOD_SHIFT_INVERT || (method == METHOD_AUTO && direct) ? PETSC_FALSE : PETSC_TRUE;
  if (!plan->dense && !plan->krylov && !plan->inverse) plan->why = why;
  PetscFunctionReturn(PETSC_SUCCESS);
}

const char *rightmost_plan_words(const RightmostPlan *plan)
{
  if (plan->dense) return "lapack";
  if (!plan->inverse) return "krylov";
  return plan->krylov ? plan->inverse->fallback : plan->inverse->method;
}

static PetscErrorCode by_inverse(const Sector *s, const char *prefix, Mode *mode)
{
  const SectorInverseSpec *spec;
  EigenProblem             p = {.inverse = PETSC_TRUE, .prefix = prefix};
  PetscBool                enough;

  PetscFunctionBeginUser;
  PetscCall(SectorInverse(s, 0, &p.operator_, &p.target, &spec));
  p.nev = spec->nev, p.ncv = spec->ncv, p.tolerance = spec->tolerance;
  PetscCall(krylov(s, &p, mode, &enough));
  PetscCall(MatDestroy(&p.operator_));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SectorRightmost(const Sector *s, RightmostEffort effort, Mode *mode)
{
  const PetscBool    careful = effort == RIGHTMOST_CAREFUL ? PETSC_TRUE : PETSC_FALSE;
  const EigenProblem p = {.operator_ = s->A, .nev = careful ? EIGEN_NEV : 2, .ncv = careful ? EIGEN_NCV : EIGEN_NCV_NARROW,
                          .tolerance = (careful ? 1e-9 : 1e-5) * s->scale, .prefix = careful ? "gap_" : NULL};
  PetscBool          enough = PETSC_FALSE;
  PetscMPIInt        ranks;
  SectorShape        shape;
  RightmostPlan      plan;

  PetscFunctionBeginUser;
  *mode = (Mode){.re = -INFINITY, .residual = NAN, .left_residual = NAN, .condition = NAN};
  PetscCallMPI(MPI_Comm_size(PetscObjectComm((PetscObject)s->L), &ranks));
  PetscCall(SectorShapeGet(s, &shape));
  PetscCall(RightmostPlanMake(&shape, ranks, &plan));
  if (plan.dense) PetscCall(dense(s, mode));
  if (plan.krylov) PetscCall(krylov(s, &p, mode, &enough));
  if (plan.inverse && !plan.dense && !enough) PetscCall(by_inverse(s, p.prefix, mode));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SectorNearest(const Sector *s, PetscInt count, PetscReal re[], PetscReal im[], PetscInt *found)
{
  EigenProblem             p = {.inverse = PETSC_TRUE, .nev = count, .ncv = PetscMax(EIGEN_NCV, 2 * count + 20), .prefix = "gap_"};
  const SectorInverseSpec *spec;
  EPS                      eps;
  Vec                      start;
  double complex           lambda = 0;

  PetscFunctionBeginUser;
  PetscCall(SectorInverse(s, (int)count, &p.operator_, &p.target, &spec));
  p.tolerance = spec->tolerance;
  PetscCall(MatCreateVecs(s->L, &start, NULL));
  PetscCall(RightmostStart(s, PETSC_FALSE, start));
  PetscCall(EigenProblemSolve(&p, start, &eps));
  PetscCall(EPSGetConverged(eps, found));
  *found = PetscMin(*found, count);
  for (PetscInt k = 0; k < *found; k++) {
    PetscCall(EigenProblemValue(&p, eps, k, &lambda));
    re[k] = creal(lambda), im[k] = cimag(lambda);
  }
  PetscCall(VecDestroy(&start));
  PetscCall(EPSDestroy(&eps));
  PetscCall(MatDestroy(&p.operator_));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ModeDestroy(Mode *mode)
{
  PetscFunctionBeginUser;
  for (int k = 0; k < 2; k++) PetscCall(VecDestroy(&mode->x[k]));
  PetscFunctionReturn(PETSC_SUCCESS);
}
