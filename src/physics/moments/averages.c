/* Averages from a solution of the hierarchy, and what it says of moments beyond the cut. */
#include "physics/moments/hierarchy.h"

#include "physics/numerics/lapack.h"

#include <math.h>
#include <string.h>

/* p_m = S_m y_m; 0 outside of the component. */
static double moment_of(const MomentHierarchy *h, const double *y, const uint16_t *m)
{
  const MomentFrame *f     = &h->frame;
  const int          found = multisets_find(&h->found, m);

  if (found == 0) return 1;
  if (found < 0 || h->unknown[found] < 0) return 0;
  double scale = 1;
  for (int a = 0; a < f->n; a++)
    for (int k = 1; k <= m[a]; k++) scale *= moment_letter_size(&f->scale[a], k);
  return scale * y[h->unknown[found]];
}

double moment_displaced(const MomentHierarchy *h, const double *y, int degree, const unsigned char *x)
{
  uint16_t m[MOMENT_LETTERS] = {0};

  for (int i = 0; i < degree; i++) m[x[i]]++;
  return moment_of(h, y, m);
}

/* O_x = point_x + sum_b U_xb O'_b, letter by letter; m has the letters chosen so far. */
static double expand(const MomentHierarchy *h, const double *y, int degree, const unsigned char *x, uint16_t *m, int chosen,
                     bool fluctuation)
{
  const MomentFrame *f = &h->frame;

  if (degree == 0) return fluctuation && chosen == 0 ? 0 : moment_of(h, y, m);
  double sum = f->point[x[0]] == 0 ? 0 : f->point[x[0]] * expand(h, y, degree - 1, x + 1, m, chosen, fluctuation);
  for (int b = 0; b < f->n; b++) {
    const double u = f->U[x[0] * f->n + b];
    if (u == 0) continue;
    m[b]++;
    sum += u * expand(h, y, degree - 1, x + 1, m, chosen + 1, fluctuation);
    m[b]--;
  }
  return sum;
}

double moment_average(const MomentHierarchy *h, const double *y, int degree, const unsigned char *x, bool fluctuation)
{
  uint16_t m[MOMENT_LETTERS] = {0};

  return expand(h, y, degree, x, m, 0, fluctuation);
}

/* <x^a>/<x^(a-2)> of the slow letter; NaN where it is not known. */
static double slow_ratio(const MomentHierarchy *h, const double *y, int a)
{
  const MomentFrame *f                 = &h->frame;
  uint16_t           m[MOMENT_LETTERS] = {0};

  m[f->slow]      = (uint16_t)a;
  const int upper = multisets_find(&h->found, m);
  m[f->slow]      = (uint16_t)(a - 2);
  const int lower = multisets_find(&h->found, m);
  if (upper < 0 || lower < 0 || h->unknown[upper] < 0 || (lower > 0 && h->unknown[lower] < 0)) return NAN;
  return y[h->unknown[upper]] / (lower > 0 ? y[h->unknown[lower]] : 1) * moment_letter_size(&f->scale[f->slow], a) *
         moment_letter_size(&f->scale[f->slow], a - 1);
}

bool moment_closure_fit(const MomentHierarchy *h, const double *y, MomentClosure *closure)
{
  const double low = 0.25 * h->cut.order, high = fmin(0.6 * h->cut.order, h->N);
  double       n = 0, sa = 0, saa = 0, sr = 0, sar = 0;

  *closure = (MomentClosure){0};
  if (h->frame.slow < 0) return false;
  for (int a = 2 * (int)ceil(fmax(low, 2) / 2); a <= high; a += 2) {
    const double ratio = slow_ratio(h, y, a), square = ratio * ratio;
    if (!(ratio > 0)) return false; /* NaN or not the ratio of even moments */
    n += 1, sa += a, saa += (double)a * a, sr += square, sar += a * square;
  }
  const double determinant = n * saa - sa * sa;
  if (!(n >= 2) || !(determinant > 0)) return false;
  closure->slope     = (n * sar - sa * sr) / determinant;
  closure->intercept = (sr - closure->slope * sa) / n;
  return true;
}
