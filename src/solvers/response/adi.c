/* Response by the ADI solver, in a cut of the odd sector where the state came in one.

   Algorithm  The first cut is that of the state and a tenth more: the right-hand side reaches one level farther than the state.
              Solve both right-hand sides to coarse accuracy; enlarge the cut by extrapolating the decay of the responses; solve to
              full accuracy, and enlarge again until what L makes of them outside the cut is below 1e-12 of the right-hand side. */
#include "solvers/adi/adi.h"
#include "solvers/response/methods.h"
#include "solvers/adi/cut.h"

#include <math.h>

enum { STAGES_MAX = 20 };
static const PetscReal coarse = 1e-7, rough = 1e-2;
static const double    more    = 0.1; /* of the blocks and levels of the state's cut */
static const double    vectors = 5;   /* beside the solver's own: right-hand sides, the other response, the gathered state */
static const double    solves  = 2.2; /* two responses, and a fifth of one for the error */

static Cut widen(int N, Cut cut)
{
  const int levels = N + 1 - cut.top;
  const Cut wider  = {PetscMin(cut.blocks + 2 + (int)(more * cut.blocks), dicke_blocks(N)), PetscMax(cut.top - 4 - (int)(more * levels), 0)};

  return TruncationKept(N, wider) > 0.5 ? TruncationWhole(N) : wider;
}

/* The cut that a basis was made with. */
static Cut cut_of(const DickeBasis *basis) { return (Cut){basis->blocks, basis->N + 1 - basis->size[0]}; }

static PetscBool create_predicted(const XyzModel *model, const SteadyOptions *options, DickeBasis *basis)
{
  const Cut cut = options->truncate ? widen(model->N, TruncationPredict(model)) : TruncationWhole(model->N);

  return dicke_basis_create_cut(model->N, ResponseParity(model), 0, cut.blocks, cut.top, basis) ? PETSC_TRUE : PETSC_FALSE;
}

SteadyEstimate ResponseEstimateAdi(const XyzModel *model, const SteadyOptions *options, int ranks)
{
  DickeBasis     basis;
  SteadyEstimate e = {.wall_seconds = 1e30};

  if (create_predicted(model, options, &basis)) {
    const AdiEstimate a = AdiEstimateSolve(model, &basis, ranks);
    e = (SteadyEstimate){.unknowns = a.unknowns, .bytes = a.bytes_total + vectors * sizeof(PetscScalar) * a.unknowns, .wall_seconds = solves * a.wall_seconds};
  }
  dicke_basis_free(&basis);
  return e;
}

const char *ResponseRefusesAdi(const XyzModel *model, const SteadyOptions *options, int ranks)
{
  const char *why = "no memory for the basis";
  DickeBasis  basis;

  (void)ranks;
  if (!xyz_conserves_parity(model)) return "the response by adi is in the odd sector: no transverse fields hx, hy";
  if (create_predicted(model, options, &basis)) why = AdiRefuses(model, &basis);
  dicke_basis_free(&basis);
  return why;
}

/* A cut with its solver, right-hand sides and responses. */
typedef struct {
  Cut         cut;
  DickeBasis *basis; /* a copy of the pointer outlives moves of the struct: the solver keeps it */
  Adi        *adi;
  Vec         b[2], x[2];
  const Monitor *monitor;
} Stage;

static PetscErrorCode create_stage(const XyzModel *model, const SteadyState *state, Cut cut, Stage *stage)
{
  MPI_Comm  comm  = PetscObjectComm((PetscObject)state->rho);
  PetscReal kappa = 0;

  PetscFunctionBeginUser;
  stage->cut = cut;
  PetscCall(PetscNew(&stage->basis));
  PetscCheck(dicke_basis_create_cut(model->N, DICKE_ODD, 0, cut.blocks, cut.top, stage->basis), comm, PETSC_ERR_MEM, "no memory for the basis");
  PetscCall(PetscOptionsGetReal(NULL, "susceptibility_", "-adi_kappa", &kappa, NULL));
  PetscCall(AdiCreate(comm, model, stage->basis, kappa, &stage->adi));
  AdiSetMonitor(stage->adi, stage->monitor);
  for (int axis = 0; axis < 2; axis++) {
    PetscCall(AdiCreateVec(stage->adi, &stage->b[axis]));
    PetscCall(AdiCreateVec(stage->adi, &stage->x[axis]));
    PetscCall(ResponseRightHandSide(state, axis, stage->basis, stage->b[axis]));
    PetscCall(VecZeroEntries(stage->x[axis]));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy_stage(Stage *stage)
{
  PetscFunctionBeginUser;
  for (int axis = 0; axis < 2; axis++) {
    PetscCall(VecDestroy(&stage->b[axis]));
    PetscCall(VecDestroy(&stage->x[axis]));
  }
  PetscCall(AdiDestroy(&stage->adi));
  dicke_basis_free(stage->basis);
  PetscCall(PetscFree(stage->basis));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Move to another cut, taking the responses along. */
static PetscErrorCode change_stage(const XyzModel *model, const SteadyState *state, Cut cut, Stage *stage)
{
  Stage next = {.monitor = stage->monitor};

  PetscFunctionBeginUser;
  PetscCall(AdiDestroy(&stage->adi)); /* its tables are large: make room first */
  PetscCall(create_stage(model, state, cut, &next));
  for (int axis = 0; axis < 2; axis++) PetscCall(TruncationCopy(stage->basis, stage->x[axis], next.basis, next.x[axis]));
  PetscCall(destroy_stage(stage));
  *stage = next;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Solve both to the accuracy; the cut that would bring both below tol at its edges. */
static PetscErrorCode solve_both(Stage *stage, PetscReal accuracy, PetscReal tol, PetscInt *iterations, AdiReason *reason, Cut *next)
{
  AdiReport report;
  PetscReal edge;
  Cut       wanted;

  PetscFunctionBeginUser;
  *next   = stage->cut;
  *reason = ADI_CONVERGED;
  for (int axis = 0; axis < 2; axis++) {
    PetscCall(AdiSolve(stage->adi, "susceptibility_", stage->b[axis], stage->x[axis], accuracy, &report));
    *iterations += report.iterations;
    *reason = PetscMax(*reason, report.reason);
    PetscCall(TruncationNext(stage->basis, stage->x[axis], stage->cut, tol, 100 * PetscMax(report.residual, 1e-16), &edge, &wanted));
    *next = (Cut){PetscMax(next->blocks, wanted.blocks), PetscMin(next->top, wanted.top)};
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* |L x - b| in the whole space, and its part outside the cut; b lies inside. */
static PetscErrorCode whole_residual(const XyzModel *model, const Stage *stage, int axis, PetscReal *norm, PetscReal *outflow)
{
  Vec r;

  PetscFunctionBeginUser;
  PetscCall(VecDuplicate(stage->b[axis], &r));
  PetscCall(AdiMult(stage->adi, stage->x[axis], r));
  PetscCall(VecAXPY(r, -1, stage->b[axis]));
  PetscCall(VecNorm(r, NORM_2, norm));
  PetscCall(TruncationOutflow(model, stage->basis, stage->cut, stage->x[axis], outflow));
  *norm = hypot(*norm, *outflow);
  PetscCall(VecDestroy(&r));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Fill the response; the larger outflow of the two, relative to its right-hand side. */
static PetscErrorCode record_both(const XyzModel *model, const SteadyState *state, const Stage *stage, Response *response, PetscReal *outflow)
{
  PetscReal norm, outside, size;

  PetscFunctionBeginUser;
  *outflow = 0;
  response->residual = response->error = 0;
  for (int axis = 0; axis < 2; axis++) {
    PetscCall(whole_residual(model, stage, axis, &norm, &outside));
    PetscCall(VecNorm(stage->b[axis], NORM_2, &size));
    if (size > 0) *outflow = PetscMax(*outflow, outside / size);
    PetscCall(ResponseRecord(state, stage->basis, axis, stage->x[axis], norm, stage->b[axis], response));
  }
  response->kept = TruncationKept(model->N, stage->cut);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode solve_stages(const XyzModel *model, const SteadyState *state, Stage *stage, Response *response)
{
  const PetscReal target = PetscMax(1e-13, 0.1 * AdiRoundingFloor(model)), outflow_tol = 1e-12;
  PetscReal       tol = 1e-12, outflow, accuracy = TruncationIsWhole(model->N, stage->cut) ? target : coarse;
  AdiReason       reason;
  Cut             next;

  PetscFunctionBeginUser;
  for (int round = 0; round < STAGES_MAX; round++) {
    PetscCall(solve_both(stage, accuracy, tol, &response->iterations, &reason, &next));
    if (next.blocks != stage->cut.blocks || next.top != stage->cut.top) PetscCall(change_stage(model, state, next, stage));
    else if (accuracy == target) {
      PetscCall(record_both(model, state, stage, response, &outflow));
      if (outflow <= outflow_tol || !(outflow < PETSC_INFINITY) || reason == ADI_STAGNATED) PetscFunctionReturn(PETSC_SUCCESS);
      if (tol <= PETSC_MACHINE_EPSILON * PETSC_MACHINE_EPSILON) PetscFunctionReturn(PETSC_SUCCESS); /* the edge cannot fall any more */
      tol *= PetscMin(0.3, 0.3 * outflow_tol / outflow); /* the edge is low, but L is large there */
    }
    accuracy = target;
  }
  PetscCall(record_both(model, state, stage, response, &outflow));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A mode so slow that its own solve fails leaves no bound. Right-hand side and response of x are over then. */
static PetscErrorCode measure_error(const XyzModel *model, Stage *stage, Response *response)
{
  Vec       v = stage->b[0], z = stage->x[0];
  AdiReport report;

  PetscFunctionBeginUser;
  PetscCall(ResponseProbe(model, stage->basis, v, stage->b[1]));
  PetscCall(VecZeroEntries(z));
  PetscCall(AdiSolve(stage->adi, "susceptibility_", v, z, rough, &report));
  response->iterations += report.iterations;
  PetscCall(ResponseMeasureError(stage->basis, v, z, response));
  if (!(report.residual <= 10 * rough)) response->error = PETSC_INFINITY;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResponseSolveAdi(const XyzModel *model, const SteadyOptions *options, const SteadyState *state, const char *pc_type, Response *response)
{
  const Cut cut = cut_of(&state->basis);
  Stage     stage = {.monitor = options->monitor};

  PetscFunctionBeginUser;
  (void)pc_type;
  PetscCall(AdiRegister());
  PetscCall(create_stage(model, state, TruncationIsWhole(model->N, cut) ? cut : widen(model->N, cut), &stage));
  PetscCall(solve_stages(model, state, &stage, response));
  PetscCall(measure_error(model, &stage, response));
  PetscCall(destroy_stage(&stage));
  PetscFunctionReturn(PETSC_SUCCESS);
}
