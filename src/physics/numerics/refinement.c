/* Corrections shrink by cond(A) eps each time, until they no longer do. */
#include "physics/numerics/refinement.h"

#include "physics/numerics/lapack.h"
#include "physics/numerics/twofold.h"

int linear_refine(int n, const double *A, const double *LU, const int *pivots, const double *b, double *x)
{
  double r[n], last = INFINITY;

  for (int step = 0; step < 20; step++) {
    double size = 0, scale = 0;
    for (int i = 0; i < n; i++) {
      Twofold sum = {b[i], 0};
      for (int k = 0; k < n; k++) sum = twofold_fma(-A[n * i + k], x[k], sum);
      r[i] = sum.hi;
    }
    const int info = lapack_factor_solve(n, LU, pivots, 1, r);
    if (info) return info;
    for (int i = 0; i < n; i++) size = fmax(size, fabs(r[i])), scale = fmax(scale, fabs(x[i]));
    if (!(size < last / 2)) return 0;
    for (int i = 0; i < n; i++) x[i] += r[i];
    if (size <= 1e-16 * scale) return 0;
    last = size;
  }
  return 0;
}
