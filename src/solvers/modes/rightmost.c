/* Choice among the methods; solvers/modes/rightmost.h describes them. */
#include "solvers/modes/rightmost.h"

#include "solvers/modes/eigen_problem.h"
#include "solvers/modes/rightmost_dense.h"
#include "solvers/modes/sector_inverse.h"

#include <math.h>

/* A residual moves an eigenvalue by its condition number times as much: more than that, before it is known. */
static const PetscReal search_margin = 1000;

/* How a mode stands among the others that converged. Its own conjugate is no rival. */
static PetscErrorCode look_at_others(const EigenProblem *p, EPS eps, PetscInt best, double complex lambda, Mode *mode)
{
  PetscInt       converged;
  double complex other = 0;

  PetscFunctionBeginUser;
  PetscCall(EPSGetConverged(eps, &converged));
  for (PetscInt k = 0; k < converged; k++) {
    if (k == best) continue;
    PetscCall(EigenProblemValue(p, eps, k, &other));
    mode->separation = PetscMin(mode->separation, cabs(other - lambda));
    if (other != conj(lambda)) mode->rival = PetscMax(mode->rival, creal(other));
  }
  mode->tolerance = p->tolerance * (p->inverse ? cabs(lambda - p->target) : 1);
  mode->error     = search_margin * mode->tolerance;
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
    PetscCall(look_at_others(p, eps, best, lambda, mode));
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
  const bool direct = shape->ordinary || (shape->charged && shape->unknowns > RIGHTMOST_CHARGE_MAX) ||
                      (inverse == &sector_adi && shape->unknowns > RIGHTMOST_KRYLOV_MAX);
  *plan = (RightmostPlan){.inverse = method == METHOD_AUTO || method == METHOD_SHIFT_INVERT ? inverse : NULL};
  if (ranks == 1 && (method == METHOD_LAPACK || (method == METHOD_AUTO && shape->unknowns <= RIGHTMOST_DENSE_MAX)))
    plan->dense = PETSC_TRUE;
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

/* Quick: one mode to five digits. */
static PetscErrorCode by_inverse(const Sector *s, PetscBool careful, const char *prefix, Mode *mode)
{
  const PetscReal          quick = 1e-5;
  const SectorInverseSpec *spec;
  EigenProblem             p = {.inverse = PETSC_TRUE, .prefix = prefix};
  PetscBool                enough;

  PetscFunctionBeginUser;
  PetscCall(SectorInverse(s, 0, &p.operator_, &p.target, &spec));
  p.nev = careful ? spec->nev : 1, p.ncv = spec->ncv, p.tolerance = careful ? spec->tolerance : PetscMax(quick, spec->tolerance);
  if (p.operator_) PetscCall(krylov(s, &p, mode, &enough));
  if (p.nev == 1) mode->separation = PetscMin(mode->separation, PETSC_MACHINE_EPSILON * s->scale); /* nothing is known of others */
  PetscCall(MatDestroy(&p.operator_));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SectorRightmost(const Sector *s, RightmostEffort effort, Mode *mode)
{
  const PetscBool    careful = effort == RIGHTMOST_CAREFUL ? PETSC_TRUE : PETSC_FALSE;
  const EigenProblem p       = {.operator_ = s->A,
                                .nev       = careful ? EIGEN_NEV : 2,
                                .ncv       = careful ? EIGEN_NCV : EIGEN_NCV_NARROW,
                                .tolerance = (careful ? 1e-9 : 1e-5) * s->scale,
                                .prefix    = careful ? "gap_" : NULL};
  PetscBool          enough  = PETSC_FALSE;
  PetscMPIInt        ranks;
  SectorShape        shape;
  RightmostPlan      plan;

  PetscFunctionBeginUser;
  *mode = (Mode){.re            = -INFINITY,
                 .residual      = NAN,
                 .left_residual = NAN,
                 .condition     = NAN,
                 .error         = NAN,
                 .scale         = s->scale,
                 .rival         = -INFINITY,
                 .separation    = INFINITY};
  PetscCallMPI(MPI_Comm_size(PetscObjectComm((PetscObject)s->L), &ranks));
  PetscCall(SectorShapeGet(s, &shape));
  PetscCall(RightmostPlanMake(&shape, ranks, &plan));
  if (plan.dense) PetscCall(SectorRightmostDense(s, mode));
  if (plan.krylov) PetscCall(krylov(s, &p, mode, &enough));
  if (plan.inverse && !plan.dense && !enough) PetscCall(by_inverse(s, careful, p.prefix, mode));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ModeDestroy(Mode *mode)
{
  PetscFunctionBeginUser;
  for (int k = 0; k < 2; k++) PetscCall(VecDestroy(&mode->x[k]));
  PetscFunctionReturn(PETSC_SUCCESS);
}
