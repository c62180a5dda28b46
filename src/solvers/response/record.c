/* What is asked of a response, and what is kept of it: sizes of operators for one spin, so that those of different V can be compared. */
#include "operators/expectation.h"
#include "operators/product.h"
#include "solvers/response/methods.h"

#include <math.h>

static const double rounding   = 1e-14;
static const double negligible = 1e-6; /* chi in units of the time of the largest coupling or rate */

/* Largest term of an operator, with so many powers of N that Sx, say, counts as 1 (less = 1), or as N (less = 0). */
static double size_of(const Polynomial *P, int N, int less)
{
  double size = 0;

  for (int k = 0; k < P->count; k++)
    if (P->term[k].word.degree > 0) size = fmax(size, cabs(P->term[k].c) * pow(N, P->term[k].word.degree - less));
  return size > 0 ? size : 1;
}

static double perturbation_size(const ResponseProblem *problem, int v, int N) { return size_of(&problem->V[v], N, 1); }
static double observable_size(const ResponseProblem *problem, int o, int N) { return size_of(&problem->A[o], N, 0); }

void response_fields(int N, ResponseFields *f)
{
  for (int a = 0; a < 2; a++) {
    const PolynomialWord word = {.degree = 1, .letter = {(unsigned char)(a == 0 ? SITE_X : SITE_Y)}};
    f->term[a]                = (PolynomialTerm){word, 1, 1};
    f->term[2 + a]            = (PolynomialTerm){word, 1.0 / N, 1.0 / N};
    f->V[a]                   = (Polynomial){&site_pauli, 1, 1, &f->term[a]};
    f->A[a]                   = (Polynomial){&site_pauli, 1, 1, &f->term[2 + a]};
  }
  f->problem = (ResponseProblem){2, 2, f->V, f->A};
}

PetscErrorCode ResponseRightHandSide(const ResponsePart *part, Vec rho, int k, const DickeBasis *basis, Vec b)
{
  const int    v    = part->number[k];
  const double size = perturbation_size(part->problem, v, basis->N);
  PetscReal    norm, state;

  PetscFunctionBeginUser;
  PetscCall(ProductFillVec(PRODUCT_COMMUTATOR, &part->problem->V[v], &part->state->basis, rho, basis, b));
  if (size != 1) PetscCall(VecScale(b, 1 / size));
  PetscCall(VecNorm(b, NORM_2, &norm));
  PetscCall(VecNorm(rho, NORM_2, &state));
  if (norm <= rounding * basis->N * state)
    PetscCall(VecZeroEntries(b)); /* V and rho commute but for rounding, relative to which no residual is small */
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResponseRecord(const ResponsePart *part, const DickeBasis *basis, int k, Vec rho1, PetscReal residual, Response *response)
{
  const ResponseProblem *p    = part->problem;
  const int              v    = part->number[k];
  const double           size = perturbation_size(p, v, basis->N);

  PetscFunctionBeginUser;
  for (int o = 0; o < p->observables; o++) {
    PetscReal value;
    PetscCall(PolynomialExpectation(&p->A[o], basis, rho1, &value));
    response->chi[v * p->observables + o] += size * value;
  }
  if (!(residual <= response->residual)) response->residual = residual; /* NaN stays */
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void record(const ResponsePart *part, int o, double error, Response *response)
{
  const ResponseProblem *p = part->problem;

  for (int k = 0; k < part->count; k++) {
    const int    v  = part->number[k];
    const double of = perturbation_size(p, v, part->model->N) * error;
    double      *at = &response->error_of[v * p->observables + o];
    if (!(of <= *at)) *at = of;
  }
}

PetscErrorCode ResponseRecordError(const ResponsePart *part, const DickeBasis *basis, Vec z, PetscReal caution, Response *response)
{
  const ResponseProblem *p   = part->problem;
  PetscReal              all = 0, value;

  PetscFunctionBeginUser;
  for (int o = 0; o < p->observables; o++) {
    PetscCall(PolynomialExpectation(&p->A[o], basis, z, &value));
    record(part, o, caution * fabs(value), response);
    all = hypot(all, value / observable_size(p, o, basis->N));
  }
  if (!(caution * all <= response->error)) response->error = caution * all;
  PetscFunctionReturn(PETSC_SUCCESS);
}

void ResponseRecordUnknown(const ResponsePart *part, Response *response)
{
  for (int o = 0; o < part->problem->observables; o++) record(part, o, INFINITY, response);
  response->error = PETSC_INFINITY;
}

PetscBool ResponseIsResult(const SpinModel *model, const ResponseProblem *p, const Response *r)
{
  double largest = negligible / model->rate;

  if (!r->chi) return PETSC_FALSE;
  for (int v = 0; v < p->perturbations; v++)
    for (int o = 0; o < p->observables; o++) {
      const double chi = r->chi[v * p->observables + o] / perturbation_size(p, v, model->N);
      if (!isfinite(chi)) return PETSC_FALSE;
      largest = fmax(largest, fabs(chi) / observable_size(p, o, model->N));
    }
  return r->residual < RESPONSE_RESIDUAL_LIMIT && r->error <= RESPONSE_ERROR_LIMIT * largest ? PETSC_TRUE : PETSC_FALSE;
}
