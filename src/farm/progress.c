/* What is left is for the keeper to estimate, from the cost of the points and not from their number: the costliest come first. */
#include "farm/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BAR = 30 };
static const double bar_seconds = 0.2;

static double now(void)
{
  struct timespec t;

  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* mpiexec gives its ranks a terminal of its own: then what counts is where mpiexec itself writes. */
bool progress_on_terminal(void)
{
  char link[64], target[256] = "";

  if (!isatty(STDOUT_FILENO)) return false;
  if (!getenv("OMPI_COMM_WORLD_SIZE")) return true;
  snprintf(link, sizeof link, "/proc/%ld/fd/1", (long)getppid());
  return readlink(link, target, sizeof target - 1) > 0 && (!strncmp(target, "/dev/pts/", 9) || !strncmp(target, "/dev/tty", 8));
}

Progress ProgressStart(int64_t total, int64_t done, int64_t failed, double interval)
{
  const double start = now();

  return (Progress){.total    = total,
                    .done     = done,
                    .failed   = failed,
                    .at_start = done + failed,
                    .interval = interval,
                    .started  = start,
                    .shown    = start,
                    .terminal = progress_on_terminal()};
}

const char *progress_line(const Progress *p, double elapsed, double to_go, size_t size, char text[])
{
  const int64_t finished = p->done + p->failed, left = p->total - finished;
  const double  rate     = elapsed > 0 ? (double)(finished - p->at_start) / elapsed : 0;
  char          rest[64] = "";

  if (left > 0 && to_go < 1) snprintf(rest, sizeof rest, ", less than 1 s to go");
  else if (left > 0) snprintf(rest, sizeof rest, ", about %.0f s to go", to_go);
  snprintf(text, size, "%lld of %lld points done, %lld failed, %lld left, %.3g points/s, %.0f s gone%s", (long long)p->done,
           (long long)p->total, (long long)p->failed, (long long)left, rate, elapsed, rest);
  return text;
}

static void show(const Progress *p, double to_go, const char *end)
{
  const int64_t finished = p->done + p->failed;
  char          bar[BAR + 1], text[256];

  for (int k = 0; k < BAR; k++) bar[k] = (int64_t)k * p->total < (int64_t)BAR * finished ? '#' : '.';
  bar[BAR] = 0;
  if (p->terminal) printf("\r[%s] ", bar);
  printf("%s%s", progress_line(p, now() - p->started, to_go, sizeof text, text), end);
  fflush(stdout);
}

bool ProgressDue(const Progress *p) { return now() - p->shown >= (p->terminal ? bar_seconds : p->interval); }

void ProgressShow(Progress *p, double to_go)
{
  p->shown = now();
  show(p, to_go, p->terminal ? "   " : "\n");
}

void ProgressEnd(Progress *p, double to_go)
{
  p->shown = now();
  if (p->terminal || p->total > p->at_start) show(p, to_go, p->terminal ? "   \n" : "\n");
}
