/* Time integration of a small system of ordinary differential equations on one rank, with adaptive error control.

   PETSc's TS does the steps; every requested time is the end of a step, so that no interpolation limits the accuracy. */
#ifndef PILIND_SOLVERS_EVOLUTION_ODE_H
#define PILIND_SOLVERS_EVOLUTION_ODE_H

#include "operators/petsc.h"

#include <petscts.h>

enum { ODE_MAX = 64 }; /* unknowns */

typedef struct {
  int n; /* unknowns, at most ODE_MAX */
  /* dx/dt. Returns 0, or a positive number that says why it does not exist at x: the step is then tried again, shorter. */
  int (*rhs)(const double *x, double *dx, void *context);
  /* Called at times[k] with the state there. */
  PetscErrorCode (*visit)(int k, const double *x, void *context);
  /* A quantity whose first change of sign is looked for; or NULL. */
  double (*event)(const double *x, void *context);
  void       *context;
  const char *prefix; /* of its PETSc options, as in -quench_ts_rtol; or NULL */
} OdeProblem;

typedef struct {
  PetscBool         complete; /* was the last time reached? */
  TSConvergedReason reason;
  int               undefined; /* what rhs returned where the integration could not go on, else 0 */
  PetscInt          steps, rejected, evaluations;
  double            event; /* time of the first zero of the event, NAN if there was none */
} OdeReport;

/* Integrate from times[0], where x is given, to times[count-1]; x is then the state at the last time that was reached. The local
   error of a step is held below rtol |x_i| + atol (root mean square over the unknowns), by default 1e-11 and 1e-13. A state that
   cannot be continued is told by the report and is no error. Not collective. */
PetscErrorCode OdeSolve(const OdeProblem *problem, int count, const double *times, double *x, OdeReport *report);

/* Let the integrator read the options of a prefix, on an equation that stands still: a PETSc error if it takes one of them for wrong. */
PetscErrorCode OdeTry(const char *prefix);

#endif
