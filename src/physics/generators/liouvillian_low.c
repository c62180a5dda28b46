/* All gains change m and m' alike, so populations feed populations of the same and the neighbouring j and m. */
#include "physics/generators/liouvillian_low.h"

#include "physics/numerics/twofold.h"

/* The sum of a population's column over the rows of all populations, which are rounded. */
static Twofold column_sum(const XyzModel *model, const DickeBasis *basis, DickeElement population)
{
  const int64_t  column = dicke_index(basis, population);
  Twofold        sum    = {0, 0};
  LiouvillianRow row;

  for (int dj = -1; dj <= 1; dj++) {
    const int block = population.block - dj;
    if (block < 0 || block >= basis->blocks) continue;
    for (int dm = -1; dm <= 1; dm++) {
      const int a = population.a + dj + dm;
      if (!dicke_has_element(basis, block, a, a)) continue;
      liouvillian_row(model, basis, LIOUVILLIAN_DISSIPATION, (DickeElement){block, a, a, 0}, &row);
      for (int k = 0; k < row.count; k++)
        if (row.column[k] == column) sum = twofold_add(sum, (Twofold){row.value[k], 0});
    }
  }
  return sum;
}

double liouvillian_reflection(const XyzModel *model, const DickeBasis *basis, DickeElement e)
{
  if (!basis->charged || e.a != e.b || !dicke_at_edge(basis, e, 1)) return 0;
  const Twofold sum = column_sum(model, basis, e);
  return -(sum.hi + sum.lo);
}

static double trace_defect(const XyzModel *model, const DickeBasis *basis, DickeElement population)
{
  const Twofold sum = twofold_add(column_sum(model, basis, population), (Twofold){liouvillian_reflection(model, basis, population), 0});

  return -(sum.hi + sum.lo);
}

/* dRe/dt = frequency Im, dIm/dt = -frequency Re */
void liouvillian_low_row(const XyzModel *model, const DickeBasis *basis, DickeElement e, LiouvillianRow *row)
{
  const double j = dicke_j(basis, e.block);

  row->count = 1;
  if (e.a == e.b) {
    row->column[0] = dicke_index(basis, e);
    row->value[0]  = trace_defect(model, basis, e);
  } else if (!dicke_in_sector(basis, e.a, e.b, 1 - e.part)) row->count = 0; /* no frequency */
  else {
    row->column[0] = dicke_index(basis, (DickeElement){e.block, e.a, e.b, 1 - e.part});
    row->value[0]  = (e.part == 0 ? 1 : -1) * xyz_frequency(model, e.a - j, e.b - j).lo;
  }
}
