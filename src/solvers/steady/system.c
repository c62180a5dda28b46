/* The assembled system of include/solvers/steady/system.h. */
#include "solvers/steady/system.h"

#include "operators/liouvillian_mat.h"
#include "solvers/linear/direct.h"
#include "solvers/linear/refine.h"
#include "solvers/steady/methods.h"

#include <math.h>

enum { ROUNDS = 8 };

PetscErrorCode AssembledCreate(MPI_Comm comm, const SpinModel *model, const DickeBasis *basis, PetscInt pin, const char *prefix,
                               const char *pc_type, AssembledSystem *s)
{
  Mat low;

  PetscFunctionBeginUser;
  *s = (AssembledSystem){.pin = pin};
  PetscCall(LiouvillianMatCreate(comm, model, basis, pin, &s->A));
  if (pin >= 0) PetscCall(LiouvillianRowVec(model, basis, pin, s->A, &s->pinned_row));
  PetscCall(LiouvillianLowMatCreate(comm, model, basis, &low));
  PetscCall(TwofoldProductCreate(s->A, low, &s->product));
  PetscCall(MatDestroy(&low));
  PetscCall(SteadySolverCreate(s->A, prefix, pc_type, &s->ksp));
  PetscCall(MatCreateVecs(s->A, &s->r, &s->d));
  PetscCall(PetscObjectTypeCompare((PetscObject)s->ksp, KSPPREONLY, &s->direct));
  PetscCall(DirectSolverSetUp(s->ksp, &s->singular));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AssembledDestroy(AssembledSystem *s)
{
  PetscFunctionBeginUser;
  PetscCall(VecDestroy(&s->d));
  PetscCall(VecDestroy(&s->r));
  PetscCall(TwofoldProductDestroy(&s->product));
  PetscCall(VecDestroy(&s->pinned_row));
  PetscCall(KSPDestroy(&s->ksp));
  PetscCall(MatDestroy(&s->A));
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

static PetscErrorCode clear_entry(Vec x, PetscInt i)
{
  PetscScalar *array;
  PetscInt     start, end;

  PetscFunctionBeginUser;
  PetscCall(VecGetOwnershipRange(x, &start, &end));
  PetscCall(VecGetArray(x, &array));
  if (i >= start && i < end) array[i - start] = 0;
  PetscCall(VecRestoreArray(x, &array));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AssembledResidual(AssembledSystem *s, Vec b, Vec x, Vec r, PetscReal *norm)
{
  PetscScalar product = 0, missing = 0;

  PetscFunctionBeginUser;
  PetscCall(TwofoldResidual(s->product, b, x, r));
  if (s->pin >= 0) {
    PetscCall(clear_entry(r, s->pin));
    PetscCall(VecDot(s->pinned_row, x, &product));
    if (b) PetscCall(entry(b, s->pin, &missing));
    missing -= product;
  }
  PetscCall(VecNorm(r, NORM_2, norm));
  *norm = hypot(*norm, missing);
  PetscFunctionReturn(PETSC_SUCCESS);
}

typedef struct {
  AssembledSystem *system;
  Vec              b;
} Context;

static PetscErrorCode relative_residual(void *context, Vec x, Vec r, PetscReal *norm)
{
  const Context *c = context;
  PetscReal      scale;

  PetscFunctionBeginUser;
  PetscCall(VecNorm(c->b ? c->b : x, NORM_2, &scale));
  PetscCall(AssembledResidual(c->system, c->b, x, r, norm));
  if (scale > 0) *norm /= scale;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode solve(AssembledSystem *s, Vec b, Vec x, PetscBool *failed)
{
  KSPConvergedReason reason = KSP_DIVERGED_PC_FAILED;
  PetscInt           its    = 0;

  PetscFunctionBeginUser;
  s->reason = reason;
  *failed   = s->singular;
  if (s->singular) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(KSPSolve(s->ksp, b, x));
  PetscCall(KSPGetConvergedReason(s->ksp, &reason));
  PetscCall(KSPGetIterationNumber(s->ksp, &its));
  s->reason = reason;
  s->iterations += its;
  *failed = reason == KSP_DIVERGED_PC_FAILED ? PETSC_TRUE : PETSC_FALSE;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode correct(void *context, Vec r, Vec d, PetscBool *failed)
{
  PetscFunctionBeginUser;
  PetscCall(solve(((const Context *)context)->system, r, d, failed));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AssembledSolve(AssembledSystem *s, Vec b, Vec x, PetscReal target, PetscReal *residual)
{
  Context          context = {s, b};
  const RefineLoop loop    = {.context  = &context,
                              .residual = relative_residual,
                              .correct  = correct,
                              .target   = target,
                              .floor    = PETSC_INFINITY,
                              .rounds   = ROUNDS,
                              .patience = 1};
  RefineReport     report;

  PetscFunctionBeginUser;
  PetscCall(Refine(&loop, x, s->r, s->d, &report));
  *residual = report.residual;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The same, an iterative solver to a relative accuracy of rtol if that is less than what it was told. */
static PetscErrorCode solve_to(AssembledSystem *s, PetscReal rtol, Vec b, Vec x, PetscBool *failed)
{
  PetscReal usual, atol, divergence;
  PetscInt  most;

  PetscFunctionBeginUser;
  PetscCall(KSPGetTolerances(s->ksp, &usual, &atol, &divergence, &most));
  PetscCall(KSPSetTolerances(s->ksp, PetscMax(usual, rtol), atol, divergence, most));
  PetscCall(solve(s, b, x, failed));
  PetscCall(KSPSetTolerances(s->ksp, usual, atol, divergence, most));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AssembledPolish(AssembledSystem *s, Vec b, Vec x, PetscReal rtol, PetscReal *left)
{
  PetscReal before, now;
  PetscBool failed;
  Vec       r;

  PetscFunctionBeginUser;
  PetscCall(AssembledResidual(s, b, x, s->r, &before));
  *left = before;
  PetscCall(solve_to(s, rtol, s->r, s->d, &failed));
  if (failed) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(VecDuplicate(s->r, &r));
  PetscCall(TwofoldResidual(s->product, s->r, s->d, r));
  if (s->pin >= 0) PetscCall(clear_entry(r, s->pin));
  PetscCall(VecNorm(r, NORM_2, &now));
  if (now <= 0.5 * before) {
    PetscCall(VecAXPY(x, 1, s->d));
    PetscCall(VecCopy(r, s->r));
    *left = now;
  }
  PetscCall(VecDestroy(&r));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AssembledProbe(AssembledSystem *s, PetscReal rtol, Vec w, Vec z, PetscReal *defect)
{
  PetscReal size, norm;
  PetscBool failed;

  PetscFunctionBeginUser;
  *defect = PETSC_INFINITY;
  if (s->pin >= 0) PetscCall(clear_entry(w, s->pin)); /* the other rows imply it */
  PetscCall(solve_to(s, rtol, w, z, &failed));
  if (failed) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(VecNorm(w, NORM_2, &size));
  PetscCall(TwofoldResidual(s->product, w, z, s->r));
  if (s->pin >= 0) PetscCall(clear_entry(s->r, s->pin));
  PetscCall(VecNorm(s->r, NORM_2, &norm));
  *defect = size > 0 ? norm / size : 0;
  PetscFunctionReturn(PETSC_SUCCESS);
}
