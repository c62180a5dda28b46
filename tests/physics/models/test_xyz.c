/* Units of the XYZ model: the largest term is of order one, the way there and back is exact, and powers of two leave no trace. */
#include "physics/models/xyz.h"

#include "physics/models/random_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void scale_point(double point[XYZ_PARAMS], double factor)
{
  for (int p = XYZ_JX; p <= XYZ_GAMMA_C_PHI; p++) point[p] *= factor;
}

static double largest_term(const XyzModel *m)
{
  double largest = fmax(fmax(fabs(m->Jx), fabs(m->Jy)), fmax(fabs(m->Jz), fmax(fabs(m->hx), fmax(fabs(m->hy), fabs(m->hz)))));

  for (int c = 0; c < CHANNEL_COUNT; c++) largest = fmax(largest, m->rate[c]);
  return largest;
}

static void largest_term_is_of_order_one(void **unused)
{
  uint64_t seed = 1;
  double   point[XYZ_PARAMS], unit;

  (void)unused;
  for (int p = XYZ_JX; p <= XYZ_GAMMA_C_PHI; p++) { /* each term alone: none is forgotten */
    for (int sign = p < XYZ_GAMMA ? -1 : 1; sign <= 1; sign += 2) {
      empty_point(5, point);
      point[p]         = sign * 3e-9;
      const XyzModel m = xyz_unit_model(point, &unit);
      assert_true(largest_term(&m) >= 1 && largest_term(&m) < 2 && largest_term(&m) * unit == 3e-9);
    }
  }
  for (int draw = 0; draw < 200; draw++) {
    random_point(&seed, 7, point);
    scale_point(point, pow(10, random_between(&seed, -300, 300)));
    const XyzModel m = xyz_unit_model(point, NULL);
    assert_true(largest_term(&m) >= 1 && largest_term(&m) < 2);
  }
}

static void powers_of_two_change_no_bit(void **unused)
{
  uint64_t seed = 2;
  double   point[XYZ_PARAMS], unit, other;

  (void)unused;
  for (int draw = 0; draw < 100; draw++) {
    random_point(&seed, 2 + draw, point);
    const int      power = (int)random_between(&seed, -900, 900);
    const XyzModel first = xyz_unit_model(point, &unit), given = xyz_model(point);
    scale_point(point, ldexp(1, power));
    const XyzModel second = xyz_unit_model(point, &other);
    assert_true(other == ldexp(unit, power));
    const double a[]    = {first.Jx, first.Jy, first.Jz, first.hx, first.hy, first.hz},
                 b[]    = {second.Jx, second.Jy, second.Jz, second.hx, second.hy, second.hz};
    const double back[] = {given.Jx, given.Jy, given.Jz, given.hx, given.hy, given.hz};
    for (int k = 0; k < 6; k++) assert_true(a[k] == b[k] && a[k] * unit == back[k]);
    for (int c = 0; c < CHANNEL_COUNT; c++) assert_true(first.rate[c] == second.rate[c] && first.rate[c] * unit == given.rate[c]);
    assert_int_equal(second.N, 2 + draw);
  }
}

static void unit_is_one_where_nothing_needs_another(void **unused)
{
  double point[XYZ_PARAMS];

  (void)unused;
  empty_point(3, point);
  XyzModel m = xyz_model(point);
  assert_true(xyz_unit(&m) == 1);
  m.rate[CHANNEL_LOSS] = 1, m.Jy = -1.99;
  assert_true(xyz_unit(&m) == 1);
  m.Jy = -2;
  assert_true(xyz_unit(&m) == 2);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(largest_term_is_of_order_one),
    cmocka_unit_test(powers_of_two_change_no_bit),
    cmocka_unit_test(unit_is_one_where_nothing_needs_another),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
