/* The journey of a run. Rank 0 looks at the file and decides; the others follow its verdict. */
#include "run.h"

#include "report/log.h"
#include "report/report.h"
#include "farm/farm.h"
#include "farm/resources.h"
#include "farm/walltime.h"
#include "results/lock.h"
#include "results/path.h"
#include "results/reuse.h"

/* Before Slurm's end there must be time to close the file and to leave. */
static const double slurm_margin = 10;

/* What an attempt has: the farm's limits, and where they come from. */
typedef struct {
  FarmLimits farm;
  LogPlace   place;
  char       stop_file[PETSC_MAX_PATH_LEN + 8];
} Attempt;

/* -max_time counts from the beginning of the run; without it, the batch system's limit holds. */
static PetscErrorCode begin_attempt(const Config *config, Attempt *attempt)
{
  PetscMPIInt rank;
  double      left = 0;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  PetscCallMPI(MPI_Comm_size(PETSC_COMM_WORLD, &attempt->place.ranks));
  PetscCall(ResourcesNodes(PETSC_COMM_WORLD, &attempt->place.nodes));
  attempt->farm = (FarmLimits){.begin            = MPI_Wtime(),
                               .keeper_rank      = config->keeper_rank,
                               .stop_file        = attempt->stop_file,
                               .progress_seconds = config->progress_seconds};
  snprintf(attempt->stop_file, sizeof attempt->stop_file, "%s.STOP", config->output);
  if (rank > 0) PetscFunctionReturn(PETSC_SUCCESS);
  if (config->max_seconds > 0) {
    left                 = config->max_seconds;
    attempt->place.limit = "-max_time";
  } else if (WalltimeLeft(&left, &attempt->place.limit)) left = PetscMax(left - slurm_margin, 1e-3);
  else attempt->place.limit = NULL;
  attempt->place.seconds_left = left;
  if (left > 0) attempt->farm.deadline = attempt->farm.begin + left;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The file behind the output's name, which must not be the input; nor must those that are made beside it. */
static void find_output(const Config *config, char path[PETSC_MAX_PATH_LEN], Verdict *verdict)
{
  static const char *const suffixes[] = {"", ".tmp", ".lock"};
  char                     name[PETSC_MAX_PATH_LEN + 8];

  if (!PathFollow(config->output, PETSC_MAX_PATH_LEN, path)) {
    VerdictSet(verdict, EXIT_NO_OUTPUT, "output: '%s' is a link that leads nowhere", config->output);
    return;
  }
  for (size_t k = 0; k < sizeof suffixes / sizeof *suffixes; k++) {
    snprintf(name, sizeof name, "%s%s", path, suffixes[k]);
    if (PathSame(name, config->document.path)) VerdictSet(verdict, EXIT_BAD_INPUT, "output: '%s' is the input file itself", name);
  }
}

/* Find the results file and let other files give it their points, or make it of both. Rank 0. */
static PetscErrorCode find_file(const Config *config, const Plan *plan, Lock *lock, Reuse **reuse, Verdict *verdict)
{
  char         path[PETSC_MAX_PATH_LEN];
  ResultsState state;

  PetscFunctionBeginUser;
  find_output(config, path, verdict);
  if (verdict->code) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(ResultsInspect(path, plan, config->overwrite, &state, verdict));
  if (!verdict->code) PetscCall(LockTake(path, lock, verdict));
  if (!verdict->code && state == RESULTS_ABSENT)
    PetscCall(ResultsInspect(path, plan, config->overwrite, &state, verdict)); /* another run may just have made it */
  if (!verdict->code && config->nreuse > 0)
    PetscCall(ReuseOpen(config->nreuse, config->reuse, state == RESULTS_OURS ? path : NULL, plan, reuse, verdict));
  if (verdict->code) PetscFunctionReturn(PETSC_SUCCESS);
  if (state == RESULTS_ABSENT) PetscCall(ResultsCreate(path, config->document.text, plan, *reuse, verdict));
  else if (*reuse) PetscCall(ReuseMerge(*reuse, path, verdict));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The file, what is done in it, and the log's opening lines. Rank 0. */
static PetscErrorCode prepare_file(const Config *config, const Plan *plan, const LogPlace *place, Lock *lock, ResultsLeft *left,
                                   Verdict *verdict)
{
  Reuse *reuse = NULL;

  PetscFunctionBeginUser;
  PetscCall(find_file(config, plan, lock, &reuse, verdict));
  if (!verdict->code) PetscCall(ResultsLook(config->output, left, verdict));
  if (!verdict->code) {
    LogStart(config, plan, place, left->status);
    LogFile(config, left, reuse);
    LogBlasThreads(place->ranks);
  }
  PetscCall(ReuseClose(&reuse));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static bool has_work(const Plan *plan, const unsigned char *status, PetscBool retry)
{
  for (int64_t i = 0; i < plan->npoints; i++)
    if (status[i] == POINT_PENDING || (retry && status[i] == POINT_FAILED)) return true;
  return false;
}

static int exit_code(const FarmOutcome *outcome)
{
  if (outcome->left > 0) return EXIT_RESTARTABLE;
  return outcome->failed > 0 ? EXIT_POINTS_FAILED : EXIT_COMPLETE;
}

/* The farm's sink is the results file. */
static PetscErrorCode write_item(void *results, const PlanItem *item, const double *values, const unsigned char *status,
                                 const double *seconds)
{
  PetscFunctionBeginUser;
  PetscCall(ResultsWrite(results, item, values, status, seconds));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscBool is_present(const void *results) { return ResultsPresent(results); }

static PetscErrorCode solve(const Config *config, const Plan *plan, const FarmStart *start, const FarmLimits *limits, int attempt,
                            FarmOutcome *outcome, Verdict *verdict)
{
  Results *results;

  PetscFunctionBeginUser;
  PetscCall(ResultsOpen(PETSC_COMM_WORLD, config->output, plan, attempt, &results, verdict));
  if (verdict->code) PetscFunctionReturn(PETSC_SUCCESS);
  const FarmSink sink = {.context = results, .name = config->output, .write = write_item, .present = is_present};
  PetscCall(FarmRun(PETSC_COMM_WORLD, plan, &sink, start, limits, outcome));
  if (!ResultsPresent(results))
    VerdictSet(verdict, EXIT_NO_OUTPUT, "output: '%s' was removed or replaced during the run; what was computed is lost", config->output);
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

/* What rank 0 finds before the work, and whether there is any: the others follow. */
typedef struct {
  Verdict verdict;
  int     work, attempt;
} Opening;

static PetscErrorCode open_run(const Config *config, const Plan *plan, const LogPlace *place, Lock *lock, ResultsLeft *left,
                               Opening *opening)
{
  PetscMPIInt rank;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  if (rank == 0) {
    Verdict *verdict = &opening->verdict;
    PetscCall(prepare_file(config, plan, place, lock, left, verdict));
    opening->work = !verdict->code && has_work(plan, left->status, config->retry_failed);
    if (opening->work) PetscCall(ResultsBegin(config->output, plan, place->ranks, &opening->attempt, verdict));
  }
  PetscCallMPI(MPI_Bcast(opening, sizeof *opening, MPI_BYTE, 0, PETSC_COMM_WORLD));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode run_plan(const Config *config, const Plan *plan, Attempt *attempt, const CommandLine *command, Verdict *verdict)
{
  FarmOutcome outcome = {0};
  Lock        lock    = LOCK_NONE;
  ResultsLeft left    = {0};
  Opening     opening = {.verdict = *verdict};
  PetscMPIInt rank;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  PetscCall(open_run(config, plan, &attempt->place, &lock, &left, &opening));
  *verdict = opening.verdict;
  if (!verdict->code) {
    const FarmStart start = {.status = left.status, .seconds = left.seconds, .retry = config->retry_failed};
    if (rank == 0) count_points(plan, left.status, &outcome);
    if (opening.work) PetscCall(solve(config, plan, &start, &attempt->farm, opening.attempt, &outcome, verdict));
    if (rank == 0 && !verdict->code) {
      LogEnd(config, &outcome, attempt->place.ranks, command->argc, command->argv);
      VerdictSet(verdict, exit_code(&outcome), "%s", "");
    }
    PetscCallMPI(MPI_Bcast(verdict, sizeof *verdict, MPI_BYTE, 0, PETSC_COMM_WORLD));
  }
  LockRelease(&lock);
  PetscCall(ResultsLeftFree(&left));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What is asked for but has no effect here. */
static void warn_of_waste(const Config *config, const Plan *plan, const Resources *resources, int all)
{
  const int       wanted = config->ranks_per_point, ranks = resources->ranks;
  const TaskSpec *task     = plan->grid->task;
  Warnings        warnings = {0};

  if (wanted > ranks)
    WarningsAdd(&warnings, "-ranks_per_point %d: there %s %d rank%s to solve points", wanted, ranks > 1 ? "are" : "is", ranks,
                ranks > 1 ? "s" : "");
  else if (wanted > 0 && ranks % wanted)
    WarningsAdd(&warnings, "-ranks_per_point %d: %d of %d ranks belong to no group and stay idle", wanted, ranks % wanted, ranks);
  if (config->keeper_rank && all == 1) WarningsAdd(&warnings, "-farm_keeper rank: with one rank it solves points, too");
  if (task->chunk && task->chunk(&plan->grid->options) > 1 && plan->npoints > 0 && plan->chunk <= 1)
    WarningsAdd(&warnings, "chunks of points have no effect: the last axis is the size, or there is none");
  ReportWarnings(&warnings);
}

PetscErrorCode Run(const Config *config, const CommandLine *command, Verdict *verdict)
{
  Attempt     attempt = {0};
  Resources   resources;
  Survey      survey = {0};
  Plan        plan;
  PetscMPIInt rank;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  PetscCall(FarmCatchSignals());
  PetscCall(begin_attempt(config, &attempt));
  PetscCall(ResourcesFind(PETSC_COMM_WORLD, config->ranks_per_point, config->keeper_rank, &resources));
  if (config->mode == MODE_DRY_RUN) {
    PetscCall(PlanSurvey(&config->grid, &resources, &plan, &survey, verdict));
    if (rank == 0 && survey.count) ReportDryRun(config, &plan, &survey, &resources);
  } else PetscCall(PlanCreate(&config->grid, &resources, &plan, verdict));
  if (rank == 0) warn_of_waste(config, &plan, &resources, attempt.place.ranks);
  if (!verdict->code && config->mode != MODE_DRY_RUN) PetscCall(run_plan(config, &plan, &attempt, command, verdict));
  PetscCall(PlanDestroy(&plan));
  PetscFunctionReturn(PETSC_SUCCESS);
}
