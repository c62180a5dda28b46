/* Checksums: against numbers made by hand, and that no change of one word goes unnoticed. */
#include "results/checksum.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* FNV-1a's published test vectors, and one step of the mixing by Python's integers. */
static void test_known_values(void **state)
{
  (void)state;
  assert_true(checksum_text("") == 0xcbf29ce484222325u);
  assert_true(checksum_text("a") == 0xaf63dc4c8601ec8cu);
  assert_true(checksum_text("foobar") == 0x85944171f73967e8u);
  assert_true(checksum_mix(1, 2) == 0xdaa66d2ca7791913u);
  assert_true(checksum_mix(checksum_mix(0, 0x0123456789abcdefu), 5) == 0x02260e8b22af14d6u);
}

/* Flip every bit of every word in turn: the sum is never the same. */
static void test_every_bit_counts(void **state)
{
  uint64_t words[8], seen;

  (void)state;
  srand(1);
  for (int k = 0; k < 8; k++) words[k] = (uint64_t)rand() << 32 ^ (uint64_t)rand();
  seen = checksum_bytes(7, sizeof words, words);
  for (int k = 0; k < 8; k++)
    for (int bit = 0; bit < 64; bit++) {
      words[k] ^= (uint64_t)1 << bit;
      assert_true(checksum_bytes(7, sizeof words, words) != seen);
      words[k] ^= (uint64_t)1 << bit;
    }
  assert_true(checksum_bytes(7, sizeof words, words) == seen);
}

static void test_bytes_of_any_length(void **state)
{
  char bytes[32] = "the quick brown fox jumps over";

  (void)state;
  for (size_t n = 0; n < 30; n++) {
    const uint64_t sum = checksum_bytes(1, n, bytes);
    bytes[n] ^= 1; /* behind the end */
    assert_true(checksum_bytes(1, n, bytes) == sum);
    bytes[n] ^= 1;
    for (size_t i = 0; i < n; i++) {
      bytes[i] ^= 0x40;
      assert_true(checksum_bytes(1, n, bytes) != sum);
      bytes[i] ^= 0x40;
    }
  }
}

/* Block by block gives the sums of single points; zeros of either sign, NaNs of any kind and the order of values count. */
static void test_values(void **state)
{
  const double values[] = {0.0, -0.0, NAN, 1, 2, 2, 1, INFINITY};
  uint64_t     h[4]     = {3, 3, 3, 3}, alone;

  (void)state;
  checksum_values(h, 4, 2, VALUE_REAL, values);
  for (int i = 0; i < 4; i++) {
    alone = 3;
    checksum_values(&alone, 1, 2, VALUE_REAL, values + 2 * i);
    assert_true(alone == h[i]);
    for (int k = 0; k < i; k++) assert_true(h[k] != h[i]);
  }
  alone = 3;
  checksum_values(&alone, 1, 1, VALUE_REAL, &values[0]);
  uint64_t other = 3;
  checksum_values(&other, 1, 1, VALUE_REAL, &values[1]);
  assert_true(alone != other);
}

/* The same values at another place of the grid have another sum, and a block that begins anywhere agrees with the whole. */
static void test_coordinates(void **state)
{
  const double        n[] = {5, 10, 20}, x[] = {0.1, 0.2, 0.3, 0.4};
  const double *const axes[]   = {n, x};
  const int64_t       length[] = {3, 4};
  uint64_t            all[12], part[5];

  (void)state;
  checksum_begin(9, 2, length, axes, 0, 12, all);
  for (int i = 0; i < 12; i++)
    for (int k = 0; k < i; k++) assert_true(all[i] != all[k]);
  checksum_begin(9, 2, length, axes, 6, 5, part);
  assert_memory_equal(part, all + 6, sizeof part);
  checksum_begin(9, 0, NULL, NULL, 0, 1, part);
  assert_true(part[0] == 9);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_known_values), cmocka_unit_test(test_every_bit_counts),
                                     cmocka_unit_test(test_bytes_of_any_length), cmocka_unit_test(test_values),
                                     cmocka_unit_test(test_coordinates)};

  return cmocka_run_group_tests(tests, NULL, NULL);
}
