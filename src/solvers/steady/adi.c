/* Steady state by the ADI solver, in a cut of the space where that pays.

   Algorithm  Solve in a small cut to coarse accuracy; enlarge it by extrapolating the decay of the state towards the edges;
              solve to full accuracy, and enlarge again until the edge is below -steady_truncate_tol (1e-12) and what L makes of
              the state outside the cut is below 1e-12, too. Every new cut starts from the last state. */
#include "solvers/adi/adi.h"
#include "solvers/checkpoint/checkpoint.h"
#include "solvers/steady/methods.h"
#include "solvers/steady/truncation.h"

#include <math.h>
#include <string.h>

static const PetscReal coarse = 1e-7;

static PetscBool is_warm(const SteadyOptions *options) { return options->memory && options->memory->count > 0 ? PETSC_TRUE : PETSC_FALSE; }

static Cut first_cut(const XyzModel *model, const SteadyOptions *options)
{
  if (!options->truncate) return TruncationWhole(model->N);
  return is_warm(options) ? SteadyMemoryCut(options->memory) : TruncationStart(model);
}

SteadyEstimate SteadyEstimateAdi(const XyzModel *model, const SteadyOptions *options, int ranks)
{
  const Cut      cut = options->truncate ? TruncationPredict(model) : TruncationWhole(model->N);
  DickeBasis     basis;
  SteadyEstimate e = {.wall_seconds = 1e30};

  if (dicke_basis_create_cut(model->N, SteadyParity(model), 0, cut.blocks, cut.top, &basis)) {
    const AdiEstimate a = AdiEstimateSolve(model, &basis, ranks);
    e = (SteadyEstimate){.unknowns = a.unknowns, .bytes = a.bytes_total, .wall_seconds = a.wall_seconds};
  }
  dicke_basis_free(&basis);
  return e;
}

const char *SteadyRefusesAdi(const XyzModel *model, const SteadyOptions *options, int ranks)
{
  const Cut   cut = options->truncate ? TruncationPredict(model) : TruncationWhole(model->N);
  const char *why = "no memory for the basis";
  DickeBasis  basis;

  (void)ranks;
  if (dicke_basis_create_cut(model->N, SteadyParity(model), 0, cut.blocks, cut.top, &basis)) why = AdiRefuses(model, &basis);
  dicke_basis_free(&basis);
  return why;
}

/* The iterate goes to the checkpoint file every so many iterations: counted, not timed, so that all ranks agree on when. */
typedef struct {
  Checkpoint      *file; /* or NULL */
  CheckpointHeader header;
  PetscInt         every;
  PetscInt         iterations; /* of the stages before */
  const Monitor   *monitor;
} Saver;

/* What a checkpoint holds beside the iterate: where in the algorithm it was. */
enum { AT_BLOCKS, AT_TOP, AT_ACCURACY, AT_TOL, AT_ITERATIONS };

static const double long_solve = 300; /* estimated seconds from which a solve is checkpointed */
static const double save_seconds = 240;

/* Everything that the state depends on; first the version. */
static CheckpointHeader identify(const XyzModel *model, const SteadyOptions *options)
{
  const double     key[]  = {2, options->truncate, model->N, model->Jx, model->Jy, model->Jz, model->hx, model->hy, model->hz};
  CheckpointHeader header = {.key = {0}};

  memcpy(header.key, key, sizeof key);
  memcpy(header.key + sizeof key / sizeof *key, model->rate, sizeof model->rate);
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
static PetscErrorCode checkpoint_iterations(const XyzModel *model, const DickeBasis *basis, int ranks, PetscInt *every)
{
  const AdiEstimate e = AdiEstimateSolve(model, basis, ranks);

  PetscFunctionBeginUser;
  *every = e.wall_seconds < long_solve ? 0 : (PetscInt)PetscMax(1, save_seconds * 0.5 * e.applications / e.wall_seconds);
  PetscCall(PetscOptionsGetInt(NULL, "steady_", "-checkpoint_iterations", every, NULL));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A basis with its solver and its state. */
typedef struct {
  Cut         cut;
  DickeBasis *basis; /* a copy of the pointer outlives moves of the struct: the solver keeps it */
  Adi        *adi;
  Vec         rho;
} Stage;

static PetscErrorCode create_stage(MPI_Comm comm, const XyzModel *model, Cut cut, Stage *stage)
{
  PetscReal kappa = 0;

  PetscFunctionBeginUser;
  stage->cut = cut;
  PetscCall(PetscNew(&stage->basis));
  PetscCheck(dicke_basis_create_cut(model->N, SteadyParity(model), 0, cut.blocks, cut.top, stage->basis), comm, PETSC_ERR_MEM, "no memory for the basis");
  PetscCall(PetscOptionsGetReal(NULL, "steady_", "-adi_kappa", &kappa, NULL));
  PetscCall(AdiCreate(comm, model, stage->basis, kappa, &stage->adi));
  PetscCall(AdiCreateVec(stage->adi, &stage->rho));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy_stage(Stage *stage)
{
  PetscFunctionBeginUser;
  PetscCall(VecDestroy(&stage->rho));
  PetscCall(AdiDestroy(&stage->adi));
  dicke_basis_free(stage->basis);
  PetscCall(PetscFree(stage->basis));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Move to another cut, taking the state along. */
static PetscErrorCode change_stage(MPI_Comm comm, const XyzModel *model, Cut cut, Stage *stage)
{
  Stage next;

  PetscFunctionBeginUser;
  PetscCall(AdiDestroy(&stage->adi)); /* its tables are large: make room first */
  PetscCall(create_stage(comm, model, cut, &next));
  PetscCall(TruncationCopy(stage->basis, stage->rho, next.basis, next.rho));
  PetscCall(destroy_stage(stage));
  *stage = next;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The whole space's residual, and the part of it that lies outside the cut. */
static PetscErrorCode whole_residual(const XyzModel *model, const Stage *stage, PetscReal *residual, PetscReal *outflow)
{
  Vec       r;
  PetscReal inside, size;

  PetscFunctionBeginUser;
  PetscCall(VecDuplicate(stage->rho, &r));
  PetscCall(AdiMult(stage->adi, stage->rho, r));
  PetscCall(VecNorm(r, NORM_2, &inside));
  PetscCall(VecNorm(stage->rho, NORM_2, &size));
  PetscCall(TruncationOutflow(model, stage->basis, stage->cut, stage->rho, outflow));
  PetscCall(VecDestroy(&r));
  *residual = hypot(inside, *outflow) / size;
  *outflow /= size;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What the first stage begins from: a guess of the solver's, neighbouring points, a checkpoint. */
typedef enum { START_COLD, START_WARM, START_RESUMED } Start;

static PetscErrorCode solve_stages(MPI_Comm comm, const XyzModel *model, Start start, Saver *saver, Stage *stage, SteadyCertificate *c)
{
  const PetscReal target = PetscMax(1e-13, 0.1 * AdiRoundingFloor(model));
  PetscReal       tol = 1e-12, outflow_tol = 1e-12, accuracy, outflow;
  AdiReport       report;
  Cut             next;
  PetscMPIInt     ranks;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_size(comm, &ranks));
  PetscCall(PetscOptionsGetReal(NULL, "steady_", "-truncate_tol", &tol, NULL));
  accuracy = start == START_WARM || TruncationIsWhole(model->N, stage->cut) ? target : coarse;
  if (start == START_RESUMED) {
    accuracy      = saver->header.data[AT_ACCURACY];
    tol           = saver->header.data[AT_TOL];
    c->iterations = (PetscInt)saver->header.data[AT_ITERATIONS];
  }
  while (1) {
    const double data[] = {stage->cut.blocks, stage->cut.top, accuracy, tol};
    memcpy(saver->header.data, data, sizeof data);
    saver->iterations = c->iterations;
    PetscCall(checkpoint_iterations(model, stage->basis, ranks, &saver->every));
    AdiSetProgress(stage->adi, saver->every, save, saver);
    AdiSetMonitor(stage->adi, saver->monitor);
    PetscCall(AdiSolveSteady(stage->adi, "steady_", stage->rho, accuracy, &report));
    c->iterations += report.iterations;
    c->reason = report.reason;
    const PetscReal aim = accuracy == target ? tol : tol * PetscMin(1, 5.0 / model->N); /* for the outflow, where L is of order N */
    PetscCall(TruncationNext(stage->basis, stage->rho, stage->cut, aim, 100 * PetscMax(report.residual, 1e-16), &c->edge, &next));
    if (next.blocks != stage->cut.blocks || next.top != stage->cut.top) PetscCall(change_stage(comm, model, next, stage));
    else if (accuracy == target) {
      PetscCall(whole_residual(model, stage, &c->residual, &outflow));
      if (outflow <= outflow_tol || !(outflow < PETSC_INFINITY) || report.reason == ADI_STAGNATED) break;
      if (tol <= PETSC_MACHINE_EPSILON * PETSC_MACHINE_EPSILON) break;
      tol *= PetscMin(0.3, 0.3 * outflow_tol / outflow); /* the edge is low, but L is large there */
    }
    accuracy = target;
  }
  c->kept = TruncationKept(model->N, stage->cut);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SteadySolveAdi(MPI_Comm comm, const XyzModel *model, const SteadyOptions *options, const char *pc_type, SteadyState *state)
{
  Cut       cut = first_cut(model, options);
  Stage     stage;
  Saver     saver = {0};
  PetscBool found = PETSC_FALSE;

  (void)pc_type;
  PetscFunctionBeginUser;
  *state = (SteadyState){0};
  PetscCall(AdiRegister());
  saver.file = options->checkpoint;
  saver.monitor = options->monitor;
  saver.header = identify(model, options);
  if (saver.file) PetscCall(CheckpointPeek(comm, saver.file, &saver.header, &found));
  if (found) cut = (Cut){(int)saver.header.data[AT_BLOCKS], (int)saver.header.data[AT_TOP]};
  PetscCall(create_stage(comm, model, cut, &stage));
  if (found) PetscCall(CheckpointRead(saver.file, stage.rho, &found));
  const Start start = found ? START_RESUMED : is_warm(options) ? START_WARM : START_COLD;
  if (start == START_WARM) PetscCall(SteadyMemoryGuess(options->memory, stage.adi, stage.basis, stage.rho));
  if (start == START_COLD) PetscCall(VecZeroEntries(stage.rho));
  PetscCall(solve_stages(comm, model, start, &saver, &stage, &state->certificate));
  state->basis = *stage.basis;
  state->rho   = stage.rho;
  PetscCall(AdiDestroy(&stage.adi));
  PetscCall(PetscFree(stage.basis));
  PetscCall(SteadyNormalise(state));
  if (options->memory && state->certificate.residual < STEADY_RESIDUAL_LIMIT)
    PetscCall(SteadyMemoryKeep(options->memory, &state->basis, stage.cut, state->rho));
  PetscFunctionReturn(PETSC_SUCCESS);
}
