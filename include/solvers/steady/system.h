/* The assembled Liouvillian of a sector with its solver: what the direct and the incomplete factorisations of the steady state and of
   its response share.

   Matrix     A is L of a whole basis with scaling 0, or, where L is singular, L with the row of one population replaced by x_pin: one
              population's row depends on the others, as the trace is conserved.
   Accuracy   Residuals are those of L in twice the working precision, with what its elements lack (physics/generators/liouvillian_low.h).
              So refinement reaches a solution that is good to rounding as long as the factors know anything of the slowest mode.
              AssembledProbe says whether they do.
   Collective over the communicator of the system, all of it. */
#ifndef PILIND_SOLVERS_STEADY_SYSTEM_H
#define PILIND_SOLVERS_STEADY_SYSTEM_H

#include "physics/spaces/dicke.h"
#include "physics/spins/spin_model.h"
#include "operators/petsc.h"
#include "solvers/linear/twofold_product.h"

#include <petscksp.h>

typedef struct {
  PetscInt        pin; /* -1: none */
  Mat             A;
  KSP             ksp;
  Vec             pinned_row; /* of L; NULL without a pin */
  Vec             r, d;       /* work */
  TwofoldProduct *product;
  PetscBool       direct;             /* do solves cost little beside the factors? */
  PetscBool       singular;           /* is a pivot zero? Then there are no solutions */
  PetscInt        iterations, reason; /* of the KSP: of all solves, and of the last one */
} AssembledSystem;

/* pc_type is the default preconditioner; options are read with the prefix. */
PetscErrorCode AssembledCreate(MPI_Comm comm, const SpinModel *model, const DickeBasis *basis, PetscInt pin, const char *prefix,
                               const char *pc_type, AssembledSystem *s);
PetscErrorCode AssembledDestroy(AssembledSystem *s);

/* r = b - L x but 0 in the pinned row, where corrections must vanish; and the norm of all of b - L x. b NULL: 0. */
PetscErrorCode AssembledResidual(AssembledSystem *s, Vec b, Vec x, Vec r, PetscReal *norm);

/* Solve L x = b from the first guess x, until |b - L x| <= target |b| or no gain; with b NULL relative to |x|. */
PetscErrorCode AssembledSolve(AssembledSystem *s, Vec b, Vec x, PetscReal target, PetscReal *residual);

/* One more correction, x <- x + d: s->r is the residual of the sum before it is rounded, *left its norm. The correction is solved to a
   relative accuracy of rtol if the solver is iterative. If it does not halve the residual x stays as it is, and s->r is its own. */
PetscErrorCode AssembledPolish(AssembledSystem *s, Vec b, Vec x, PetscReal rtol, PetscReal *left);

/* L z = w to about rtol; *defect: |w - L z|/|w|. Above ASSEMBLED_DEFECT_LIMIT the solver misses a mode that is too slow for it, and z says
   nothing. w has no trace. */
#define ASSEMBLED_DEFECT_LIMIT 1e-2
PetscErrorCode AssembledProbe(AssembledSystem *s, PetscReal rtol, Vec w, Vec z, PetscReal *defect);

#endif
