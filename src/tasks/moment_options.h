/* The options and the certificate of the moment hierarchy, for every task that takes `method`. */
#ifndef PILIND_TASKS_MOMENT_OPTIONS_H
#define PILIND_TASKS_MOMENT_OPTIONS_H

#include "physics/spins/spin_model.h"
#include "solvers/moments/steady.h"
#include "tasks/task.h"

/* The task's option rows have these from its row `first` on. */
enum { MOMENTS_METHOD, MOMENTS_TOL, MOMENTS_LADDER, MOMENTS_ORDER, MOMENT_OPTIONS };
enum { METHOD_EXACT, METHOD_MOMENTS, METHOD_AUTO, METHODS };
extern const char *const moment_methods[METHODS];

#define MOMENT_WORDS(words, count)                                                                                                         \
  {                                                                                                                                        \
    words, sizeof(char *), count                                                                                                           \
  }
#define MOMENT_OPTION_ROWS(first)                                                                                                          \
  [(first) +                                                                                                                               \
    MOMENTS_METHOD] =                                                                                                                      \
    {"method",                                                                                                                             \
     TASK_CHOICE,                                                                                                                          \
     MOMENT_WORDS(moment_methods, METHODS),                                                                                                \
     "exact",                                                                                                                              \
     0,                                                                                                                                    \
     0,                                                                                                                                    \
     "exact: the density matrix; moments: their hierarchy, at any N, with a certificate; auto: exact where it is cheap, else moments",     \
     true},                                                                                                                                \
    [(first) +                                                                                                                             \
      MOMENTS_TOL] = {"moments_tol", TASK_REAL, {0}, "1e-6", 1e-14, 1e-1, "moments: absolute error allowed on every observable", true},    \
    [(first) + MOMENTS_LADDER] = {"moments_ladder",                                                                                        \
                                  TASK_CHOICE,                                                                                             \
                                  MOMENT_WORDS(moment_ladder_words, MOMENT_LADDERS),                                                       \
                                  "auto",                                                                                                  \
                                  0,                                                                                                       \
                                  0,                                                                                                       \
                                  "moments: about the stable state (A), along its slow mode (B), between mirror states (C)",               \
                                  true},                                                                                                   \
    [(first) + MOMENTS_ORDER]  = {                                                                                                         \
       "moments_order", TASK_COUNT, {0}, "0", 0, 65535, "moments: of this order, with the two below it; 0: as high as it takes", true}

/* Without options (for -help): moments, so that its rows are shown. */
int moment_method(const TaskOptions *options, int first);

/* Rows of the certificate, there where the method is not exact; their number. Values: of a solve, or (NULL) of a point solved exactly. */
int MomentOutputs(const TaskOptions *options, int first, OutputSpec *list);
int MomentValues(const TaskOptions *options, int first, const MomentSteady *result, double *out);

/* What auto takes: exact, where its estimate is `cheap` on so many ranks. */
bool moments_instead(const TaskOptions *options, int first, const TaskEstimate *exact, const char *why_not_exact);

/* A hierarchy's cost, roughly: it does not depend on N. */
TaskEstimate moment_estimate(void);

/* Can it be solved so? NULL or why not. */
const char *moments_object(const SpinModel *model);

/* Largest N of methods with a density matrix: beyond it their sizes overflow. NULL, or why N is too large. */
const char *exact_size_object(double N);

/* The problem with what the options say; its polynomials and values are the caller's. */
MomentProblem moment_problem(const TaskOptions *options, int first, const Lindbladian *model, const Monitor *monitor);

/* Why the point has failed, to the log. */
void moment_tell_why(const TaskPoint *p, const MomentSteady *result);

#endif
