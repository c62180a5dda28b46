/* The loop of include/solvers/adi/cut_solve.h. */
#include "solvers/adi/cut_solve.h"

#include "solvers/adi/object.h"

#include <math.h>

enum { ROUNDS = 30 };
static const PetscReal coarse = 1e-7;

static PetscReal target_above(PetscReal floor) { return PetscMax(1e-13, 0.1 * floor); }

PetscReal CutTarget(const SpinModel *model) { return target_above(AdiRoundingFloor(&model->l)); }

CutPlace CutBegin(const CutProblem *p, Cut cut)
{
  return (CutPlace){.accuracy = TruncationIsWhole(p->model->N, cut) ? CutTarget(p->model) : coarse, .edge_tol = p->edge_tol};
}

PetscErrorCode CutStageCreate(const CutProblem *p, Cut cut, CutStage *stage)
{
  PetscReal kappa = 0;

  PetscFunctionBeginUser;
  *stage = (CutStage){.cut = cut};
  PetscCall(PetscNew(&stage->basis));
  PetscCheck(dicke_basis_create_cut(p->model->N, p->parity, 0, cut.blocks, cut.top, stage->basis), p->comm, PETSC_ERR_MEM,
             "no memory for the basis");
  PetscCall(PetscOptionsGetReal(NULL, p->prefix, "-adi_kappa", &kappa, NULL));
  PetscCall(AdiCreate(p->comm, &p->model->l, stage->basis, kappa, &stage->adi));
  for (int k = 0; k < p->count; k++) {
    PetscCall(AdiCreateVec(stage->adi, &stage->x[k]));
    PetscCall(VecZeroEntries(stage->x[k]));
    if (p->fill) PetscCall(AdiCreateVec(stage->adi, &stage->b[k]));
  }
  if (p->fill) PetscCall(p->fill(p->context, stage));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode CutStageDestroy(CutStage *stage)
{
  PetscFunctionBeginUser;
  for (int k = 0; k < CUT_SOLUTIONS_MAX; k++) {
    PetscCall(VecDestroy(&stage->b[k]));
    PetscCall(VecDestroy(&stage->x[k]));
  }
  PetscCall(VecDestroy(&stage->state));
  PetscCall(AdiDestroy(&stage->adi));
  if (stage->basis) dicke_basis_free(stage->basis);
  PetscCall(PetscFree(stage->basis));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Move to another cut, taking the solutions along. */
static PetscErrorCode change_stage(const CutProblem *p, Cut cut, CutStage *stage)
{
  CutStage next;

  PetscFunctionBeginUser;
  PetscCall(AdiDestroy(&stage->adi)); /* its tables are large: make room first */
  PetscCall(CutStageCreate(p, cut, &next));
  for (int k = 0; k < p->count; k++) PetscCall(TruncationCopy(stage->basis, stage->x[k], next.basis, next.x[k]));
  PetscCall(CutStageDestroy(stage));
  *stage = next;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Solve all to the accuracy; the cut that would bring all below tol at its edges. */
static PetscErrorCode solve_all(const CutProblem *p, PetscReal accuracy, PetscReal tol, CutStage *stage, CutReport *report, Cut *next)
{
  AdiReport solved;
  PetscReal edge;
  Cut       wanted;

  PetscFunctionBeginUser;
  *next          = stage->cut;
  report->edge   = 0;
  report->reason = ADI_CONVERGED;
  for (int k = 0; k < p->count; k++) {
    if (p->fill) PetscCall(AdiSolve(stage->adi, p->prefix, stage->b[k], stage->x[k], accuracy, &solved));
    else PetscCall(AdiSolveSteady(stage->adi, p->prefix, stage->x[k], accuracy, &solved));
    report->iterations += solved.iterations;
    report->reason = PetscMax(report->reason, solved.reason);
    PetscCall(TruncationNext(stage->basis, stage->x[k], stage->cut, tol, 100 * PetscMax(solved.residual, 1e-16), &edge, &wanted));
    report->edge = PetscMax(report->edge, edge);
    *next        = (Cut){PetscMax(next->blocks, wanted.blocks), PetscMin(next->top, wanted.top)};
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode CutResidual(const CutProblem *p, const CutStage *stage, int k, Vec r, PetscReal *norm, PetscReal *size)
{
  PetscFunctionBeginUser;
  PetscCall(AdiMult(stage->adi, stage->x[k], r));
  PetscCall(VecScale(r, -1));
  if (p->fill) PetscCall(VecAXPY(r, 1, stage->b[k]));
  PetscCall(VecNorm(r, NORM_2, norm));
  PetscCall(VecNorm(p->fill ? stage->b[k] : stage->x[k], NORM_2, size));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The norm relative to b or x, of the whole space and of what lies outside of the cut. */
static PetscErrorCode whole_residual(const CutProblem *p, const CutStage *stage, int k, Vec r, PetscReal *residual, PetscReal *outflow)
{
  PetscReal inside, size;

  PetscFunctionBeginUser;
  PetscCall(CutResidual(p, stage, k, r, &inside, &size));
  PetscCall(TruncationOutflow(p->model, stage->basis, stage->cut, stage->x[k], outflow));
  *residual = hypot(inside, *outflow);
  if (size > 0) *residual /= size, *outflow /= size;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode measure(const CutProblem *p, const CutStage *stage, CutReport *report)
{
  PetscReal outflow;
  Vec       r;

  PetscFunctionBeginUser;
  PetscCall(AdiCreateVec(stage->adi, &r));
  report->outflow = 0;
  for (int k = 0; k < p->count; k++) {
    PetscCall(whole_residual(p, stage, k, r, &report->residual[k], &outflow));
    if (!(outflow <= report->outflow)) report->outflow = outflow; /* NaN stays */
  }
  report->kept = TruncationKept(p->model->N, stage->cut);
  PetscCall(VecDestroy(&r));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode CutSolve(const CutProblem *p, CutPlace place, CutStage *stage, CutReport *report)
{
  const PetscReal target   = target_above(adi_rounding_floor(&stage->adi->kind));
  PetscBool       measured = PETSC_FALSE;
  Cut             next;

  PetscFunctionBeginUser;
  *report = (CutReport){.iterations = place.iterations};
  for (int round = 0; round < ROUNDS; round++, measured = PETSC_FALSE) {
    place.iterations = report->iterations;
    if (p->before) PetscCall(p->before(p->context, stage, &place));
    const PetscReal aim =
      place.accuracy <= target ? place.edge_tol : place.edge_tol * PetscMin(1, 5.0 / p->model->N); /* for the outflow: L is of order N */
    PetscCall(solve_all(p, place.accuracy, aim, stage, report, &next));
    if (next.blocks != stage->cut.blocks || next.top != stage->cut.top) PetscCall(change_stage(p, next, stage));
    else if (place.accuracy <= target) {
      PetscCall(measure(p, stage, report));
      measured = PETSC_TRUE;
      if (report->outflow <= p->outflow_tol || !(report->outflow < PETSC_INFINITY) || report->reason == ADI_STAGNATED) break;
      if (place.edge_tol <= PETSC_MACHINE_EPSILON * PETSC_MACHINE_EPSILON) break;
      place.edge_tol *= PetscMin(0.3, 0.3 * p->outflow_tol / report->outflow); /* the edge is low, but L is large there */
    }
    place.accuracy = target;
  }
  if (!measured) PetscCall(measure(p, stage, report)); /* the rounds are over in the middle */
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode CutSolveFurther(const CutProblem *p, PetscReal accuracy, CutStage *stage, CutReport *report)
{
  Cut next;

  PetscFunctionBeginUser;
  PetscCall(solve_all(p, accuracy, p->edge_tol, stage, report, &next));
  PetscCall(measure(p, stage, report));
  PetscFunctionReturn(PETSC_SUCCESS);
}
