/* What a long solve says while it runs. Whoever starts it gives a Monitor down as data; solvers tell it their news and know neither who
   listens nor how often: telling is a function call and a copy, so they may tell after every iteration. No news is told by force: what
   cannot be looked into (a factorisation, LAPACK) names itself before it begins. */
#ifndef PILIND_SOLVERS_MONITOR_MONITOR_H
#define PILIND_SOLVERS_MONITOR_MONITOR_H

#include "operators/petsc.h"

#include <petscksp.h>
#include <slepceps.h>

typedef struct {
  const char *stage;         /* what is done, static text: "adi", "LU factors" */
  const char *unit;          /* of `count`, static text: "iteration", "time"; NULL: nothing is counted */
  double      count, of;     /* how far it is, and where that ends; `of` NAN: not known */
  double      residual, aim; /* where the residual is and where it shall be; NAN: none */
} SolverNews;

/* On any rank of the solve; the listener chooses. */
typedef struct {
  void (*tell)(void *context, const SolverNews *news);
  void *context;
} Monitor;

/* `monitor` may be NULL. */
static inline void monitor_tell(const Monitor *monitor, SolverNews news)
{
  if (monitor) monitor->tell(monitor->context, &news);
}

/* The beginning of what gives no news. */
void monitor_begin(const Monitor *monitor, const char *stage);

/* Let a KSP tell its residual relative to the first one of each solve, or an EPS how many of the wanted modes have converged and the
   error of the next. `monitor` (or NULL, for none) must outlive the solver. */
PetscErrorCode MonitorKSP(const Monitor *monitor, const char *stage, KSP ksp);
PetscErrorCode MonitorEPS(const Monitor *monitor, const char *stage, EPS eps);

#endif
