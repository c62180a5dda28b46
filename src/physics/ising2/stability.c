/* Eigenvalues of the Jacobian, and the boundary of the symmetric phase as the roots of a polynomial.

   The polynomial is sampled at Chebyshev points of the interval; its roots are the eigenvalues of the colleague matrix of its
   Chebyshev coefficients, polished on the determinant itself.
   I. J. Good, Quart. J. Math. 12, 61 (1961); Trefethen, Approximation Theory and Approximation Practice, ch. 18. */
#include "physics/ising2/stability.h"

#include "physics/ising2/dynamics.h"
#include "physics/ising2/local.h"
#include "physics/meanfield/stability.h"
#include "physics/numerics/roots.h"
#include "physics/numerics/lapack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEGREE = 16 };

static int slowest(int n, double *A, Ising2Stability *stability)
{
  FlowSpectrum spectrum;
  const bool   good = flow_spectrum(n, A, &spectrum);

  *stability = (Ising2Stability){-spectrum.growth, spectrum.frequency};
  return good ? 0 : -1;
}

int ising2_stability(const Ising2Model *model, const double x[ISING2_DIM], Ising2Stability *stability)
{
  double    J[ISING2_DIM * ISING2_DIM];
  const int degeneracy = ising2_jacobian(model, x, J);

  *stability = (Ising2Stability){NAN, NAN};
  return degeneracy ? degeneracy : slowest(ISING2_DIM, J, stability);
}

int ising2_symmetric_stability(const Ising2Model *model, Ising2Stability *stability)
{
  double odd[ISING2_ODD * ISING2_ODD];

  ising2_local_odd_block(model, odd);
  return slowest(ISING2_ODD, odd, stability);
}

double ising2_odd_determinant(const Ising2Model *model)
{
  double odd[ISING2_ODD * ISING2_ODD], determinant = 1;
  int    pivots[ISING2_ODD];

  ising2_local_odd_block(model, odd);
  if (lapack_factor(ISING2_ODD, odd, pivots) < 0) return NAN;
  for (int i = 0; i < ISING2_ODD; i++) determinant *= pivots[i] == i + 1 ? odd[(ISING2_ODD + 1) * i] : -odd[(ISING2_ODD + 1) * i];
  return determinant;
}

typedef struct {
  const Ising2Model *model;
  int                parameter;
  double             lower, upper;
} Line;

static double determinant_at(double value, void *context)
{
  const Line       *line  = context;
  const Ising2Model model = ising2_with(*line->model, line->parameter, value);

  return ising2_odd_determinant(&model);
}

static double polynomial_at(const Line *line, double value)
{
  const Ising2Model model = ising2_with(*line->model, line->parameter, value);
  const double     *p     = model.p;
  const double      sum = p[ISING2_H1] + p[ISING2_H2], G = p[ISING2_GAMMA_UP] + p[ISING2_GAMMA_DOWN];
  const double      factor = G * G * (G * G + 4 * (sum * sum + p[ISING2_LAMBDA] * p[ISING2_LAMBDA]));

  return factor * factor * ising2_odd_determinant(&model);
}

enum { POINTS = DEGREE + 1 };

/* Chebyshev coefficients between a and b. Returns the ratio of the smallest and the largest sample. */
static double coefficients(const Line *line, double a, double b, double c[POINTS])
{
  const double pi       = acos(-1);
  double       smallest = INFINITY, largest = 0;

  memset(c, 0, POINTS * sizeof *c);
  for (int k = 0; k < POINTS; k++) {
    const double angle = pi * (k + 0.5) / POINTS, value = polynomial_at(line, (a + b) / 2 + (b - a) / 2 * cos(angle));
    for (int n = 0; n < POINTS; n++) c[n] += (n ? 2 : 1) * value * cos(n * angle) / POINTS;
    smallest = fmin(smallest, fabs(value));
    largest  = fmax(largest, fabs(value));
  }
  return smallest / largest;
}

/* Roots in units of the interval, -1 ... 1. Returns the degree. */
static int colleague_roots(const double c[POINTS], double re[DEGREE], double im[DEGREE])
{
  double A[DEGREE * DEGREE] = {0}, largest = 0;
  int    degree = DEGREE;

  for (int n = 0; n <= DEGREE; n++) largest = fmax(largest, fabs(c[n]));
  while (degree > 0 && !(fabs(c[degree]) > 1e-15 * largest)) degree--;
  for (int i = 0; i < degree; i++) {
    if (i > 0) A[degree * i + i - 1] = 0.5;
    if (i + 1 < degree) A[degree * i + i + 1] = i ? 0.5 : 1;
  }
  for (int k = 0; k < degree; k++) A[degree * (degree - 1) + k] -= (degree > 1 ? 0.5 : 1) * c[k] / c[degree];
  return degree && !lapack_general_eigenvalues(degree, A, re, im) ? degree : 0;
}

enum { ROOTS = 4 * DEGREE };

/* Appends the roots in [a, b) to found. Where the polynomial varies too much for its small values to be known, as towards zero
   rates, the interval is split, at an odd place that will not be a root. */
static int search(const Line *line, double a, double b, int depth, int count, double found[ROOTS])
{
  double c[POINTS], re[DEGREE], im[DEGREE];

  if (coefficients(line, a, b, c) < 1e-8 && depth < 20) {
    const double middle = a + 0.4637 * (b - a);
    count               = search(line, a, middle, depth + 1, count, found);
    return search(line, middle, b, depth + 1, count, found);
  }
  const int    degree = colleague_roots(c, re, im);
  const double slack  = 1e-12;
  for (int i = 0; i < degree; i++) {
    const double low = a == line->lower ? -1 - slack : -1, high = b == line->upper ? 1 + slack : 1;
    if (count < ROOTS && fabs(im[i]) < slack && re[i] >= low && re[i] < high) found[count++] = (a + b) / 2 + (b - a) / 2 * re[i];
  }
  return count;
}

static int ascending(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* The determinant's zero next to a root of the interpolant, no farther than halfway to its neighbours; NAN if there is none. */
static double polish(Line *line, double root, double before, double after)
{
  const double low = fmax(line->lower, (before + root) / 2), high = fmin(line->upper, (after + root) / 2), size = line->upper - line->lower;
  double       better = NAN;

  for (double reach = 1e-14 * size; reach < 1e-2 * size && isnan(better); reach *= 10)
    better = root_between(determinant_at, line, fmax(root - reach, low), fmin(root + reach, high));
  return better;
}

int ising2_boundaries(const Ising2Model *model, int parameter, double lower, double upper, int max, double *roots)
{
  Line      line = {model, parameter, lower, upper};
  double    found[ROOTS];
  const int all   = search(&line, lower, upper, 0, 0, found);
  int       count = 0;

  qsort(found, (size_t)all, sizeof *found, ascending);
  for (int i = 0; i < all && count < max; i++) {
    const double root = polish(&line, found[i], i ? found[i - 1] : -INFINITY, i + 1 < all ? found[i + 1] : INFINITY);
    if (!isnan(root)) roots[count++] = root;
  }
  return count;
}

static bool has_two(const Ising2Model *model, int along, double value, int across, double lower, double upper, double roots[DEGREE])
{
  const Ising2Model at = ising2_with(*model, along, value);

  return ising2_boundaries(&at, across, lower, upper, DEGREE, roots) == 2;
}

bool ising2_boundary_tip(const Ising2Model *model, int along, double inside, double outside, int across, double lower, double upper,
                         double *tip_along, double *tip_across)
{
  double roots[DEGREE], two[DEGREE];

  if (has_two(model, along, outside, across, lower, upper, roots) || !has_two(model, along, inside, across, lower, upper, two))
    return false;
  for (int step = 0; step < 60; step++) {
    const double middle = (inside + outside) / 2;
    const bool   both   = has_two(model, along, middle, across, lower, upper, roots);
    if (both) memcpy(two, roots, sizeof two);
    *(both ? &inside : &outside) = middle;
  }
  *tip_along  = inside;
  *tip_across = (two[0] + two[1]) / 2;
  return true;
}
