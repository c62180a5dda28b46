/* The steady state of a hierarchy by dense LU. */
#ifndef PILIND_TESTS_PHYSICS_DENSE_HIERARCHY_H
#define PILIND_TESTS_PHYSICS_DENSE_HIERARCHY_H

#include "physics/moments/hierarchy.h"
#include "physics/numerics/lapack.h"

#include <stdlib.h>

/* y[unknowns], for the caller to free; NULL if the matrix is singular. */
static inline double *dense_steady(const MomentHierarchy *h, const MomentClosure *closure)
{
  const int n = h->unknowns;
  double   *A = calloc((size_t)n * (size_t)n, sizeof *A), *y = calloc((size_t)n, sizeof *y),
         *value = malloc((size_t)h->moves * sizeof *value), source;
  int *column   = malloc((size_t)h->moves * sizeof *column);

  for (int i = 0; i < n; i++) {
    const int count = moment_row(h, closure, i, column, value, &source);
    for (int k = 0; k < count; k++) A[(size_t)column[k] * (size_t)n + (size_t)i] = value[k];
    y[i] = -source;
  }
  if (lapack_solve(n, A, y)) {
    free(y);
    y = NULL;
  }
  free(A), free(value), free(column);
  return y;
}

#endif
