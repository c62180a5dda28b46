/* How state_outputs.h lays numbers out. Dimensions j and m take all values that a point of the grid may have, ascending, so that points of
   several N share them; what a point does not have is NaN. States: the blocks j = 0 or 1/2, ..., and in each the elements (m, m'),
   m' <= m, by rows. */
#ifndef PILIND_TASKS_STATE_LAYOUT_H
#define PILIND_TASKS_STATE_LAYOUT_H

#include "physics/observables/fisher.h"
#include "tasks/state_outputs.h"

typedef enum {
  ROW_PX,
  ROW_PY,
  ROW_PZ,
  ROW_PJM,
  ROW_QFI,
  ROW_F,
  ROW_HUSIMI = ROW_F + FISHER,
  ROW_RHO_RE,
  ROW_RHO_IM,
  ROW_ONE_RE,
  ROW_ONE_IM,
  ROW_TWO_RE,
  ROW_TWO_IM,
  ROW_CONCURRENCE,
  ROW_SQUEEZING_S,
  ROW_SQUEEZING_R,
  STATE_ROWS
} StateRow;

/* What the options ask for, and the sizes that follow. */
typedef struct {
  bool states, jm, m, qfi, few;
  int  polar, N, step; /* N: the largest of the grid; step: of 2j and 2m */
} StateWish;

StateWish state_wish(const TaskOptions *options, int first);
bool      state_wants(const StateWish *w, StateRow row);

/* Numbers of a row at one time, and where it begins among the rows' numbers. */
int64_t state_row_width(const StateWish *w, StateRow row);
int64_t state_row_offset(const StateWish *w, StateRow row);

static inline int state_count_j(const StateWish *w) { return w->N / w->step + 1; }
static inline int state_count_m(const StateWish *w) { return 2 * w->N / w->step + 1; }
static inline int state_two_j(const StateWish *w, int at) { return w->step * at + w->step / 2 * (w->N % 2); }
static inline int state_place_j(const StateWish *w, int two_j) { return two_j / w->step; }
static inline int state_place_m(const StateWish *w, int two_m) { return (two_m + w->N) / w->step; }

/* Entries of all blocks before that of 2j. */
int64_t state_entries_before(const StateWish *w, int two_j);

#endif
