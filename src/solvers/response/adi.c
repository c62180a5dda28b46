/* Response by the ADI solver (solvers/adi/cut_solve.h), in a cut of the sector where the state came in one: the first cut is that of the
   state and a tenth more, as the right-hand side reaches one level farther than the state. */
#include "operators/functional.h"
#include "solvers/adi/cut_deviation.h"
#include "solvers/linear/random_weights.h"
#include "solvers/response/methods.h"

#include <math.h>

enum { probe_least = 200 };           /* iterations that the solve for the error may take, also where the responses took fewer */
static const PetscReal caution = 4;   /* in 3 of 100 random models the error was more than a quarter of one random draw */
static const double    more    = 0.1; /* of the blocks and levels of the state's cut */
static const double vectors = 6; /* beside the solver's own: right-hand sides, the other response, the gathered state, one for the error */
static const double solves  = 2.2; /* two responses, and a fifth of one for the error */

static Cut widen(int N, Cut cut)
{
  const int levels = N + 1 - cut.top;
  const Cut wider = {PetscMin(cut.blocks + 2 + (int)(more * cut.blocks), dicke_blocks(N)), PetscMax(cut.top - 4 - (int)(more * levels), 0)};

  return TruncationKept(N, wider) > 0.5 ? TruncationWhole(N) : wider;
}

/* The cut that a basis was made with. */
static Cut cut_of(const DickeBasis *basis) { return (Cut){basis->blocks, basis->N + 1 - basis->size[0]}; }

static PetscBool create_predicted(const SpinModel *model, const SteadyOptions *options, DickeBasis *basis)
{
  const Cut cut = options->truncate ? widen(model->N, TruncationPredict(model)) : TruncationWhole(model->N);

  return dicke_basis_create_cut(model->N, spin_parity_sector(model, 1), 0, cut.blocks, cut.top, basis) ? PETSC_TRUE : PETSC_FALSE;
}

SteadyEstimate ResponseEstimateAdi(const SpinModel *model, const SteadyOptions *options, int ranks)
{
  DickeBasis     basis;
  SteadyEstimate e = {.wall_seconds = 1e30};

  if (create_predicted(model, options, &basis)) {
    const AdiEstimate a = AdiEstimateSolve(&model->l, &basis, ranks);
    e.unknowns          = a.unknowns;
    e.bytes             = a.bytes_total + vectors * sizeof(PetscScalar) * a.unknowns;
    e.wall_seconds      = solves * a.wall_seconds;
  }
  dicke_basis_free(&basis);
  return e;
}

const char *ResponseRefusesAdi(const SpinModel *model, const SteadyOptions *options, int ranks)
{
  const char *why = "no memory for the basis";
  DickeBasis  basis;

  (void)ranks;
  if (create_predicted(model, options, &basis)) why = AdiRefuses(&model->l, &basis);
  dicke_basis_free(&basis);
  return why;
}

/* The right-hand sides of a stage; and the state, where the sector has a trace. */
static PetscErrorCode fill(void *context, CutStage *stage)
{
  const ResponsePart *part  = context;
  const SteadyState  *state = part->state;

  PetscFunctionBeginUser;
  for (int k = 0; k < part->count; k++) PetscCall(ResponseRightHandSide(part, state->rho, k, stage->basis, stage->b[k]));
  if (!ResponseHasTrace(part)) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(AdiCreateVec(stage->adi, &stage->state));
  PetscCall(TruncationCopy(&state->basis, state->rho, stage->basis, stage->state));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode set_monitor(void *context, CutStage *stage, const CutPlace *place)
{
  (void)place;
  AdiSetMonitor(stage->adi, ((const ResponsePart *)context)->options->monitor);
  return PETSC_SUCCESS;
}

/* What the responses may be off by for their residuals, and for the state's own error in their right-hand sides. */
static PetscErrorCode measure_error(const CutProblem *p, const ResponsePart *part, CutStage *stage, CutReport *report, Response *response)
{
  Vec       extra, b, z;
  PetscBool known;

  PetscFunctionBeginUser;
  PetscCall(AdiCreateVec(stage->adi, &extra));
  PetscCall(AdiCreateVec(stage->adi, &b));
  PetscCall(AdiCreateVec(stage->adi, &z));
  PetscCall(VecZeroEntries(extra));
  for (int k = 0; k < part->count; k++) {
    PetscCall(ResponseRightHandSide(part, part->state->deviation, k, stage->basis, b));
    PetscCall(VecAXPY(extra, random_weight(1, (uint64_t)k), b));
  }
  PetscCall(CutDeviation(p, stage, report, extra, PetscMax(probe_least, report->iterations), z, &known, &report->iterations));
  PetscCall(ResponseRecordError(part, stage->basis, z, caution, response));
  if (!known) ResponseRecordUnknown(part, response);
  PetscCall(VecDestroy(&z));
  PetscCall(VecDestroy(&b));
  PetscCall(VecDestroy(&extra));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResponseSolveAdi(const ResponsePart *part, const char *pc_type, Response *response)
{
  const SteadyState *state    = part->state;
  const int          N        = part->model->N;
  const CutProblem   p        = {.comm        = PetscObjectComm((PetscObject)state->rho),
                                 .model       = part->model,
                                 .parity      = part->sector,
                                 .prefix      = "susceptibility_",
                                 .count       = part->count,
                                 .edge_tol    = 1e-12,
                                 .outflow_tol = 1e-12,
                                 .context     = (void *)part,
                                 .fill        = fill,
                                 .before      = set_monitor};
  const Cut          of_state = cut_of(&state->basis), cut = TruncationIsWhole(N, of_state) ? of_state : widen(N, of_state);
  CutStage           stage;
  CutReport          report;

  PetscFunctionBeginUser;
  (void)pc_type;
  PetscCall(AdiRegister());
  PetscCall(CutStageCreate(&p, cut, &stage));
  PetscCall(CutSolve(&p, CutBegin(&p, cut), &stage, &report));
  for (int k = 0; k < part->count; k++) PetscCall(ResponseRecord(part, stage.basis, k, stage.x[k], report.residual[k], response));
  PetscCall(measure_error(&p, part, &stage, &report, response));
  response->kept = PetscMin(response->kept, report.kept);
  response->iterations += report.iterations;
  PetscCall(CutStageDestroy(&stage));
  PetscFunctionReturn(PETSC_SUCCESS);
}
