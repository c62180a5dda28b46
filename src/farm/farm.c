/* The loop of a group: ask for an item, solve its points one by one, write, ask again; then split for smaller points. */
#include "farm/farm.h"

#include "farm/keeper.h"
#include "farm/memory.h"

#include <math.h>
#include <unistd.h>

typedef struct {
  const Plan     *plan;
  const FarmSink *sink;
  Keeper         *keeper;
  FarmMemory     *memory; /* of this rank */
  unsigned char  *todo;   /* a bit a point of the plan: is it to be solved? */
  PetscLogEvent   point, write, wait; /* for -log_view: solving, writing, waiting for the keeper and for the end */
} Farm;

enum { CHECKPOINT_NAME = PETSC_MAX_PATH_LEN + 64 };

static bool is_todo(const unsigned char *todo, int64_t point) { return todo[point / 8] >> point % 8 & 1; }

static void set_todo(unsigned char *todo, int64_t point) { todo[point / 8] |= (unsigned char)(1 << point % 8); }

static void name_checkpoint(const Farm *farm, int64_t index, char name[CHECKPOINT_NAME])
{
  snprintf(name, CHECKPOINT_NAME, "%s.point%lld.checkpoint", farm->sink->name, (long long)index);
}

/* The results are in the file: long solves, of which an item holds one chunk at most, need their checkpoints no more, nor what a
   crash left of one that was being written. */
static void remove_checkpoints(const Farm *farm, const PlanItem *item, const unsigned char *status)
{
  char name[CHECKPOINT_NAME], torn[CHECKPOINT_NAME + 8];

  for (int i = 0; i < item->count && item->count <= farm->plan->chunk; i++) {
    if (status[i] == POINT_PENDING) continue;
    name_checkpoint(farm, item->first + i, name);
    snprintf(torn, sizeof torn, "%s.tmp", name);
    unlink(name);
    unlink(torn);
  }
}

/* A checkpoint that could not be used: the point was solved from its beginning. */
static PetscErrorCode warn_of_checkpoint(MPI_Comm group, const Checkpoint *checkpoint)
{
  PetscMPIInt rank;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(group, &rank));
  if (checkpoint->discarded && rank == 0)
    fprintf(stderr, "pilind: warning: '%s' was not used: %s; its point was solved from the beginning\n", checkpoint->path, checkpoint->discarded);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A solve of points first ... first+count-1 of the item ended with this error; if memory had ended, it is theirs alone. */
static PetscErrorCode judge(const Farm *farm, MPI_Comm group, const PlanItem *item, int first, int count, PetscErrorCode code, PetscBool memory_ended,
                            double *values, PointStatus *outcome)
{
  const size_t width = (size_t)farm->plan->offset[farm->plan->noutputs];
  PetscMPIInt  ranks;

  PetscFunctionBeginUser;
  if (!code || !memory_ended) PetscFunctionReturn(code);
  PetscCallMPI(MPI_Comm_size(group, &ranks));
  if (ranks > 1) PetscCall(FarmMemoryGroup(farm->plan, farm->sink, item, first, count));
  outcome[first] = FarmMemoryAlone(farm->memory, farm->plan, item, first, count);
  for (int i = 1; i < count; i++) outcome[first + i] = outcome[first];
  for (size_t x = (size_t)first * width; x < (size_t)(first + count) * width; x++) values[x] = NAN;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Solve one point after the other, every chunk from its own memory, which one that runs out of memory takes with it. A point that needs
   nothing stays pending: the sink leaves it alone. */
static PetscErrorCode solve_points(const Farm *farm, MPI_Comm group, const PlanItem *item, double *values, PointStatus *outcome, double *seconds)
{
  const Plan *plan  = farm->plan;
  const int   width = plan->offset[plan->noutputs];
  char        name[CHECKPOINT_NAME];
  double      point[PARAM_MAX];
  void       *memory = NULL;
  PetscBool   ended;

  PetscFunctionBeginUser;
  for (int i = 0; i < item->count && !farm->memory->retired; i++) {
    const double start = MPI_Wtime();
    if (!is_todo(farm->todo, item->first + i)) continue;
    if (memory && PlanChunkBegins(plan, item->first + i)) PetscCall(plan->grid->task->forget(&memory));
    PlanPoint(plan, item->first + i, point);
    name_checkpoint(farm, item->first + i, name);
    Checkpoint      checkpoint = {name, NULL};
    const TaskPoint at = {group, point, &plan->grid->options, &checkpoint, plan->chunk > 1 ? &memory : NULL};
    PetscCall(FarmMemoryGuard(&ended));
    const PetscErrorCode code = plan->grid->task->run(&at, values + (size_t)i * width, &outcome[i]);
    PetscCall(FarmMemoryRelease());
    if (code) memory = NULL;
    PetscCall(judge(farm, group, item, i, 1, code, ended, values, outcome));
    PetscCall(warn_of_checkpoint(group, &checkpoint));
    seconds[i] = MPI_Wtime() - start;
  }
  if (memory) PetscCall(plan->grid->task->forget(&memory));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Solve a whole line. */
static PetscErrorCode solve_line(const Farm *farm, MPI_Comm group, const PlanItem *item, double *values, PointStatus *outcome, double *seconds)
{
  const Plan  *plan  = farm->plan;
  const double start = MPI_Wtime();
  double       point[PARAM_MAX];
  PetscBool    ended;

  PetscFunctionBeginUser;
  PlanPoint(plan, item->first, point);
  const TaskPoint at = {group, point, &plan->grid->options, NULL, NULL};
  PetscCall(FarmMemoryGuard(&ended));
  const PetscErrorCode code = plan->grid->task->run_line(&at, item->count, plan->grid->values[plan->line], values, outcome);
  PetscCall(FarmMemoryRelease());
  PetscCall(judge(farm, group, item, 0, item->count, code, ended, values, outcome));
  for (int i = 0; i < item->count; i++) seconds[i] = (MPI_Wtime() - start) / item->count;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Solve the points of an item on the ranks of a group; its first rank writes. */
static PetscErrorCode solve_item(const Farm *farm, MPI_Comm group, const PlanItem *item, KeeperRequest *report)
{
  const Plan    *plan  = farm->plan;
  const int      width = plan->offset[plan->noutputs];
  double        *values, *seconds;
  PointStatus   *outcome;
  unsigned char *status;
  PetscMPIInt    rank;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(group, &rank));
  PetscCall(PetscMalloc4((size_t)item->count * width, &values, item->count, &seconds, item->count, &outcome, item->count, &status));
  for (size_t x = 0; x < (size_t)item->count * (size_t)width; x++) values[x] = NAN;
  for (int i = 0; i < item->count; i++) seconds[i] = NAN, outcome[i] = POINT_PENDING;
  PetscCall(PetscLogEventBegin(farm->point, 0, 0, 0, 0));
  PetscCall((plan->line >= 0 ? solve_line : solve_points)(farm, group, item, values, outcome, seconds));
  PetscCall(PetscLogEventEnd(farm->point, 0, 0, 0, 0));
  for (int i = 0; i < item->count; i++) {
    status[i] = (unsigned char)outcome[i];
    report->done += outcome[i] == POINT_DONE;
    report->failed += outcome[i] == POINT_FAILED;
  }
  PetscCall(PetscLogEventBegin(farm->write, 0, 0, 0, 0));
  if (rank == 0) {
    PetscCall(farm->sink->write(farm->sink->context, item, values, status, seconds));
    remove_checkpoints(farm, item, status);
  }
  PetscCall(PetscLogEventEnd(farm->write, 0, 0, 0, 0));
  PetscCall(PetscFree4(values, seconds, outcome, status));
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
    PetscCall(PetscLogEventBegin(farm->wait, 0, 0, 0, 0));
    if (farm->memory->retired) request.ranks = 0; /* of this size there are none */
    if (rank == 0) PetscCall(KeeperAsk(farm->keeper, &request, &item));
    PetscCallMPI(MPI_Bcast(&item, 1, MPI_INT64_T, 0, group));
    PetscCall(PetscLogEventEnd(farm->wait, 0, 0, 0, 0));
    if (item < 0) break;
    const double start = MPI_Wtime();
    request            = (KeeperRequest){.ranks = ranks, .item = item};
    PetscCall(solve_item(farm, group, &farm->plan->items[item], &request));
    request.nanoseconds = (int64_t)(1e9 * (MPI_Wtime() - start));
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

static bool wants(const FarmStart *start, int64_t point)
{
  return start->status[point] == POINT_PENDING || (start->retry && start->status[point] == POINT_FAILED);
}

/* Points of an item to be solved, where points that depend on each other go together; how many. */
static int mark_item(const Plan *plan, const FarmStart *start, const PlanItem *item, unsigned char *todo)
{
  int marked = 0;

  for (int k = 0, unit; k < item->count; k += unit) {
    bool any = false;
    unit     = PlanUnit(plan, item, k);
    for (int n = 0; n < unit; n++) any = any || wants(start, item->first + (k + n) * plan->stride);
    for (int n = 0; n < unit && any; n++) set_todo(todo, item->first + (k + n) * plan->stride);
    marked += any ? unit : 0;
  }
  return marked;
}

/* What each item has to do; counts the points that need nothing, and learns what the solved ones cost. */
static void list_work(const Plan *plan, const FarmStart *start, unsigned char *todo, int *count, KeeperStart *work_list)
{
  for (int64_t i = 0; i < plan->nitems; i++) {
    const PlanItem *item = &plan->items[i];
    count[i]             = mark_item(plan, start, item, todo);
    for (int k = 0; k < item->count; k++) {
      const int64_t       at = item->first + k * plan->stride;
      const unsigned char s  = start->status[at];
      if (!is_todo(todo, at)) work_list->done += s == POINT_DONE, work_list->failed += s == POINT_FAILED;
      if (s != POINT_PENDING && start->seconds && start->seconds[at] > 0)
        CostsLearn(&work_list->costs, item->wall_seconds / item->count, start->seconds[at]);
    }
  }
  work_list->todo = count;
}

PetscErrorCode FarmRun(MPI_Comm comm, const Plan *plan, const FarmSink *sink, const FarmStart *start, const FarmLimits *limits, FarmOutcome *outcome)
{
  FarmMemory  memory = {PETSC_FALSE, PETSC_FALSE};
  Farm        farm   = {.plan = plan, .sink = sink, .memory = &memory};
  MPI_Comm    solvers;
  int        *count = NULL;
  KeeperStart work_list = {.sink = sink};
  PetscMPIInt rank;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCall(PetscLogEventRegister("FarmPoint", PETSC_OBJECT_CLASSID, &farm.point));
  PetscCall(PetscLogEventRegister("FarmWrite", PETSC_OBJECT_CLASSID, &farm.write));
  PetscCall(PetscLogEventRegister("FarmWait", PETSC_OBJECT_CLASSID, &farm.wait));
  PetscCall(PetscCalloc1(plan->npoints / 8 + 1, &farm.todo));
  if (rank == 0) {
    PetscCall(PetscMalloc1(plan->nitems, &count));
    list_work(plan, start, farm.todo, count, &work_list);
  }
  PetscCallMPI(MPI_Bcast(farm.todo, (PetscMPIInt)(plan->npoints / 8 + 1), MPI_BYTE, 0, comm)); /* at most 1e8 points: plan.c */
  PetscCall(KeeperCreate(comm, plan, &work_list, limits, &farm.keeper));
  PetscCallMPI(MPI_Comm_split(comm, KeeperSolves(farm.keeper) ? 0 : MPI_UNDEFINED, rank, &solvers));
  if (solvers != MPI_COMM_NULL) {
    PetscCall(run_levels(&farm, solvers));
    PetscCallMPI(MPI_Comm_free(&solvers));
  }
  PetscCall(PetscLogEventBegin(farm.wait, 0, 0, 0, 0));
  PetscCall(KeeperDestroy(&farm.keeper, outcome));
  PetscCall(PetscLogEventEnd(farm.wait, 0, 0, 0, 0));
  PetscCall(PetscFree(count));
  PetscCall(PetscFree(farm.todo));
  PetscFunctionReturn(PETSC_SUCCESS);
}
