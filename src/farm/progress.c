/* The remaining time is estimated from the cost of what is left, not from the number of points: the costliest come first. */
#include "farm/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BAR = 30 };
static const double bar_seconds = 0.2, log_seconds = 30;

static double now(void)
{
  struct timespec t;

  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* mpiexec gives its ranks a terminal of its own: then what counts is where mpiexec itself writes. */
static bool on_terminal(void)
{
  char link[64], target[256] = "";

  if (!isatty(STDOUT_FILENO)) return false;
  if (!getenv("OMPI_COMM_WORLD_SIZE")) return true;
  snprintf(link, sizeof link, "/proc/%ld/fd/1", (long)getppid());
  return readlink(link, target, sizeof target - 1) > 0 && (!strncmp(target, "/dev/pts/", 9) || !strncmp(target, "/dev/tty", 8));
}

Progress ProgressStart(int64_t total, int64_t done, int64_t failed, double cost)
{
  const double start = now();

  return (Progress){.total = total, .done = done, .failed = failed, .at_start = done + failed, .cost_total = cost, .started = start, .shown = start, .terminal = on_terminal()};
}

static void show(const Progress *p, const char *end)
{
  const double  elapsed  = now() - p->started;
  const int64_t finished = p->done + p->failed;
  const double  eta      = p->cost > 0 ? elapsed * (p->cost_total - p->cost) / p->cost : 0;
  const double  rate     = elapsed > 0 ? (double)(finished - p->at_start) / elapsed : 0;
  char          bar[BAR + 1];

  for (int k = 0; k < BAR; k++) bar[k] = (int64_t)k * p->total < (int64_t)BAR * finished ? '#' : '.';
  bar[BAR] = 0;
  if (p->terminal) printf("\r[%s] ", bar);
  printf("%lld of %lld points done, %lld failed, %lld left, %.3g points/s, %.0f s gone, about %.0f s to go%s", (long long)p->done,
         (long long)p->total, (long long)p->failed, (long long)(p->total - finished), rate, elapsed, eta > 0 ? eta : 0, end);
  fflush(stdout);
}

void ProgressAdd(Progress *p, int64_t done, int64_t failed, double cost)
{
  p->done += done;
  p->failed += failed;
  p->cost += cost;
  if (now() - p->shown < (p->terminal ? bar_seconds : log_seconds)) return;
  p->shown = now();
  show(p, p->terminal ? "   " : "\n");
}

void ProgressEnd(Progress *p)
{
  if (p->terminal || p->total > p->at_start) show(p, "   \n");
}
