/* For given Mz the first two equations are linear in (Mx, My) with the matrix
   W(Mz) = [[c Mz - k, p], [q, c Mz - k]], p = 2(Jy-Jz) Mz - 2 hz, q = 2(Jz-Jx) Mz + 2 hz.
   Without transverse fields: Mx = My = 0, or det W = 0 (a quadratic in Mz) with (Mx, My) along the null vector.
   With Jx = Jy the latter is a ring, which turns unless q = 0: c Mz = k. With transverse fields Cramer's rule in the third
   equation leaves a quintic in Mz. */
#include "physics/xyz/seeds.h"

#include "physics/numerics/lapack.h"

#include <math.h>

MeanFieldRates meanfield_rates(const XyzModel *model)
{
  const double loss = model->rate[CHANNEL_LOSS], pump = model->rate[CHANNEL_PUMP];

  return (MeanFieldRates){
    .k     = 0.5 * (loss + pump) + 2 * model->rate[CHANNEL_DEPHASING],
    .c     = 0.5 * (model->rate[CHANNEL_COLLECTIVE_LOSS] - model->rate[CHANNEL_COLLECTIVE_PUMP]),
    .gain  = pump - loss,
    .decay = pump + loss,
  };
}

bool meanfield_is_axial(const XyzModel *model) { return xyz_conserves_parity(model) && model->Jx == model->Jy; }

static int append(double x, double y, double z, int count, double seeds[MEANFIELD_SEEDS][3])
{
  if (count == MEANFIELD_SEEDS || !isfinite(x) || !isfinite(y) || !isfinite(z) || x * x + y * y + z * z > 2) return count;
  seeds[count][0] = x, seeds[count][1] = y, seeds[count][2] = z;
  return count + 1;
}

static int axial_seeds(const XyzModel *model, double seeds[MEANFIELD_SEEDS][3])
{
  const MeanFieldRates r     = meanfield_rates(model);
  const int            count = append(0, 0, r.gain / r.decay, 0, seeds);
  const double         z = r.k / r.c, square = (r.gain - r.decay * z) / r.c;

  return square > 0 ? append(sqrt(square), 0, z, count, seeds) : count;
}

/* Real roots of a z^2 + b z + c0. */
static int quadratic(double a, double b, double c0, double roots[2])
{
  const double disc  = b * b - 4 * a * c0;
  int          count = 0;

  if (a != 0 && disc >= 0) {
    const double s = -0.5 * (b + copysign(sqrt(disc), b));
    if (s != 0) roots[count++] = c0 / s;
    roots[count++] = s / a;
  } else if (a == 0 && b != 0) roots[count++] = -c0 / b;
  return count;
}

/* hx = hy = 0. Mirror images are left to the search. */
static int symmetric_seeds(const XyzModel *model, double seeds[MEANFIELD_SEEDS][3])
{
  const MeanFieldRates r     = meanfield_rates(model);
  const double         alpha = 2 * (model->Jy - model->Jz), beta = 2 * (model->Jz - model->Jx), h = 2 * model->hz;
  double               roots[2];
  int                  count = append(0, 0, r.gain / r.decay, 0, seeds);
  /* (c z - k)^2 = (alpha z - h)(beta z + h) */
  const int nroots = quadratic(r.c * r.c - alpha * beta, -2 * r.c * r.k + h * (beta - alpha), r.k * r.k + h * h, roots);

  for (int i = 0; i < nroots; i++) {
    const double z = roots[i], w = r.c * z - r.k, p = alpha * z - h, q = beta * z + h;
    /* null vector of [[w, p], [q, w]], from its larger row */
    const double vx = fabs(p) > fabs(q) ? -p : -w, vy = fabs(p) > fabs(q) ? w : q, norm = hypot(vx, vy);
    if (!(norm > 0)) continue;
    const double sign = copysign(1 / norm, vx), x = vx * sign, y = vy * sign;
    const double square = (r.gain - r.decay * z) / (r.c - 2 * (model->Jx - model->Jy) * x * y);
    if (square > 0) count = append(sqrt(square) * x, sqrt(square) * y, z, count, seeds);
  }
  return count;
}

static void multiply(int na, const double *a, int nb, const double *b, double factor, double *sum)
{
  for (int i = 0; i < na; i++)
    for (int k = 0; k < nb; k++) sum[i + k] += factor * a[i] * b[k];
}

/* W (Mx, My) = (u, v): Mx = X/det, My = Y/det, polynomials in z by ascending powers, and the equation that is left for z. */
typedef struct {
  double det[3], X[3], Y[3], quintic[6];
} Elimination;

static Elimination eliminate(const XyzModel *model)
{
  const MeanFieldRates r    = meanfield_rates(model);
  const double         w[2] = {-r.k, r.c}, p[2] = {-2 * model->hz, 2 * (model->Jy - model->Jz)};
  const double         q[2] = {2 * model->hz, 2 * (model->Jz - model->Jx)}, line[2] = {r.gain, -r.decay};
  const double         u[2] = {0, -2 * model->hy}, v[2] = {0, 2 * model->hx};
  double               XX[5] = {0}, YY[5] = {0}, det2[5] = {0};
  Elimination          e = {.det = {0}};

  multiply(2, w, 2, w, 1, e.det), multiply(2, p, 2, q, -1, e.det);
  multiply(2, w, 2, u, 1, e.X), multiply(2, p, 2, v, -1, e.X);
  multiply(2, w, 2, v, 1, e.Y), multiply(2, q, 2, u, -1, e.Y);
  multiply(3, e.det, 3, e.det, 1, det2);
  multiply(3, e.X, 3, e.X, 1, XX), multiply(3, e.Y, 3, e.Y, 1, YY);
  multiply(5, det2, 2, line, 1, e.quintic);
  multiply(3, e.X, 3, e.Y, 2 * (model->Jx - model->Jy), e.quintic);
  multiply(3, e.Y, 3, e.det, 2 * model->hx, e.quintic), multiply(3, e.X, 3, e.det, -2 * model->hy, e.quintic);
  for (int i = 0; i < 5; i++) e.quintic[i] -= r.c * (XX[i] + YY[i]);
  return e;
}

/* Roots of a polynomial of degree at most 5 by its companion matrix; their number. */
static int polynomial_roots(const double coefficient[6], double re[5], double im[5])
{
  double companion[25] = {0};
  int    degree        = 5;

  while (degree > 0 && coefficient[degree] == 0) degree--;
  for (int i = 0; i < degree; i++) {
    if (i + 1 < degree) companion[i * degree + i + 1] = 1;
    companion[(degree - 1) * degree + i] = -coefficient[i] / coefficient[degree];
  }
  return degree > 0 && !lapack_general_eigenvalues(degree, companion, re, im) ? degree : 0;
}

static int tilted_seeds(const XyzModel *model, double seeds[MEANFIELD_SEEDS][3])
{
  const Elimination e = eliminate(model);
  double            re[5], im[5];
  const int         degree    = polynomial_roots(e.quintic, re, im);
  int               count     = 0;
  XyzModel          fieldless = *model;

  for (int i = 0; i < degree; i++) {
    const double z = re[i], d = e.det[0] + z * (e.det[1] + z * e.det[2]);
    if (fabs(im[i]) > 1e-6 || d == 0) continue;
    count = append((e.X[0] + z * (e.X[1] + z * e.X[2])) / d, (e.Y[0] + z * (e.Y[1] + z * e.Y[2])) / d, z, count, seeds);
  }
  /* in a weak field two roots of the quintic nearly coincide where det is small, and X/det is noise: begin from no field, too */
  fieldless.hx = fieldless.hy = 0;
  const int first             = count;
  count += symmetric_seeds(&fieldless, seeds + count);
  for (int i = first, last = count; i < last; i++) count = append(-seeds[i][0], -seeds[i][1], seeds[i][2], count, seeds);
  return count;
}

int meanfield_seeds(const XyzModel *model, double seeds[MEANFIELD_SEEDS][3])
{
  if (meanfield_rates(model).decay == 0) return append(0, 0, 0, 0, seeds);
  if (meanfield_is_axial(model)) return axial_seeds(model, seeds);
  return xyz_conserves_parity(model) ? symmetric_seeds(model, seeds) : tilted_seeds(model, seeds);
}
