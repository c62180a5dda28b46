/* Progress on standard output: a bar on a terminal, a line now and then in a log. */
#ifndef PILIND_FARM_PROGRESS_H
#define PILIND_FARM_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  int64_t total, done, failed; /* points of the plan */
  int64_t at_start;            /* done or failed before this run */
  double  interval;            /* seconds between two lines of a log */
  double  started, shown;      /* wall-clock seconds */
  bool    terminal;
} Progress;

Progress ProgressStart(int64_t total, int64_t done, int64_t failed, double interval);

/* Is it time to show the state? */
bool ProgressDue(const Progress *p);

/* Show it; to_go: seconds that the rest is expected to take. The last line of a run is shown by ProgressEnd. */
void ProgressShow(Progress *p, double to_go);
void ProgressEnd(Progress *p, double to_go);

/* Does standard output lead to a terminal? */
bool progress_on_terminal(void);

/* "5 of 20 points done, 1 failed, 14 left, 0.5 points/s, 12 s gone, about 28 s to go". With points left there is always something to
   go. Returns text. */
const char *progress_line(const Progress *p, double elapsed, double to_go, size_t size, char text[]);

#endif
