/* A jump moves weight between populations by at most its band, local ones also to the neighbouring j. */
#include "physics/generators/dicke_liouvillian_low.h"

#include "physics/numerics/twofold.h"

static int reach(const DickeLiouvillian *L, int block)
{
  int widest = 1;

  for (int c = 0; c < L->collectives; c++) {
    const int width = L->collective[block * L->collectives + c].width;
    if (width > widest) widest = width;
  }
  return widest;
}

/* The sum of a population's column over the rows of all populations. */
static Twofold column_sum(const DickeLiouvillian *L, DickeElement population, SparseRow *work)
{
  const DickeBasis *basis  = L->basis;
  const int64_t     column = dicke_index(basis, population);
  const int         most   = reach(L, population.block);
  Twofold           sum    = {0, 0};

  for (int dj = -1; dj <= 1; dj++) {
    const int block = population.block - dj, far = dj == 0 ? most : 1;
    if (block < 0 || block >= basis->blocks) continue;
    for (int dm = -far; dm <= far; dm++) {
      const int a = population.a + dj + dm;
      if (!dicke_has_element(basis, block, a, a)) continue;
      dicke_liouvillian_row(L, LIOUVILLIAN_DISSIPATION, (DickeElement){block, a, a, 0}, work);
      for (int k = 0; k < work->count; k++)
        if (work->column[k] == column) sum = twofold_add(sum, (Twofold){work->value[k], 0});
    }
  }
  return sum;
}

double dicke_liouvillian_reflection(const DickeLiouvillian *L, DickeElement e, SparseRow *work)
{
  if (!L->basis->charged || e.a != e.b || !dicke_at_edge(L->basis, e, reach(L, e.block))) return 0;
  const Twofold sum = column_sum(L, e, work);
  return -(sum.hi + sum.lo);
}

static double trace_defect(const DickeLiouvillian *L, DickeElement population, SparseRow *work)
{
  const Twofold sum = twofold_add(column_sum(L, population, work), (Twofold){dicke_liouvillian_reflection(L, population, work), 0});

  return -(sum.hi + sum.lo);
}

/* dRe/dt = frequency Im, dIm/dt = -frequency Re: frequency of (m, m') is E_m - E_m', here without the rounding of that difference. */
bool dicke_liouvillian_low_row(const DickeLiouvillian *L, DickeElement e, SparseRow *work, int64_t *column, double *value)
{
  const DickeElement other = {e.block, e.a, e.b, 1 - e.part};
  const SpinBand    *H     = &L->hamiltonian[e.block];

  if (e.a == e.b) {
    *column = dicke_index(L->basis, e);
    *value  = trace_defect(L, e, work);
    return true;
  }
  if (!dicke_in_sector(L->basis, e.a, e.b, other.part)) return false; /* equal energies */
  const Twofold frequency = twofold_add((Twofold){creal(spin_band(H, e.a, 0)), 0}, (Twofold){-creal(spin_band(H, e.b, 0)), 0});
  *column = dicke_index(L->basis, other);
  *value  = (e.part == 0 ? 1 : -1) * frequency.lo;
  return true;
}
