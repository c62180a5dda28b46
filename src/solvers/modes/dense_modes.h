/* All eigenvalues of a real matrix by LAPACK with what each may be wrong by. */
#ifndef PILIND_SOLVERS_MODES_DENSE_MODES_H
#define PILIND_SOLVERS_MODES_DENSE_MODES_H

#include "operators/petsc.h"

/* The eigenvalues are those of a matrix that differs from A by about eps norm; their errors are taken to be no more than
   DENSE_ERROR_FACTOR eps norm / overlap[k] (LAPACK Users' Guide, 4.8): tested on random models. */
#define DENSE_ERROR_FACTOR 30

typedef struct {
  int     n;
  double  norm;                      /* 1-norm of the balanced matrix */
  double *re, *im, *overlap, *error; /* [n]; NaN if LAPACK fails */
  double *right, *left;              /* [n*n] eigenvectors in the coordinates of A, packed as lapack_general_modes does */
} DenseModes;

/* A[n*n], column-major, is destroyed. Not collective. Release with DenseModesDestroy. */
PetscErrorCode DenseModesCreate(int n, double *A, DenseModes *modes);
PetscErrorCode DenseModesDestroy(DenseModes *modes);

#endif
