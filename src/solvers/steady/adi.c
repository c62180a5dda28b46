/* Steady state by the ADI solver, in a cut of the space where that pays (solvers/adi/cut_solve.h): until the edge is below
   -steady_truncate_tol (1e-12) and what L makes of the state outside the cut is below 1e-12, too. Then the error, by one solve to 1 %
   with a random residual; where it is too large, once more with a smaller residual. */
#include "solvers/adi/cut_deviation.h"
#include "solvers/checkpoint/checkpoint.h"
#include "solvers/steady/methods.h"

#include <math.h>
#include <string.h>

enum { probe_least = 200 }; /* iterations that the solve for the error may take, also where the state took fewer */

static PetscBool is_warm(const SteadyOptions *options) { return options->memory && options->memory->count > 0 ? PETSC_TRUE : PETSC_FALSE; }

static Cut first_cut(const SpinModel *model, const SteadyOptions *options)
{
  if (!options->truncate) return TruncationWhole(model->N);
  return is_warm(options) ? SteadyMemoryCut(options->memory) : TruncationStart(model);
}

SteadyEstimate SteadyEstimateAdi(const SpinModel *model, const SteadyOptions *options, int ranks)
{
  const Cut      cut = options->truncate ? TruncationPredict(model) : TruncationWhole(model->N);
  DickeBasis     basis;
  SteadyEstimate e = {.wall_seconds = 1e30};

  if (dicke_basis_create_cut(model->N, spin_parity_sector(model, 0), 0, cut.blocks, cut.top, &basis)) {
    const AdiEstimate a = AdiEstimateSolve(&model->l, &basis, ranks);
    e                   = (SteadyEstimate){.unknowns = a.unknowns, .bytes = a.bytes_total, .wall_seconds = a.wall_seconds};
  }
  dicke_basis_free(&basis);
  return e;
}

const char *SteadyRefusesAdi(const SpinModel *model, const SteadyOptions *options, int ranks)
{
  const Cut   cut = options->truncate ? TruncationPredict(model) : TruncationWhole(model->N);
  const char *why = "no memory for the basis";
  DickeBasis  basis;

  (void)ranks;
  if (model->ladder) return "the ADI solver needs local jumps";
  if (dicke_basis_create_cut(model->N, spin_parity_sector(model, 0), 0, cut.blocks, cut.top, &basis)) why = AdiRefuses(&model->l, &basis);
  dicke_basis_free(&basis);
  return why;
}

/* The iterate goes to the checkpoint file every so many iterations: counted, not timed, so that all ranks agree on when. */
typedef struct {
  Checkpoint      *file; /* or NULL */
  CheckpointHeader header;
  PetscInt         every;
  PetscInt         iterations; /* of the stages before */
  const SpinModel *model;
  const Monitor   *monitor;
} Saver;

/* What a checkpoint holds beside the iterate: where in the algorithm it was. */
enum { AT_BLOCKS, AT_TOP, AT_ACCURACY, AT_TOL, AT_ITERATIONS };

static const double long_solve   = 300; /* estimated seconds from which a solve is checkpointed */
static const double save_seconds = 240;

/* Everything that the state depends on; first the version. */
static CheckpointHeader identify(const SpinModel *model, const SteadyOptions *options)
{
  CheckpointHeader header = {.key = {3, options->truncate}};

  spin_fingerprint(model, header.key + 2);
  return header;
}

static PetscErrorCode save(Vec best, const AdiReport *report, void *context)
{
  Saver    *saver = context;
  PetscBool written;

  PetscFunctionBeginUser;
  saver->header.data[AT_ITERATIONS] = saver->iterations + report->iterations;
  if (saver->file && saver->every > 0) PetscCall(CheckpointWrite(saver->file, &saver->header, best, &written));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Iterations of a few minutes in a long solve; 0 in a short one. */
static PetscErrorCode checkpoint_iterations(const SpinModel *model, const DickeBasis *basis, int ranks, PetscInt *every)
{
  const AdiEstimate e = AdiEstimateSolve(&model->l, basis, ranks);

  PetscFunctionBeginUser;
  *every = e.wall_seconds < long_solve ? 0 : (PetscInt)PetscMax(1, save_seconds * 0.5 * e.applications / e.wall_seconds);
  PetscCall(PetscOptionsGetInt(NULL, "steady_", "-checkpoint_iterations", every, NULL));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode save_stage(void *context, CutStage *stage, const CutPlace *place)
{
  const double data[] = {stage->cut.blocks, stage->cut.top, place->accuracy, place->edge_tol};
  Saver       *saver  = context;
  PetscMPIInt  ranks;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_size(PetscObjectComm((PetscObject)stage->x[0]), &ranks));
  memcpy(saver->header.data, data, sizeof data);
  saver->iterations = place->iterations;
  PetscCall(checkpoint_iterations(saver->model, stage->basis, ranks, &saver->every));
  AdiSetProgress(stage->adi, saver->every, save, saver);
  AdiSetMonitor(stage->adi, saver->monitor);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Fill the first stage: from a checkpoint, from the points before, or with nothing; and say where the solve begins. */
static PetscErrorCode first_stage(const CutProblem *p, const SteadyOptions *options, Saver *saver, CutStage *stage, CutPlace *place)
{
  Cut       cut   = first_cut(p->model, options);
  PetscBool found = PETSC_FALSE;

  PetscFunctionBeginUser;
  if (saver->file) PetscCall(CheckpointPeek(p->comm, saver->file, &saver->header, &found));
  if (found) cut = (Cut){(int)saver->header.data[AT_BLOCKS], (int)saver->header.data[AT_TOP]};
  PetscCall(CutStageCreate(p, cut, stage));
  *place = CutBegin(p, cut);
  if (found) PetscCall(CheckpointRead(saver->file, stage->x[0], &found));
  if (found) *place = (CutPlace){saver->header.data[AT_ACCURACY], saver->header.data[AT_TOL], (PetscInt)saver->header.data[AT_ITERATIONS]};
  else if (is_warm(options)) {
    PetscCall(SteadyMemoryGuess(options->memory, stage->adi, stage->basis, stage->x[0]));
    place->accuracy = CutTarget(p->model);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Estimate the error. Where it is too large solve further, down to a residual that makes it small enough, and estimate again. */
static PetscErrorCode assess(const CutProblem *p, CutStage *stage, CutReport *report, SteadyState *state)
{
  const PetscReal    within = 0.1 * STEADY_ERROR_LIMIT;
  SteadyCertificate *c      = &state->certificate;
  PetscBool          known;
  Vec                z;

  PetscFunctionBeginUser;
  PetscCall(VecDuplicate(state->rho, &z));
  for (int round = 0; round < 2; round++) {
    const PetscReal before = report->residual[0];
    PetscCall(CutDeviation(p, stage, report, NULL, PetscMax(probe_least, report->iterations), z, &known, &report->iterations));
    PetscCall(SteadyRecordError(state, known ? 1 : PETSC_INFINITY, z));
    if (c->error < STEADY_ERROR_LIMIT || !known || round > 0) break;
    PetscCall(CutSolveFurther(p, before * within / c->error, stage, report));
    if (!(report->residual[0] < before)) break;
    PetscCall(SteadyNormalise(state));
  }
  PetscCall(VecDestroy(&z));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void record(const CutReport *report, SteadyCertificate *c)
{
  c->residual   = report->residual[0];
  c->edge       = report->edge;
  c->kept       = report->kept;
  c->iterations = report->iterations;
  c->reason     = report->reason;
}

PetscErrorCode SteadySolveAdi(MPI_Comm comm, const SpinModel *model, const SteadyOptions *options, const char *pc_type, SteadyState *state)
{
  Saver      saver = {.file = options->checkpoint, .model = model, .header = identify(model, options)};
  CutProblem p     = {.comm        = comm,
                      .model       = model,
                      .parity      = spin_parity_sector(model, 0),
                      .prefix      = "steady_",
                      .count       = 1,
                      .edge_tol    = 1e-12,
                      .outflow_tol = 1e-12,
                      .context     = &saver,
                      .before      = save_stage};
  CutStage   stage;
  CutPlace   place;
  CutReport  report;

  (void)pc_type;
  PetscFunctionBeginUser;
  *state = (SteadyState){0};
  PetscCall(AdiRegister());
  saver.monitor = options->monitor;
  PetscCall(PetscOptionsGetReal(NULL, "steady_", "-truncate_tol", &p.edge_tol, NULL));
  PetscCall(first_stage(&p, options, &saver, &stage, &place));
  PetscCall(CutSolve(&p, place, &stage, &report));
  state->basis = *stage.basis;
  state->rho   = stage.x[0];
  PetscCall(SteadyNormalise(state));
  PetscCall(assess(&p, &stage, &report, state));
  record(&report, &state->certificate);
  if (options->memory && SteadyIsAccurate(&state->certificate))
    PetscCall(SteadyMemoryKeep(options->memory, &state->basis, stage.cut, state->rho));
  stage.x[0]   = NULL; /* the state's, as is what its basis points to */
  *stage.basis = (DickeBasis){0};
  PetscCall(CutStageDestroy(&stage));
  PetscFunctionReturn(PETSC_SUCCESS);
}
