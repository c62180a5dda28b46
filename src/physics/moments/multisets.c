/* Open addressing with linear probing; at most half of the slots are in use. */
#include "physics/moments/multisets.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

Multisets multisets_empty(int n) { return (Multisets){.n = n}; }

void multisets_free(Multisets *s)
{
  free(s->occupation);
  free(s->slot);
  *s = (Multisets){.n = s->n};
}

static uint64_t hash(int n, const uint16_t *m)
{
  uint64_t h = 0x9e3779b97f4a7c15u;

  for (int a = 0; a < n; a++) {
    h = (h ^ m[a]) * 0xbf58476d1ce4e5b9u;
    h ^= h >> 29;
  }
  return h;
}

/* The slot of m, or the free one where it belongs. */
static int place(const Multisets *s, const uint16_t *m)
{
  int at = (int)(hash(s->n, m) & (uint64_t)(s->slots - 1));

  while (s->slot[at] && memcmp(multiset(s, s->slot[at] - 1), m, (size_t)s->n * sizeof *m)) at = (at + 1) & (s->slots - 1);
  return at;
}

int multisets_find(const Multisets *s, const uint16_t *m) { return s->slots ? s->slot[place(s, m)] - 1 : -1; }

static bool grow(Multisets *s)
{
  if (s->room > INT_MAX / 4) return false;
  const int room       = s->room ? 2 * s->room : 64;
  uint16_t *occupation = realloc(s->occupation, (size_t)room * (size_t)s->n * sizeof *occupation);

  if (occupation) s->occupation = occupation;
  int *slot = occupation ? calloc(2 * (size_t)room, sizeof *slot) : NULL;
  if (!slot) return false;
  free(s->slot);
  s->room  = room;
  s->slots = 2 * room;
  s->slot  = slot;
  for (int i = 0; i < s->count; i++) s->slot[place(s, multiset(s, i))] = i + 1;
  return true;
}

int multisets_add(Multisets *s, const uint16_t *m)
{
  const int known = multisets_find(s, m);

  if (known >= 0) return known;
  if (s->count == s->room && !grow(s)) return -1;
  memcpy(s->occupation + (long)s->count * s->n, m, (size_t)s->n * sizeof *m);
  s->slot[place(s, m)] = s->count + 1;
  return s->count++;
}
