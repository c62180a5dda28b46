/* Response from the assembled matrix A of the sector: L itself (ODD), or L with the row `pin` replaced by x_pin (BOTH).

   Algorithm  x = 0; repeat: r = b - A x, solve A d = r, x = x + d, until the residual of the unmodified L stops falling. With a
              pinned row x is a particular solution with x_pin = 0; x - Tr(x) rho is the one of trace zero. */
#include "operators/functional.h"
#include "operators/liouvillian_mat.h"
#include "solvers/adi/cut.h"
#include "solvers/response/methods.h"
#include "solvers/steady/methods.h"

#include <math.h>

enum { ROUNDS = 6 };
static const PetscReal target = 1e-15; /* correct until nothing is gained: a round costs little beside the factors */

SteadyEstimate ResponseEstimateLU(const XyzModel *model, const SteadyOptions *options, int ranks)
{
  SteadyEstimate e = SteadyEstimateLU(model, options, ranks); /* the odd sector is as large as the even one */

  e.unknowns = (double)dicke_dimension(model->N, ResponseParity(model));
  return e;
}

const char *ResponseRefusesLU(const XyzModel *model, const SteadyOptions *options, int ranks)
{
  return SteadyRefusesAssembled(model, options, ranks);
}

/* The matrix, its solver and work vectors. */
typedef struct {
  DickeBasis basis;
  PetscInt   pin; /* -1: none */
  Mat        A;
  KSP        ksp;
  Vec        pinned_row, b, x, r, d;
} Problem;

static PetscErrorCode create_problem(MPI_Comm comm, const XyzModel *model, const Monitor *monitor, const char *pc_type, Problem *p)
{
  PetscFunctionBeginUser;
  *p = (Problem){.pin = -1};
  PetscCheck(dicke_basis_create(model->N, ResponseParity(model), 0, &p->basis), comm, PETSC_ERR_MEM, "no memory for the basis");
  if (p->basis.parity == DICKE_BOTH) p->pin = SteadyPin(model, &p->basis);
  monitor_begin(monitor, "response: matrix and solver");
  PetscCall(LiouvillianMatCreate(comm, model, &p->basis, p->pin, &p->A));
  if (p->pin >= 0) PetscCall(LiouvillianRowVec(model, &p->basis, p->pin, p->A, &p->pinned_row));
  PetscCall(SteadySolverCreate(p->A, "susceptibility_", pc_type, &p->ksp));
  PetscCall(SteadySolverMonitor(monitor, p->ksp));
  PetscCall(MatCreateVecs(p->A, &p->x, &p->b));
  PetscCall(VecDuplicate(p->b, &p->r));
  PetscCall(VecDuplicate(p->b, &p->d));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy_problem(Problem *p)
{
  PetscFunctionBeginUser;
  PetscCall(VecDestroy(&p->d));
  PetscCall(VecDestroy(&p->r));
  PetscCall(VecDestroy(&p->x));
  PetscCall(VecDestroy(&p->b));
  PetscCall(VecDestroy(&p->pinned_row));
  PetscCall(KSPDestroy(&p->ksp));
  PetscCall(MatDestroy(&p->A));
  dicke_basis_free(&p->basis);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Entry i of a vector, on all ranks. */
static PetscErrorCode entry(Vec x, PetscInt i, PetscScalar *value)
{
  PetscInt start, end;

  PetscFunctionBeginUser;
  *value = 0;
  PetscCall(VecGetOwnershipRange(x, &start, &end));
  if (i >= start && i < end) PetscCall(VecGetValues(x, 1, &i, value));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, value, 1, MPIU_SCALAR, MPI_SUM, PetscObjectComm((PetscObject)x)));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* r = b - L x but 0 in the pinned row, where corrections must vanish; and the norm of all of b - L x. */
static PetscErrorCode residual(const Problem *p, PetscReal *norm)
{
  PetscScalar *r, product, missing = 0;
  PetscInt     start, end;

  PetscFunctionBeginUser;
  PetscCall(MatMult(p->A, p->x, p->r));
  PetscCall(VecAYPX(p->r, -1, p->b));
  if (p->pin >= 0) {
    PetscCall(VecDot(p->pinned_row, p->x, &product));
    PetscCall(VecGetOwnershipRange(p->r, &start, &end));
    PetscCall(VecGetArray(p->r, &r));
    if (p->pin >= start && p->pin < end) r[p->pin - start] = 0;
    PetscCall(VecRestoreArray(p->r, &r));
    PetscCall(entry(p->b, p->pin, &missing));
    missing -= product;
  }
  PetscCall(VecNorm(p->r, NORM_2, norm));
  *norm = hypot(*norm, missing);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode correct_until_converged(const Problem *p, PetscReal *norm, PetscInt *iterations)
{
  KSPConvergedReason reason;
  PetscInt           its;
  PetscReal          size, now;

  PetscFunctionBeginUser;
  PetscCall(VecZeroEntries(p->x));
  PetscCall(VecNorm(p->b, NORM_2, &size));
  PetscCall(residual(p, norm));
  for (int round = 0; round < ROUNDS && *norm > target * size; round++) {
    PetscCall(KSPSolve(p->ksp, p->r, p->d));
    PetscCall(KSPGetConvergedReason(p->ksp, &reason));
    PetscCall(KSPGetIterationNumber(p->ksp, &its));
    *iterations += its;
    if (reason == KSP_DIVERGED_PC_FAILED) break;
    PetscCall(VecAXPY(p->x, 1, p->d));
    const PetscReal before = *norm;
    PetscCall(residual(p, &now));
    if (!(now < before)) { /* NaN stops here, too; x without d has the norm of before */
      PetscCall(VecAXPY(p->x, -1, p->d));
      break;
    }
    *norm = now;
    if (now > 0.5 * before) break;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* x <- x - Tr(x) rho, both over the whole basis and distributed as the matrix is. */
static PetscErrorCode remove_trace(const Problem *p, Vec rho, PetscReal *norm)
{
  PetscReal moment[MOMENT_COUNT];

  PetscFunctionBeginUser;
  PetscCall(MomentsEvaluate(&p->basis, p->x, moment));
  PetscCall(VecAXPY(p->x, -moment[MOMENT_TRACE], rho));
  PetscCall(residual(p, norm));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResponseSolveAssembled(const XyzModel *model, const SteadyOptions *options, const SteadyState *state, const char *pc_type,
                                      Response *response)
{
  Problem   p;
  PetscReal norm;
  Vec       rho; /* the state may come in a cut, and as its solver distributes it */

  PetscFunctionBeginUser;
  PetscCall(create_problem(PetscObjectComm((PetscObject)state->rho), model, options->monitor, pc_type, &p));
  PetscCall(VecDuplicate(p.x, &rho));
  if (p.pin >= 0) PetscCall(TruncationCopy(&state->basis, state->rho, &p.basis, rho));
  for (int axis = 0; axis < 2; axis++) {
    PetscCall(ResponseRightHandSide(state, axis, &p.basis, p.b));
    PetscCall(correct_until_converged(&p, &norm, &response->iterations));
    if (p.pin >= 0) PetscCall(remove_trace(&p, rho, &norm));
    PetscCall(ResponseRecord(state, &p.basis, axis, p.x, norm, p.b, response));
  }
  PetscCall(ResponseProbe(model, &p.basis, p.b, p.r)); /* has no populations: it is 0 in the pinned row */
  PetscCall(KSPSolve(p.ksp, p.b, p.x));
  if (p.pin >= 0) PetscCall(remove_trace(&p, rho, &norm));
  PetscCall(ResponseMeasureError(&p.basis, p.b, p.x, response));
  PetscCall(VecDestroy(&rho));
  PetscCall(destroy_problem(&p));
  PetscFunctionReturn(PETSC_SUCCESS);
}
