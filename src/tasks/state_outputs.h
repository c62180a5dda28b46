/* Outputs of any task that has a state of spins-1/2 as a distributed vector over a Dicke basis: rho itself, distributions of the total
   spin, quantum Fisher information, Husimi function. All are off until the input asks for them. */
#ifndef PILIND_TASKS_STATE_OUTPUTS_H
#define PILIND_TASKS_STATE_OUTPUTS_H

#include "physics/spaces/dicke.h"
#include "tasks/task.h"

#include <petscvec.h>

/* The task's option rows have these from its row `first` on. The last is for models whose observables the input names: others have its
   outputs in any case. */
enum { STATE_STATES, STATE_DISTRIBUTIONS, STATE_QFI, STATE_HUSIMI, STATE_FEW_SPINS, STATE_OPTIONS };
enum { DISTRIBUTIONS_OFF, DISTRIBUTIONS_M, DISTRIBUTIONS_JM, DISTRIBUTIONS };
extern const char *const state_yes_no[2], *const state_distributions[DISTRIBUTIONS];

#define STATE_WORDS(words, count)                                                                                                          \
  {                                                                                                                                        \
    words, sizeof(char *), count                                                                                                           \
  }
#define STATE_OPTION_ROWS(first)                                                                                                           \
  [(first) +                                                                                                                               \
    STATE_STATES]                   = {"states",                                                                                           \
                                       TASK_CHOICE,                                                                                        \
                                       STATE_WORDS(state_yes_no, 2),                                                                       \
                                       "false",                                                                                            \
                                       0,                                                                                                  \
                                       0,                                                                                                  \
                                       "store rho in the group states of the results file: blocks j, of each the lower triangle by rows",  \
                                       true},                                                                                              \
    [(first) + STATE_DISTRIBUTIONS] = {"distributions",                                                                                    \
                                       TASK_CHOICE,                                                                                        \
                                       STATE_WORDS(state_distributions, DISTRIBUTIONS),                                                    \
                                       "off",                                                                                              \
                                       0,                                                                                                  \
                                       0,                                                                                                  \
                                       "probabilities of the total spin's components along x, y, z (m), and of j and m together (jm)",     \
                                       true},                                                                                              \
    [(first) +                                                                                                                             \
      STATE_QFI] = {"qfi", TASK_CHOICE, STATE_WORDS(state_yes_no, 2), "false", 0, 0, "quantum Fisher information of rotations", true},     \
    [(first) + STATE_HUSIMI]    = {"husimi",                                                                                               \
                                   TASK_COUNT,                                                                                             \
                                   {0},                                                                                                    \
                                   "0",                                                                                                    \
                                   0,                                                                                                      \
                                   721,                                                                                                    \
                                   "Husimi function at so many polar angles from 0 to pi and twice as many azimuths less two; 0: off",     \
                                   true},                                                                                                  \
    [(first) + STATE_FEW_SPINS] = {"few_spins",                                                                                            \
                                   TASK_CHOICE,                                                                                            \
                                   STATE_WORDS(state_yes_no, 2),                                                                           \
                                   "false",                                                                                                \
                                   0,                                                                                                      \
                                   0,                                                                                                      \
                                   "density matrices of one and of two spins (rho1, rho2), concurrence, squeezing_S, squeezing_R",         \
                                   true}

/* Is what the options ask for possible on this grid? For a task's prepare(). */
bool StatePrepare(const TaskOptions *options, int first, Objection *objection);

/* Rows and dimensions, appended by the callers; their numbers. In time: each output also along `time`, which is its first dimension.
   Coordinates are malloc'ed. Without options: all rows. */
int StateOutputs(const TaskOptions *options, int first, bool in_time, OutputSpec *list);
int StateDims(const TaskOptions *options, int first, TaskDim *list);

/* Add what they take, of `times` states of N spins, to the estimate of a point; 0: of one, in no time. */
void StateEstimate(const TaskOptions *options, int first, int N, int times, int ranks, TaskEstimate *e);

/* How many numbers the rows have at one time. */
int StateWidth(const TaskOptions *options, int first);

/* Fill the values of the rows at one time, out[StateWidth], on all ranks, for a state of N spins. The basis has scaling 0; what it cuts off
   is zero; it may also be that of a smaller N, whose spins j are then the only ones. Collective. */
PetscErrorCode StateValues(const TaskOptions *options, int first, int N, const DickeBasis *basis, Vec rho, double *out);

/* All of them NaN at so many times: there is no state. */
void StateNone(const TaskOptions *options, int first, int times, double *out);

/* For evolutions, whose checkpoints take no NaN: the same with another mark in its place; and from values[times][StateWidth] so marked to
   out[], where every row has its times together. */
PetscErrorCode StateSee(const TaskOptions *options, int first, int N, const DickeBasis *basis, Vec rho, double *values);
void           StateAlongTime(const TaskOptions *options, int first, int times, const double *values, double *out);

#endif
