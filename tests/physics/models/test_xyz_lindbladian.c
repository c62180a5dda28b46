/* Model xyz written as a Lindbladian: the same rows as the closed forms of its own generator, at sizes that no brute force reaches. */
#include "physics/models/xyz_lindbladian.h"

#include "physics/generators/dicke_liouvillian.h"
#include "physics/generators/liouvillian.h"
#include "physics/models/random_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

/* Largest deviation of two rows, and the largest entry. */
static double compare(const LiouvillianRow *a, const SparseRow *b, double *size)
{
  double worst = 0;
  int    i = 0, k = 0;

  while (i < a->count || k < b->count) {
    const int64_t ca = i < a->count ? a->column[i] : INT64_MAX, cb = k < b->count ? b->column[k] : INT64_MAX;
    const double  x = ca <= cb ? a->value[i] : 0, y = cb <= ca ? b->value[k] : 0;
    worst = fmax(worst, fabs(x - y));
    *size = fmax(*size, fabs(x));
    i += ca <= cb;
    k += cb <= ca;
  }
  return worst;
}

static void check(uint64_t *seed, int N, DickeParity sector, int blocks, int top)
{
  double           point[XYZ_PARAMS], worst = 0, size = 0;
  Lindbladian      l;
  DickeBasis       basis;
  DickeLiouvillian L;

  random_point(seed, N, point);
  if (sector != DICKE_BOTH) point[XYZ_HX] = point[XYZ_HY] = 0;
  const XyzModel model = xyz_model(point);
  assert_true(xyz_lindbladian(&model, &l));
  assert_true(dicke_basis_create_cut(N, sector, -0.5, blocks, top, &basis) && dicke_liouvillian_create(&l, &basis, &L));
  const int room = dicke_liouvillian_row_max(&L);
  SparseRow row  = {0, room, malloc((size_t)room * sizeof *row.column), malloc((size_t)room * sizeof *row.value)};
  for (int draw = 0; draw < 300; draw++) {
    LiouvillianRow     old;
    const DickeElement e = dicke_element(&basis, (int64_t)(random_bits(seed) % (uint64_t)dicke_size(&basis)));
    liouvillian_row(&model, &basis, LIOUVILLIAN_ALL, e, &old);
    dicke_liouvillian_row(&L, LIOUVILLIAN_ALL, e, &row);
    worst = fmax(worst, compare(&old, &row, &size));
  }
  if (!(worst < 4e-15 * size)) fail_msg("N = %d: %g of %g", N, worst, size);
  free(row.column);
  free(row.value);
  dicke_liouvillian_free(&L);
  dicke_basis_free(&basis);
  lindbladian_free(&l);
}

static void rows_are_those_of_the_closed_forms(void **state)
{
  uint64_t seed = 5;

  (void)state;
  for (int sector = DICKE_EVEN; sector <= DICKE_BOTH; sector++) {
    check(&seed, 2, sector, 2, 0);
    check(&seed, 5, sector, 3, 0);
    check(&seed, 200, sector, 101, 0);
    check(&seed, 1001, sector, 100, 300);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(rows_are_those_of_the_closed_forms)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
