/* The thread polls for requests and sleeps in between, so that it costs rank 0 next to nothing; polling also drives MPI's
   progress while rank 0 computes. Items of one size are a run of the sorted list: the next one is a cursor. */
#include "farm/keeper.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

/* PETSc counts messages in global variables: not for the thread. */
#undef MPI_Send
#undef MPI_Recv

enum { TAG_REQUEST = 1, TAG_ITEM = 2 };
enum { BYE = -1 }; /* a request for this size says that the rank asks no more */
static const long poll_shortest = 20000, poll_longest = 500000; /* nanoseconds */

struct Keeper {
  MPI_Comm        comm;
  int             rank, ranks;
  PetscBool       threaded, dedicated;
  pthread_t       thread;
  pthread_mutex_t mutex;
  const Plan     *plan;
  const bool     *todo;
  FarmLimits      limits;
  int64_t        *cursor; /* [ranks+1] next item to look at, for each group size */
  Progress        progress;
  PetscBool       stopped;
};

static volatile sig_atomic_t stop_requested = 0;

static void on_signal(int number)
{
  (void)number;
  stop_requested = 1;
}

PetscErrorCode FarmCatchSignals(void)
{
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};

  PetscFunctionBeginUser;
  sigaction(SIGUSR1, &action, NULL);
  sigaction(SIGUSR2, &action, NULL);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscBool KeeperStopRequested(void) { return stop_requested ? PETSC_TRUE : PETSC_FALSE; }

/* Account for what is finished and find the next item of this size. */
static int64_t next_item(Keeper *k, const KeeperRequest *request)
{
  int64_t item = -1;

  pthread_mutex_lock(&k->mutex);
  if (request->item >= 0) ProgressAdd(&k->progress, request->done, request->failed, k->plan->items[request->item].seconds);
  if (request->ranks != BYE) {
    int64_t *at = &k->cursor[request->ranks];
    while (*at < k->plan->nitems && k->plan->items[*at].ranks == request->ranks && !k->todo[*at]) ++*at;
    const bool any = *at < k->plan->nitems && k->plan->items[*at].ranks == request->ranks;
    const bool late = k->limits.deadline > 0 && MPI_Wtime() > k->limits.deadline;
    if (any && (stop_requested || late)) k->stopped = PETSC_TRUE;
    if (any && !k->stopped) item = (*at)++;
  }
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
    if (k->todo[i]) cost += k->plan->items[i].seconds;
  }
  return cost;
}

PetscErrorCode KeeperCreate(MPI_Comm comm, const Plan *plan, const bool *todo, int64_t done, int64_t failed, const FarmLimits *limits, Keeper **keeper)
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
  k->rank = rank, k->ranks = ranks, k->plan = plan, k->todo = todo, k->limits = *limits;
  k->dedicated = ranks > 1 && (limits->keeper_rank || level < MPI_THREAD_MULTIPLE) ? PETSC_TRUE : PETSC_FALSE;
  k->threaded  = ranks > 1 && !k->dedicated ? PETSC_TRUE : PETSC_FALSE;
  if (rank == 0) {
    PetscCall(PetscMalloc1(ranks + 1, &k->cursor));
    for (int i = 0; i <= ranks; i++) k->cursor[i] = plan->nitems;
    k->progress = ProgressStart(plan->npoints, done, failed, set_cursors(k) / (k->dedicated ? ranks - 1 : ranks));
    pthread_mutex_init(&k->mutex, NULL);
    if (k->threaded) PetscCheck(!pthread_create(&k->thread, NULL, serve, k), PETSC_COMM_SELF, PETSC_ERR_SYS, "cannot start the keeper's thread");
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscBool KeeperSolves(const Keeper *keeper) { return keeper->dedicated && keeper->rank == 0 ? PETSC_FALSE : PETSC_TRUE; }

PetscErrorCode KeeperAsk(Keeper *keeper, const KeeperRequest *request, int64_t *item)
{
  PetscFunctionBeginUser;
  if (keeper->rank == 0) *item = next_item(keeper, request);
  else {
    PetscCallMPI(MPI_Send(request, sizeof *request / sizeof(int64_t), MPI_INT64_T, 0, TAG_REQUEST, keeper->comm));
    PetscCallMPI(MPI_Recv(item, 1, MPI_INT64_T, 0, TAG_ITEM, keeper->comm, MPI_STATUS_IGNORE));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode KeeperDestroy(Keeper **keeper, FarmOutcome *outcome)
{
  Keeper             *k   = *keeper;
  const KeeperRequest bye = {.ranks = BYE, .item = -1};
  int64_t             counts[4] = {0};

  PetscFunctionBeginUser;
  if (k->rank > 0) PetscCallMPI(MPI_Send(&bye, sizeof bye / sizeof(int64_t), MPI_INT64_T, 0, TAG_REQUEST, k->comm));
  else {
    if (k->threaded) pthread_join(k->thread, NULL);
    else if (k->dedicated) serve(k);
    ProgressEnd(&k->progress);
    const int64_t left = k->progress.total - k->progress.done - k->progress.failed;
    counts[0] = k->progress.done, counts[1] = k->progress.failed, counts[2] = left, counts[3] = k->stopped;
    pthread_mutex_destroy(&k->mutex);
    PetscCall(PetscFree(k->cursor));
  }
  PetscCallMPI(MPI_Bcast(counts, 4, MPI_INT64_T, 0, k->comm));
  *outcome = (FarmOutcome){.done = counts[0], .failed = counts[1], .left = counts[2], .stopped = counts[3] ? PETSC_TRUE : PETSC_FALSE};
  PetscCallMPI(MPI_Comm_free(&k->comm));
  PetscCall(PetscFree(*keeper));
  PetscFunctionReturn(PETSC_SUCCESS);
}
