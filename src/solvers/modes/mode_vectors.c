/* Vectors of a known mode from both sides, its residuals, its condition number, and the two-sided Rayleigh quotient. */
#include "solvers/modes/eigen_problem.h"

#include <math.h>

enum { ROUNDS = 3 };

/* The operator whose eigenpairs are looked for. */
typedef struct {
  Mat                      operator_; /* A' or an inverse */
  const SectorInverseSpec *inverse;   /* NULL: A' */
  PetscReal                target;
} Base;

static const double complex nowhere = INFINITY;

/* The pair of one side nearest to `wanted`, from a start vector. Right vectors start near their end; left ones from scratch, and ask
   for more modes if the first answer is another mode. */
static PetscErrorCode nearest_pair(const Sector *s, EigenProblem *p, double complex wanted, Vec start, Vec out[2], double complex *lambda)
{
  EPS      eps;
  PetscInt best;

  PetscFunctionBeginUser;
  for (int round = 0; round < ROUNDS && !(cabs(*lambda - wanted) < 1e-5 * s->scale); round++) {
    if (round > 0) p->nev += EIGEN_NEV, p->ncv = PetscMax(EIGEN_NCV, p->ncv); /* the first answer was another mode */
    PetscCall(EigenProblemSolve(p, start, &eps));
    PetscCall(EigenProblemPick(p, eps, &wanted, &best, lambda));
    if (best >= 0) {
      PetscCall(EPSGetEigenvector(eps, best, out[0], out[1]));
      if (cimag(*lambda) * cimag(wanted) < 0) PetscCall(VecScale(out[1], -1));
    }
    PetscCall(EPSDestroy(&eps));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode one_side(const Sector *s, const Mode *mode, PetscBool left, const Base *base, Vec out[2])
{
  const double complex wanted = mode->re + I * mode->im;
  EigenProblem         p      = {.operator_ = base->operator_,
                                 .inverse   = base->inverse ? PETSC_TRUE : PETSC_FALSE,
                                 .target    = base->target,
                                 .nev       = 1,
                                 .ncv       = base->inverse ? base->inverse->ncv : EIGEN_NCV_NARROW,
                                 .tolerance = base->inverse ? base->inverse->tolerance : 1e-11 * s->scale};
  Vec                  start;
  double complex       lambda = nowhere;

  PetscFunctionBeginUser;
  if (left) PetscCall(MatCreateTranspose(base->operator_, &p.operator_));
  PetscCall(VecDuplicate(out[0], &start));
  if (!left && mode->x[0]) PetscCall(VecCopy(mode->x[0], start));
  else PetscCall(RightmostStart(s, left, start));
  PetscCall(nearest_pair(s, &p, wanted, start, out, &lambda));
  if (!(cabs(lambda - wanted) < 1e-5 * s->scale)) {
    PetscCall(VecSet(out[0], NAN)); /* shows as a residual that is no number */
    PetscCall(VecSet(out[1], NAN));
  }
  PetscCall(VecDestroy(&start));
  if (left) PetscCall(MatDestroy(&p.operator_));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode bilinear(const Vec y[2], const Vec x[2], double complex *value)
{
  PetscScalar rr, ri, ir, ii;

  PetscFunctionBeginUser;
  PetscCall(VecDot(y[0], x[0], &rr));
  PetscCall(VecDot(y[0], x[1], &ri));
  PetscCall(VecDot(y[1], x[0], &ir));
  PetscCall(VecDot(y[1], x[1], &ii));
  *value = rr - ii + I * (ri + ir);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode length(const Vec x[2], PetscReal *norm)
{
  PetscReal re, im;

  PetscFunctionBeginUser;
  PetscCall(VecNorm(x[0], NORM_2, &re));
  PetscCall(VecNorm(x[1], NORM_2, &im));
  *norm = hypot(re, im);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* |w - lambda x| / |x|; w is overwritten. */
static PetscErrorCode residual(double complex lambda, const Vec x[2], const Vec w[2], PetscReal *relative)
{
  PetscReal size;

  PetscFunctionBeginUser;
  PetscCall(VecAXPY(w[0], -creal(lambda), x[0]));
  PetscCall(VecAXPY(w[0], cimag(lambda), x[1]));
  PetscCall(VecAXPY(w[1], -creal(lambda), x[1]));
  PetscCall(VecAXPY(w[1], -cimag(lambda), x[0]));
  PetscCall(length(x, &size));
  PetscCall(length(w, relative));
  *relative /= size;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* solvers/modes/rightmost.h, from residuals and condition. */
static PetscReal error_of(const Sector *s, const Mode *mode)
{
  const PetscReal r = PetscMax(mode->residual, mode->left_residual), kappa = mode->condition;
  const PetscReal own    = kappa * (PETSC_MACHINE_EPSILON * s->scale * s->model->N + r * PetscMin(1, kappa * r / mode->separation));
  const PetscReal others = mode->rival + kappa * mode->tolerance - mode->re;

  return isfinite(own) ? PetscMax(own, others) : INFINITY;
}

PetscErrorCode SectorMeasure(const Sector *s, const Vec x[2], const Vec y[2], const Vec w[2], Mode *mode)
{
  double complex overlap, quotient;
  PetscReal      size_x, size_y;

  PetscFunctionBeginUser;
  for (int k = 0; k < 2; k++) PetscCall(MatMult(s->A, x[k], w[k]));
  PetscCall(bilinear(y, x, &overlap));
  PetscCall(bilinear(y, w, &quotient));
  PetscCall(length(x, &size_x));
  PetscCall(length(y, &size_y));
  mode->condition = size_x * size_y / cabs(overlap);
  if (isfinite(mode->condition)) {
    quotient /= overlap;
    mode->re = creal(quotient);
    mode->im = mode->im == 0 ? 0 : copysign(cimag(quotient), mode->im);
  }
  const double complex lambda = mode->re + I * mode->im;
  PetscCall(residual(lambda, x, w, &mode->residual));
  for (int k = 0; k < 2; k++) PetscCall(MatMultTranspose(s->A, y[k], w[k]));
  PetscCall(residual(lambda, y, w, &mode->left_residual));
  mode->error = error_of(s, mode);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The right vector is there already where an inverse has found the mode. */
static PetscErrorCode right_side(const Sector *s, const Mode *mode, const Base *base, Vec x[2])
{
  PetscFunctionBeginUser;
  if (base->inverse && mode->x[0])
    for (int k = 0; k < 2; k++) PetscCall(VecCopy(mode->x[k], x[k]));
  else PetscCall(one_side(s, mode, PETSC_FALSE, base, x));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SectorFinish(const Sector *s, Mode *mode)
{
  Vec             x[2], y[2], w[2];
  Base            base = {.operator_ = s->A};
  RightmostMethod method;

  PetscFunctionBeginUser;
  if (mode->finished) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(RightmostMethodGet(&method));
  for (int k = 0; k < 2; k++) {
    PetscCall(MatCreateVecs(s->L, &x[k], &y[k]));
    PetscCall(VecDuplicate(x[k], &w[k]));
  }
  mode->finished = PETSC_TRUE;
  mode->error    = INFINITY; /* until it is measured */
  if (mode->proof == PROOF_NONE || method == METHOD_SHIFT_INVERT)
    PetscCall(SectorInverse(s, 0, &base.operator_, &base.target, &base.inverse));
  if (base.operator_) {
    PetscCall(right_side(s, mode, &base, x));
    PetscCall(one_side(s, mode, PETSC_TRUE, &base, y));
    PetscCall(SectorMeasure(s, x, y, w, mode));
  }
  if (base.inverse) PetscCall(MatDestroy(&base.operator_));
  for (int k = 0; k < 2; k++) {
    PetscCall(VecDestroy(&x[k]));
    PetscCall(VecDestroy(&y[k]));
    PetscCall(VecDestroy(&w[k]));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
