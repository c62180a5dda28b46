/* The rightmost eigenvalue w with right and left vectors r, l is corrected by l.(J r - w r)/(l.r), the residual in twice the working
   precision: what is left is the rounding of J's elements themselves, eps |J|/|cos(l, r)| (first-order perturbation theory), and an
   eigenvalue no larger than a few of these is undecided.

   Across an orbit: in a basis (tangents | complement) the Jacobian of the turning frame is block triangular, because it maps tangents
   to zero, and the complement's block has the other eigenvalues. */
#include "physics/meanfield/stability.h"

#include "physics/numerics/lapack.h"
#include "physics/numerics/twofold.h"
#include "physics/meanfield/symmetry.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  int     n;
  double *J, *re, *im, *left, *right; /* J row-major; vectors in columns */
  double  norm;
} Eigen;

/* Vector i as real and imaginary part; sign of the latter. */
static const double *part(const Eigen *e, const double *vectors, int i, bool imaginary, double *sign)
{
  const int first = e->im[i] < 0 ? i - 1 : i;

  *sign = imaginary ? (e->im[i] > 0) - (e->im[i] < 0) : 1;
  return vectors + (size_t)(first + (imaginary && e->im[i] != 0)) * (size_t)e->n;
}

/* l^H v for the eigenvector l, v = a + i b. */
static void against_left(const Eigen *e, int i, const double *a, const double *b, double *re, double *im)
{
  double        sign, none;
  const double *lr = part(e, e->left, i, false, &none), *li = part(e, e->left, i, true, &sign);

  *re = *im = 0;
  for (int k = 0; k < e->n; k++) {
    *re += lr[k] * a[k] + sign * li[k] * b[k];
    *im += lr[k] * b[k] - sign * li[k] * a[k];
  }
}

/* J r - w r of vector i. */
static void residual(const Eigen *e, int i, double *a, double *b)
{
  double        sign, none;
  const double *x = part(e, e->right, i, false, &none), *y = part(e, e->right, i, true, &sign);

  for (int row = 0; row < e->n; row++) {
    Twofold re = {0, 0}, im = {0, 0};
    for (int k = 0; k < e->n; k++) {
      re = twofold_fma(e->J[e->n * row + k], x[k], re);
      im = twofold_fma(e->J[e->n * row + k], sign * y[k], im);
    }
    re     = twofold_fma(-e->re[i], x[row], twofold_fma(e->im[i], sign * y[row], re));
    im     = twofold_fma(-e->re[i], sign * y[row], twofold_fma(-e->im[i], x[row], im));
    a[row] = re.hi, b[row] = im.hi;
  }
}

/* What rounding does to an eigenvalue at most: the cube root of eps where three of them are defective together. */
static const double defective = 6e-6;

/* Eigenvalue i, corrected, and below what its real part means nothing. */
static void refine(Eigen *e, int i, double *tolerance)
{
  double        sign, none, x[e->n], y[e->n], nr, ni, dr, di;
  const double *rr = part(e, e->right, i, false, &none), *ri = part(e, e->right, i, true, &sign);

  for (int k = 0; k < e->n; k++) x[k] = rr[k], y[k] = sign * ri[k];
  against_left(e, i, x, y, &nr, &ni); /* both vectors have length 1 */
  const double size = hypot(nr, ni);
  *tolerance        = e->norm * fmin(8 * DBL_EPSILON / size, defective);
  residual(e, i, x, y);
  against_left(e, i, x, y, &dr, &di);
  const double re = (dr * nr + di * ni) / (size * size), im = (di * nr - dr * ni) / (size * size);
  if (!(hypot(re, im) < 1e-8 * e->norm)) return; /* nearly defective: the correction is no better */
  e->re[i] += re;
  if (e->im[i] != 0) e->im[i] += im;
}

/* Eigenvalues alone, and whether they decide and are good as they are: none is small against J. */
static bool is_plain(Eigen *e, double *A, int *info)
{
  double rightmost = -INFINITY, smallest = INFINITY;

  *info = lapack_general_eigenvalues(e->n, A, e->re, e->im);
  for (int i = 0; i < e->n; i++) {
    rightmost = fmax(rightmost, e->re[i]);
    if (e->im[i] == 0) smallest = fmin(smallest, fabs(e->re[i]));
  }
  return fabs(rightmost) > 1e-3 * e->norm && smallest > defective * e->norm;
}

/* Only eigenvalues near the rightmost one or near zero decide anything, and are refined (if there are vectors). */
static void classify(Eigen *e, bool vectors, FlowSpectrum *s)
{
  double rightmost = -INFINITY, of_first = 0;
  int    first = -1;

  s->index = 1;
  for (int i = 0; i < e->n; i++) rightmost = fmax(rightmost, e->re[i]);
  for (int i = 0; i < e->n; i++) {
    const bool leading   = e->re[i] >= rightmost - defective * e->norm;
    double     tolerance = 0;
    if (vectors && (leading || fabs(e->re[i]) < defective * e->norm)) refine(e, i, &tolerance);
    if (leading && (first < 0 || e->re[i] > e->re[first])) first = i, of_first = tolerance;
    if (e->im[i] != 0) continue; /* complex pairs have a positive product */
    if (!(fabs(e->re[i]) > tolerance)) s->index = 0;
    else if (e->re[i] > 0) s->index = -s->index;
  }
  s->growth    = e->re[first];
  s->frequency = fabs(e->im[first]);
  s->stability = s->growth < -of_first ? FLOW_STABLE : s->growth > of_first ? FLOW_UNSTABLE : FLOW_MARGINAL;
}

/* Divides J by the power of two at its largest element and returns the exponent: square roots in LAPACK round differently otherwise. */
static int to_units(int count, double *J)
{
  double largest = 0;
  int    exponent;

  for (int i = 0; i < count; i++) largest = fmax(largest, fabs(J[i]));
  frexp(largest, &exponent);
  for (int i = 0; i < count; i++) J[i] = ldexp(J[i], -exponent);
  return exponent;
}

static bool solve(Eigen *e, double *A, FlowSpectrum *spectrum)
{
  const int n    = e->n;
  int       info = 0;

  for (int i = 0; i < n * n; i++) e->norm = hypot(e->norm, e->J[i]);
  if (!isfinite(e->norm)) return false;
  memcpy(A, e->J, (size_t)(n * n) * sizeof *A); /* its transpose, with the same eigenvalues */
  const bool plain = is_plain(e, A, &info);
  for (int i = 0; i < n && !plain; i++)
    for (int k = 0; k < n; k++) A[n * k + i] = e->J[n * i + k];
  if (!plain) info = lapack_general_eigenvectors(n, A, e->re, e->im, e->left, e->right);
  if (!info) classify(e, !plain, spectrum);
  return !info;
}

bool flow_spectrum(int n, double *J, FlowSpectrum *spectrum)
{
  const size_t square = (size_t)(n * n);
  double      *work   = malloc((3 * square + 2 * (size_t)n) * sizeof *work);

  *spectrum = (FlowSpectrum){FLOW_MARGINAL, NAN, NAN, 0};
  if (!work || n == 0) {
    free(work);
    return false;
  }
  const int  exponent = to_units((int)square, J);
  Eigen      e        = {n, J, work + 3 * square, work + 3 * square + n, work + square, work + 2 * square, 0};
  const bool good     = solve(&e, work, spectrum);
  spectrum->growth    = ldexp(spectrum->growth, exponent);
  spectrum->frequency = ldexp(spectrum->frequency, exponent);
  free(work);
  return good;
}

/* Removes from v its part in the space of the `count` orthonormal vectors Q; returns the length of what is left. */
static double orthogonalise(int n, int count, const double *Q, double *v)
{
  double size = 0;

  for (int round = 0; round < 2; round++)
    for (int q = 0; q < count; q++) {
      double along = 0;
      for (int i = 0; i < n; i++) along += Q[n * q + i] * v[i];
      for (int i = 0; i < n; i++) v[i] -= along * Q[n * q + i];
    }
  for (int i = 0; i < n; i++) size = hypot(size, v[i]);
  return size;
}

static void append(int n, int *count, double *Q, const double *v, double size)
{
  for (int i = 0; i < n; i++) Q[n * *count + i] = v[i] / size;
  *count += 1;
}

/* Orthonormal vectors, those along the orbit of x first. Returns their number. */
static int adapted_basis(const FlowSpec *flow, const double *x, double *Q)
{
  const int n     = flow->n;
  int       count = 0, tangents;
  double    v[n], best[n];

  for (int a = 0; a < flow->generators; a++) {
    flow_turn(flow, a, x, v);
    const double size = orthogonalise(n, count, Q, v);
    if (size > 1e-12) append(n, &count, Q, v, size);
  }
  tangents = count;
  while (count < n) { /* the unit vector that is farthest from what is there */
    double largest = 0;
    for (int k = 0; k < n; k++) {
      for (int i = 0; i < n; i++) v[i] = i == k;
      const double size = orthogonalise(n, count, Q, v);
      if (size <= largest) continue;
      largest = size;
      memcpy(best, v, sizeof v);
    }
    append(n, &count, Q, best, largest);
  }
  return tangents;
}

/* B = C^T J C with the vectors C = Q[tangents ... n-1]. */
static void across(int n, int tangents, const double *Q, const double *J, double *B)
{
  const int rest = n - tangents;

  for (int p = 0; p < rest; p++)
    for (int q = 0; q < rest; q++) {
      double sum = 0;
      for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++) sum += Q[n * (tangents + p) + i] * J[n * i + k] * Q[n * (tangents + q) + k];
      B[rest * p + q] = sum;
    }
}

bool flow_stability(const FlowSpec *flow, const double *x, const double *rotation, FlowSpectrum *spectrum)
{
  const int n = flow->n;
  double   *J = malloc((size_t)(3 * n * n) * sizeof *J), *Q = J + n * n, *B = Q + n * n;
  int       tangents = 0;

  *spectrum = (FlowSpectrum){FLOW_MARGINAL, NAN, NAN, 0};
  bool good = J && flow->jacobian(flow->context, x, J);
  for (int a = 0; good && a < flow->generators; a++)
    for (int i = 0; i < n * n; i++) J[i] -= rotation[a] * flow->generator[a * n * n + i];
  if (good && flow->generators) tangents = adapted_basis(flow, x, Q);
  if (good && tangents) {
    across(n, tangents, Q, J, B);
    good            = flow_spectrum(n - tangents, B, spectrum);
    spectrum->index = 0;
  } else if (good) good = flow_spectrum(n, J, spectrum);
  free(J);
  return good;
}
