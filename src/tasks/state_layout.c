/* Sizes and places. */
#include "tasks/state_layout.h"

#include "physics/observables/husimi.h"
#include "physics/observables/two_spin.h"

StateWish state_wish(const TaskOptions *o, int first)
{
  if (!o) return (StateWish){.states = true, .jm = true, .m = true, .qfi = true, .polar = 2, .step = 1};
  return (StateWish){.states = o->choice[first + STATE_STATES],
                     .jm     = o->choice[first + STATE_DISTRIBUTIONS] == DISTRIBUTIONS_JM,
                     .m      = o->choice[first + STATE_DISTRIBUTIONS] != DISTRIBUTIONS_OFF,
                     .qfi    = o->choice[first + STATE_QFI],
                     .few    = o->choice[first + STATE_FEW_SPINS],
                     .polar  = (int)o->number[first + STATE_HUSIMI],
                     .N      = o->size_max,
                     .step   = o->size_mixed ? 1 : 2};
}

bool state_wants(const StateWish *w, StateRow row)
{
  if (row >= ROW_ONE_RE) return w->few;
  if (row >= ROW_RHO_RE) return w->states;
  if (row >= ROW_HUSIMI) return w->polar > 0;
  if (row >= ROW_QFI) return w->qfi;
  return row == ROW_PJM ? w->jm : w->m;
}

/* The sum of k (k+1)/2 over k = n - step, n - 2 step, ... > 0, n = 2j+1. */
int64_t state_entries_before(const StateWish *w, int two_j)
{
  const int64_t n = two_j + 1;

  if (w->step == 1) return (n - 1) * n * (n + 1) / 6;
  return n % 2 ? (n - 1) * (n + 1) * (2 * n - 3) / 24 : n * (n - 2) * (2 * n + 1) / 24;
}

int64_t state_row_width(const StateWish *w, StateRow row)
{
  if (!state_wants(w, row)) return 0;
  if (row >= ROW_CONCURRENCE) return 1;
  if (row >= ROW_TWO_RE) return TWO_SPIN * TWO_SPIN;
  if (row >= ROW_ONE_RE) return ONE_SPIN * ONE_SPIN;
  if (row >= ROW_RHO_RE) return state_entries_before(w, w->N) + (w->N + 1) * (w->N + 2L) / 2;
  if (row >= ROW_HUSIMI) return (int64_t)w->polar * husimi_azimuths(w->polar);
  if (row >= ROW_QFI) return 1;
  return (row == ROW_PJM ? (int64_t)state_count_j(w) : 1) * state_count_m(w);
}

int64_t state_row_offset(const StateWish *w, StateRow row)
{
  int64_t sum = 0;

  for (StateRow r = 0; r < row; r++) sum += state_row_width(w, r);
  return sum;
}
