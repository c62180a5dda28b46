/* On one site (O_c - x_c)(O_d - x_d) = [O_c O_d - x_c x_d] - x_c (O_d - x_d) - x_d (O_c - x_c): with <O> = x + fluctuation nothing small is
   the difference of large numbers but the bracket at the point itself, whose rounding the floor of the diagonal covers. */
#include "physics/moments/positivity.h"

#include "physics/numerics/lapack.h"

#include <math.h>
#include <stdlib.h>

static const double floor_of_diagonal = 1e-9; /* times N */

/* <(O_c - x_c)(O_d - x_d)> on one site; first[e] = <O_e> - x_e. */
static double complex one_site(const SiteBasis *b, const double *x, const double *first, int c, int d)
{
  double complex product[SITE_LEVELS_MAX * SITE_LEVELS_MAX], part[SITE_LEVELS_MAX * SITE_LEVELS_MAX];

  site_multiply(b->d, site_matrix(b, c), site_matrix(b, d), product);
  double complex at_point = site_expand(b, product, part) - x[c] * x[d], beside = -x[c] * first[d] - x[d] * first[c];
  for (int e = 0; e < b->letters; e++) {
    at_point += part[e] * x[e];
    beside += part[e] * first[e];
  }
  return at_point + beside;
}

/* G = N V site V^T + N (N-1) pairs, lower triangle, columns. */
static void fill_collective(const MomentHierarchy *h, const SiteBasis *b, const double *y, double complex *site, double complex *G)
{
  const int          n = b->letters;
  const MomentFrame *f = &h->frame;
  const double       N = h->N;
  double             first[MOMENT_LETTERS];

  for (int a = 0; a < n; a++) first[a] = moment_average(h, y, 1, &(unsigned char){(unsigned char)a}, true);
  for (int c = 0; c < n; c++)
    for (int d = 0; d < n; d++) site[c * n + d] = one_site(b, f->point, first, c, d);
  for (int a = 0; a < n; a++)
    for (int k = 0; k <= a; k++) {
      double complex sum = 0;
      for (int c = 0; c < n; c++)
        for (int d = 0; d < n; d++) sum += f->V[a * n + c] * f->V[k * n + d] * site[c * n + d];
      G[k * n + a] = N * sum + N * (N - 1) * moment_displaced(h, y, 2, (unsigned char[]){(unsigned char)a, (unsigned char)k});
    }
}

static void normalise(int n, double N, double complex *G)
{
  double scale[MOMENT_LETTERS];

  for (int a = 0; a < n; a++) scale[a] = 1 / sqrt(fmax(fabs(creal(G[a * n + a])), floor_of_diagonal * N));
  for (int k = 0; k < n; k++)
    for (int a = k; a < n; a++) G[k * n + a] *= scale[a] * scale[k];
}

/* 1/d + sum_a <O_a> O_a/2; and of two sites, in the order of the Kronecker product. */
static void fill_site(const SiteBasis *b, const double *mean, double complex *rho)
{
  const int d = b->d;

  for (int i = 0; i < d * d; i++) {
    rho[i] = i / d == i % d ? 1.0 / d : 0;
    for (int a = 0; a < b->letters; a++) rho[i] += mean[a] * site_matrix(b, a)[i] / 2;
  }
}

static void fill_pair(const SiteBasis *b, const double *mean, const double *pair, double complex *rho)
{
  const int d = b->d, n = b->letters, size = d * d;

  for (int r = 0; r < size; r++)
    for (int c = 0; c < size; c++) {
      const int      i = (r / d) * d + c / d, k = (r % d) * d + c % d; /* elements on the first and the second site */
      const double   same_i = r / d == c / d, same_k = r % d == c % d;
      double complex sum = same_i * same_k / size;
      for (int a = 0; a < n; a++) {
        sum += mean[a] * (site_matrix(b, a)[i] * same_k + same_i * site_matrix(b, a)[k]) / (2 * d);
        for (int e = 0; e < n; e++) sum += pair[a * n + e] * site_matrix(b, a)[i] * site_matrix(b, e)[k] / 4;
      }
      rho[r * size + c] = sum; /* row-major, read as columns: the transpose has the same eigenvalues */
    }
}

static double smallest(int n, double complex *A, double *w) { return lapack_hermitian_eigenvalues(n, A, w) ? NAN : w[0]; }

MomentPositivity moment_positivity(const MomentHierarchy *h, const SiteBasis *b, const double *y)
{
  const int        n = b->letters, d = b->d;
  MomentPositivity result = {NAN, NAN};
  double complex  *A      = malloc(2 * (size_t)(d * d * d * d) * sizeof *A);
  double          *w      = malloc((size_t)(d * d + n + n * n) * sizeof *w);

  if (A && w) {
    double *mean = w + d * d, *pair = mean + n;
    fill_collective(h, b, y, A + d * d * d * d, A);
    normalise(n, h->N, A);
    result.collective = smallest(n, A, w);
    for (int a = 0; a < n; a++) {
      mean[a] = moment_average(h, y, 1, &(unsigned char){(unsigned char)a}, false);
      for (int e = 0; e < n; e++) pair[a * n + e] = moment_average(h, y, 2, (unsigned char[]){(unsigned char)a, (unsigned char)e}, false);
    }
    fill_site(b, mean, A);
    const double of_site = smallest(d, A, w);
    fill_pair(b, mean, pair, A);
    const double of_pair = smallest(d * d, A, w);
    result.sites         = isnan(of_site) || isnan(of_pair) ? NAN : fmin(of_site, of_pair);
  }
  free(A);
  free(w);
  return result;
}
