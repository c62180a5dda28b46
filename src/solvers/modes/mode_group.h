/* Modes of a dense block that lie close together, once more and to their last digits.

   Method   X from the right and Y from the left (n x k) are LAPACK's vectors of the group. With R = A' X - lambda X,
              G = (Y^H X)^-1 Y^H R
            has their eigenvalues less lambda, with an error of second order in those of X and Y: they reach out of the group by
            eps |A| over its radius. R is summed in twice the working precision, so that small eigenvalues beside a large |A| have
            small errors. A' = A - c sum_k u_k t_k^T moves zero modes far away: exactly, as t_k^T A = 0; t_k.x is next to nothing. */
#ifndef PILIND_SOLVERS_MODES_MODE_GROUP_H
#define PILIND_SOLVERS_MODES_MODE_GROUP_H

#include "solvers/modes/dense_modes.h"

#include <complex.h>

enum { ZERO_MODES_MAX = 2 };

/* A sparse real matrix of n rows, less c sum_k u_k t_k^T. */
typedef struct {
  int           n;
  int          *start, *column; /* [n+1], [start[n]] */
  double       *value;
  int           zeros;
  double        c;
  const double *u[ZERO_MODES_MAX], *t[ZERO_MODES_MAX]; /* [n], borrowed */
} SparseRows;

/* Of the entries of a dense column-major A[n*n], or of its transpose, that are not zero. Release with SparseRowsDestroy. */
PetscErrorCode SparseRowsCreate(int n, const double *A, PetscBool transpose, SparseRows *rows);
PetscErrorCode SparseRowsDestroy(SparseRows *rows);

/* r = A' x - lambda x, summed in twice the working precision; work[2 n + 4]. */
void sparse_rows_residual(const SparseRows *A, double complex lambda, const double complex *x, double *work, double complex *r);

typedef struct {
  int             n, size;
  double complex *value;      /* [size] eigenvalues of the group */
  double complex *x, *y;      /* [n*size] their vectors: A' x = value x, y^H A' = value y^H */
  double         *separation; /* [size] distance to the nearest other one of the group, at most the radius */
} ModeGroup;

/* From the modes of A': the group of mode `center` and all others within `radius` of it. NaN where the vectors do not suffice. Release with
   ModeGroupDestroy. */
PetscErrorCode ModeGroupCreate(const SparseRows *A, const DenseModes *modes, int center, double radius, ModeGroup *group);
PetscErrorCode ModeGroupDestroy(ModeGroup *group);

#endif
