/* Polynomials once, then the vectors of each sector. */
#include "solvers/correlation/sector.h"

#include "operators/expectation.h"
#include "operators/functional.h"
#include "operators/liouvillian_mat.h"
#include "operators/product.h"
#include "solvers/adi/cut.h"

#include <math.h>

static const double rounding = 1e-12; /* of an operator's size: what is smaller is zero */

/* (P + P^+)/2 and (P - P^+)/(2i). */
static PolynomialError hermitian_parts(const Polynomial *P, Polynomial part[2])
{
  static const double complex own[] = {0.5, -0.5 * I}, adjoints[] = {0.5, 0.5 * I};
  Polynomial                  adjoint;
  PolynomialError             error = polynomial_adjoint(P, &adjoint);

  for (int k = 0; k < 2; k++) {
    part[k] = polynomial_zero(P->basis);
    if (error == POLYNOMIAL_OK) error = polynomial_add(&part[k], own[k], P);
    if (error == POLYNOMIAL_OK) error = polynomial_add(&part[k], adjoints[k], &adjoint);
  }
  polynomial_free(&adjoint);
  return error;
}

/* P^+ P, or P P^+. */
static PolynomialError square(const Polynomial *P, bool adjoint_first, Polynomial *out)
{
  Polynomial      adjoint;
  PolynomialError error = polynomial_adjoint(P, &adjoint);

  *out = polynomial_zero(P->basis);
  if (error == POLYNOMIAL_OK) error = adjoint_first ? polynomial_multiply(&adjoint, P, out) : polynomial_multiply(P, &adjoint, out);
  polynomial_free(&adjoint);
  return error;
}

static PetscErrorCode mean(const SteadyState *state, const Polynomial part[2], double complex *value)
{
  PetscReal x[2];

  PetscFunctionBeginUser;
  for (int k = 0; k < 2; k++) PetscCall(PolynomialExpectation(&part[k], &state->basis, state->rho, &x[k]));
  *value = x[0] + I * x[1];
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode CorrelationWorkCreate(const SpinModel *model, const CorrelationProblem *problem, const SteadyState *state,
                                     CorrelationWork *w)
{
  MPI_Comm   comm = PetscObjectComm((PetscObject)state->rho);
  const int  N    = model->N;
  Polynomial B[2], AA;
  PetscReal  square_A, square_B;

  PetscFunctionBeginUser;
  *w = (CorrelationWork){.model = model, .problem = problem, .state = state};
  PetscCheck(hermitian_parts(problem->A, w->A) == POLYNOMIAL_OK && hermitian_parts(problem->B, B) == POLYNOMIAL_OK &&
               square(problem->A, false, &AA) == POLYNOMIAL_OK && square(problem->B, true, &w->BB) == POLYNOMIAL_OK,
             comm, PETSC_ERR_ARG_OUTOFRANGE, "operators of a degree above %d, or memory is short", CORRELATION_DEGREE_MAX);
  PetscCall(mean(state, w->A, &w->mean_A));
  PetscCall(mean(state, B, &w->mean_B));
  PetscCall(PolynomialExpectation(&AA, &state->basis, state->rho, &square_A));
  PetscCall(PolynomialExpectation(&w->BB, &state->basis, state->rho, &square_B));
  w->scale =
    fmax(sqrt(fmax(0, square_A) * fmax(0, square_B)), rounding * polynomial_bound(problem->A, N) * polynomial_bound(problem->B, N));
  w->intensity = square_B > rounding * polynomial_bound(&w->BB, N) ? square_B : 0;
  polynomial_free(&B[0]);
  polynomial_free(&B[1]);
  polynomial_free(&AA);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode CorrelationWorkDestroy(CorrelationWork *w)
{
  PetscFunctionBeginUser;
  polynomial_free(&w->A[0]);
  polynomial_free(&w->A[1]);
  polynomial_free(&w->BB);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Real matrices B leave the class of rho and, in the antihermitian part, turn Re into Im; imaginary ones the other way round: each word
   reaches both parts of its parity. B rho B^+ may lie wherever two words lead. */
int correlation_sectors(const SpinModel *model, const CorrelationProblem *problem, DickeParity sectors[DICKE_SECTORS])
{
  bool     reached[2] = {problem->g2, false};
  unsigned seen       = 0;
  int      count      = 0;

  for (int k = 0; k < problem->B->count; k++) reached[spin_word_class(&problem->B->term[k].word, 1).parity] = true;
  for (int class = 0; class < 4; class ++) {
    const DickeParity sector = spin_sector(model, class / 2, class % 2);
    if (!reached[class / 2] || seen & (1u << sector)) continue;
    seen |= 1u << sector;
    sectors[count++] = sector;
  }
  return count;
}

/* The norm of two vectors together, either of which may be NULL. */
static PetscErrorCode norm_of(const Vec v[2], PetscReal *norm)
{
  PetscFunctionBeginUser;
  *norm = 0;
  for (int k = 0; k < 2; k++) {
    PetscReal one = 0;
    if (v[k]) PetscCall(VecNorm(v[k], NORM_2, &one));
    *norm = hypot(*norm, one);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The layout is that of matrices: PETSc's default. */
static PetscErrorCode fill_vectors(CorrelationSector *s)
{
  static const ProductKind  kinds[] = {PRODUCT_HERMITIAN, PRODUCT_ANTIHERMITIAN};
  const CorrelationWork    *w       = s->work;
  const CorrelationProblem *p       = w->problem;
  const SteadyState        *state   = w->state;

  PetscFunctionBeginUser;
  for (int k = 0; k < 2; k++) {
    if (k == 0) PetscCall(VecCreateMPI(PetscObjectComm((PetscObject)state->rho), PETSC_DECIDE, (PetscInt)dicke_size(&s->basis), &s->b[0]));
    else PetscCall(VecDuplicate(s->b[0], &s->b[1]));
    PetscCall(VecDuplicate(s->b[0], &s->a[k]));
    PetscCall(ProductFillVec(kinds[k], p->B, &state->basis, state->rho, &s->basis, s->b[k]));
    PetscCall(PolynomialFillVec(&w->A[k], &s->basis, s->a[k]));
  }
  if (p->g2) {
    PetscCall(VecDuplicate(s->b[0], &s->both));
    PetscCall(VecDuplicate(s->b[0], &s->intensity));
    PetscCall(ProductFillVec(PRODUCT_BOTH_SIDES, p->B, &state->basis, state->rho, &s->basis, s->both));
    PetscCall(PolynomialFillVec(&w->BB, &s->basis, s->intensity));
  }
  if (dicke_has_class(s->basis.parity, 0, 0)) {
    PetscCall(VecDuplicate(s->b[0], &s->rho));
    PetscCall(VecDuplicate(s->b[0], &s->trace));
    PetscCall(TruncationCopy(&state->basis, state->rho, &s->basis, s->rho));
    PetscCall(MomentFillVec(&s->basis, MOMENT_TRACE, s->trace));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode CorrelationSectorCreate(const CorrelationWork *work, DickeParity parity, CorrelationSector *s, PetscBool *used)
{
  MPI_Comm  comm = PetscObjectComm((PetscObject)work->state->rho);
  PetscReal b, a, both, intensity;

  PetscFunctionBeginUser;
  *s = (CorrelationSector){.work = work};
  PetscCheck(spin_basis_create(work->model, parity, 0, &s->basis), comm, PETSC_ERR_MEM, "no memory for the basis");
  PetscCall(fill_vectors(s));
  PetscCall(norm_of(s->b, &b));
  PetscCall(norm_of(s->a, &a));
  PetscCall(norm_of((Vec[]){s->both, NULL}, &both));
  PetscCall(norm_of((Vec[]){s->intensity, NULL}, &intensity));
  *used = (a != 0 && b != 0) || (both != 0 && intensity != 0) ? PETSC_TRUE : PETSC_FALSE; /* NaN is looked at, too */
  if (*used) PetscCall(LiouvillianMatCreate(comm, work->model, &s->basis, -1, &s->L));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode CorrelationSectorDestroy(CorrelationSector *s)
{
  PetscFunctionBeginUser;
  for (int k = 0; k < 2; k++) {
    PetscCall(VecDestroy(&s->b[k]));
    PetscCall(VecDestroy(&s->a[k]));
  }
  PetscCall(VecDestroy(&s->both));
  PetscCall(VecDestroy(&s->intensity));
  PetscCall(VecDestroy(&s->rho));
  PetscCall(VecDestroy(&s->trace));
  PetscCall(MatDestroy(&s->L));
  dicke_basis_free(&s->basis);
  PetscFunctionReturn(PETSC_SUCCESS);
}
