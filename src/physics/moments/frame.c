/* The complement of a vector comes from the eigenvectors of its projector; the inverse by LU. */
#include "physics/moments/frame.h"

#include "physics/numerics/lapack.h"

#include <math.h>
#include <string.h>

static double dot(int n, const double *x, const double *y)
{
  double sum = 0;

  for (int a = 0; a < n; a++) sum += x[a] * y[a];
  return sum;
}

MomentFrame moment_frame_plain(int n, int N, const double *point)
{
  MomentFrame f = {.n = n, .slow = -1};

  for (int a = 0; a < n; a++) {
    f.point[a]     = point[a];
    f.weight[a]    = 1;
    f.scale[a]     = (MomentScale){.slope = 1.0 / N, .power = 0.5};
    f.V[a * n + a] = f.U[a * n + a] = 1;
  }
  return f;
}

/* Rows 1 ... n-1 of V: orthonormal and at a right angle to x, a Gram-Schmidt process of the unit vectors, the one nearest to x left out, so
   that directions that x does not have stay as they are. */
static void fill_complement(int n, const double *x, double *V)
{
  const double length  = sqrt(dot(n, x, x));
  int          nearest = 0, row = 1;
  double       unit[MOMENT_LETTERS];

  for (int a = 0; a < n; a++) {
    unit[a] = x[a] / length;
    if (fabs(x[a]) > fabs(x[nearest])) nearest = a;
  }
  for (int a = 0; a < n; a++) {
    if (a == nearest) continue;
    double *v = V + row * n;
    memset(v, 0, (size_t)n * sizeof *v);
    v[a] = 1;
    for (int round = 0; round < 2; round++) {
      const double along = dot(n, v, unit);
      for (int b = 0; b < n; b++) v[b] -= along * unit[b];
      for (int k = 1; k < row; k++) {
        const double part = dot(n, v, V + k * n);
        for (int b = 0; b < n; b++) v[b] -= part * V[k * n + b];
      }
    }
    const double size = sqrt(dot(n, v, v));
    for (int b = 0; b < n; b++) v[b] /= size;
    row++;
  }
}

static bool invert(int n, const double *V, double *U)
{
  double columns[MOMENT_LETTERS * MOMENT_LETTERS], inverse[MOMENT_LETTERS * MOMENT_LETTERS];
  int    pivots[MOMENT_LETTERS];

  memset(inverse, 0, sizeof inverse);
  for (int a = 0; a < n; a++) {
    inverse[a * n + a] = 1;
    for (int b = 0; b < n; b++) columns[b * n + a] = V[a * n + b];
  }
  if (lapack_factor(n, columns, pivots) || lapack_factor_solve(n, columns, pivots, n, inverse)) return false;
  for (int a = 0; a < n; a++)
    for (int b = 0; b < n; b++) U[a * n + b] = inverse[b * n + a];
  return true;
}

bool moment_frame_slow(int n, int N, const double *point, const double *left, const double *right, MomentFrame *f)
{
  const double size = sqrt(dot(n, left, left));

  *f = moment_frame_plain(n, N, point);
  memset(f->V, 0, sizeof f->V);
  f->slow = 0;
  fill_complement(n, right, f->V);
  for (int a = 0; a < n; a++) f->V[a] = left[a] / size;
  f->scale[0].power = 0.25;
  for (int a = 1; a < n; a++) f->weight[a] = 4;
  return fabs(dot(n, left, right)) > 1e-8 * size * sqrt(dot(n, right, right)) && invert(n, f->V, f->U);
}

bool moment_frame_mirror(int n, int N, const double *plus, const double *minus, int fast, MomentFrame *f)
{
  double along[MOMENT_LETTERS], middle[MOMENT_LETTERS];

  for (int a = 0; a < n; a++) {
    along[a]  = plus[a] - minus[a];
    middle[a] = (plus[a] + minus[a]) / 2;
  }
  const double distance = sqrt(dot(n, along, along));
  if (!(distance > 0)) return false;
  *f = moment_frame_plain(n, N, middle);
  memset(f->V, 0, sizeof f->V);
  f->slow = 0;
  fill_complement(n, along, f->V);
  for (int a = 0; a < n; a++) f->V[a] = along[a] / distance;
  f->scale[0] = (MomentScale){.intercept = pow(distance / 2, 4), .power = 0.25};
  for (int a = 1; a < n; a++) f->weight[a] = fast;
  return invert(n, f->V, f->U);
}
