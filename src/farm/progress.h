/* Progress on standard output: a bar on a terminal, a line now and then in a log. */
#ifndef PILIND_FARM_PROGRESS_H
#define PILIND_FARM_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  int64_t total, done, failed; /* points of the plan */
  int64_t at_start;            /* done or failed before this run */
  double  cost_total, cost;    /* estimated seconds of this run's work, and of what is finished */
  double  started, shown;      /* wall-clock seconds */
  bool    terminal;
} Progress;

Progress ProgressStart(int64_t total, int64_t done, int64_t failed, double cost);

/* Account for finished points and show the state, if it is time to. */
void ProgressAdd(Progress *p, int64_t done, int64_t failed, double cost);
void ProgressEnd(Progress *p);

#endif
