/* The journey of a run. Rank 0 looks at the file and decides; the others follow its verdict. */
#include "app/run.h"

#include "app/report.h"
#include "farm/farm.h"
#include "farm/resources.h"
#include "results/lock.h"
#include "results/results.h"

/* Find or make the results file and read what is done. Rank 0. */
static PetscErrorCode prepare_file(const Config *config, const Plan *plan, Lock *lock, unsigned char **status, Verdict *verdict)
{
  ResultsState state;

  PetscFunctionBeginUser;
  PetscCall(ResultsInspect(config->output, plan, config->overwrite, &state, verdict));
  if (!verdict->code) PetscCall(LockTake(config->output, lock, verdict));
  if (!verdict->code && state == RESULTS_ABSENT) {
    Provenance provenance;
    PetscCall(ProvenanceCreate(config->input, plan, &provenance));
    PetscCall(ResultsCreate(config->output, plan, &provenance, verdict));
    PetscCall(ProvenanceDestroy(&provenance));
  }
  if (!verdict->code) PetscCall(ResultsReadStatus(config->output, plan->npoints, status));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscBool has_work(const Plan *plan, const unsigned char *status, PetscBool retry)
{
  for (int64_t i = 0; i < plan->npoints; i++)
    if (status[i] == POINT_PENDING || (retry && status[i] == POINT_FAILED)) return PETSC_TRUE;
  return PETSC_FALSE;
}

static int exit_code(const FarmOutcome *outcome)
{
  if (outcome->left > 0) return EXIT_RESTARTABLE;
  return outcome->failed > 0 ? EXIT_POINTS_FAILED : EXIT_COMPLETE;
}

static PetscErrorCode solve(const Config *config, const Plan *plan, const unsigned char *status, FarmOutcome *outcome)
{
  const FarmLimits limits = {config->max_seconds > 0 ? MPI_Wtime() + config->max_seconds : 0, config->keeper_rank};
  Results         *results;

  PetscFunctionBeginUser;
  PetscCall(ResultsOpen(PETSC_COMM_WORLD, config->output, plan, &results));
  PetscCall(FarmRun(PETSC_COMM_WORLD, plan, results, status, config->retry_failed, &limits, outcome));
  PetscCall(ResultsClose(&results));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void count_points(const Plan *plan, const unsigned char *status, FarmOutcome *outcome)
{
  for (int64_t i = 0; i < plan->npoints; i++) {
    outcome->done += status[i] == POINT_DONE;
    outcome->failed += status[i] == POINT_FAILED;
  }
  outcome->left = plan->npoints - outcome->done - outcome->failed;
}

static PetscErrorCode run_plan(const Config *config, const Plan *plan, int argc, char **argv, Verdict *verdict)
{
  FarmOutcome    outcome = {0};
  Lock           lock    = LOCK_NONE;
  unsigned char *status  = NULL;
  PetscMPIInt    rank, ranks;
  int            work = 0;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  PetscCallMPI(MPI_Comm_size(PETSC_COMM_WORLD, &ranks));
  if (rank == 0) {
    PetscCall(prepare_file(config, plan, &lock, &status, verdict));
    if (!verdict->code) {
      ReportStart(config, plan, ranks, status);
      count_points(plan, status, &outcome);
      work = has_work(plan, status, config->retry_failed);
    }
  }
  PetscCallMPI(MPI_Bcast(verdict, sizeof *verdict, MPI_BYTE, 0, PETSC_COMM_WORLD));
  PetscCallMPI(MPI_Bcast(&work, 1, MPI_INT, 0, PETSC_COMM_WORLD));
  if (!verdict->code) {
    if (work) PetscCall(solve(config, plan, status, &outcome));
    if (rank == 0) {
      ReportEnd(config, &outcome, argc, argv);
      if (work && !outcome.stopped) PetscCall(ReportUnusedOptions(plan->grid->task));
      VerdictSet(verdict, exit_code(&outcome), "%s", "");
    }
    PetscCallMPI(MPI_Bcast(verdict, sizeof *verdict, MPI_BYTE, 0, PETSC_COMM_WORLD));
  }
  LockRelease(&lock);
  PetscCall(PetscFree(status));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode Run(const Config *config, int argc, char **argv, Verdict *verdict)
{
  Resources   resources;
  Plan        plan;
  PetscMPIInt rank;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  PetscCall(FarmCatchSignals());
  PetscCall(ResourcesFind(PETSC_COMM_WORLD, config->ranks_per_point, config->keeper_rank, &resources));
  PetscCall(PlanCreate(&config->grid, &resources, &plan, verdict));
  if (!verdict->code && config->mode == MODE_DRY_RUN) {
    if (rank == 0) ReportDryRun(config, &plan, &resources);
  } else if (!verdict->code) PetscCall(run_plan(config, &plan, argc, argv, verdict));
  PetscCall(PlanDestroy(&plan));
  PetscFunctionReturn(PETSC_SUCCESS);
}
