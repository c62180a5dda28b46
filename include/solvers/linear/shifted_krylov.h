/* Solutions x(omega) = (i omega - L)^-1 b of a real matrix L for many frequencies omega at once.

   Method     Arnoldi for K = (L - sigma)^-1, sigma real: K V_k = V_{k+1} H, v_1 = b/|b|. With x = K V_k y the residual is
                b - (i omega - L) x = V_{k+1} [|b| e_1 - ((i omega - sigma) H - 1) y],
              so that one basis of real vectors serves all omega, each by a small Hessenberg least-squares problem: GMRES from the right
              with K, as many shifts as one wants for one. The basis grows until every residual is below the tolerance; residuals are
              then measured with L itself. Where L is singular and b in its range, so is omega = 0.
   References Freund, Glassner, in Numerical Linear Algebra (de Gruyter, 1993), and Frommer, Glaessner, SIAM J. Sci. Comput. 19, 15 (1998)
   for
              shifted GMRES; Meerbergen, SIAM J. Matrix Anal. Appl. 24, 1106 (2003) for frequency responses by shift and invert. */
#ifndef PILIND_SOLVERS_LINEAR_SHIFTED_KRYLOV_H
#define PILIND_SOLVERS_LINEAR_SHIFTED_KRYLOV_H

#include "operators/petsc.h"

#include <complex.h>
#include <petscmat.h>

typedef struct {
  Mat       L;
  PetscReal sigma;
  void     *context;
  /* w = (L - sigma)^-1 v; *failed: there is none. */
  PetscErrorCode (*invert)(void *context, Vec v, Vec w, PetscBool *failed);
  int           count; /* of frequencies */
  const double *omega;
  PetscReal     tol;  /* of residuals relative to |b| */
  PetscInt      most; /* vectors of the basis */
  int           seen; /* functionals of x that are wanted */
  const Vec    *functional;
} ShiftedProblem;

/* value[count][seen]: the functionals (no conjugation) of x; residual[count]: |b - (i omega - L) x|/|b|, measured; vectors: of the basis,
   which are added. For b = 0 all are zero. A frequency that is not reached has a large residual. Collective; all ranks get the numbers. */
PetscErrorCode ShiftedKrylovSolve(const ShiftedProblem *problem, Vec b, double complex *value, PetscReal *residual, PetscInt *vectors);

#endif
