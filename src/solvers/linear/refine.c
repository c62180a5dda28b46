/* The loop of include/solvers/linear/refine.h. */
#include "solvers/linear/refine.h"

/* x <- x + d with its residual in r, if that is better than *norm; else x as it was with its own. */
static PetscErrorCode take_if_better(const RefineLoop *loop, Vec x, Vec r, Vec d, PetscReal *norm)
{
  PetscReal size, after = PETSC_INFINITY;

  PetscFunctionBeginUser;
  PetscCall(VecNorm(d, NORM_2, &size));
  if (!PetscIsInfOrNanReal(size)) {
    PetscCall(VecAXPY(x, 1, d));
    PetscCall(loop->residual(loop->context, x, r, &after));
    if (!(after < *norm)) PetscCall(VecAXPY(x, -1, d));
  }
  if (after < *norm) {
    *norm = after;
    if (loop->taken) PetscCall(loop->taken(loop->context, x, r));
  } else PetscCall(loop->residual(loop->context, x, r, norm));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode Refine(const RefineLoop *loop, Vec x, Vec r, Vec d, RefineReport *report)
{
  PetscInt  weak   = 0;
  PetscBool failed = PETSC_FALSE;

  PetscFunctionBeginUser;
  *report = (RefineReport){.gain = 1};
  PetscCall(loop->residual(loop->context, x, r, &report->residual));
  while (report->residual > loop->target && report->rounds < loop->rounds && weak < loop->patience) {
    const PetscReal before = report->residual;
    PetscCall(loop->correct(loop->context, r, d, &failed));
    if (failed) {
      PetscCall(loop->residual(loop->context, x, r, &report->residual)); /* r may have been work space */
      break;
    }
    PetscCall(take_if_better(loop, x, r, d, &report->residual));
    report->gain = before / report->residual;
    report->rounds++;
    if (loop->after) PetscCall(loop->after(loop->context, x, report));
    weak = report->gain < 2 ? weak + 1 : 0;
    if (weak > 0 && report->residual <= loop->floor) break;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
