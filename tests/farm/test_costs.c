/* Learned costs: a class is known by what was seen of it, its neighbours by the nearest class, and nothing by the estimate. */
#include "farm/costs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void nothing_learned(void **state)
{
  const Costs costs = {{0}};

  (void)state;
  assert_float_equal(CostsExpect(&costs, 3), 3, 1e-12);
}

static void steady_costs(void **state)
{
  Costs costs = {{0}};

  (void)state;
  for (int k = 0; k < 5; k++) CostsLearn(&costs, 1, 4);
  CostsLearn(&costs, 100, 1000);
  assert_float_equal(CostsExpect(&costs, 1), 1.1 * 4, 1e-12);
  assert_float_equal(CostsExpect(&costs, 2), 1.1 * 8, 1e-12);
  assert_float_equal(CostsExpect(&costs, 100), 1.1 * 1000, 1e-9);
  assert_float_equal(CostsExpect(&costs, 60), 1.1 * 600, 1e-9);
  assert_float_equal(CostsExpect(&costs, 1e9), 1.1 * 1e10, 1);
  assert_true(CostsKnown(&costs, 1) && CostsKnown(&costs, 100));
  assert_false(CostsKnown(&costs, 10));
}

/* A slow point counts at once, and is forgotten after a while. */
static void one_slow_point(void **state)
{
  Costs costs = {{0}};

  (void)state;
  for (int k = 0; k < 5; k++) CostsLearn(&costs, 1, 1);
  CostsLearn(&costs, 1, 50);
  assert_float_equal(CostsExpect(&costs, 1), 55, 1e-12);
  for (int k = 0; k < 40; k++) CostsLearn(&costs, 1, 1);
  assert_true(CostsExpect(&costs, 1) < 2);
  assert_true(CostsExpect(&costs, 1) > 1);
}

static void nonsense_is_not_learned(void **state)
{
  Costs costs = {{0}};

  (void)state;
  CostsLearn(&costs, 0, 1);
  CostsLearn(&costs, 1, 0);
  CostsLearn(&costs, 1, -1);
  assert_float_equal(CostsExpect(&costs, 7), 7, 1e-12);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(nothing_learned),
    cmocka_unit_test(steady_costs),
    cmocka_unit_test(one_slow_point),
    cmocka_unit_test(nonsense_is_not_learned),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
