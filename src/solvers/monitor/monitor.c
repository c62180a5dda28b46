/* The listeners of PETSc and SLEPc, turned into news. */
#include "solvers/monitor/monitor.h"

#include <math.h>

/* Owned by the solver that tells. */
typedef struct {
  const Monitor *monitor;
  const char    *stage;
  PetscReal      first; /* residual at the beginning of the solve */
} Teller;

void monitor_begin(const Monitor *monitor, const char *stage)
{
  monitor_tell(monitor, (SolverNews){.stage = stage, .count = NAN, .of = NAN, .residual = NAN, .aim = NAN});
}

static PetscErrorCode create_teller(const Monitor *monitor, const char *stage, Teller **teller)
{
  PetscFunctionBeginUser;
  PetscCall(PetscNew(teller));
  **teller = (Teller){.monitor = monitor, .stage = stage};
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode tell_ksp(KSP ksp, PetscInt it, PetscReal norm, void *context)
{
  Teller   *t = context;
  PetscReal rtol;

  PetscFunctionBeginUser;
  PetscCall(KSPGetTolerances(ksp, &rtol, NULL, NULL, NULL));
  if (it == 0) t->first = norm;
  monitor_tell(
    t->monitor,
    (SolverNews){.stage = t->stage, .unit = "iteration", .count = (double)it, .of = NAN, .residual = norm / t->first, .aim = rtol});
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode MonitorKSP(const Monitor *monitor, const char *stage, KSP ksp)
{
  Teller *teller;

  PetscFunctionBeginUser;
  if (!monitor) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(create_teller(monitor, stage, &teller));
  PetscCall(KSPMonitorSet(ksp, tell_ksp, teller, PetscCtxDestroyDefault));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode tell_eps(EPS eps, PetscInt it, PetscInt converged, PetscScalar re[], PetscScalar im[], PetscReal error[],
                               PetscInt count, void *context)
{
  const Teller *t = context;
  PetscReal     tolerance;
  PetscInt      wanted;

  PetscFunctionBeginUser;
  (void)it, (void)re, (void)im;
  PetscCall(EPSGetTolerances(eps, &tolerance, NULL));
  PetscCall(EPSGetDimensions(eps, &wanted, NULL, NULL));
  const PetscReal next = converged < count ? error[converged] : NAN;
  monitor_tell(
    t->monitor,
    (SolverNews){.stage = t->stage, .unit = "mode", .count = (double)converged, .of = (double)wanted, .residual = next, .aim = tolerance});
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode MonitorEPS(const Monitor *monitor, const char *stage, EPS eps)
{
  Teller *teller;

  PetscFunctionBeginUser;
  if (!monitor) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(create_teller(monitor, stage, &teller));
  PetscCall(EPSMonitorSet(eps, tell_eps, teller, PetscCtxDestroyDefault));
  PetscFunctionReturn(PETSC_SUCCESS);
}
