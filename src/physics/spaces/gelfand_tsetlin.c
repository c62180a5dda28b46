/* Gelfand-Tsetlin patterns: order, indices, and the matrix elements of the generators of GL(4).

   Method. With l_{i,q} = m_{i,q} - i the neighbours in the chain act as E_{q,q+1} |m> = sum_i a_i |m with m_{i,q} + 1>,
     a_i^2 = - prod_{k<=q+1} (l_{k,q+1} - l_{i,q}) prod_{k<=q-1} (l_{k,q-1} - l_{i,q} - 1)
               / prod_{k<=q, k!=i} (l_{k,q} - l_{i,q}) (l_{k,q} - l_{i,q} - 1),                a_i > 0.
   The others are commutators, E_{q,q+2} = [E_{q,q+1}, E_{q+1,q+2}]: each target is reached in two orders, whose amplitudes are
   a_i a_j sqrt((x+1)/x) and a_i a_j sqrt(x/(x+1)) with x = l_{j,q+1} - l_{i,q}. Their difference is +-a_i a_j / sqrt(x(x+1)), and
   x(x+1) is a factor of a_i^2 a_j^2. So E_{qp}, p > q, has one target for every choice of one entry i_q, ..., i_{p-1} in each of the
   rows q ... p-1, and its amplitude is the product of the a with these factors left out, negative for every x < 0: no
   cancellation, no commutator, no 0/0. Lowering generators are the transposes. */
#include "physics/spaces/gelfand_tsetlin.h"

#include <math.h>
#include <stdlib.h>

enum { FREE_ENTRIES = 6, KEY_BITS = 10 };

/* The free entries, slowest first: (q-1, i-1). */
static const struct {
  int row, entry;
} order[FREE_ENTRIES] = {{2, 0}, {2, 1}, {2, 2}, {1, 0}, {1, 1}, {0, 0}};

/* Does (m12, m22) belong to the parity sector? */
static bool in_sector(DickeParity parity, int N, int m12, int m22) { return parity == DICKE_BOTH || ((N - m12 - m22) & 1) == (int)parity; }

/* Put all entries behind place `last` of `order` to their lowest. */
static void reset_after(GtPattern *pattern, int last)
{
  for (int k = last + 1; k < FREE_ENTRIES; k++) {
    const int r = order[k].row, i = order[k].entry;
    pattern->m[r][i] = pattern->m[r + 1][i + 1];
  }
}

/* Add one to the slowest place that is not behind `last` and may grow. */
static bool advance(GtPattern *pattern, int last)
{
  for (int k = last; k >= 0; k--) {
    const int r = order[k].row, i = order[k].entry;
    if (pattern->m[r][i] < pattern->m[r + 1][i]) {
      pattern->m[r][i]++;
      reset_after(pattern, k);
      return true;
    }
  }
  return false;
}

static GtPattern lowest_pattern(const Partition *lambda)
{
  GtPattern pattern = {0};

  for (int i = 0; i < IRREP_ROWS; i++) pattern.m[3][i] = lambda->row[i];
  reset_after(&pattern, -1);
  return pattern;
}

/* Number of patterns in the run of `pattern`, that is of values of m11. */
static int64_t run_length(DickeParity parity, int N, const GtPattern *pattern)
{
  const int *row = pattern->m[1];
  return in_sector(parity, N, row[0], row[1]) ? row[0] - row[1] + 1 : 0;
}

enum { LAST_OF_TRIPLE = 2, LAST_OF_RUN = 4 }; /* places in `order` */

int64_t gt_dimension(const Partition *lambda, DickeParity parity)
{
  const int N       = partition_size(lambda);
  GtPattern pattern = lowest_pattern(lambda);
  int64_t   sum     = 0;

  do sum += run_length(parity, N, &pattern);
  while (advance(&pattern, LAST_OF_RUN));
  return sum;
}

/* Runs in a triple (m13, m23, m33): m12 in [m23, m13], m22 in [m33, m23]. */
static int64_t runs_in_triple(const GtPattern *pattern)
{
  const int *row = pattern->m[2];
  return (int64_t)(row[0] - row[1] + 1) * (row[1] - row[2] + 1);
}

static bool create_runs(GtBasis *basis)
{
  const int *l       = basis->lambda.row;
  GtPattern  pattern = lowest_pattern(&basis->lambda);
  int64_t    t       = 0;

  basis->triples = (int64_t)(l[0] - l[1] + 1) * (l[1] - l[2] + 1) * (l[2] - l[3] + 1);
  basis->run     = malloc(((size_t)basis->triples + 1) * sizeof *basis->run);
  if (!basis->run) return false;
  basis->run[0] = 0;
  do basis->run[t + 1] = basis->run[t] + runs_in_triple(&pattern), t++;
  while (advance(&pattern, LAST_OF_TRIPLE));
  return true;
}

bool gt_basis_create(const Partition *lambda, DickeParity parity, double scaling, GtBasis *basis)
{
  const int N       = partition_size(lambda);
  GtPattern pattern = lowest_pattern(lambda);
  int64_t   k       = 0;

  *basis = (GtBasis){.lambda = *lambda, .parity = parity, .scaling = scaling};
  if (N > IRREP_N_MAX || !create_runs(basis)) return false;
  basis->first = malloc(((size_t)basis->run[basis->triples] + 1) * sizeof *basis->first);
  if (!basis->first) return false;
  basis->first[0] = 0;
  do basis->first[k + 1] = basis->first[k] + run_length(parity, N, &pattern), k++;
  while (advance(&pattern, LAST_OF_RUN));
  return true;
}

void gt_basis_free(GtBasis *basis)
{
  free(basis->run);
  free(basis->first);
  *basis = (GtBasis){0};
}

int64_t gt_index(const GtBasis *basis, const GtPattern *pattern)
{
  const int    *l = basis->lambda.row, *row3 = pattern->m[2], *row2 = pattern->m[1];
  const int64_t triple = ((int64_t)(row3[0] - l[1]) * (l[1] - l[2] + 1) + row3[1] - l[2]) * (l[2] - l[3] + 1) + row3[2] - l[3];
  const int64_t run    = basis->run[triple] + (int64_t)(row2[0] - row3[1]) * (row3[1] - row3[2] + 1) + row2[1] - row3[2];

  return basis->first[run] + pattern->m[0][0] - row2[1];
}

/* The last k in [0, n) with table[k] <= value: of several equal ones, which are empty but for the last, the last. */
static int64_t bisect(const int64_t *table, int64_t n, int64_t value)
{
  int64_t low = 0, high = n;

  while (high - low > 1) {
    const int64_t mid = low + (high - low) / 2;
    if (table[mid] <= value) low = mid;
    else high = mid;
  }
  return low;
}

GtPattern gt_pattern(const GtBasis *basis, int64_t index)
{
  const int    *l      = basis->lambda.row;
  const int64_t run    = bisect(basis->first, basis->run[basis->triples], index);
  const int64_t triple = bisect(basis->run, basis->triples, run);
  const int     n2 = l[1] - l[2] + 1, n3 = l[2] - l[3] + 1;
  GtPattern     pattern = lowest_pattern(&basis->lambda);

  pattern.m[2][0] = l[1] + (int)(triple / ((int64_t)n2 * n3));
  pattern.m[2][1] = l[2] + (int)(triple / n3 % n2);
  pattern.m[2][2] = l[3] + (int)(triple % n3);
  const int width = pattern.m[2][1] - pattern.m[2][2] + 1, k = (int)(run - basis->run[triple]);
  pattern.m[1][0] = pattern.m[2][1] + k / width;
  pattern.m[1][1] = pattern.m[2][2] + k % width;
  pattern.m[0][0] = pattern.m[1][1] + (int)(index - basis->first[run]);
  return pattern;
}

bool gt_next(const GtBasis *basis, GtPattern *pattern)
{
  const int N = partition_size(&basis->lambda);

  if (pattern->m[0][0] < pattern->m[1][0]) {
    pattern->m[0][0]++;
    return true;
  }
  do
    if (!advance(pattern, LAST_OF_RUN)) return false;
  while (!in_sector(basis->parity, N, pattern->m[1][0], pattern->m[1][1]));
  return true;
}

void gt_content(const GtPattern *pattern, int n[GT_LABELS])
{
  int below = 0;

  for (int q = 0; q < GT_LABELS; q++) {
    int sum = 0;
    for (int i = 0; i <= q; i++) sum += pattern->m[q][i];
    n[q]  = sum - below;
    below = sum;
  }
}

uint64_t gt_pack(const GtPattern *pattern)
{
  uint64_t key = 0;

  for (int k = 0; k < FREE_ENTRIES; k++) key = key << KEY_BITS | (uint64_t)pattern->m[order[k].row][order[k].entry];
  return key;
}

GtPattern gt_unpack(const Partition *lambda, uint64_t key)
{
  GtPattern pattern = {0};

  for (int i = 0; i < IRREP_ROWS; i++) pattern.m[3][i] = lambda->row[i];
  for (int k = FREE_ENTRIES - 1; k >= 0; k--, key >>= KEY_BITS)
    pattern.m[order[k].row][order[k].entry] = (int)(key & ((1u << KEY_BITS) - 1));
  return pattern;
}

static bool interlaced(const GtPattern *pattern)
{
  for (int k = 0; k < FREE_ENTRIES; k++) {
    const int r = order[k].row, i = order[k].entry, value = pattern->m[r][i];
    if (value > pattern->m[r + 1][i] || value < pattern->m[r + 1][i + 1]) return false;
  }
  return true;
}

/* Amplitude of raising entry[r] of every row r = low ... high-1 (rows from 0) at once, when both patterns are valid. */
static double raising_amplitude(const GtPattern *pattern, int low, int high, const int entry[IRREP_ROWS])
{
  double num = 1, den = 1;

  for (int r = low; r < high; r++) {
    const int *above = pattern->m[r + 1], *row = pattern->m[r], i = entry[r], l = row[i] - i;
    for (int k = 0; k <= r + 1; k++)
      if (r + 1 == high || k != entry[r + 1]) num *= above[k] - k - l;
    for (int k = 0; k <= r; k++)
      if (k != i) den *= (double)(row[k] - k - l) * (row[k] - k - l - 1);
    for (int k = 0; k < r; k++)
      if (r == low || k != entry[r - 1]) num *= pattern->m[r - 1][k] - k - l - 1;
  }
  double sign = 1;
  for (int r = low; r + 1 < high; r++)
    if (pattern->m[r + 1][entry[r + 1]] - entry[r + 1] < pattern->m[r][entry[r]] - entry[r]) sign = -sign;
  return sign * sqrt(fabs(num / den));
}

/* The choice number `path` of one entry in each of the rows low ... high-1; row r has r+1 entries. False after the last. */
static bool choose_entries(int path, int low, int high, int entry[IRREP_ROWS])
{
  for (int r = low; r < high; r++) {
    entry[r] = path % (r + 1);
    path /= r + 1;
  }
  return path == 0;
}

int gt_apply(GtLabel a, GtLabel b, const GtPattern *pattern, GtPattern target[GT_TARGETS_MAX], double amplitude[GT_TARGETS_MAX])
{
  const bool raise = a < b;
  const int  low = raise ? (int)a : (int)b, high = raise ? (int)b : (int)a;
  int        count = 0, entry[IRREP_ROWS];

  for (int path = 0; choose_entries(path, low, high, entry); path++) {
    GtPattern *moved = &target[count];
    *moved           = *pattern;
    for (int r = low; r < high; r++) moved->m[r][entry[r]] += raise ? 1 : -1;
    if (interlaced(moved)) amplitude[count++] = raising_amplitude(raise ? pattern : moved, low, high, entry);
  }
  return count;
}
