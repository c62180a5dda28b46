/* A symmetry is one if f(R x) = R f(x), or J(x) G x = G f(x), at points that have no symmetry. Starts are density matrices A A^+/Tr of
   Gaussian A (Hilbert and Schmidt's measure). */
#include "physics/meanfield/levels_flow.h"

#include "physics/numerics/lapack.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LETTERS = SITE_LEVELS_MAX * SITE_LEVELS_MAX - 1, STARTS = 2048, PROBES = 3 };
static const double negative = -1e-10, equal = 1e-11;

static bool rhs(const void *context, const double *x, double *f)
{
  polynomial_flow_rhs(&((const LevelsFlow *)context)->polynomials, x, f);
  return true;
}

static bool jacobian(const void *context, const double *x, double *J)
{
  const PolynomialFlow *p = &((const LevelsFlow *)context)->polynomials;
  const int             n = p->n;

  polynomial_flow_jacobian(p, x, J);
  for (int i = 0; i < n; i++)
    for (int k = 0; k < i; k++) {
      const double kept = J[n * i + k];
      J[n * i + k]      = J[n * k + i];
      J[n * k + i]      = kept;
    }
  return true;
}

void levels_density(const SiteBasis *basis, const double *x, double complex *rho)
{
  const int d = basis->d;

  for (int k = 0; k < d * d; k++) {
    rho[k] = k / d == k % d ? 1.0 / d : 0;
    for (int a = 0; a < basis->letters; a++) rho[k] += x[a] * site_matrix(basis, a)[k] / 2;
  }
}

static bool physical(const void *context, const double *x)
{
  const LevelsFlow *c = context;
  double complex    rho[SITE_LEVELS_MAX * SITE_LEVELS_MAX];
  double            w[SITE_LEVELS_MAX];

  levels_density(c->basis, x, rho);
  return !lapack_hermitian_eigenvalues(c->basis->d, rho, w) && w[0] > negative;
}

static double uniform(uint64_t *state)
{
  uint64_t z = (*state += 0x9e3779b97f4a7c15u);

  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return ((double)((z ^ (z >> 31)) >> 11) + 0.5) * 0x1p-53;
}

static bool start(const void *context, int k, double *x)
{
  const SiteBasis *basis = ((const LevelsFlow *)context)->basis;
  const int        d     = basis->d;
  uint64_t         seed  = 0x5bd1e995u * (uint64_t)(k + 1);
  double complex   A[SITE_LEVELS_MAX * SITE_LEVELS_MAX], adjoint[SITE_LEVELS_MAX * SITE_LEVELS_MAX], rho[SITE_LEVELS_MAX * SITE_LEVELS_MAX],
    part[LETTERS];
  double trace = 0;

  for (int i = 0; i < d * d; i++) {
    const double r = sqrt(-2 * log(uniform(&seed)));
    A[i]           = r * cexp(2 * I * M_PI * uniform(&seed));
    trace += creal(A[i] * conj(A[i]));
  }
  site_adjoint(d, A, adjoint);
  site_multiply(d, A, adjoint, rho);
  site_expand(basis, rho, part); /* Tr(rho O_a)/2 */
  for (int a = 0; a < basis->letters; a++) x[a] = 2 * creal(part[a]) / trace;
  return k < STARTS;
}

/* Of phases q_r of the levels: |r><c| turns with q_r - q_c. Letters of a pair of levels stand side by side. */
static void fill_generator(const SiteBasis *basis, const int *q, double *G)
{
  const int n = basis->letters;
  int       s = 0;

  memset(G, 0, (size_t)(n * n) * sizeof *G);
  for (int r = 0; r < basis->d; r++)
    for (int c = r + 1; c < basis->d; c++, s += 2) {
      G[s * n + s + 1]   = q[r] - q[c];
      G[(s + 1) * n + s] = q[c] - q[r];
    }
}

static void fill_reflection(const SiteBasis *basis, const int *sign, double *R)
{
  const int n = basis->letters;
  int       s = 0;

  memset(R, 0, (size_t)(n * n) * sizeof *R);
  for (int a = 0; a < n; a++) R[a * n + a] = 1;
  for (int r = 0; r < basis->d; r++)
    for (int c = r + 1; c < basis->d; c++, s += 2) R[s * n + s] = R[(s + 1) * n + s + 1] = sign[r] * sign[c];
}

static void multiply(int n, const double *A, const double *x, double *y)
{
  for (int i = 0; i < n; i++) {
    y[i] = 0;
    for (int k = 0; k < n; k++) y[i] += A[i * n + k] * x[k];
  }
}

static double distance(int n, const double *x, const double *y, double *size)
{
  double apart = 0;

  for (int i = 0; i < n; i++) {
    apart = fmax(apart, fabs(x[i] - y[i]));
    *size = fmax(*size, fmax(fabs(x[i]), fabs(y[i])));
  }
  return apart;
}

static bool is_symmetry(const LevelsFlow *c, const double *A, bool generator)
{
  const int n = c->basis->letters;
  double    x[LETTERS], y[LETTERS], f[LETTERS], left[LETTERS], right[LETTERS], J[LETTERS * LETTERS];

  for (int k = 0; k < PROBES; k++) {
    double size = 0;
    start(c, k, x);
    multiply(n, A, x, y);
    rhs(c, x, f);
    for (int i = 0; i < n; i++) size = fmax(size, fabs(f[i]));
    multiply(n, A, f, right);
    if (generator) {
      jacobian(c, x, J);
      multiply(n, J, y, left);
    } else rhs(c, y, left);
    const double apart = distance(n, left, right, &size);
    if (apart > equal * size) return false;
  }
  return true;
}

/* Is q more than a combination of the charges before, with the same for all levels? Gram-Schmidt; kept[] has what was orthogonalised. */
static bool is_new(int d, const int *q, int count, double kept[][SITE_LEVELS_MAX])
{
  double v[SITE_LEVELS_MAX], mean = 0, norm = 0;

  for (int r = 0; r < d; r++) mean += (double)q[r] / d;
  for (int r = 0; r < d; r++) v[r] = q[r] - mean;
  for (int k = 0; k < count; k++) {
    double along = 0;
    for (int r = 0; r < d; r++) along += v[r] * kept[k][r];
    for (int r = 0; r < d; r++) v[r] -= along * kept[k][r];
  }
  for (int r = 0; r < d; r++) norm += v[r] * v[r];
  if (norm < 1e-12) return false;
  for (int r = 0; r < d; r++) kept[count][r] = v[r] / sqrt(norm);
  return true;
}

/* Candidate k: the charges of its bits; after them the ladder 0, 1, 2, .... */
static bool candidate(int d, int k, int *q)
{
  const int last = (1 << (d - 1)) - 1;

  for (int r = 0; r < d; r++) q[r] = k < last ? r > 0 && ((k + 1) >> (r - 1) & 1) : r;
  return k <= last;
}

static void find_generators(LevelsFlow *c, FlowSpec *flow)
{
  const int d = c->basis->d, n = c->basis->letters;
  double    kept[SITE_LEVELS_MAX][SITE_LEVELS_MAX];
  int       q[SITE_LEVELS_MAX];

  for (int k = 0; flow->generators < FLOW_GENERATORS && candidate(d, k, q); k++) {
    double *G = c->symmetry + flow->generators * n * n;
    fill_generator(c->basis, q, G);
    if (is_symmetry(c, G, true) && is_new(d, q, flow->generators, kept)) flow->generators++;
  }
}

static void find_reflections(LevelsFlow *c, FlowSpec *flow)
{
  const int d = c->basis->d, n = c->basis->letters;
  int       sign[SITE_LEVELS_MAX];

  for (int k = 0; k < (1 << (d - 1)) - 1; k++) {
    double *R = c->symmetry + flow->reflections * n * n;
    for (int r = 0; r < d; r++) sign[r] = r > 0 && ((k + 1) >> (r - 1) & 1) ? -1 : 1;
    fill_reflection(c->basis, sign, R);
    if (is_symmetry(c, R, false)) flow->reflections++;
  }
}

bool levels_flow_create(const Lindbladian *l, LevelsFlow *c, FlowSpec *flow)
{
  const size_t n = (size_t)l->basis->letters, most = (size_t)1 << (l->basis->d - 1);

  *c = (LevelsFlow){.basis = l->basis, .symmetry = calloc((most + FLOW_GENERATORS) * n * n, sizeof *c->symmetry)};
  if (!polynomial_flow_create(l, &c->polynomials) || !c->symmetry) return false;
  *flow = (FlowSpec){.n          = (int)n,
                     .context    = c,
                     .rhs        = rhs,
                     .jacobian   = jacobian,
                     .physical   = physical,
                     .start      = start,
                     .generator  = c->symmetry,
                     .reflection = c->symmetry};
  find_generators(c, flow);
  if (!flow->generators) find_reflections(c, flow);
  return true;
}

void levels_flow_free(LevelsFlow *c)
{
  polynomial_flow_free(&c->polynomials);
  free(c->symmetry);
  c->symmetry = NULL;
}
