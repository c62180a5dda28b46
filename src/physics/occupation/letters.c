/* Changes of the basis of one site. */
#include "physics/occupation/letters.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double rounding = 2e-15; /* of an element of the maps, beside the largest */

static void clear(int n, LetterBasis *letters)
{
  letters->n = n;
  memset(letters->point, 0, sizeof letters->point);
  memset(letters->V, 0, sizeof letters->V);
  memset(letters->U, 0, sizeof letters->U);
  for (int a = 0; a < n; a++) {
    letters->V[a * n + a] = letters->U[a * n + a] = 1;
    letters->star[a]                              = a;
  }
}

void letters_hermitian(const SiteBasis *basis, LetterBasis *letters) { clear(basis->letters, letters); }

/* Symmetric and antisymmetric letters s, t = s + 1 of a pair of levels: |r><c| = (O_s + i O_t)/2, |c><r| = (O_s - i O_t)/2. */
void letters_matrix_units(const SiteBasis *basis, LetterBasis *letters)
{
  const int n = basis->letters;

  clear(n, letters);
  for (int s = 0; s < n - (basis->d - 1); s += 2) {
    const int t           = s + 1;
    letters->V[s * n + s] = letters->V[t * n + s] = 0.5;
    letters->V[s * n + t]                         = 0.5 * I;
    letters->V[t * n + t]                         = -0.5 * I;
    letters->U[s * n + s] = letters->U[s * n + t] = 1;
    letters->U[t * n + s]                         = -I;
    letters->U[t * n + t]                         = I;
    letters->star[s]                              = t;
    letters->star[t]                              = s;
  }
}

/* T_(i k j) <- sum_r A_kr T_(i r j), or with A transposed: one index of a tensor with `before` and `after` elements around it. */
static void contract(const double complex *A, bool transposed, long before, int size, long after, double complex *T, double complex *work)
{
  for (long i = 0; i < before; i++)
    for (long j = 0; j < after; j++) {
      for (int r = 0; r < size; r++) work[r] = T[(i * size + r) * after + j];
      for (int k = 0; k < size; k++) {
        double complex sum = 0;
        for (int r = 0; r < size; r++) {
          const double complex x = transposed ? A[r * size + k] : A[k * size + r];
          if (x != 0 && work[r] != 0) sum += x * work[r];
        }
        T[(i * size + k) * after + j] = sum;
      }
    }
}

/* G = [[1, 0], [-V point, V]] and its inverse [[1, 0], [point, U]]. */
static void fill_frame(const LetterBasis *letters, double complex *G, double complex *inverse)
{
  const int n = letters->n, size = n + 1;

  G[0] = inverse[0] = 1;
  for (int a = 1; a < size; a++) {
    inverse[a * size] = letters->point[a - 1];
    for (int b = 1; b < size; b++) {
      G[a * size + b]       = letters->V[(a - 1) * n + b - 1];
      inverse[a * size + b] = letters->U[(a - 1) * n + b - 1];
      G[a * size] -= letters->V[(a - 1) * n + b - 1] * letters->point[b - 1];
    }
  }
}

static double largest(long count, const double *x)
{
  double most = 0;

  for (long k = 0; k < count; k++) most = fmax(most, fabs(x[k]));
  return most;
}

static void split(long count, const double complex *T, double least, double *real, double *imaginary)
{
  for (long k = 0; k < count; k++) {
    real[k]      = fabs(creal(T[k])) > least ? creal(T[k]) : 0;
    imaginary[k] = fabs(cimag(T[k])) > least ? cimag(T[k]) : 0;
  }
}

static bool allocate(const SiteMaps *like, SiteMaps *maps)
{
  const size_t size = (size_t)like->n + 1;

  *maps = (SiteMaps){
    .n = like->n, .N = like->N, .one = malloc(size * size * sizeof(double)), .pair = malloc(size * size * size * size * sizeof(double))};
  return maps->one && maps->pair;
}

bool letters_maps(const SiteMaps *maps, const LetterBasis *letters, SiteMaps *real, SiteMaps *imaginary)
{
  const int       size = maps->n + 1;
  const long      s = size, all = s * s * s * s;
  double complex *T = malloc((size_t)(all + 3 * s * s + s) * sizeof *T);
  const bool      a = allocate(maps, real), b = allocate(maps, imaginary);

  if (T && a && b) {
    double complex *one = T + all, *G = one + s * s, *inverse = G + s * s, *work = inverse + s * s;
    const double    of_pair = largest(all, maps->pair), of_one = fmax(largest(s * s, maps->one), of_pair * (maps->N - 1));
    memset(G, 0, (size_t)(2 * s * s) * sizeof *G);
    fill_frame(letters, G, inverse);
    for (long k = 0; k < s * s; k++) one[k] = maps->one[k];
    for (long k = 0; k < all; k++) T[k] = fabs(maps->pair[k]) > rounding * of_pair ? maps->pair[k] : 0;
    contract(G, false, 1, size, s, one, work);
    contract(inverse, true, s, size, 1, one, work);
    contract(G, false, 1, size, s * s * s, T, work);
    contract(G, false, s, size, s * s, T, work);
    contract(inverse, true, s * s, size, s, T, work);
    contract(inverse, true, s * s * s, size, 1, T, work);
    split(s * s, one, rounding * of_one, real->one, imaginary->one);
    split(all, T, rounding * of_pair, real->pair, imaginary->pair);
  }
  free(T);
  return T && a && b;
}
