/* Sums that cancel in double precision, against long integers that do not round. */
#include "physics/numerics/compensated.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void products_are_exact_to_the_last_bit(void **state)
{
  const double a = 134217729, exact_low = 1; /* a = 2^27 + 1, a^2 = 2^54 + 2^28 + 1 */
  const double x[] = {a, -0x1p54, -0x1p28}, y[] = {a, 1, 1};

  (void)state;
  assert_true(compensated_dot(3, x, y) == exact_low);
}

/* Random products, minus the same in another order, plus a small number: that number is left. A plain sum does not see it. */
static void what_cancels_leaves_its_last_digits(void **state)
{
  enum { COUNT = 200, ALL = 2 * COUNT + 1 };
  const double part = 0x1p-47;
  double       x[ALL], y[ALL], plain = 0;
  uint64_t     seed = 7;

  (void)state;
  for (int k = 0; k < COUNT; k++) {
    seed                        = seed * 6364136223846793005u + 1442695040888963407u;
    x[k]                        = (double)(int64_t)seed * 0x1p-60;
    y[k]                        = x[k] / 3 + 1;
    x[COUNT + (k + 77) % COUNT] = -y[k], y[COUNT + (k + 77) % COUNT] = x[k];
  }
  x[ALL - 1] = part, y[ALL - 1] = 1;
  for (int k = 0; k < ALL; k++) plain += x[k] * y[k];
  assert_true(fabs(compensated_dot(ALL, x, y) / part - 1) < 1e-9); /* the bound in the header */
  assert_true(fabs(plain / part - 1) > 1e-3);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(products_are_exact_to_the_last_bit),
    cmocka_unit_test(what_cancels_leaves_its_last_digits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
