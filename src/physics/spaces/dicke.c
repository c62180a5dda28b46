/* Index maps of the symmetric sector. A block with n values of m is cut into antidiagonals t = 2(n-1) - a - b, t = 0 at the
   top; antidiagonal t holds |a-b| = q, q-2, ... with q = min(t, 2(n-1)-t), that is q+1 real unknowns. A parity sector keeps
   the t of its own parity, so all offsets are sums of arithmetic series. */
#include "physics/spaces/dicke_charge.h"

#include <math.h>
#include <stdlib.h>

/* classes[sector] has bit 2 parity + part for every class of unknowns in it */
enum { EVEN_RE = 1, EVEN_IM = 2, ODD_RE = 4, ODD_IM = 8 };
static const int classes[DICKE_SECTORS] = {
  [DICKE_EVEN] = EVEN_RE | EVEN_IM,  [DICKE_ODD] = ODD_RE | ODD_IM,        [DICKE_BOTH] = EVEN_RE | EVEN_IM | ODD_RE | ODD_IM,
  [DICKE_REAL] = EVEN_RE | ODD_RE,   [DICKE_IMAGINARY] = EVEN_IM | ODD_IM, [DICKE_TWISTED] = EVEN_RE | ODD_IM,
  [DICKE_SKEWED] = EVEN_IM | ODD_RE,
};

bool dicke_has_class(DickeParity sector, int parity, int part) { return classes[sector] >> (2 * parity + part) & 1; }

/* Unknowns of a sector on antidiagonals 0 ... t-1 if none of them is past the middle. Antidiagonal 2s has s+1 Re and s Im, 2s+1 has s+1 of
   each. */
static int64_t triangle(DickeParity sector, int64_t t)
{
  const int64_t even = (t + 1) / 2, odd = t / 2; /* so many antidiagonals of each parity */
  const int     has = classes[sector];
  int64_t       sum = 0;

  if (has & EVEN_RE) sum += even * (even + 1) / 2;
  if (has & EVEN_IM) sum += even * (even - 1) / 2;
  if (has & ODD_RE) sum += odd * (odd + 1) / 2;
  if (has & ODD_IM) sum += odd * (odd + 1) / 2;
  return sum;
}

/* Re of elements on and below the diagonal, and Im below it: diagonals d = 0, 1, 2, ... of n - d elements. */
int64_t dicke_block_dimension(DickeParity sector, int n)
{
  const int64_t odd = ((int64_t)n / 2) * (((int64_t)n + 1) / 2), lower = (int64_t)n * (n + 1) / 2; /* sum of n - d over odd d, over all d */
  const int     has = classes[sector];
  int64_t       sum = 0;

  if (has & EVEN_RE) sum += lower - odd;
  if (has & EVEN_IM) sum += lower - odd - n;
  if (has & ODD_RE) sum += odd;
  if (has & ODD_IM) sum += odd;
  return sum;
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
  *basis       = (DickeBasis){.N = N, .parity = parity, .scaling = scaling, .blocks = blocks};
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
  free(basis->low);
  *basis = (DickeBasis){0};
}

/* On an antidiagonal whose elements have both parts a pair (d > 0) takes two unknowns, else one; d = 0 has no Im. */
typedef struct {
  int re, im; /* are the parts there? */
} Parts;

static Parts parts_of(DickeParity sector, int64_t t)
{
  return (Parts){dicke_has_class(sector, t & 1, 0), dicke_has_class(sector, t & 1, 1)};
}

int64_t dicke_index(const DickeBasis *basis, DickeElement e)
{
  if (basis->charged) return dicke_charge_index(basis, e);
  const int     n = basis->size[e.block], t = 2 * (n - 1) - e.a - e.b, d = e.a - e.b;
  const Parts   p = parts_of(basis->parity, t);
  const int64_t r = basis->first[e.block] + antidiagonal_first(basis->parity, n, t);

  if (p.re && p.im) return r + (d ? d - 1 + e.part : 0);
  return r + (p.re ? d / 2 : (d - 1) / 2); /* d = 0, 2, 4 ... or 1, 3, ...; Im alone begins at d = 2 or 1 */
}

DickeElement dicke_element(const DickeBasis *basis, int64_t index)
{
  int low = 0, high = basis->blocks;

  while (high - low > 1) {
    const int mid = low + (high - low) / 2;
    if (basis->first[mid] <= index) low = mid;
    else high = mid;
  }
  if (basis->charged) return dicke_charge_element(basis, low, index);
  const int     n  = basis->size[low];
  const int64_t r  = index - basis->first[low];
  int           t0 = 0, t1 = 2 * n - 1; /* the last t that starts at or before r: an empty antidiagonal starts where its successor does */
  while (t1 - t0 > 1) {
    const int mid = t0 + (t1 - t0) / 2;
    if (antidiagonal_first(basis->parity, n, mid) <= r) t0 = mid;
    else t1 = mid;
  }
  const int   at = (int)(r - antidiagonal_first(basis->parity, n, t0)), sum = 2 * (n - 1) - t0;
  const Parts p = parts_of(basis->parity, t0);
  int         d = (t0 & 1) + 2 * at + (p.im && !p.re && !(t0 & 1) ? 2 : 0), part = p.re ? 0 : 1;
  if (p.re && p.im) {
    d    = (t0 & 1) ? 1 + 2 * (at / 2) : 2 * ((at + 1) / 2);
    part = d ? at - (d - 1) : 0;
  }
  return (DickeElement){.block = low, .a = (sum + d) / 2, .b = (sum - d) / 2, .part = part};
}

/* First element of antidiagonal t of a block, or of the next one that has any; block = blocks at the end. */
static DickeElement first_from(const DickeBasis *basis, int block, int t)
{
  for (; block < basis->blocks; block++, t = 0) {
    const int n = basis->size[block];
    for (; t < 2 * n - 1; t++) {
      const Parts p   = parts_of(basis->parity, t);
      const int   sum = 2 * (n - 1) - t, q = t < sum ? t : sum, d = (t & 1) + (p.im && !p.re && !(t & 1) ? 2 : 0);
      if ((p.re || p.im) && d <= q) return (DickeElement){block, (sum + d) / 2, (sum - d) / 2, p.re ? 0 : 1};
    }
  }
  return (DickeElement){.block = basis->blocks};
}

DickeElement dicke_next(const DickeBasis *basis, DickeElement e)
{
  if (basis->charged) return dicke_charge_next(basis, e);
  const int   n = basis->size[e.block], t = 2 * (n - 1) - e.a - e.b;
  const Parts p = parts_of(basis->parity, t);

  if (p.re && p.im && e.a > e.b && e.part == 0) return (DickeElement){e.block, e.a, e.b, 1};
  if (e.a + 1 < n && e.b > 0) return (DickeElement){e.block, e.a + 1, e.b - 1, p.re ? 0 : 1};
  return first_from(basis, e.block, t + 1);
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
    if (basis->size[k] == 0) continue;
    const double weight = dicke_log_degeneracy(N, k) + x_log_y(N - k, (1 + length) / 2) + x_log_y(k, (1 - length) / 2);
    if (weight > most) most = weight, best = k;
  }
  const double j      = dicke_j(basis, best);
  const double cosine = length > 0 ? M[2] / length : 0;
  int          a      = (int)lround(j * cosine + j);
  if (a < 0) a = 0;
  if (a > basis->size[best] - 1) a = basis->size[best] - 1;
  if (basis->charged && a < basis->low[best]) a = basis->low[best];
  return (DickeElement){.block = best, .a = a, .b = a, .part = 0};
}
