/* With P_xab of O_x O_a = sum_b P_xab O_b, and O_a O_x its conjugate, every product on a site is a sum over real and imaginary parts. */
#include "physics/moments/site_maps.h"

#include "physics/meanfield/distinct.h"

#include <stdlib.h>
#include <string.h>

/* P_xab at (x size + a) size + b, size = n + 1; letter 0 is the identity. */
typedef struct {
  int             size;
  double complex *P;
} Products;

static double complex product_of(const Products *p, int x, int a, int b) { return p->P[((long)x * p->size + a) * p->size + b]; }

static bool products_create(const SiteBasis *basis, Products *p)
{
  const int      d = basis->d, size = basis->letters + 1;
  double complex one[SITE_LEVELS_MAX * SITE_LEVELS_MAX] = {0}, product[SITE_LEVELS_MAX * SITE_LEVELS_MAX];

  *p = (Products){size, calloc((size_t)size * (size_t)size * (size_t)size, sizeof(double complex))};
  if (!p->P) return false;
  for (int i = 0; i < d; i++) one[i * d + i] = 1;
  for (int x = 0; x < size; x++)
    for (int a = 0; a < size; a++) {
      double complex *to = p->P + ((long)x * size + a) * size;
      site_multiply(d, x ? site_matrix(basis, x - 1) : one, a ? site_matrix(basis, a - 1) : one, product);
      to[0] = site_expand(basis, product, to + 1);
    }
  return true;
}

/* c sum_(i != k) O_x(i) O_y(k), or c sum_i O_x(i): i[h, .]. */
static bool add_hamiltonian(const Products *p, const Distinct *t, SiteMaps *maps)
{
  const int    size = p->size, x = t->degree > 0 ? t->x[0] + 1 : 0, y = t->degree > 1 ? t->x[1] + 1 : 0;
  const double c = creal(t->c);

  if (t->degree > 2) return t->c == 0;
  if (t->degree == 1)
    for (int a = 0; a < size; a++)
      for (int b = 0; b < size; b++) maps->one[a * size + b] -= 2 * c * cimag(product_of(p, x, a, b));
  if (t->degree == 2)
    for (int a = 0; a < size; a++)
      for (int k = 0; k < size; k++)
        for (int b = 0; b < size; b++)
          for (int e = 0; e < size; e++)
            maps->pair[(((long)a * size + k) * size + b) * size + e] -=
              2 * c * cimag(product_of(p, x, a, b) * product_of(p, y, k, e) + product_of(p, y, a, b) * product_of(p, x, k, e));
  return true;
}

/* rate D^+[L] on one site. */
static void add_site_dissipator(const SiteBasis *basis, double rate, const double complex *L, SiteMaps *maps)
{
  enum { SIZE = SITE_LEVELS_MAX * SITE_LEVELS_MAX };
  double complex adjoint[SIZE], LL[SIZE], x[SIZE], y[SIZE], image[SIZE], part[SIZE];
  const int      d = basis->d, size = maps->n + 1;

  site_adjoint(d, L, adjoint);
  site_multiply(d, adjoint, L, LL);
  for (int a = 1; a < size; a++) {
    const double complex *O = site_matrix(basis, a - 1);
    site_multiply(d, O, L, x);
    site_multiply(d, adjoint, x, image);
    site_multiply(d, LL, O, x);
    site_multiply(d, O, LL, y);
    for (int k = 0; k < d * d; k++) image[k] -= (x[k] + y[k]) / 2;
    maps->one[a * size] += rate * creal(site_expand(basis, image, part));
    for (int b = 1; b < size; b++) maps->one[a * size + b] += rate * creal(part[b - 1]);
  }
}

/* M of A^+ O_a and L of A O_a, A = sum_x g_x O_x. */
static void add_collective_pair(const Products *p, double rate, const double complex *g, double complex *M, double complex *L,
                                SiteMaps *maps)
{
  const int size = p->size;

  for (int a = 0; a < size; a++)
    for (int b = 0; b < size; b++) {
      double complex m = 0, l = 0;
      for (int x = 1; x < size; x++) m += conj(g[x - 1]) * product_of(p, x, a, b), l += g[x - 1] * product_of(p, x, a, b);
      M[a * size + b] = m, L[a * size + b] = l;
    }
  for (int a = 0; a < size * size; a++)
    for (int c = 0; c < size * size; c++) { /* a, b on the one site; c, e on the other */
      const double value = creal(2 * M[a] * conj(M[c]) - M[a] * L[c] - L[a] * M[c]);
      maps->pair[(((long)(a / size) * size + c / size) * size + a % size) * size + c % size] += rate * value;
    }
}

static SiteMapsError add_collective(const Lindbladian *l, const Products *p, const CollectiveJump *jump, SiteMaps *maps)
{
  const SiteBasis *basis                                = l->basis;
  const int        size                                 = p->size;
  double complex   g[SITE_LEVELS_MAX * SITE_LEVELS_MAX] = {0}, A[SITE_LEVELS_MAX * SITE_LEVELS_MAX] = {0};

  if (!polynomial_is_spin(&jump->C) || polynomial_degree(&jump->C) > 1) return SITE_MAPS_DEGREE;
  for (int k = 0; k < jump->C.count; k++)
    if (jump->C.term[k].word.degree == 1) g[jump->C.term[k].word.letter[0]] += jump->C.term[k].c;
  for (int x = 0; x < basis->letters; x++)
    for (int i = 0; i < basis->d * basis->d; i++) A[i] += g[x] * site_matrix(basis, x)[i];
  double complex *work = malloc(2 * (size_t)size * (size_t)size * sizeof *work);
  if (!work) return SITE_MAPS_MEMORY;
  add_site_dissipator(basis, jump->rate, A, maps);
  add_collective_pair(p, jump->rate, g, work, work + size * size, maps);
  free(work);
  return SITE_MAPS_OK;
}

static SiteMapsError fill(const Lindbladian *l, const Products *p, SiteMaps *maps)
{
  DistinctSum   H;
  SiteMapsError error = polynomial_is_spin(&l->H) ? SITE_MAPS_OK : SITE_MAPS_DEGREE;

  if (error) return error;
  if (!distinct_create(&l->H, l->N, &H)) error = SITE_MAPS_MEMORY;
  for (int k = 0; k < H.count && !error; k++)
    if (!add_hamiltonian(p, &H.term[k], maps)) error = SITE_MAPS_DEGREE;
  free(H.term);
  for (int k = 0; k < l->locals && !error; k++) add_site_dissipator(l->basis, l->local[k].rate, l->local[k].L, maps);
  for (int k = 0; k < l->collectives && !error; k++) error = add_collective(l, p, &l->collective[k], maps);
  return error;
}

static bool allocate(int n, int N, SiteMaps *maps)
{
  const size_t size = (size_t)n + 1;

  *maps = (SiteMaps){.n = n, .N = N, .one = calloc(size * size, sizeof(double)), .pair = calloc(size * size * size * size, sizeof(double))};
  return maps->one && maps->pair;
}

SiteMapsError site_maps_create(const Lindbladian *l, SiteMaps *maps)
{
  Products            p     = {0};
  const bool          good  = allocate(l->basis->letters, l->N, maps) && products_create(l->basis, &p);
  const SiteMapsError error = good ? fill(l, &p, maps) : SITE_MAPS_MEMORY;

  free(p.P);
  return error;
}

void site_maps_free(SiteMaps *maps)
{
  free(maps->one);
  free(maps->pair);
  *maps = (SiteMaps){0};
}

/* T_(i k j) <- sum_r A_kr T_(i r j), or with A transposed: one of the indices of a tensor with `before` and `after` elements around it. */
static void contract(const double *A, bool transposed, long before, int size, long after, double *T, double *work)
{
  for (long i = 0; i < before; i++)
    for (long j = 0; j < after; j++) {
      for (int r = 0; r < size; r++) work[r] = T[(i * size + r) * after + j];
      for (int k = 0; k < size; k++) {
        double sum = 0;
        for (int r = 0; r < size; r++) sum += (transposed ? A[r * size + k] : A[k * size + r]) * work[r];
        T[(i * size + k) * after + j] = sum;
      }
    }
}

/* G = [[1, 0], [-V point, V]] and its inverse [[1, 0], [point, U]]. */
static void fill_frame(int n, const double *point, const double *V, const double *U, double *G, double *inverse)
{
  const int size = n + 1;

  G[0] = inverse[0] = 1;
  for (int a = 1; a < size; a++) {
    inverse[a * size] = point[a - 1];
    for (int b = 1; b < size; b++) {
      G[a * size + b]       = V[(a - 1) * n + b - 1];
      inverse[a * size + b] = U[(a - 1) * n + b - 1];
      G[a * size] -= V[(a - 1) * n + b - 1] * point[b - 1];
    }
  }
}

bool site_maps_displaced(const SiteMaps *maps, const double *point, const double *V, const double *U, SiteMaps *out)
{
  const int  size = maps->n + 1;
  const long s = size, all = s * s * s * s;
  double    *G = calloc(2 * (size_t)(s * s) + (size_t)s, sizeof *G), *inverse = G + s * s;
  const bool good = allocate(maps->n, maps->N, out) && G;

  if (good) {
    double *work = inverse + s * s;
    fill_frame(maps->n, point, V, U, G, inverse);
    memcpy(out->one, maps->one, (size_t)(s * s) * sizeof *out->one);
    memcpy(out->pair, maps->pair, (size_t)all * sizeof *out->pair);
    contract(G, false, 1, size, s, out->one, work);
    contract(inverse, true, s, size, 1, out->one, work);
    contract(G, false, 1, size, s * s * s, out->pair, work);
    contract(G, false, s, size, s * s, out->pair, work);
    contract(inverse, true, s * s, size, s, out->pair, work);
    contract(inverse, true, s * s * s, size, 1, out->pair, work);
  }
  free(G);
  return good;
}
