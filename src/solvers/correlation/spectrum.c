/* A sector's part of the spectrum: one factorisation of L - sigma, one Krylov basis for each Hermitian part of B rho - <B> rho.

   sigma      Modes much slower than it are few, much faster ones are as good as inverted: a part of the largest frequency, or of the
              model's rate where that is small. It keeps L - sigma regular beside the steady state, too. */
#include "solvers/correlation/sector.h"

#include "solvers/linear/direct.h"
#include "solvers/linear/shifted_krylov.h"

#include <math.h>

enum { BASIS_MOST = 1000, SEEN = 3 }; /* functionals: A_1, A_2, the trace */
static const PetscReal target          = 1e-12;
static const double    part_of_largest = 0.6, part_of_rate = 0.5; /* measured at N = 30, 60 */

typedef struct {
  const CorrelationSector *sector;
  Mat                      shifted;
  KSP                      ksp;
  PetscBool                singular;
} Inverse;

static PetscReal default_shift(const CorrelationWork *w)
{
  double largest = 0;

  for (int k = 0; k < w->problem->omegas; k++) largest = fmax(largest, fabs(w->problem->omega[k]));
  return fmax(part_of_largest * largest, part_of_rate * w->model->rate);
}

static PetscErrorCode create_inverse(const CorrelationSector *s, PetscReal sigma, Inverse *inverse)
{
  PetscFunctionBeginUser;
  *inverse = (Inverse){.sector = s};
  PetscCall(MatDuplicate(s->L, MAT_COPY_VALUES, &inverse->shifted));
  PetscCall(MatShift(inverse->shifted, -sigma));
  PetscCall(DirectSolverCreate(inverse->shifted, "correlation_", &inverse->ksp));
  PetscCall(DirectSolverSetUp(inverse->ksp, &inverse->singular));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy_inverse(Inverse *inverse)
{
  PetscFunctionBeginUser;
  PetscCall(KSPDestroy(&inverse->ksp));
  PetscCall(MatDestroy(&inverse->shifted));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* v <- v - Tr(v) rho where the sector has a trace. */
static PetscErrorCode remove_trace(const CorrelationSector *s, Vec v)
{
  PetscReal trace;

  PetscFunctionBeginUser;
  if (!s->trace) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(VecDot(s->trace, v, &trace));
  PetscCall(VecAXPY(v, -trace, s->rho));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode invert(void *context, Vec v, Vec w, PetscBool *failed)
{
  Inverse           *inverse = context;
  KSPConvergedReason reason;

  PetscFunctionBeginUser;
  *failed = inverse->singular;
  if (*failed) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(KSPSolve(inverse->ksp, v, w));
  PetscCall(KSPGetConvergedReason(inverse->ksp, &reason));
  *failed = reason == KSP_DIVERGED_PC_FAILED ? PETSC_TRUE : PETSC_FALSE;
  if (!*failed) PetscCall(remove_trace(inverse->sector, w));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Part k of B rho - <B> rho. */
static PetscErrorCode fill_connected(const CorrelationSector *s, int k, Vec b)
{
  const double complex mean = s->work->mean_B;

  PetscFunctionBeginUser;
  PetscCall(VecCopy(s->b[k], b));
  if (s->rho) PetscCall(VecAXPY(b, k == 0 ? -creal(mean) : -cimag(mean), s->rho));
  PetscCall(remove_trace(s, b));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Add 2 Re[i^k (A_1 + i A_2) x], x without the trace that rounding gives it. */
static void add_spectrum(const CorrelationSector *s, int k, PetscReal size, const double complex *value, const PetscReal *residual,
                         int seen, Correlation *c)
{
  const double complex unit = k == 0 ? 1 : I;

  for (int w = 0; w < s->work->problem->omegas; w++) {
    const double complex *x = value + w * seen;
    double complex        A = x[0] + I * x[1];
    if (seen == SEEN) A -= x[2] * s->work->mean_A;
    c->spectrum[w] += 2 * creal(unit * A);
    c->residual[w] += residual[w] * residual[w] * size * size;
  }
}

PetscErrorCode CorrelationSpectrum(const CorrelationSector *s, Correlation *c, PetscReal *square)
{
  const CorrelationProblem *p                = s->work->problem;
  const int                 seen             = s->trace ? SEEN : SEEN - 1;
  const Vec                 functional[SEEN] = {s->a[0], s->a[1], s->trace};
  Inverse                   inverse;
  double complex           *value;
  PetscReal                *residual, size, sigma = default_shift(s->work);
  Vec                       b;

  PetscFunctionBeginUser;
  PetscCall(PetscOptionsGetReal(NULL, "correlation_", "-shift", &sigma, NULL));
  PetscCall(create_inverse(s, sigma, &inverse));
  PetscCall(VecDuplicate(s->b[0], &b));
  PetscCall(PetscMalloc2((size_t)p->omegas * SEEN, &value, p->omegas, &residual));
  const PetscInt       most    = PetscMin(BASIS_MOST, (PetscInt)dicke_size(&s->basis));
  const ShiftedProblem shifted = {.L          = s->L,
                                  .sigma      = sigma,
                                  .context    = &inverse,
                                  .invert     = invert,
                                  .count      = p->omegas,
                                  .omega      = p->omega,
                                  .tol        = target,
                                  .most       = most,
                                  .seen       = seen,
                                  .functional = functional};
  for (int k = 0; k < 2; k++) {
    PetscCall(fill_connected(s, k, b));
    PetscCall(VecNorm(b, NORM_2, &size));
    *square += size * size;
    PetscCall(ShiftedKrylovSolve(&shifted, b, value, residual, &c->vectors));
    add_spectrum(s, k, size, value, residual, seen, c);
  }
  PetscCall(PetscFree2(value, residual));
  PetscCall(VecDestroy(&b));
  PetscCall(destroy_inverse(&inverse));
  PetscFunctionReturn(PETSC_SUCCESS);
}
