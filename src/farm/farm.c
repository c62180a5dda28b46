/* The loop of a group: ask for an item, solve its points one by one, write, ask again; then split for smaller points. */
#include "farm/farm.h"

#include "farm/failures.h"
#include "farm/keeper.h"
#include "farm/memory.h"
#include "farm/pulse.h"

#include <math.h>
#include <unistd.h>

typedef struct {
  const Plan     *plan;
  const FarmSink *sink;
  Keeper         *keeper;
  FarmMemory     *memory; /* of this rank */
  unsigned char  *todo;   /* a bit a point of the plan: is it to be solved? */
  Pulse          *pulse;
  Failures       *failures;
  PetscMPIInt     rank, ranks;        /* of all */
  PetscLogEvent   point, write, wait; /* for -log_view: solving, writing, waiting for the keeper and for the end */
} Farm;

enum { CHECKPOINT_NAME = PETSC_MAX_PATH_LEN + 64 };

static bool is_todo(const unsigned char *todo, int64_t point) { return todo[point / 8] >> point % 8 & 1; }

static void set_todo(unsigned char *todo, int64_t point) { todo[point / 8] |= (unsigned char)(1 << point % 8); }

static void name_checkpoint(const Farm *farm, int64_t index, char name[CHECKPOINT_NAME])
{
  snprintf(name, CHECKPOINT_NAME, "%s.point%lld.checkpoint", farm->sink->name, (long long)index);
}

/* A checkpoint that could not be used: the point was solved from its beginning. */
static PetscErrorCode warn_of_checkpoint(MPI_Comm group, const Checkpoint *checkpoint)
{
  PetscMPIInt rank;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(group, &rank));
  if (checkpoint->discarded && rank == 0)
    fprintf(stderr, "pilind: warning: '%s' was not used: %s; its point was solved from the beginning\n", checkpoint->path,
            checkpoint->discarded);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Of many groups only some say at each interval what their points have come to, one after the other. */
enum { SPEAKERS = 8 };

static PetscErrorCode begin_pulse(const Farm *farm, MPI_Comm group, int64_t index)
{
  PetscMPIInt rank, ranks;
  char        where[256];

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(group, &rank));
  PetscCallMPI(MPI_Comm_size(group, &ranks));
  const int groups = farm->ranks / ranks, every = (groups + SPEAKERS - 1) / SPEAKERS;
  if (rank == 0) PulseBegin(farm->pulse, PlanDescribe(farm->plan, index, sizeof where, where), 1 + farm->rank / ranks % every, every);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What an item comes to, for each of its points. */
typedef struct {
  double        *values, *seconds;
  PointStatus   *outcome;
  unsigned char *status;
  PetscBool     *left; /* does a checkpoint lie there? */
} Solved;

/* The results are in the file: their points need checkpoints no more. Where one chunk is the item, as in long solves, the disk is asked
   also for what a crash left of one that was being written. */
static void remove_checkpoints(const Farm *farm, const PlanItem *item, const Solved *s)
{
  char name[CHECKPOINT_NAME], torn[CHECKPOINT_NAME + 8];

  for (int i = 0; i < item->count; i++) {
    if (s->status[i] == POINT_PENDING || (!s->left[i] && item->count > farm->plan->chunk)) continue;
    name_checkpoint(farm, item->first + i, name);
    snprintf(torn, sizeof torn, "%s.tmp", name);
    unlink(name);
    unlink(torn);
  }
}

/* A solve of points first ... first+count-1 of the item ended with this error; if memory had ended, it is theirs alone. */
static PetscErrorCode judge(const Farm *farm, MPI_Comm group, const PlanItem *item, int first, int count, PetscErrorCode code,
                            PetscBool memory_ended, const Solved *s, char why[TASK_WHY])
{
  const size_t width = (size_t)farm->plan->offset[farm->plan->noutputs];
  PetscMPIInt  ranks;

  PetscFunctionBeginUser;
  if (!code || !memory_ended) PetscFunctionReturn(code);
  PetscCallMPI(MPI_Comm_size(group, &ranks));
  if (ranks > 1) PetscCall(FarmMemoryGroup(farm->plan, farm->sink, item, first, count));
  s->outcome[first] = FarmMemoryAlone(farm->memory, farm->plan, item, first, count);
  for (int i = 1; i < count; i++) s->outcome[first + i] = s->outcome[first];
  for (size_t x = (size_t)first * width; x < (size_t)(first + count) * width; x++) s->values[x] = NAN;
  snprintf(why, TASK_WHY, "out of memory");
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Of points first ... first+count-1 of the item those that failed are named, on rank 0 of the group. */
static PetscErrorCode name_failures(const Farm *farm, MPI_Comm group, const PlanItem *item, int first, int count, const Solved *s,
                                    const char *why)
{
  const Plan  *plan  = farm->plan;
  const size_t width = (size_t)plan->offset[plan->noutputs];
  PetscMPIInt  rank;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(group, &rank));
  for (int i = first; i < first + count && rank == 0; i++)
    if (s->outcome[i] == POINT_FAILED)
      FailuresName(farm->failures, plan, item->first + i * plan->stride, s->values + (size_t)i * width, why);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Solve one point after the other, every chunk from its own memory, which one that runs out of memory takes with it. A point that needs
   nothing stays pending: the sink leaves it alone. */
static PetscErrorCode solve_points(const Farm *farm, MPI_Comm group, const PlanItem *item, const Solved *s)
{
  const Plan *plan  = farm->plan;
  const int   width = plan->offset[plan->noutputs];
  char        name[CHECKPOINT_NAME], why[TASK_WHY];
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
    why[0]                     = 0;
    Checkpoint      checkpoint = {.path = name};
    const TaskPoint at         = {.comm       = group,
                                  .point      = point,
                                  .options    = &plan->grid->options,
                                  .checkpoint = &checkpoint,
                                  .monitor    = PulseMonitor(farm->pulse),
                                  .why        = why,
                                  .memory     = plan->chunk > 1 ? &memory : NULL};
    PetscCall(begin_pulse(farm, group, item->first + i));
    PetscCall(FarmMemoryGuard(&ended));
    const PetscErrorCode code = plan->grid->task->run(&at, s->values + (size_t)i * width, &s->outcome[i]);
    PetscCall(FarmMemoryRelease());
    PulseEnd(farm->pulse);
    if (code) memory = NULL;
    PetscCall(judge(farm, group, item, i, 1, code, ended, s, why));
    PetscCall(name_failures(farm, group, item, i, 1, s, why));
    PetscCall(warn_of_checkpoint(group, &checkpoint));
    s->left[i]    = checkpoint.left;
    s->seconds[i] = MPI_Wtime() - start;
  }
  if (memory) PetscCall(plan->grid->task->forget(&memory));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Solve a whole line. */
static PetscErrorCode solve_line(const Farm *farm, MPI_Comm group, const PlanItem *item, const Solved *s)
{
  const Plan  *plan  = farm->plan;
  const double start = MPI_Wtime();
  double       point[PARAM_MAX];
  char         why[TASK_WHY] = "";
  PetscBool    ended;

  PetscFunctionBeginUser;
  PlanPoint(plan, item->first, point);
  const TaskPoint at = {.comm = group, .point = point, .options = &plan->grid->options, .monitor = PulseMonitor(farm->pulse), .why = why};
  PetscCall(begin_pulse(farm, group, item->first));
  PetscCall(FarmMemoryGuard(&ended));
  const PetscErrorCode code = plan->grid->task->run_line(&at, item->count, plan->grid->values[plan->line], s->values, s->outcome);
  PetscCall(FarmMemoryRelease());
  PulseEnd(farm->pulse);
  PetscCall(judge(farm, group, item, 0, item->count, code, ended, s, why));
  PetscCall(name_failures(farm, group, item, 0, item->count, s, why));
  for (int i = 0; i < item->count; i++) s->seconds[i] = (MPI_Wtime() - start) / item->count;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void account(const PlanItem *item, const Solved *s, KeeperRequest *report)
{
  for (int i = 0; i < item->count; i++) {
    s->status[i] = (unsigned char)s->outcome[i];
    report->done += s->outcome[i] == POINT_DONE;
    report->failed += s->outcome[i] == POINT_FAILED;
  }
}

/* Solve the points of an item on the ranks of a group; its first rank writes. */
static PetscErrorCode solve_item(const Farm *farm, MPI_Comm group, const PlanItem *item, KeeperRequest *report)
{
  const Plan  *plan  = farm->plan;
  const size_t count = (size_t)item->count, width = (size_t)plan->offset[plan->noutputs];
  Solved       s;
  PetscMPIInt  rank;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(group, &rank));
  PetscCall(PetscMalloc5(count * width, &s.values, count, &s.seconds, count, &s.outcome, count, &s.status, count, &s.left));
  for (size_t x = 0; x < count * width; x++) s.values[x] = NAN;
  for (int i = 0; i < item->count; i++) s.seconds[i] = NAN, s.outcome[i] = POINT_PENDING, s.left[i] = PETSC_FALSE;
  PetscCall(PetscLogEventBegin(farm->point, 0, 0, 0, 0));
  PetscCall((plan->line >= 0 ? solve_line : solve_points)(farm, group, item, &s));
  PetscCall(PetscLogEventEnd(farm->point, 0, 0, 0, 0));
  account(item, &s, report);
  PetscCall(PetscLogEventBegin(farm->write, 0, 0, 0, 0));
  if (rank == 0) {
    PetscCall(farm->sink->write(farm->sink->context, item, s.values, s.status, s.seconds));
    remove_checkpoints(farm, item, &s);
  }
  PetscCall(PetscLogEventEnd(farm->write, 0, 0, 0, 0));
  PetscCall(PetscFree5(s.values, s.seconds, s.outcome, s.status, s.left));
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

PetscErrorCode FarmRun(MPI_Comm comm, const Plan *plan, const FarmSink *sink, const FarmStart *start, const FarmLimits *limits,
                       FarmOutcome *outcome)
{
  FarmMemory  memory   = {PETSC_FALSE, PETSC_FALSE};
  Failures    failures = {0};
  Farm        farm     = {.plan = plan, .sink = sink, .memory = &memory, .failures = &failures};
  MPI_Comm    solvers;
  int        *count     = NULL;
  KeeperStart work_list = {.sink = sink};

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(comm, &farm.rank));
  PetscCallMPI(MPI_Comm_size(comm, &farm.ranks));
  PetscCall(PetscLogEventRegister("FarmPoint", PETSC_OBJECT_CLASSID, &farm.point));
  PetscCall(PetscLogEventRegister("FarmWrite", PETSC_OBJECT_CLASSID, &farm.write));
  PetscCall(PetscLogEventRegister("FarmWait", PETSC_OBJECT_CLASSID, &farm.wait));
  PetscCall(PetscCalloc1(plan->npoints / 8 + 1, &farm.todo));
  if (farm.rank == 0) {
    PetscCall(PetscMalloc1(plan->nitems, &count));
    list_work(plan, start, farm.todo, count, &work_list);
  }
  PetscCallMPI(MPI_Bcast(farm.todo, (PetscMPIInt)(plan->npoints / 8 + 1), MPI_BYTE, 0, comm)); /* at most 1e8 points: plan.c */
  PetscCall(KeeperCreate(comm, plan, &work_list, limits, &farm.keeper));
  PetscCall(PulseCreate(limits->progress_seconds, farm.rank == 0 ? KeeperShow : NULL, farm.keeper, &farm.pulse));
  PetscCallMPI(MPI_Comm_split(comm, KeeperSolves(farm.keeper) ? 0 : MPI_UNDEFINED, farm.rank, &solvers));
  if (solvers != MPI_COMM_NULL) {
    PetscCall(run_levels(&farm, solvers));
    PetscCallMPI(MPI_Comm_free(&solvers));
  }
  PetscCall(PetscLogEventBegin(farm.wait, 0, 0, 0, 0));
  PetscCall(KeeperFinish(farm.keeper, outcome));
  PetscCall(PulseDestroy(&farm.pulse));
  PetscCall(KeeperDestroy(&farm.keeper));
  PetscCall(PetscLogEventEnd(farm.wait, 0, 0, 0, 0));
  PetscCall(PetscFree(count));
  PetscCall(PetscFree(farm.todo));
  PetscFunctionReturn(PETSC_SUCCESS);
}
