/* Residuals of an assembled matrix in twice the working precision, so that iterative refinement reaches the full accuracy of its solution
   also where the matrix is nearly singular: physics/numerics/twofold.h row by row.
   References Demmel et al., ACM Trans. Math. Softw. 32, 325 (2006). */
#ifndef PILIND_SOLVERS_LINEAR_TWOFOLD_PRODUCT_H
#define PILIND_SOLVERS_LINEAR_TWOFOLD_PRODUCT_H

#include "operators/petsc.h"

#include <petscmat.h>

typedef struct TwofoldProduct TwofoldProduct;

/* For an AIJ matrix A, which must outlive it and keep its nonzeros. low: what A lacks for being rounded, a matrix like it, or NULL; it is
   kept by reference. Destroy accepts NULL inside. Collective. */
PetscErrorCode TwofoldProductCreate(Mat A, Mat low, TwofoldProduct **product);
PetscErrorCode TwofoldProductDestroy(TwofoldProduct **product);

/* r = b - (A + low) x, rounded once; b NULL: 0. r is neither b nor x. Collective. */
PetscErrorCode TwofoldResidual(TwofoldProduct *product, Vec b, Vec x, Vec r);

#endif
