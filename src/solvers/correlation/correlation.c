/* Sector after sector into the sums; then what is not of any sector: means, norms, the certificate. */
#include "solvers/correlation/correlation.h"

#include "operators/liouvillian_mat.h"
#include "solvers/correlation/sector.h"
#include "solvers/evolution/exponential.h"
#include "solvers/linear/direct.h"
#include "solvers/method/cost.h"
#include "solvers/method/option_trial.h"

#include <math.h>

static const double rounding = 1e-12; /* of a product of means, in its imaginary part */
enum { BASIS_USUAL = 150 };           /* vectors of a basis, for estimates */

PetscReal CorrelationLimit(int N) { return N <= 30 ? 1e-9 : 1e-6; }

PetscBool CorrelationIsResult(int N, const Correlation *c)
{
  return c->complete && c->spectrum_residual <= CorrelationLimit(N) && c->time_error <= CORRELATION_TIME_LIMIT ? PETSC_TRUE : PETSC_FALSE;
}

static double largest_time(const CorrelationProblem *p)
{
  double largest = 0;

  for (int k = 0; k < p->times; k++) largest = fmax(largest, p->time[k]);
  return largest;
}

/* The sectors one after the other. */
SteadyEstimate CorrelationEstimate(const SpinModel *model, const CorrelationProblem *p, int ranks)
{
  DickeParity    sectors[DICKE_SECTORS];
  const int      count = correlation_sectors(model, p, sectors);
  const double   row   = spin_row_estimate(model);
  SteadyEstimate all   = {0};

  for (int s = 0; s < count; s++) {
    const double n = (double)spin_dimension(model, sectors[s]), factors = p->omegas ? cost_lu_bytes(n) : 0;
    double       seconds = 0;
    if (p->omegas)
      seconds += cost_lu_factor(n, model->symmetry.u1) + 2 * BASIS_USUAL * (factors / 8 + BASIS_USUAL * n) * cost(COST_KRYLOV_ENTRY);
    if (p->times) {
      const double products = (p->g2 ? 3 : 2) * (p->times * (double)EXPONENTIAL_KRYLOV + exponential_products(model, largest_time(p)));
      seconds += products * n * (cost(COST_PRODUCT_NONZERO) * row + EXPONENTIAL_KRYLOV * cost(COST_KRYLOV_ENTRY));
    }
    all.unknowns += n;
    all.nonzeros += n * row;
    all.bytes = fmax(all.bytes, 24 * n * row + factors + 8 * n * (p->omegas ? BASIS_USUAL : EXPONENTIAL_KRYLOV + 8));
    all.wall_seconds += cost_shared(seconds, ranks, cost(COST_SERIAL));
  }
  return all;
}

const char *CorrelationRefuses(const SpinModel *model, const CorrelationProblem *p, int ranks)
{
  DickeParity sectors[DICKE_SECTORS];
  const int   count = correlation_sectors(model, p, sectors);

  for (int s = 0; s < count; s++)
    if (LiouvillianMatOverflow(model, spin_dimension(model, sectors[s]), ranks)) return "the matrix overflows PETSc's 32-bit integers";
  return NULL;
}

static PetscErrorCode trial(void)
{
  PetscReal shift;

  PetscFunctionBeginUser;
  PetscCall(PetscOptionsGetReal(NULL, "correlation_", "-shift", &shift, NULL));
  PetscCall(DirectSolverTry("correlation_"));
  PetscCall(ExponentialTry("correlation_"));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode CorrelationTryOptions(char *objection, size_t size)
{
  PetscFunctionBeginUser;
  PetscCall(OptionTrialRun(trial, objection, size));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create(const CorrelationProblem *p, Correlation *c)
{
  PetscFunctionBeginUser;
  *c = (Correlation){.complete = PETSC_TRUE};
  PetscCall(PetscCalloc2(p->times, &c->re, p->times, &c->im));
  PetscCall(PetscCalloc2(p->omegas, &c->spectrum, p->omegas, &c->residual));
  if (p->g2) PetscCall(PetscCalloc1(p->times, &c->g2));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode CorrelationDestroy(Correlation *c)
{
  PetscFunctionBeginUser;
  PetscCall(PetscFree2(c->re, c->im));
  PetscCall(PetscFree2(c->spectrum, c->residual));
  PetscCall(PetscFree(c->g2));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode add_sector(const CorrelationWork *w, DickeParity parity, Correlation *c, PetscReal bound[2], PetscReal *square)
{
  CorrelationSector s;
  PetscBool         used;

  PetscFunctionBeginUser;
  PetscCall(CorrelationSectorCreate(w, parity, &s, &used));
  if (used && w->problem->omegas > 0) PetscCall(CorrelationSpectrum(&s, c, square));
  if (used && w->problem->times > 0) PetscCall(CorrelationTimes(&s, c, bound));
  PetscCall(CorrelationSectorDestroy(&s));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Residuals relative to B rho - <B> rho; what the spectrum has more where it is not connected. */
static void finish_spectrum(const CorrelationWork *w, PetscReal square, Correlation *c)
{
  const CorrelationProblem *p      = w->problem;
  const double complex      AB     = w->mean_A * w->mean_B;
  const double              cancel = rounding * cabs(AB); /* of an Im that nothing else has */

  for (int k = 0; k < p->omegas; k++) {
    c->residual[k] = square > 0 ? sqrt(c->residual[k] / square) : 0;
    if (!(c->residual[k] <= c->spectrum_residual)) c->spectrum_residual = c->residual[k]; /* NaN stays */
    if (p->connected || fabs(cimag(AB)) <= cancel) continue;
    c->spectrum[k] += p->omega[k] != 0 ? 2 * cimag(AB) / p->omega[k] : NAN;
  }
}

static void finish_times(const CorrelationWork *w, const PetscReal bound[2], Correlation *c)
{
  double largest = 1;

  for (int k = 0; c->g2 && k < w->problem->times; k++) {
    if (w->intensity == 0) c->g2[k] = NAN;
    largest = fmax(largest, fabs(c->g2[k]));
  }
  c->time_error = fmax(bound[0], bound[1] / largest);
}

PetscErrorCode CorrelationSolve(const SpinModel *model, const CorrelationProblem *p, const Monitor *monitor, const SteadyState *state,
                                Correlation *c)
{
  DickeParity     sectors[DICKE_SECTORS];
  const int       count    = correlation_sectors(model, p, sectors);
  PetscReal       bound[2] = {0, 0}, square = 0;
  CorrelationWork work;

  PetscFunctionBeginUser;
  PetscCall(create(p, c));
  PetscCall(CorrelationWorkCreate(model, p, state, &work));
  for (int s = 0; s < count; s++) {
    monitor_begin(monitor, "correlation");
    PetscCall(add_sector(&work, sectors[s], c, bound, &square));
  }
  c->mean_A = work.mean_A;
  c->mean_B = work.mean_B;
  finish_spectrum(&work, square, c);
  finish_times(&work, bound, c);
  PetscCall(CorrelationWorkDestroy(&work));
  PetscFunctionReturn(PETSC_SUCCESS);
}
