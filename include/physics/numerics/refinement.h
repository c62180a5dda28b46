/* Linear equations whose matrix is nearly singular, to the rounding of the solution. */
#ifndef PILIND_PHYSICS_NUMERICS_REFINEMENT_H
#define PILIND_PHYSICS_NUMERICS_REFINEMENT_H

/* Iterative refinement of the solution x of A x = b (A row-major, n x n) with residuals in twice the working precision; LU and pivots are
   lapack_factor's of A (column-major). Right to rounding as long as cond(A) stays below 1/eps. Returns 0, or LAPACK's info.
   J. H. Wilkinson, Rounding Errors in Algebraic Processes (1963), ch. 3. */
int linear_refine(int n, const double *A, const double *LU, const int *pivots, const double *b, double *x);

#endif
