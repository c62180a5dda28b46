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

/* What a block needs: rho, or populations alone, which have one diagonal. */
typedef struct {
  int             n, diagonals, azimuths;
  double complex *rho, *G, *turn;
  double         *c, *p;
} Work;

static void sum_populations(const Work *w)
{
  w->G[0] = 0;
  for (int a = 0; a < w->n; a++) w->G[0] += w->c[a] * w->c[a] * w->p[a];
}

static bool make_work(const DickeBasis *basis, int block, const double *x, int polar, Work *w)
{
  const size_t n = (size_t)basis->size[block];

  *w      = (Work){.n = (int)n, .diagonals = basis->charged ? 1 : (int)n, .azimuths = husimi_azimuths(polar)};
  w->rho  = basis->charged ? NULL : malloc(n * n * sizeof *w->rho);
  w->G    = malloc(n * sizeof *w->G);
  w->turn = malloc((size_t)w->azimuths * sizeof *w->turn);
  w->c    = malloc(n * sizeof *w->c);
  w->p    = malloc(n * sizeof *w->p);
  if ((!w->rho && !basis->charged) || !w->G || !w->turn || !w->c || !w->p) return false;
  if (basis->charged) block_populations(basis, block, x, w->p);
  else block_matrix(basis, block, x, w->rho);
  for (int l = 0; l < w->azimuths; l++) w->turn[l] = cexp(2 * M_PI * I * l / w->azimuths);
  return true;
}

int husimi_add(const DickeBasis *basis, int block, const double *x, int polar, double *Q)
{
  const int two_j = basis->N - 2 * block;
  Work      w;

  if (block_is_empty(basis, block)) return 0;
  const bool made = make_work(basis, block, x, polar, &w);
  for (int k = 0; k < polar && made; k++) {
    amplitudes(two_j, w.n, k == polar - 1 ? M_PI : M_PI * k / (polar - 1), w.c);
    if (w.rho) sum_diagonals(w.n, w.c, w.rho, w.G);
    else sum_populations(&w);
    add_azimuths(w.diagonals, w.G, (two_j + 1) / (4 * M_PI), w.azimuths, w.turn, Q + (size_t)k * w.azimuths);
  }
  free(w.rho), free(w.G), free(w.turn), free(w.c), free(w.p);
  return made ? 0 : LAPACK_NO_MEMORY;
}
