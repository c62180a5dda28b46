/* One mutex, one condition: the thread sleeps until the next line is due, the farm wakes it when a point begins or all is over. */
#include "farm/pulse.h"

#include "farm/progress.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { WHERE = 256, LINE = 640 };

struct Pulse {
  pthread_t       thread;
  pthread_mutex_t mutex;
  pthread_cond_t  wake;
  bool            over, running, terminal;
  double          seconds; /* of an interval */
  void (*overall)(void *context);
  void      *context;
  double     begun, told; /* of the point, and when its news are from */
  double     due;         /* next line of the point */
  double     overall_due;
  int        every;
  char       where[WHERE];
  SolverNews news;
  Monitor    monitor;
};

static double now(void)
{
  struct timespec t;

  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

const char *pulse_line(const char *where, const SolverNews *news, double seconds, double age, size_t size, char text[])
{
  size_t at = (size_t)snprintf(text, size, "  %s: %s", where, news->stage ? news->stage : "begun");

  if (news->unit && at < size) {
    at += (size_t)snprintf(text + at, size - at, ", %s %.6g", news->unit, news->count);
    if (!isnan(news->of) && at < size) at += (size_t)snprintf(text + at, size - at, " of %.6g", news->of);
  }
  if (!isnan(news->residual) && news->unit && at < size) {
    at += (size_t)snprintf(text + at, size - at, ", residual %.2g", news->residual);
    if (!isnan(news->aim) && at < size) at += (size_t)snprintf(text + at, size - at, ", aims at %.2g", news->aim);
  }
  if (at < size) at += (size_t)snprintf(text + at, size - at, ", %.0f s", seconds);
  if (age > 0 && at < size) snprintf(text + at, size - at, " (no news for %.0f s)", age);
  return text;
}

static void say(const Pulse *p, double t)
{
  const double age = p->news.unit && t - p->told > p->seconds ? t - p->told : 0;
  char         text[LINE];

  pulse_line(p->where, &p->news, t - p->begun, age, sizeof text, text);
  printf(p->terminal ? "\r%-120s\n" : "%s\n", text); /* over the bar */
  fflush(stdout);
}

static void sleep_until(Pulse *p, double due)
{
  const struct timespec t = {(time_t)floor(due), (long)(1e9 * (due - floor(due)))};

  pthread_cond_timedwait(&p->wake, &p->mutex, &t);
}

static void *beat(void *context)
{
  Pulse *p = context;

  pthread_mutex_lock(&p->mutex);
  while (!p->over) {
    const double t = now();
    if (p->running && t >= p->due) {
      say(p, t);
      p->due = t + p->every * p->seconds;
    }
    if (t >= p->overall_due) {
      p->overall_due = t + p->seconds;
      if (p->overall) {
        pthread_mutex_unlock(&p->mutex); /* it has a mutex of its own */
        p->overall(p->context);
        pthread_mutex_lock(&p->mutex);
        continue;
      }
    }
    sleep_until(p, p->running ? fmin(p->due, p->overall_due) : p->overall_due);
  }
  pthread_mutex_unlock(&p->mutex);
  return NULL;
}

static void listen(void *context, const SolverNews *news)
{
  Pulse *p = context;

  pthread_mutex_lock(&p->mutex);
  p->news = *news;
  p->told = now();
  pthread_mutex_unlock(&p->mutex);
}

PetscErrorCode PulseCreate(double seconds, void (*overall)(void *context), void *context, Pulse **pulse)
{
  pthread_condattr_t monotonic;
  Pulse             *p;

  PetscFunctionBeginUser;
  PetscCall(PetscNew(pulse));
  p  = *pulse;
  *p = (Pulse){.seconds     = seconds,
               .overall     = overall,
               .context     = context,
               .overall_due = now() + seconds,
               .terminal    = progress_on_terminal(),
               .monitor     = {listen, p}};
  pthread_mutex_init(&p->mutex, NULL);
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(&p->wake, &monotonic);
  pthread_condattr_destroy(&monotonic);
  PetscCheck(!pthread_create(&p->thread, NULL, beat, p), PETSC_COMM_SELF, PETSC_ERR_SYS,
             "cannot start the thread that reports on long points");
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode PulseDestroy(Pulse **pulse)
{
  Pulse *p = *pulse;

  PetscFunctionBeginUser;
  if (!p) PetscFunctionReturn(PETSC_SUCCESS);
  pthread_mutex_lock(&p->mutex);
  p->over = true;
  pthread_cond_signal(&p->wake);
  pthread_mutex_unlock(&p->mutex);
  pthread_join(p->thread, NULL);
  pthread_cond_destroy(&p->wake);
  pthread_mutex_destroy(&p->mutex);
  PetscCall(PetscFree(*pulse));
  PetscFunctionReturn(PETSC_SUCCESS);
}

void PulseBegin(Pulse *p, const char *where, int first, int every)
{
  pthread_mutex_lock(&p->mutex);
  snprintf(p->where, sizeof p->where, "%s", where);
  p->news  = (SolverNews){.residual = NAN, .aim = NAN};
  p->begun = p->told = now();
  p->every           = every;
  p->due             = p->begun + first * p->seconds;
  p->running         = true;
  if (p->due < p->overall_due) pthread_cond_signal(&p->wake);
  pthread_mutex_unlock(&p->mutex);
}

void PulseEnd(Pulse *p)
{
  pthread_mutex_lock(&p->mutex);
  p->running = false;
  pthread_mutex_unlock(&p->mutex);
}

const Monitor *PulseMonitor(const Pulse *p) { return &p->monitor; }
