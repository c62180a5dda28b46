/* The loop of a group: ask for an item, solve its points one by one, write, ask again; then split for smaller points. */
#include "farm/farm.h"

#include "farm/keeper.h"

typedef struct {
  const Plan *plan;
  Results    *results;
  Keeper     *keeper;
} Farm;

/* Solve the points of an item on the ranks of a group; its first rank writes. */
static PetscErrorCode solve_item(const Farm *farm, MPI_Comm group, const PlanItem *item, KeeperRequest *report)
{
  const Plan    *plan  = farm->plan;
  const int      width = plan->offset[plan->noutputs];
  char           checkpoint[PETSC_MAX_PATH_LEN + 64];
  double         point[PARAM_MAX], *values, *seconds;
  unsigned char *status;
  PetscMPIInt    rank;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(group, &rank));
  PetscCall(PetscCalloc3((size_t)item->count * width, &values, item->count, &seconds, item->count, &status));
  for (int i = 0; i < item->count; i++) {
    PointStatus  outcome = POINT_FAILED;
    const double start   = MPI_Wtime();
    PlanPoint(plan, item->first + i, point);
    snprintf(checkpoint, sizeof checkpoint, "%s.point%lld.checkpoint", ResultsPath(farm->results), (long long)(item->first + i));
    const TaskPoint at = {group, point, &plan->grid->options, checkpoint};
    PetscCall(plan->grid->task->run(&at, values + (size_t)i * width, &outcome));
    seconds[i] = MPI_Wtime() - start;
    status[i]  = (unsigned char)outcome;
    if (outcome == POINT_DONE) report->done++;
    else report->failed++;
  }
  if (rank == 0) PetscCall(ResultsWrite(farm->results, item, values, status, seconds));
  PetscCall(PetscFree3(values, seconds, status));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Work through all items of one size, as long as there are any. Collective over the group. */
static PetscErrorCode work(const Farm *farm, MPI_Comm group)
{
  KeeperRequest request = {.item = -1};
  PetscMPIInt   rank, ranks;
  int64_t       item;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(group, &rank));
  PetscCallMPI(MPI_Comm_size(group, &ranks));
  request.ranks = ranks;
  while (1) {
    if (rank == 0) PetscCall(KeeperAsk(farm->keeper, &request, &item));
    PetscCallMPI(MPI_Bcast(&item, 1, MPI_INT64_T, 0, group));
    if (item < 0) break;
    request = (KeeperRequest){.ranks = ranks, .item = item};
    PetscCall(solve_item(farm, group, &farm->plan->items[item], &request));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Group sizes of the plan, each once, largest first: the items are sorted by them. */
static PetscErrorCode run_levels(const Farm *farm, MPI_Comm solvers)
{
  MPI_Comm    group = solvers, smaller;
  PetscMPIInt rank, ranks;

  PetscFunctionBeginUser;
  for (int64_t i = 0; i < farm->plan->nitems; i++) {
    const int size = farm->plan->items[i].ranks;
    if (i > 0 && size == farm->plan->items[i - 1].ranks) continue;
    PetscCallMPI(MPI_Comm_rank(group, &rank));
    PetscCallMPI(MPI_Comm_size(group, &ranks));
    if (ranks > size) {
      PetscCallMPI(MPI_Comm_split(group, rank / size, rank, &smaller));
      if (group != solvers) PetscCallMPI(MPI_Comm_free(&group));
      group = smaller;
      PetscCallMPI(MPI_Comm_size(group, &ranks));
    }
    if (ranks == size) PetscCall(work(farm, group)); /* ranks left over by the division wait for smaller points */
  }
  if (group != solvers) PetscCallMPI(MPI_Comm_free(&group));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* An item has work if any of its points does; counts the points that need none. */
static PetscErrorCode list_work(const Plan *plan, const unsigned char *status, PetscBool retry, bool *todo, int64_t *done, int64_t *failed)
{
  PetscFunctionBeginUser;
  for (int64_t i = 0; i < plan->nitems; i++) {
    const PlanItem      *item = &plan->items[i];
    const unsigned char *s    = status + item->first;
    int64_t              is_done = 0, is_failed = 0;
    for (int k = 0; k < item->count; k++) {
      is_done += s[k] == POINT_DONE;
      is_failed += s[k] == POINT_FAILED;
    }
    todo[i] = is_done + is_failed < item->count || (retry && is_failed > 0);
    if (!todo[i]) *done += is_done, *failed += is_failed;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode FarmRun(MPI_Comm comm, const Plan *plan, Results *results, const unsigned char *status, PetscBool retry,
                       const FarmLimits *limits, FarmOutcome *outcome)
{
  Farm        farm = {plan, results, NULL};
  MPI_Comm    solvers;
  bool       *todo = NULL;
  int64_t     done = 0, failed = 0;
  PetscMPIInt rank;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0) {
    PetscCall(PetscMalloc1(plan->nitems, &todo));
    PetscCall(list_work(plan, status, retry, todo, &done, &failed));
  }
  PetscCall(KeeperCreate(comm, plan, todo, done, failed, limits, &farm.keeper));
  PetscCallMPI(MPI_Comm_split(comm, KeeperSolves(farm.keeper) ? 0 : MPI_UNDEFINED, rank, &solvers));
  if (solvers != MPI_COMM_NULL) {
    PetscCall(run_levels(&farm, solvers));
    PetscCallMPI(MPI_Comm_free(&solvers));
  }
  PetscCall(KeeperDestroy(&farm.keeper, outcome));
  PetscCall(PetscFree(todo));
  PetscFunctionReturn(PETSC_SUCCESS);
}
