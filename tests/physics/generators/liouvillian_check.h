/* Shared by the tests of the row generator. */
#ifndef PILIND_TESTS_PHYSICS_LIOUVILLIAN_CHECK_H
#define PILIND_TESTS_PHYSICS_LIOUVILLIAN_CHECK_H

#include "physics/generators/liouvillian.h"

#include "physics/models/random_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static inline void check_row_form(const DickeBasis *basis, const LiouvillianRow *row)
{
  assert_true(row->count >= 0 && row->count <= LIOUVILLIAN_ROW_MAX);
  for (int k = 0; k < row->count; k++) {
    assert_true(row->column[k] >= 0 && row->column[k] < dicke_size(basis));
    assert_true(k == 0 || row->column[k] > row->column[k - 1]);
    assert_true(isfinite(row->value[k]));
  }
}

/* A random model without transverse fields where the basis has one parity only. */
static inline XyzModel random_model(uint64_t *seed, int N, DickeParity parity)
{
  double point[XYZ_PARAMS];

  random_point(seed, N, point);
  if (parity != DICKE_BOTH) point[XYZ_HX] = point[XYZ_HY] = 0;
  return xyz_model(point);
}

static inline double entry_at(const XyzModel *model, const DickeBasis *basis, DickeElement e, int64_t column)
{
  LiouvillianRow row;

  liouvillian_row(model, basis, LIOUVILLIAN_ALL, e, &row);
  for (int k = 0; k < row.count; k++)
    if (row.column[k] == column) return row.value[k];
  return 0;
}

#endif
