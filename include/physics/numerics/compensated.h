/* Scalar products as if in twice the working precision, then rounded: for residuals of what is nearly solved, where all of the sum but
   its last digits cancels.

   Algorithm  Dot2: T. Ogita, S. M. Rump and S. Oishi, SIAM J. Sci. Comput. 26, 1955 (2005). The error is eps |sum| + n^2 eps^2 sum |a b|.
              */
#ifndef PILIND_PHYSICS_NUMERICS_COMPENSATED_H
#define PILIND_PHYSICS_NUMERICS_COMPENSATED_H

/* sum_k a[k] b[k] */
double compensated_dot(int n, const double *a, const double *b);

#endif
