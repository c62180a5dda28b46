/* Index maps of the symmetric sector. A block with n values of m is cut into antidiagonals t = 2(n-1) - a - b, t = 0 at the
   top; antidiagonal t holds |a-b| = q, q-2, ... with q = min(t, 2(n-1)-t), that is q+1 real unknowns. A parity sector keeps
   the t of its own parity, so all offsets are sums of arithmetic series. */
#include "physics/spaces/dicke.h"

#include <math.h>
#include <stdlib.h>

/* Unknowns on antidiagonals 0 ... t-1 if none of them is past the middle: 1+3+5+..., 2+4+6+... or 1+2+3+... */
static int64_t triangle(DickeParity parity, int64_t t)
{
  switch (parity) {
  case DICKE_EVEN: return ((t + 1) / 2) * ((t + 1) / 2);
  case DICKE_ODD: return (t / 2) * (t / 2 + 1);
  default: return t * (t + 1) / 2;
  }
}

int64_t dicke_block_dimension(DickeParity parity, int n)
{
  const int64_t all = (int64_t)n * n;

  switch (parity) {
  case DICKE_EVEN: return (all + 1) / 2;
  case DICKE_ODD: return all / 2;
  default: return all;
  }
}

/* First unknown of antidiagonal t, counted from the start of a block with n values of m. */
static int64_t antidiagonal_first(DickeParity parity, int n, int64_t t)
{
  if (t <= n) return triangle(parity, t);
  return dicke_block_dimension(parity, n) - triangle(parity, 2 * (int64_t)(n - 1) - t + 1);
}

int dicke_blocks(int N) { return N / 2 + 1; }

int64_t dicke_dimension(int N, DickeParity parity)
{
  int64_t sum = 0;

  for (int n = N + 1; n > 0; n -= 2) sum += dicke_block_dimension(parity, n);
  return sum;
}

bool dicke_basis_create(int N, DickeParity parity, double scaling, DickeBasis *basis)
{
  return dicke_basis_create_cut(N, parity, scaling, dicke_blocks(N), 0, basis);
}

bool dicke_basis_create_cut(int N, DickeParity parity, double scaling, int blocks, int top, DickeBasis *basis)
{
  /* block k holds m = -j ... min(j, N/2 - top): N+1-2k values, of which max(0, top-k) are cut away */
  while (blocks > 1 && N + 1 - 2 * (blocks - 1) - (top > blocks - 1 ? top - blocks + 1 : 0) <= 0) blocks--;
  *basis = (DickeBasis){.N = N, .parity = parity, .scaling = scaling, .blocks = blocks};
  basis->size  = malloc((size_t)blocks * sizeof *basis->size);
  basis->first = malloc(((size_t)blocks + 1) * sizeof *basis->first);
  if (!basis->size || !basis->first) return false;
  basis->first[0] = 0;
  for (int k = 0; k < blocks; k++) {
    basis->size[k]      = N + 1 - 2 * k - (top > k ? top - k : 0);
    basis->first[k + 1] = basis->first[k] + dicke_block_dimension(parity, basis->size[k]);
  }
  return true;
}

void dicke_basis_free(DickeBasis *basis)
{
  free(basis->size);
  free(basis->first);
  *basis = (DickeBasis){0};
}

int64_t dicke_index(const DickeBasis *basis, DickeElement e)
{
  const int n = basis->size[e.block], t = 2 * (n - 1) - e.a - e.b, d = e.a - e.b;

  return basis->first[e.block] + antidiagonal_first(basis->parity, n, t) + (d ? d - 1 + e.part : 0);
}

DickeElement dicke_element(const DickeBasis *basis, int64_t index)
{
  int low = 0, high = basis->blocks;

  while (high - low > 1) {
    const int mid = low + (high - low) / 2;
    if (basis->first[mid] <= index) low = mid;
    else high = mid;
  }
  const int     n = basis->size[low];
  const int64_t r = index - basis->first[low];
  int           t0 = 0, t1 = 2 * n - 1; /* the last t that starts at or before r: an empty antidiagonal starts where its successor does */
  while (t1 - t0 > 1) {
    const int mid = t0 + (t1 - t0) / 2;
    if (antidiagonal_first(basis->parity, n, mid) <= r) t0 = mid;
    else t1 = mid;
  }
  /* position p on the antidiagonal: differences d = 0 (one unknown) or 1, 2, 3, ... (two unknowns each) */
  const int p = (int)(r - antidiagonal_first(basis->parity, n, t0));
  const int d = (t0 & 1) ? 1 + 2 * (p / 2) : 2 * ((p + 1) / 2);
  const int part = d ? p - (d - 1) : 0;
  const int sum  = 2 * (n - 1) - t0;
  return (DickeElement){.block = low, .a = (sum + d) / 2, .b = (sum - d) / 2, .part = part};
}

DickeElement dicke_next(const DickeBasis *basis, DickeElement e)
{
  const int n    = basis->size[e.block];
  const int step = basis->parity == DICKE_BOTH ? 1 : 2;
  int       d = e.a - e.b, sum = e.a + e.b;

  if (d > 0 && e.part == 0) return (DickeElement){e.block, e.a, e.b, 1};
  if (e.a + 1 < n && e.b > 0) return (DickeElement){e.block, e.a + 1, e.b - 1, 0};
  sum -= step;
  if (sum >= 0) {
    d = sum & 1;
    return (DickeElement){e.block, (sum + d) / 2, (sum - d) / 2, 0};
  }
  /* a block with one value of m has no odd unknowns */
  for (int k = e.block + 1; k < basis->blocks; k++)
    if (basis->first[k + 1] > basis->first[k]) {
      const int top = 2 * (basis->size[k] - 1) - (basis->parity == DICKE_ODD);
      return (DickeElement){k, (top + 1) / 2, top / 2, 0};
    }
  return (DickeElement){.block = basis->blocks};
}

double dicke_log_degeneracy(int N, int block)
{
  /* d_j = (2j+1) N! / ((N/2+j+1)! (N/2-j)!) with N/2+j = N-block, N/2-j = block */
  return log(N - 2.0 * block + 1.0) + lgamma(N + 1.0) - lgamma(N - block + 2.0) - lgamma(block + 1.0);
}

double dicke_degeneracy_ratio(int N, int block, int dj)
{
  const double two_j = N - 2.0 * block;

  if (dj == 0) return 1.0;
  if (dj > 0) return (two_j + 3) / (two_j + 1) * block / (N - block + 2.0);
  return (two_j - 1) / (two_j + 1) * (N - block + 1.0) / (block + 1.0);
}

static double x_log_y(double x, double y) { return x == 0 ? 0 : x * log(y); }

DickeElement dicke_product_peak(const DickeBasis *basis, const double M[3])
{
  const double length = fmin(1.0, sqrt(M[0] * M[0] + M[1] * M[1] + M[2] * M[2]));
  const int    N      = basis->N;
  int          best   = 0;
  double       most   = -INFINITY;

  for (int k = 0; k < basis->blocks; k++) {
    const double weight = dicke_log_degeneracy(N, k) + x_log_y(N - k, (1 + length) / 2) + x_log_y(k, (1 - length) / 2);
    if (weight > most) most = weight, best = k;
  }
  const double j      = dicke_j(basis, best);
  const double cosine = length > 0 ? M[2] / length : 0;
  int          a      = (int)lround(j * cosine + j);
  if (a < 0) a = 0;
  if (a > basis->size[best] - 1) a = basis->size[best] - 1;
  return (DickeElement){.block = best, .a = a, .b = a, .part = 0};
}
