/* Fixed points of the mean field. For given Mz the first two equations are linear in (Mx, My) with the matrix
   W(Mz) = [[c Mz - k, p], [q, c Mz - k]], p = 2(Jy-Jz) Mz - 2 hz, q = 2(Jz-Jx) Mz + 2 hz.
   Without transverse fields: Mx = My = 0, or det W = 0 (a quadratic in Mz) with (Mx, My) along the null vector.
   With them: Cramer's rule in the third equation leaves a quintic in Mz. Every root is polished by Newton. */
#include "physics/xyz/meanfield.h"

#include "physics/numerics/lapack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  double k, c, gain, decay; /* dMz/dt of a spin alone: gain - decay Mz */
} Rates;

static Rates rates(const XyzModel *model)
{
  const double loss = model->rate[CHANNEL_LOSS], pump = model->rate[CHANNEL_PUMP];

  return (Rates){
    .k     = 0.5 * (loss + pump) + 2 * model->rate[CHANNEL_DEPHASING],
    .c     = 0.5 * (model->rate[CHANNEL_COLLECTIVE_LOSS] - model->rate[CHANNEL_COLLECTIVE_PUMP]),
    .gain  = pump - loss,
    .decay = pump + loss,
  };
}

void meanfield_rhs(const XyzModel *model, const double M[3], double dM[3])
{
  const Rates  r = rates(model);
  const double x = M[0], y = M[1], z = M[2];

  dM[0] = 2 * (model->Jy - model->Jz) * y * z + 2 * (model->hy * z - model->hz * y) - r.k * x + r.c * x * z;
  dM[1] = 2 * (model->Jz - model->Jx) * x * z + 2 * (model->hz * x - model->hx * z) - r.k * y + r.c * y * z;
  dM[2] = 2 * (model->Jx - model->Jy) * x * y + 2 * (model->hx * y - model->hy * x) + r.gain - r.decay * z - r.c * (x * x + y * y);
}

void meanfield_jacobian(const XyzModel *model, const double M[3], double J[9])
{
  const Rates  r = rates(model);
  const double x = M[0], y = M[1], z = M[2];

  J[0] = r.c * z - r.k;
  J[1] = 2 * (model->Jy - model->Jz) * z - 2 * model->hz;
  J[2] = 2 * (model->Jy - model->Jz) * y + 2 * model->hy + r.c * x;
  J[3] = 2 * (model->Jz - model->Jx) * z + 2 * model->hz;
  J[4] = r.c * z - r.k;
  J[5] = 2 * (model->Jz - model->Jx) * x - 2 * model->hx + r.c * y;
  J[6] = 2 * (model->Jx - model->Jy) * y - 2 * model->hy - 2 * r.c * x;
  J[7] = 2 * (model->Jx - model->Jy) * x + 2 * model->hx - 2 * r.c * y;
  J[8] = -r.decay;
}

static double length(const double M[3]) { return sqrt(M[0] * M[0] + M[1] * M[1] + M[2] * M[2]); }

/* Newton's method from a good start. Keeps the start where the Jacobian is singular (at a bifurcation the root is double). */
static void polish(const XyzModel *model, double M[3])
{
  for (int step = 0; step < 20; step++) {
    double f[3], J[9], A[9];
    meanfield_rhs(model, M, f);
    meanfield_jacobian(model, M, J);
    for (int i = 0; i < 3; i++)
      for (int k = 0; k < 3; k++) A[3 * k + i] = J[3 * i + k];
    if (lapack_solve(3, A, f)) return;
    if (!(length(f) < 0.1)) return;
    for (int i = 0; i < 3; i++) M[i] -= f[i];
    if (length(f) < 1e-15) return;
  }
}

static int append(const XyzModel *model, double Mx, double My, double Mz, int count, MeanFieldPoint *points)
{
  MeanFieldPoint p = {.M = {Mx, My, Mz}};
  double         f[3], J[9], re[3], im[3], scale = 0;

  if (count == MEANFIELD_MAX) return count;
  polish(model, p.M);
  meanfield_rhs(model, p.M, f);
  meanfield_jacobian(model, p.M, J);
  for (int i = 0; i < 9; i++) scale = fmax(scale, fabs(J[i]));
  if (!(length(f) < 1e-10 * scale) || !(length(p.M) <= 1 + 1e-12)) return count;
  for (int i = 0; i < count; i++) {
    const double d[3] = {points[i].M[0] - p.M[0], points[i].M[1] - p.M[1], points[i].M[2] - p.M[2]};
    if (length(d) < 1e-9) return count;
  }
  if (lapack_general_eigenvalues(3, J, re, im)) return count; /* J or its transpose: the same eigenvalues */
  p.growth      = fmax(re[0], fmax(re[1], re[2]));
  p.stable      = p.growth < -1e-13 * scale;
  points[count] = p;
  return count + 1;
}

/* hx = hy = 0. */
static int symmetric_points(const XyzModel *model, MeanFieldPoint *points)
{
  const Rates  r     = rates(model);
  const double alpha = 2 * (model->Jy - model->Jz), beta = 2 * (model->Jz - model->Jx), h = 2 * model->hz;
  int          count = append(model, 0, 0, r.gain / r.decay, 0, points);

  /* (c z - k)^2 = (alpha z - h)(beta z + h) */
  const double a = r.c * r.c - alpha * beta, b = -2 * r.c * r.k + h * (beta - alpha), c0 = r.k * r.k + h * h;
  const double disc = b * b - 4 * a * c0;
  double       roots[2];
  int          nroots = 0;
  if (a != 0 && disc >= 0) {
    const double s = -0.5 * (b + copysign(sqrt(disc), b));
    if (s != 0) roots[nroots++] = c0 / s;
    roots[nroots++] = s / a;
  } else if (a == 0 && b != 0) roots[nroots++] = -c0 / b;

  for (int i = 0; i < nroots; i++) {
    const double z = roots[i], w = r.c * z - r.k, p = alpha * z - h, q = beta * z + h;
    /* null vector of [[w, p], [q, w]], from its larger row */
    const double vx = fabs(p) > fabs(q) ? -p : -w, vy = fabs(p) > fabs(q) ? w : q, norm = hypot(vx, vy);
    if (!(norm > 0)) continue;
    const double x = vx / norm, y = vy / norm;
    const double square = (r.gain - r.decay * z) / (r.c - 2 * (model->Jx - model->Jy) * x * y);
    if (!(square > 0) || !isfinite(square)) continue;
    const double size = sqrt(square);
    count = append(model, size * x, size * y, z, count, points);
    count = append(model, -size * x, -size * y, z, count, points);
  }
  return count;
}

static void multiply(int na, const double *a, int nb, const double *b, double factor, double *sum)
{
  for (int i = 0; i < na; i++)
    for (int k = 0; k < nb; k++) sum[i + k] += factor * a[i] * b[k];
}

/* General fields: polynomials in z by ascending powers. */
static int tilted_points(const XyzModel *model, MeanFieldPoint *points)
{
  const Rates  r    = rates(model);
  const double w[2] = {-r.k, r.c}, p[2] = {-2 * model->hz, 2 * (model->Jy - model->Jz)};
  const double q[2] = {2 * model->hz, 2 * (model->Jz - model->Jx)};
  const double u[2] = {0, -2 * model->hy}, v[2] = {0, 2 * model->hx}; /* W (Mx, My) = (u, v) */
  const double line[2] = {r.gain, -r.decay};
  double       det[3] = {0}, X[3] = {0}, Y[3] = {0}, XX[5] = {0}, YY[5] = {0}, det2[5] = {0}, quintic[6] = {0};
  double       companion[25] = {0}, re[5], im[5];
  int          degree = 5, count = 0;

  multiply(2, w, 2, w, 1, det), multiply(2, p, 2, q, -1, det);
  multiply(2, w, 2, u, 1, X), multiply(2, p, 2, v, -1, X); /* Mx = X/det, My = Y/det */
  multiply(2, w, 2, v, 1, Y), multiply(2, q, 2, u, -1, Y);
  multiply(3, det, 3, det, 1, det2);
  multiply(3, X, 3, X, 1, XX), multiply(3, Y, 3, Y, 1, YY);
  multiply(5, det2, 2, line, 1, quintic);
  multiply(3, X, 3, Y, 2 * (model->Jx - model->Jy), quintic);
  multiply(3, Y, 3, det, 2 * model->hx, quintic), multiply(3, X, 3, det, -2 * model->hy, quintic);
  for (int i = 0; i < 5; i++) quintic[i] -= r.c * (XX[i] + YY[i]);

  while (degree > 0 && quintic[degree] == 0) degree--;
  for (int i = 0; i < degree; i++) {
    if (i + 1 < degree) companion[i * degree + i + 1] = 1;
    companion[(degree - 1) * degree + i] = -quintic[i] / quintic[degree];
  }
  if (degree == 0 || lapack_general_eigenvalues(degree, companion, re, im)) return 0;
  for (int i = 0; i < degree; i++) {
    const double z = re[i], d = det[0] + z * (det[1] + z * det[2]);
    if (fabs(im[i]) > 1e-6 || fabs(z) > 1 + 1e-6 || d == 0) continue;
    count = append(model, (X[0] + z * (X[1] + z * X[2])) / d, (Y[0] + z * (Y[1] + z * Y[2])) / d, z, count, points);
  }
  /* in a weak field two roots of the quintic nearly coincide where det is small, and X/det is noise: start from no field, too */
  XyzModel       fieldless = *model;
  MeanFieldPoint starts[MEANFIELD_MAX];
  fieldless.hx = fieldless.hy = 0;
  const int nstarts = symmetric_points(&fieldless, starts);
  for (int i = 0; i < nstarts; i++) count = append(model, starts[i].M[0], starts[i].M[1], starts[i].M[2], count, points);
  return count;
}

static int by_stability(const void *a, const void *b)
{
  const MeanFieldPoint *p = a, *q = b;

  if (p->stable != q->stable) return p->stable ? -1 : 1;
  if (p->M[0] != q->M[0]) return p->M[0] > q->M[0] ? -1 : 1;
  return (p->M[2] > q->M[2]) - (p->M[2] < q->M[2]);
}

int meanfield_fixed_points(const XyzModel *model, MeanFieldPoint points[MEANFIELD_MAX])
{
  if (rates(model).decay == 0) return 0;
  const int count = xyz_conserves_parity(model) ? symmetric_points(model, points) : tilted_points(model, points);
  qsort(points, (size_t)count, sizeof *points, by_stability);
  return count;
}

bool meanfield_stable(const XyzModel *model, MeanFieldPoint *point)
{
  MeanFieldPoint points[MEANFIELD_MAX];
  const int      count = meanfield_fixed_points(model, points);

  *point = (MeanFieldPoint){.M = {NAN, NAN, NAN}, .growth = NAN};
  if (count == 0) return false;
  *point = points[0];
  for (int i = 1; i < count && !point->stable; i++)
    if (points[i].growth < point->growth) *point = points[i];
  return true;
}

double meanfield_entropy(const double M[3])
{
  const double up = (1 + fmin(1, length(M))) / 2, down = 1 - up;

  if (isnan(M[0])) return NAN;
  return 0 - (up > 0 ? up * log(up) : 0) - (down > 0 ? down * log(down) : 0);
}

double meanfield_critical_Jy(const XyzModel *model)
{
  const Rates  r = rates(model);
  const double z = r.gain / r.decay, w = r.c * z - r.k, q = 2 * (model->Jz - model->Jx) * z + 2 * model->hz;

  if (!xyz_conserves_parity(model) || r.decay == 0 || z == 0 || q == 0 || w >= 0) return NAN; /* w >= 0: unstable at every Jy */
  return model->Jz + (w * w / q + 2 * model->hz) / (2 * z); /* w^2 = p q, p = 2(Jy-Jz) z - 2 hz */
}
