/* The sums of rounding errors are exact only if the compiler does not merge a product and a sum of its own: the Makefile says so. */
#include "physics/numerics/compensated.h"

#include <math.h>

double compensated_dot(int n, const double *a, const double *b)
{
  double sum = 0, errors = 0;

  for (int k = 0; k < n; k++) {
    const double product = a[k] * b[k], next = sum + product, part = next - sum;
    errors += fma(a[k], b[k], -product) + ((sum - (next - part)) + (product - part));
    sum = next;
  }
  return sum + errors;
}
