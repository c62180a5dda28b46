/* The thread polls for requests and sleeps in between, so that it costs rank 0 next to nothing; polling also drives MPI's
   progress while rank 0 computes. Items of one size are a run of the sorted list: the next one is a cursor. */
#include "farm/keeper.h"

#include "farm/progress.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

/* PETSc counts messages in global variables: not for the thread. */
#undef MPI_Send
#undef MPI_Recv

enum { TAG_REQUEST = 1, TAG_ITEM = 2 };
enum { BYE = -1 }; /* a request for this size says that the rank asks no more */
static const long poll_shortest = 20000, poll_longest = 500000; /* nanoseconds */
static const double look_seconds = 1;

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
  int64_t        *cursor; /* [ranks+1] next item to look at, for each group size */
  Progress        progress;
  FarmStop        stopped;
  double          expected; /* seconds of the first item that was not started for lack of time */
  double          looked;   /* when the stop file was last looked for */
};

static volatile sig_atomic_t stop_requested = 0;

static void on_signal(int number)
{
  (void)number;
  stop_requested = 1;
}

/* The file is consistent at any time: there is nothing to put in order, and little time before KILL. */
static void on_term(int number)
{
  static const char line[] = "pilind: TERM: stopped at once; what is in the file is right, the same command goes on\n";

  if (write(STDERR_FILENO, line, sizeof line - 1) < 0) _exit(128 + number);
  _exit(128 + number);
}

PetscErrorCode FarmCatchSignals(void)
{
  struct sigaction stop = {.sa_handler = on_signal, .sa_flags = SA_RESTART}, term = {.sa_handler = on_term};

  PetscFunctionBeginUser;
  sigaction(SIGUSR1, &stop, NULL);
  sigaction(SIGUSR2, &stop, NULL);
  sigaction(SIGTERM, &term, NULL);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Is there a reason to start nothing more? The disk is asked once a second at most. */
static FarmStop stop_wanted(Keeper *k)
{
  const double now = MPI_Wtime();

  if (stop_requested) return FARM_SIGNAL;
  if (k->looked > 0 && now - k->looked < look_seconds) return FARM_NOT_STOPPED;
  k->looked = now;
  if (!k->start.sink->present(k->start.sink->context)) return FARM_FILE_GONE;
  return k->limits.stop_file && !access(k->limits.stop_file, F_OK) ? FARM_STOP_FILE : FARM_NOT_STOPPED;
}

static double expected_seconds(const Keeper *k, const PlanItem *item)
{
  return k->start.todo[item - k->plan->items] * CostsExpect(&k->costs, item->wall_seconds / item->count);
}

/* The estimate for the points of an item that are to be solved. */
static double estimated_seconds(const Keeper *k, int64_t i) { return k->plan->items[i].wall_seconds * k->start.todo[i] / k->plan->items[i].count; }

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

/* Account for what is finished and find the next item of this size. */
static int64_t next_item(Keeper *k, const KeeperRequest *request)
{
  int64_t item = -1;

  pthread_mutex_lock(&k->mutex);
  if (request->stop) stop_requested = 1;
  if (request->item >= 0) {
    const PlanItem *p = &k->plan->items[request->item];
    ProgressAdd(&k->progress, request->done, request->failed, estimated_seconds(k, request->item));
    CostsLearn(&k->costs, p->wall_seconds / p->count, 1e-9 * (double)request->nanoseconds / k->start.todo[request->item]);
  }
  if (request->ranks != BYE) item = find_item(k, request->ranks);
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
static double set_cursors(Keeper *k)
{
  double cost = 0;

  for (int64_t i = k->plan->nitems - 1; i >= 0; i--) {
    k->cursor[k->plan->items[i].ranks] = i;
    cost += estimated_seconds(k, i);
  }
  return cost;
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
    PetscCall(PetscMalloc1(ranks + 1, &k->cursor));
    for (int i = 0; i <= ranks; i++) k->cursor[i] = plan->nitems;
    k->progress = ProgressStart(plan->npoints, start->done, start->failed, set_cursors(k) / (k->dedicated ? ranks - 1 : ranks));
    pthread_mutex_init(&k->mutex, NULL);
    if (k->threaded) PetscCheck(!pthread_create(&k->thread, NULL, serve, k), PETSC_COMM_SELF, PETSC_ERR_SYS, "cannot start the keeper's thread");
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscBool KeeperSolves(const Keeper *keeper) { return keeper->dedicated && keeper->rank == 0 ? PETSC_FALSE : PETSC_TRUE; }

PetscErrorCode KeeperAsk(Keeper *keeper, const KeeperRequest *request, int64_t *item)
{
  KeeperRequest mine = *request;

  PetscFunctionBeginUser;
  mine.stop = stop_requested;
  if (keeper->rank == 0) *item = next_item(keeper, &mine);
  else {
    PetscCallMPI(MPI_Send(&mine, sizeof mine / sizeof(int64_t), MPI_INT64_T, 0, TAG_REQUEST, keeper->comm));
    PetscCallMPI(MPI_Recv(item, 1, MPI_INT64_T, 0, TAG_ITEM, keeper->comm, MPI_STATUS_IGNORE));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode KeeperDestroy(Keeper **keeper, FarmOutcome *outcome)
{
  Keeper             *k   = *keeper;
  const KeeperRequest bye = {.ranks = BYE, .item = -1};
  FarmOutcome         result = {0};

  PetscFunctionBeginUser;
  if (k->rank > 0) PetscCallMPI(MPI_Send(&bye, sizeof bye / sizeof(int64_t), MPI_INT64_T, 0, TAG_REQUEST, k->comm));
  else {
    if (k->threaded) pthread_join(k->thread, NULL);
    else if (k->dedicated) serve(k);
    ProgressEnd(&k->progress);
    const int64_t left = k->progress.total - k->progress.done - k->progress.failed;
    result = (FarmOutcome){.done = k->progress.done, .failed = k->progress.failed, .left = left,
                           .stopped = left == 0 ? FARM_NOT_STOPPED : k->stopped ? k->stopped : FARM_MEMORY, .expected = k->expected,
                           .finished = k->progress.done + k->progress.failed - k->progress.at_start};
    pthread_mutex_destroy(&k->mutex);
    PetscCall(PetscFree(k->cursor));
  }
  PetscCallMPI(MPI_Bcast(&result, sizeof result, MPI_BYTE, 0, k->comm));
  *outcome = result;
  PetscCallMPI(MPI_Comm_free(&k->comm));
  PetscCall(PetscFree(*keeper));
  PetscFunctionReturn(PETSC_SUCCESS);
}
