/* A column (a, b) reaches populations between b - w and a + w of its own j, w the widest band of a collective jump, and between b - 1 and a
   + 1 of the neighbouring ones. Each has one row, that of the population (b, b), to which its defect is given. */
#include "physics/generators/dicke_liouvillian_low.h"

#include "physics/numerics/twofold.h"

#include <string.h>

enum { APART_MAX = 2 * POLYNOMIAL_DEGREE_MAX }; /* of a and b, so that jumps or H make a population of a coherence */

/* Widest band of a collective jump; and how far a and b may be apart. */
static int gain_reach(const DickeLiouvillian *L, int block)
{
  int widest = 1;

  for (int c = 0; c < L->collectives; c++) {
    const int width = L->collective[block * L->collectives + c].width;
    if (width > widest) widest = width;
  }
  return widest;
}

static int apart(const DickeLiouvillian *L, int block)
{
  const int gains = 2 * gain_reach(L, block), H = L->hamiltonian[block].width, loss = L->loss[block].width;
  const int most = gains > H ? gains : H;

  if (L->basis->charged) return 0; /* coherences are of other charges */
  return most > loss ? most : loss;
}

int dicke_liouvillian_low_max(const DickeLiouvillian *L) { return dicke_liouvillian_row_max(L) + 2 * (APART_MAX + 1); }

static void add(SparseRow *row, int64_t column, double value)
{
  int at = row->count;

  if (value == 0) return;
  while (at > 0 && row->column[at - 1] >= column) at--;
  if (at < row->count && row->column[at] == column) {
    row->value[at] += value;
    return;
  }
  for (int k = row->count; k > at; k--) row->column[k] = row->column[k - 1], row->value[k] = row->value[k - 1];
  row->column[at] = column;
  row->value[at]  = value;
  row->count++;
}

/* What the row of a population has of the columns (b + d, b) of a block. */
static void add_columns(const DickeBasis *basis, const SparseRow *row, int block, int b, int far, Twofold sum[APART_MAX + 1][2])
{
  const int64_t first = dicke_index(basis, (DickeElement){block, b, b, 0});

  for (int k = 0; k < row->count; k++) {
    if (row->column[k] < basis->first[block] || row->column[k] >= basis->first[block + 1] || (far == 0 && row->column[k] != first))
      continue;
    const DickeElement c = row->column[k] == first ? (DickeElement){block, b, b, 0} : dicke_element(basis, row->column[k]);
    if (c.b != b || c.a - b > far) continue;
    Twofold *s = &sum[c.a - b][c.part];
    *s         = twofold_add(*s, twofold_sum(row->value[k], row->low[k]));
  }
}

/* Minus the sum of a population's column over the rows of all populations, where the walls of a box cut it short. */
double dicke_liouvillian_reflection(const DickeLiouvillian *L, DickeElement e, SparseRow *work)
{
  const DickeBasis *basis = L->basis;
  const int         most  = gain_reach(L, e.block);
  Twofold           sum   = {0, 0};

  if (!basis->charged || e.a != e.b || !dicke_at_edge(basis, e, most)) return 0;
  const int64_t column = dicke_index(basis, e);
  for (int dj = -1; dj <= 1; dj++) {
    const int block = e.block - dj, far = dj == 0 ? most : 1;
    if (block < 0 || block >= basis->blocks) continue;
    for (int a = e.a + dj - far; a <= e.a + dj + far; a++) {
      if (!dicke_has_element(basis, block, a, a)) continue;
      dicke_liouvillian_row(L, LIOUVILLIAN_DISSIPATION, (DickeElement){block, a, a, 0}, work);
      for (int k = 0; k < work->count; k++)
        if (work->column[k] == column) sum = twofold_add(sum, (Twofold){work->value[k], 0});
    }
  }
  return -(sum.hi + sum.lo);
}

static void add_defects(const DickeLiouvillian *L, DickeElement population, SparseRow *work, SparseRow *low)
{
  const DickeBasis *basis = L->basis;
  const int         b = population.b, w = gain_reach(L, population.block);
  const int         most = apart(L, population.block), far = most < APART_MAX ? most : APART_MAX;
  Twofold           sum[APART_MAX + 1][2];

  memset(sum, 0, sizeof sum);
  for (int dj = -1; dj <= 1; dj++) {
    const int block = population.block - dj, reach = dj == 0 ? w : 1;
    if (block < 0 || block >= basis->blocks) continue;
    for (int a = b + dj - reach; a <= b + dj + far + reach; a++) {
      if (!dicke_has_element(basis, block, a, a)) continue;
      dicke_liouvillian_row(L, LIOUVILLIAN_ALL, (DickeElement){block, a, a, 0}, work);
      add_columns(basis, work, population.block, b, far, sum);
    }
  }
  sum[0][0] = twofold_add(sum[0][0], (Twofold){dicke_liouvillian_reflection(L, population, work), 0});
  for (int d = 0; d <= far; d++)
    for (int part = 0; part < (d ? 2 : 1); part++)
      if (dicke_has_element(basis, population.block, b + d, b) && dicke_in_sector(basis, b + d, b, part))
        add(low, dicke_index(basis, (DickeElement){population.block, b + d, b, part}), -(sum[d][part].hi + sum[d][part].lo));
}

void dicke_liouvillian_low_row(const DickeLiouvillian *L, DickeElement e, SparseRow *work, SparseRow *low)
{
  low->count = 0;
  dicke_liouvillian_row(L, LIOUVILLIAN_ALL, e, work);
  for (int k = 0; k < work->count; k++) add(low, work->column[k], work->low[k]);
  if (e.a == e.b) add_defects(L, e, work, low);
}
