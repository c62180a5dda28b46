/* Method    Optimal string alignment: the least number of insertions, deletions, exchanges of a character and of two neighbours.
   Reference Damerau, Commun. ACM 7, 171 (1964). */
#include "text/suggest.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { LENGTH_MAX = 40 };

static int least(int a, int b, int c) { return a < b ? (a < c ? a : c) : (b < c ? b : c); }

static bool same(char a, char b) { return tolower((unsigned char)a) == tolower((unsigned char)b); }

/* Distance of a, n characters, and b, m characters, both at most LENGTH_MAX. */
static int distance(const char *a, int n, const char *b, int m)
{
  int rows[3][LENGTH_MAX + 1], *before = rows[0], *last = rows[1], *row = rows[2];

  for (int j = 0; j <= m; j++) last[j] = before[j] = j;
  for (int i = 1; i <= n; i++) {
    row[0] = i;
    for (int j = 1; j <= m; j++) {
      row[j] = least(last[j] + 1, row[j - 1] + 1, last[j - 1] + !same(a[i - 1], b[j - 1]));
      if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1])) row[j] = least(row[j], before[j - 2] + 1, row[j]);
    }
    int *spare = before;
    before = last, last = row, row = spare;
  }
  return last[m];
}

Suggestion suggestion_for(const char *word, size_t length) { return (Suggestion){word, length, NULL, 0}; }

void suggestion_offer(Suggestion *s, const char *known)
{
  const size_t length = strlen(known);
  const int    limit  = length < 2 ? 0 : length < 4 ? 1 : length < 8 ? 2 : 3;

  if (s->length > LENGTH_MAX || length > LENGTH_MAX) return;
  const int d = distance(s->word, (int)s->length, known, (int)length);
  if (d <= limit && 2 * d <= (int)s->length + 1 && (!s->best || d < s->distance)) s->best = known, s->distance = d;
}

void suggestion_offer_words(Suggestion *suggestion, Words known)
{
  for (int k = 0; k < known.count; k++) suggestion_offer(suggestion, words_at(known, k));
}

const char *suggestion_text(const Suggestion *s, size_t size, char *text)
{
  if (s->best) snprintf(text, size, "; did you mean %s?", s->best);
  else text[0] = 0;
  return text;
}
