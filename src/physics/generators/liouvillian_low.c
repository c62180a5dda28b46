/* All gains change m and m' alike, so populations feed populations of the same and the neighbouring j and m. */
#include "physics/generators/liouvillian_low.h"

#include "physics/numerics/twofold.h"

/* Minus the sum of a population's column over the rows of all populations, which are rounded. */
static double trace_defect(const XyzModel *model, const DickeBasis *basis, DickeElement population)
{
  const int64_t  column = dicke_index(basis, population);
  Twofold        sum    = {0, 0};
  LiouvillianRow row;

  for (int dj = -1; dj <= 1; dj++) {
    const int block = population.block - dj;
    if (block < 0 || block >= basis->blocks) continue;
    for (int dm = -1; dm <= 1; dm++) {
      const int a = population.a + dj + dm;
      if (a < 0 || a >= basis->size[block]) continue;
      liouvillian_row(model, basis, LIOUVILLIAN_DISSIPATION, (DickeElement){block, a, a, 0}, &row);
      for (int k = 0; k < row.count; k++)
        if (row.column[k] == column) sum = twofold_add(sum, (Twofold){row.value[k], 0});
    }
  }
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
  } else {
    row->column[0] = dicke_index(basis, (DickeElement){e.block, e.a, e.b, 1 - e.part});
    row->value[0]  = (e.part == 0 ? 1 : -1) * xyz_frequency(model, e.a - j, e.b - j).lo;
  }
}
