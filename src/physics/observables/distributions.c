/* Method  Along z the diagonal. The eigenvectors of J_x in spin j are real, those of a tridiagonal matrix; a rotation by pi/2 about z makes
           them those of J_y: |m>_y = exp(-i pi J_z/2) |m>_x. So P_x(m) = v_m^T Re(rho) v_m and P_y(m) = v_m^T Re(i^(a-b) rho_ab) v_m. */
#include "physics/observables/distributions.h"

#include "physics/numerics/lapack.h"
#include "physics/spaces/blocks.h"

#include <math.h>
#include <stdlib.h>

/* A block of less weight adds no digit to a component along x or y. */
static const double negligible = 1e-19;

/* Eigenvectors of J_x in spin j, column k to m = k - j; d[2j+1], e[2j+1], V[(2j+1)^2]. */
static int eigenvectors(double j, int full, double *d, double *e, double *V)
{
  for (int a = 0; a < full; a++) {
    const double m = a - j;
    d[a]           = 0;
    e[a]           = 0.5 * sqrt((j - m) * (j + m + 1));
  }
  return lapack_tridiagonal_eigenvectors(full, d, e, V);
}

/* Re(i^(axis (a-b)) rho_ab) */
static void real_part(int n, int axis, const double complex *rho, double *R)
{
  static const double complex power[4] = {1, I, -1, -I};

  for (int b = 0; b < n; b++)
    for (int a = 0; a < n; a++) R[a + (size_t)n * b] = creal(rho[a + (size_t)n * b] * power[(axis * (a - b) % 4 + 4) % 4]);
}

static int add_rotated(double j, int n, int axis, const double complex *rho, double *P)
{
  const int full = (int)lround(2 * j) + 1;
  double *d = malloc((size_t)full * sizeof *d), *e = malloc((size_t)full * sizeof *e), *V = malloc((size_t)full * (size_t)full * sizeof *V);
  double *R = malloc((size_t)n * (size_t)n * sizeof *R), *W = malloc((size_t)n * (size_t)full * sizeof *W);
  int     info = d && e && V && R && W ? eigenvectors(j, full, d, e, V) : LAPACK_NO_MEMORY;

  if (!info) {
    real_part(n, axis, rho, R);
    blas_multiply(n, full, n, R, n, V, full, W);
    for (int k = 0; k < full; k++)
      for (int a = 0; a < n; a++) P[k] += V[a + (size_t)full * k] * W[a + (size_t)n * k];
  }
  free(d), free(e), free(V), free(R), free(W);
  return info;
}

int spin_distribution_add(const DickeBasis *basis, int block, const double *x, int axis, double *P)
{
  const int       n = basis->size[block];
  double         *p = malloc(((size_t)n + 1) * sizeof *p), weight = 0;
  double complex *rho  = NULL;
  int             info = p ? 0 : LAPACK_NO_MEMORY;

  if (!info) {
    block_populations(basis, block, x, p);
    for (int a = 0; a < n; a++) weight += fabs(p[a]);
    for (int a = 0; a < n && axis == 2; a++) P[block + a] += p[a]; /* m + N/2 = a + block */
  }
  if (!info && axis < 2 && weight > negligible) {
    rho  = malloc((size_t)n * (size_t)n * sizeof *rho);
    info = rho ? 0 : LAPACK_NO_MEMORY;
    if (!info) {
      block_matrix(basis, block, x, rho);
      info = add_rotated(dicke_j(basis, block), n, axis, rho, P + block);
    }
  }
  free(rho);
  free(p);
  return info;
}
