/* Sums and products in twice the working precision: a number is the unevaluated sum hi + lo, |lo| at most half an ulp of hi.
   For residuals whose terms cancel. D. E. Knuth, TAOCP 2, 4.2.2 (two-sum); T. Ogita, S. M. Rump, S. Oishi, SIAM J. Sci. Comput. 26,
   1955 (2005). */
#ifndef PILIND_PHYSICS_NUMERICS_TWOFOLD_H
#define PILIND_PHYSICS_NUMERICS_TWOFOLD_H

#include <math.h>

typedef struct {
  double hi, lo;
} Twofold;

/* a + b, exactly. */
static inline Twofold twofold_sum(double a, double b)
{
  const double sum = a + b, back = sum - a;

  return (Twofold){sum, (a - (sum - back)) + (b - back)};
}

/* a b, exactly (barring underflow). */
static inline Twofold twofold_product(double a, double b)
{
  const double product = a * b;

  return (Twofold){product, fma(a, b, -product)};
}

static inline Twofold twofold_add(Twofold a, Twofold b)
{
  const Twofold sum = twofold_sum(a.hi, b.hi);

  return twofold_sum(sum.hi, sum.lo + a.lo + b.lo);
}

static inline Twofold twofold_scale(Twofold a, double factor)
{
  const Twofold product = twofold_product(a.hi, factor);

  return twofold_sum(product.hi, fma(a.lo, factor, product.lo));
}

/* sum + a b */
static inline Twofold twofold_fma(double a, double b, Twofold sum) { return twofold_add(sum, twofold_product(a, b)); }

#endif
