/* The thread polls for requests and sleeps in between, so that it costs rank 0 next to nothing; polling also drives MPI's
   progress while rank 0 computes. Items of one size are a run of the sorted list: the next one is a cursor. */
#include "farm/keeper.h"

#include "farm/progress.h"
#include "farm/signals.h"

#include <math.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

/* PETSc counts messages in global variables: not for the thread. */
#undef MPI_Send
#undef MPI_Recv

enum { TAG_REQUEST = 1, TAG_ITEM = 2 };
enum { BYE = -1 };                                                /* a request for this size says that the rank asks no more */
static const long   poll_shortest = 20000, poll_longest = 500000; /* nanoseconds */
static const double look_seconds = 1;

/* An item that a group works on. */
typedef struct {
  int64_t item;
  double  started;
} Flight;

struct Keeper {
  MPI_Comm        comm;
  int             rank, ranks;
  PetscBool       threaded, dedicated;
  pthread_t       thread;
  pthread_mutex_t mutex;
  const Plan     *plan;
  KeeperStart     start;
  Costs           costs;
  FarmLimits      limits;
  int64_t        *cursor;  /* [ranks+1] next item to look at, for each group size */
  Backlog         backlog; /* items that are not finished, those in flight too */
  int             flying;
  Flight         *flight; /* [ranks] */
  Progress        progress;
  FarmStop        stopped;
  double          expected; /* seconds of the first item that was not started for lack of time */
  double          looked;   /* when the stop file was last looked for */
};

/* Is there a reason to start nothing more? The disk is asked once a second at most. */
static FarmStop stop_wanted(Keeper *k)
{
  const double now = MPI_Wtime();

  if (SignalsStop()) return FARM_SIGNAL;
  if (k->looked > 0 && now - k->looked < look_seconds) return FARM_NOT_STOPPED;
  k->looked = now;
  if (!k->start.sink->present(k->start.sink->context)) return FARM_FILE_GONE;
  return k->limits.stop_file && !access(k->limits.stop_file, F_OK) ? FARM_STOP_FILE : FARM_NOT_STOPPED;
}

static double expected_seconds(const Keeper *k, const PlanItem *item)
{
  return k->start.todo[item - k->plan->items] * CostsExpect(&k->costs, item->wall_seconds / item->count);
}

static void change_backlog(Keeper *k, int64_t i, double sign)
{
  const PlanItem *item = &k->plan->items[i];

  BacklogAdd(&k->backlog, item->wall_seconds / item->count, sign * k->start.todo[i], item->ranks);
}

/* Seconds until the end, as far as the costs are known. Of the items in flight a part is done; one that takes longer than expected is
   taken to need a quarter of its time more. The end comes no sooner than that of the longest. */
static double seconds_to_go(const Keeper *k)
{
  const double now  = MPI_Wtime();
  double       work = BacklogExpect(&k->backlog, &k->costs), longest = 0;

  for (int i = 0; i < k->flying; i++) {
    const PlanItem *item = &k->plan->items[k->flight[i].item];
    const double    gone = now - k->flight[i].started, expected = expected_seconds(k, item), rest = fmax(expected - gone, 0.25 * gone);
    work += item->ranks * (rest - expected);
    longest = fmax(longest, rest);
  }
  return fmax(longest, work / (k->dedicated ? k->ranks - 1 : k->ranks));
}

static void show(Keeper *k) { ProgressShow(&k->progress, seconds_to_go(k)); }

void KeeperShow(void *keeper)
{
  Keeper *k = keeper;

  pthread_mutex_lock(&k->mutex);
  if (k->progress.terminal || ProgressDue(&k->progress)) show(k);
  pthread_mutex_unlock(&k->mutex);
}

/* Is there time for the item? */
static bool in_time(Keeper *k, const PlanItem *item)
{
  const double now = MPI_Wtime(), left = k->limits.deadline - now, all = k->limits.deadline - k->limits.begin;

  if (!(k->limits.deadline > 0)) return true;
  const double expected = expected_seconds(k, item);
  const bool   try_it   = expected > all && now - k->limits.begin < all / 10 && !CostsKnown(&k->costs, item->wall_seconds / item->count);
  if (left > 0 && (expected <= left || try_it)) return true;
  if (!k->stopped) k->expected = expected;
  k->stopped = FARM_TIME;
  return false;
}

/* Move the cursor of this size to the next item that may be started; -1 if there is none. What had no time once has none later. */
static int64_t find_item(Keeper *k, int64_t ranks)
{
  int64_t *at = &k->cursor[ranks];

  for (; *at < k->plan->nitems && k->plan->items[*at].ranks == ranks; ++*at) {
    if (!k->start.todo[*at]) continue;
    if (!k->stopped) k->stopped = stop_wanted(k);
    if (k->stopped && (k->stopped != FARM_TIME || MPI_Wtime() > k->limits.deadline)) return -1;
    if (in_time(k, &k->plan->items[*at])) return (*at)++;
  }
  return -1;
}

static void take_off(Keeper *k, int64_t item) { k->flight[k->flying++] = (Flight){item, MPI_Wtime()}; }

static void land(Keeper *k, const KeeperRequest *request)
{
  const PlanItem *p = &k->plan->items[request->item];

  for (int i = 0; i < k->flying; i++)
    if (k->flight[i].item == request->item) k->flight[i] = k->flight[--k->flying];
  k->progress.done += request->done;
  k->progress.failed += request->failed;
  change_backlog(k, request->item, -1);
  CostsLearn(&k->costs, p->wall_seconds / p->count, 1e-9 * (double)request->nanoseconds / k->start.todo[request->item]);
  if (ProgressDue(&k->progress)) show(k);
}

/* Account for what is finished and find the next item of this size. */
static int64_t next_item(Keeper *k, const KeeperRequest *request)
{
  int64_t item = -1;

  pthread_mutex_lock(&k->mutex);
  if (request->stop) SignalsAskStop();
  if (request->item >= 0) land(k, request);
  if (request->ranks != BYE) item = find_item(k, request->ranks);
  if (item >= 0) take_off(k, item);
  pthread_mutex_unlock(&k->mutex);
  return item;
}

/* Answer the other ranks until all have said good-bye. */
static void *serve(void *context)
{
  Keeper         *k     = context;
  struct timespec pause = {0, poll_shortest};

  for (int guests = k->ranks - 1; guests > 0;) {
    MPI_Status    from;
    int           there;
    KeeperRequest request;
    MPI_Iprobe(MPI_ANY_SOURCE, TAG_REQUEST, k->comm, &there, &from);
    if (!there) {
      nanosleep(&pause, NULL);
      pause.tv_nsec = PetscMin(2 * pause.tv_nsec, poll_longest);
      continue;
    }
    pause.tv_nsec = poll_shortest;
    MPI_Recv(&request, sizeof request / sizeof(int64_t), MPI_INT64_T, from.MPI_SOURCE, TAG_REQUEST, k->comm, MPI_STATUS_IGNORE);
    const int64_t item = next_item(k, &request);
    if (request.ranks == BYE) guests--;
    else MPI_Send(&item, 1, MPI_INT64_T, from.MPI_SOURCE, TAG_ITEM, k->comm);
  }
  return NULL;
}

/* First item of every group size in the sorted list, and the cost of what is to do. */
static void set_cursors(Keeper *k)
{
  for (int i = 0; i <= k->ranks; i++) k->cursor[i] = k->plan->nitems;
  for (int64_t i = k->plan->nitems - 1; i >= 0; i--) {
    k->cursor[k->plan->items[i].ranks] = i;
    change_backlog(k, i, 1);
  }
}

PetscErrorCode KeeperCreate(MPI_Comm comm, const Plan *plan, const KeeperStart *start, const FarmLimits *limits, Keeper **keeper)
{
  Keeper     *k;
  PetscMPIInt rank, ranks;
  int         level;

  PetscFunctionBeginUser;
  PetscCall(PetscNew(keeper));
  k = *keeper;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCallMPI(MPI_Comm_size(comm, &ranks));
  PetscCallMPI(MPI_Comm_dup(comm, &k->comm));
  PetscCallMPI(MPI_Query_thread(&level));
  k->rank = rank, k->ranks = ranks, k->plan = plan, k->start = *start, k->costs = start->costs, k->limits = *limits;
  k->dedicated = ranks > 1 && (limits->keeper_rank || level < MPI_THREAD_MULTIPLE) ? PETSC_TRUE : PETSC_FALSE;
  k->threaded  = ranks > 1 && !k->dedicated ? PETSC_TRUE : PETSC_FALSE;
  if (rank == 0) {
    PetscCall(PetscMalloc2(ranks + 1, &k->cursor, ranks, &k->flight));
    set_cursors(k);
    k->progress = ProgressStart(plan->npoints, start->done, start->failed, limits->progress_seconds);
    pthread_mutex_init(&k->mutex, NULL);
    if (k->threaded)
      PetscCheck(!pthread_create(&k->thread, NULL, serve, k), PETSC_COMM_SELF, PETSC_ERR_SYS, "cannot start the keeper's thread");
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscBool KeeperSolves(const Keeper *keeper) { return keeper->dedicated && keeper->rank == 0 ? PETSC_FALSE : PETSC_TRUE; }

PetscErrorCode KeeperAsk(Keeper *keeper, const KeeperRequest *request, int64_t *item)
{
  KeeperRequest mine = *request;

  PetscFunctionBeginUser;
  mine.stop = SignalsStop();
  if (keeper->rank == 0) *item = next_item(keeper, &mine);
  else {
    PetscCallMPI(MPI_Send(&mine, sizeof mine / sizeof(int64_t), MPI_INT64_T, 0, TAG_REQUEST, keeper->comm));
    PetscCallMPI(MPI_Recv(item, 1, MPI_INT64_T, 0, TAG_ITEM, keeper->comm, MPI_STATUS_IGNORE));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode KeeperFinish(Keeper *k, FarmOutcome *outcome)
{
  const KeeperRequest bye    = {.ranks = BYE, .item = -1};
  FarmOutcome         result = {0};

  PetscFunctionBeginUser;
  if (k->rank > 0) PetscCallMPI(MPI_Send(&bye, sizeof bye / sizeof(int64_t), MPI_INT64_T, 0, TAG_REQUEST, k->comm));
  else {
    if (k->threaded) pthread_join(k->thread, NULL);
    else if (k->dedicated) serve(k);
    const int64_t left = k->progress.total - k->progress.done - k->progress.failed;
    pthread_mutex_lock(&k->mutex);
    ProgressEnd(&k->progress, seconds_to_go(k));
    pthread_mutex_unlock(&k->mutex);
    result = (FarmOutcome){.done     = k->progress.done,
                           .failed   = k->progress.failed,
                           .left     = left,
                           .stopped  = left == 0    ? FARM_NOT_STOPPED
                                       : k->stopped ? k->stopped
                                                    : FARM_MEMORY,
                           .expected = k->expected,
                           .finished = k->progress.done + k->progress.failed - k->progress.at_start};
  }
  PetscCallMPI(MPI_Bcast(&result, sizeof result, MPI_BYTE, 0, k->comm));
  *outcome = result;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode KeeperDestroy(Keeper **keeper)
{
  Keeper *k = *keeper;

  PetscFunctionBeginUser;
  if (k->rank == 0) {
    pthread_mutex_destroy(&k->mutex);
    PetscCall(PetscFree2(k->cursor, k->flight));
  }
  PetscCallMPI(MPI_Comm_free(&k->comm));
  PetscCall(PetscFree(*keeper));
  PetscFunctionReturn(PETSC_SUCCESS);
}
