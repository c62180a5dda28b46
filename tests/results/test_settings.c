/* Settings as text: finding, reading numbers, and what is said of a difference. */
#include "results/settings.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const text = "model = xyz\ntask = steady\nN = [5, 10]\nJx = 0.59999999999999998\nnote = a = b\nempty = \nlast = 1e-300";

static void test_lines(void **state)
{
  SettingsLine line;

  (void)state;
  assert_true(settings_find(text, "task", 4, &line));
  assert_int_equal(line.value_length, 6);
  assert_memory_equal(line.value, "steady", 6);
  assert_true(settings_find(text, "note", 4, &line));
  assert_int_equal(line.value_length, 5);
  assert_memory_equal(line.value, "a = b", 5);
  assert_true(settings_find(text, "empty", 5, &line));
  assert_int_equal(line.value_length, 0);
  assert_true(settings_find(text, "last", 4, &line));
  assert_memory_equal(line.value, "1e-300", 6);
  assert_false(settings_find(text, "J", 1, &line));
  assert_false(settings_find(text, "xyz", 3, &line));
  assert_false(settings_find("", "N", 1, &line));
  assert_true(settings_find("N\n = 3\nM = 4", "N", 1, &line));
  assert_int_equal(line.value_length, 0);
}

static void check_numbers(const char *value, int64_t wanted, const double *numbers, bool brackets)
{
  const SettingsLine line = {"key", value, 3, strlen(value)};
  int64_t            count;
  double            *values;
  bool               listed;

  assert_true(settings_numbers(&line, &count, &values, &listed));
  assert_int_equal(count, wanted);
  assert_int_equal(listed, brackets);
  for (int64_t i = 0; i < count; i++) assert_true(values[i] == numbers[i]);
  free(values);
}

static void test_numbers(void **state)
{
  static const char *const none[] = {"",      "auto", "[",      "]",    "[]",  "[1",    "1]",   "[1,]",
                                     "[1, 2", "1, 2", "[1, x]", "2*Jx", "1 2", "[1 2]", "[[1]]"};

  (void)state;
  check_numbers("0.5", 1, (double[]){0.5}, false);
  check_numbers("[7]", 1, (double[]){7}, true);
  check_numbers("[5, 10, -1e-300]", 3, (double[]){5, 10, -1e-300}, true);
  for (size_t k = 0; k < sizeof none / sizeof *none; k++) {
    const SettingsLine line = {"key", none[k], 3, strlen(none[k])};
    int64_t            count;
    double            *values;
    bool               listed;
    assert_false(settings_numbers(&line, &count, &values, &listed));
    assert_null(values);
  }
}

static void check_difference(const char *theirs, const char *ours, const char *wanted)
{
  char words[128] = "";

  assert_int_equal(settings_difference(theirs, ours, sizeof words, words), wanted[0] != 0);
  assert_string_equal(words, wanted);
}

static void test_differences(void **state)
{
  (void)state;
  check_difference(text, text, "");
  check_difference("Jx = 0.59999999999999998", "Jx = 0.5", "Jx = 0.6 there, 0.5 here");
  check_difference("N = [5, 6]", "N = [5, 7]", "N = [5, 6] there, [5, 7] here");
  check_difference("N = [5, 6]", "N = 5", "N = [5, 6] there, 5 here");
  check_difference("x = [1, 2, 3, 4]", "x = [1, 2, 3, 4, 5]", "x = 4 values from 1 to 4 there, 5 values from 1 to 5 here");
  check_difference("x = [1, 2, 3, 4]", "x = [1, 2, 3.5, 4]", "x[2] = 3 there, 3.5 here");
  check_difference("a = auto\nb = 1", "a = auto", "b = 1 there, not known here");
  check_difference("a = auto", "a = auto\nb = 1", "b is not known there, 1 here");
  check_difference("a = auto", "a = off", "a = auto there, off here");
}

/* No text is too long for the words, whatever their size. */
static void test_words_fit(void **state)
{
  char theirs[4096] = "key = ", ours[4096] = "key = ", words[128];

  (void)state;
  memset(theirs + 6, 'a', 4000);
  memset(ours + 6, 'b', 4000);
  for (size_t size = 8; size <= sizeof words; size++) {
    memset(words, '#', sizeof words);
    assert_true(settings_difference(theirs, ours, size, words));
    assert_true(strnlen(words, sizeof words) < size);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_lines), cmocka_unit_test(test_numbers), cmocka_unit_test(test_differences),
                                     cmocka_unit_test(test_words_fit)};

  return cmocka_run_group_tests(tests, NULL, NULL);
}
