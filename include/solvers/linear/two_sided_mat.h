/* A shell matrix that can be multiplied from both sides: one function for A x and A^T x. */
#ifndef PILIND_SOLVERS_LINEAR_TWO_SIDED_MAT_H
#define PILIND_SOLVERS_LINEAR_TWO_SIDED_MAT_H

#include "operators/petsc.h"

#include <petscmat.h>

/* y = A x, or A^T x. x and y differ and have the layout of the matrix. */
typedef PetscErrorCode (*TwoSidedApply)(void *context, PetscBool transpose, Vec x, Vec y);

/* Release what the context holds, and the context. */
typedef PetscErrorCode (*TwoSidedFree)(void *context);

/* A matrix of the size and layout of the square matrix `like`. The context must not move; `release` (or NULL) is called on it when the
   matrix is destroyed. The caller destroys *A. Collective over like's communicator. */
PetscErrorCode TwoSidedMatCreate(Mat like, TwoSidedApply apply, TwoSidedFree release, void *context, Mat *A);

#endif
