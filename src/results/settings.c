/* Lines, values, differences. */
#include "results/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool settings_next(const char **at, SettingsLine *line)
{
  const char *begin = *at;

  if (!*begin) return false;
  const size_t length = strcspn(begin, "\n");
  const char  *equals = strstr(begin, " = ");
  if (equals && equals + 3 > begin + length) equals = NULL;
  *line              = (SettingsLine){.key = begin, .key_length = equals ? (size_t)(equals - begin) : length};
  line->value        = equals ? equals + 3 : begin + length;
  line->value_length = (size_t)(begin + length - line->value);
  *at                = begin + length + (begin[length] == '\n');
  return true;
}

bool settings_find(const char *text, const char *key, size_t key_length, SettingsLine *line)
{
  while (settings_next(&text, line))
    if (line->key_length == key_length && !memcmp(line->key, key, key_length)) return true;
  return false;
}

bool settings_equal(const SettingsLine *a, const SettingsLine *b)
{
  return a->value_length == b->value_length && !memcmp(a->value, b->value, a->value_length);
}

/* At most one number for every two characters. */
bool settings_numbers(const SettingsLine *line, int64_t *count, double **values, bool *listed)
{
  const char *at = line->value, *end = line->value + line->value_length;

  *count  = 0;
  *listed = at < end && *at == '[';
  if (*listed && (end[-1] != ']' || end - at < 3)) return false;
  at += *listed;
  end -= *listed;
  *values = malloc((line->value_length / 2 + 1) * sizeof **values);
  while (*values && at < end) {
    char        *after;
    const double number = strtod(at, &after);
    if (after == at || after > end) break;
    (*values)[(*count)++] = number;
    at                    = after;
    if (!*listed || at + 1 >= end || *at != ',') break;
    at++;
  }
  if (*values && at == end && *count > 0) return true;
  free(*values);
  *values = NULL;
  return false;
}

/* As short as can be read back. */
static void print_number(double number, size_t size, char *text)
{
  for (int digits = 6; digits <= 17; digits++) {
    snprintf(text, size, "%.*g", digits, number);
    if (strtod(text, NULL) == number) return;
  }
}

/* "0.6", "[1.1, 1.2]", "101 values from 0.75 to 1.75", or a word as it stands. */
static void describe(const SettingsLine *line, size_t size, char *words)
{
  int64_t count;
  double *values;
  bool    listed;
  char    number[32];
  size_t  at = 0;

  if (!settings_numbers(line, &count, &values, &listed)) {
    const size_t most = size > 64 ? 60 : size - 4;
    snprintf(words, size, "%.*s%s", (int)(line->value_length < most ? line->value_length : most), line->value,
             line->value_length < most ? "" : "...");
    return;
  }
  if (count > 3) {
    print_number(values[0], sizeof number, number);
    at = (size_t)snprintf(words, size, "%lld values from %s to ", (long long)count, number);
    print_number(values[count - 1], sizeof number, number);
    snprintf(words + at, size - at, "%s", number);
  } else
    for (int64_t i = 0; i < count && at < size; i++) {
      print_number(values[i], sizeof number, number);
      at += (size_t)snprintf(words + at, size - at, "%s%s%s", listed && !i ? "[" : "", number, !listed ? "" : i + 1 < count ? ", " : "]");
    }
  free(values);
}

/* The first number that differs in two lists that are described alike: "Jy[3] = 0.78 there, 0.79 here". */
static bool differing_number(const SettingsLine *theirs, const SettingsLine *ours, size_t size, char *words)
{
  int64_t count[2];
  double *values[2] = {NULL, NULL};
  bool    listed, found = false;
  char    there[32], here[32];

  const bool numbers = settings_numbers(theirs, &count[0], &values[0], &listed) && settings_numbers(ours, &count[1], &values[1], &listed);
  for (int64_t i = 0; numbers && count[0] == count[1] && i < count[0] && !found; i++) {
    found = values[0][i] != values[1][i];
    if (!found) continue;
    print_number(values[0][i], sizeof there, there);
    print_number(values[1][i], sizeof here, here);
    snprintf(words, size, "%.*s[%lld] = %s there, %s here", (int)ours->key_length, ours->key, (long long)i, there, here);
  }
  free(values[0]);
  free(values[1]);
  return found;
}

bool settings_difference(const char *theirs, const char *ours, size_t size, char *words)
{
  SettingsLine a, b;
  char         there[128], here[128];

  for (const char *at = ours; settings_next(&at, &b);) {
    if (!settings_find(theirs, b.key, b.key_length, &a)) {
      describe(&b, sizeof here, here);
      snprintf(words, size, "%.*s is not known there, %s here", (int)b.key_length, b.key, here);
      return true;
    }
    if (settings_equal(&a, &b)) continue;
    describe(&a, sizeof there, there);
    describe(&b, sizeof here, here);
    if (strcmp(there, here) || !differing_number(&a, &b, size, words))
      snprintf(words, size, "%.*s = %s there, %s here", (int)b.key_length, b.key, there, here);
    return true;
  }
  for (const char *at = theirs; settings_next(&at, &a);) {
    if (settings_find(ours, a.key, a.key_length, &b)) continue;
    describe(&a, sizeof there, there);
    snprintf(words, size, "%.*s = %s there, not known here", (int)a.key_length, a.key, there);
    return true;
  }
  return false;
}
