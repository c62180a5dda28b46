/* Method  <j, m|j, n> = c_m exp(i (j-m) phi), c_m = sqrt(2j over j+m) cos(theta/2)^(j+m) sin(theta/2)^(j-m). So for each theta the sums
           G_d = sum_m c_m c_(m-d) rho_m,m-d along the diagonals, then Q = G_0 + 2 Re sum_(d > 0) G_d exp(i d phi) for each phi. The c_m are
           made of their logarithms. */
#include "physics/observables/husimi.h"

#include "physics/numerics/lapack.h"
#include "physics/spaces/blocks.h"

#include <math.h>
#include <stdlib.h>

static double x_log_y(double x, double y) { return x == 0 ? 0 : x * log(y); }

/* c_a of the lowest n values of m = a - j */
static void amplitudes(int two_j, int n, double theta, double *c)
{
  const double up = fabs(cos(theta / 2)), down = fabs(sin(theta / 2));

  for (int a = 0; a < n; a++) {
    const int b = two_j - a;
    c[a]        = exp(0.5 * (lgamma(two_j + 1.0) - lgamma(a + 1.0) - lgamma(b + 1.0)) + x_log_y(a, up) + x_log_y(b, down));
  }
}

static void sum_diagonals(int n, const double *c, const double complex *rho, double complex *G)
{
  for (int d = 0; d < n; d++) {
    G[d] = 0;
    for (int a = d; a < n; a++) G[d] += c[a] * c[a - d] * rho[a + (size_t)n * (a - d)];
  }
}

/* turn[k] = exp(2 pi i k/azimuths) */
static void add_azimuths(int n, const double complex *G, double factor, int azimuths, const double complex *turn, double *Q)
{
  for (int l = 0; l < azimuths; l++) {
    double sum = creal(G[0]);
    for (int d = 1; d < n; d++) sum += 2 * creal(G[d] * turn[(long)d * l % azimuths]);
    Q[l] += factor * sum;
  }
}

int husimi_add(const DickeBasis *basis, int block, const double *x, int polar, double *Q)
{
  const int       n = basis->size[block], azimuths = husimi_azimuths(polar), two_j = basis->N - 2 * block;
  double complex *rho = malloc((size_t)n * (size_t)n * sizeof *rho), *G = malloc((size_t)n * sizeof *G),
                 *turn = malloc((size_t)azimuths * sizeof *turn);
  double   *c          = malloc((size_t)n * sizeof *c);
  const int info       = rho && G && turn && c ? 0 : LAPACK_NO_MEMORY;

  if (!info) {
    block_matrix(basis, block, x, rho);
    for (int l = 0; l < azimuths; l++) turn[l] = cexp(2 * M_PI * I * l / azimuths);
    for (int k = 0; k < polar; k++) {
      amplitudes(two_j, n, k == polar - 1 ? M_PI : M_PI * k / (polar - 1), c);
      sum_diagonals(n, c, rho, G);
      add_azimuths(n, G, (two_j + 1) / (4 * M_PI), azimuths, turn, Q + (size_t)k * azimuths);
    }
  }
  free(rho), free(G), free(turn), free(c);
  return info;
}
