/* Union-find with path halving over the nonzeros, row by row. */
#include "physics/occupation/sector.h"

#include <stdlib.h>
#include <string.h>

static int32_t root_of(int32_t *parent, int32_t i)
{
  while (parent[i] != i) i = parent[i] = parent[parent[i]];
  return i;
}

/* The smaller number is the root: that of component 0 is 0. */
static void join(int32_t *parent, int32_t i, int32_t k)
{
  i = root_of(parent, i), k = root_of(parent, k);
  if (i < k) parent[k] = i;
  else parent[i] = k;
}

static void connect(const OccupationGenerator *g, OccupationRow *row, int32_t *parent, int64_t *entries)
{
  for (int32_t i = 0; i < g->index.size; i++) parent[i] = i;
  for (int32_t i = 1; i < g->index.size; i++) {
    occupation_row(g, i, row);
    for (int k = 0; k < row->count; k++) join(parent, i, (int32_t)row->column[k]);
    entries[i] = row->count;
  }
}

/* Re p and, right behind it, Im p. number[] holds the parents on entry. */
static void number_unknowns(const OccupationGenerator *g, const int64_t *entries, OccupationSector *s)
{
  uint16_t m[MOMENT_LETTERS] = {0};

  for (int32_t i = (int32_t)g->index.size - 1; i >= 0; i--) s->number[i] = root_of(s->number, i) == 0 ? 0 : -1; /* parents are smaller */
  for (int32_t i = 0; i < g->index.size; i++, occupation_next(g->index.n, m)) {
    const int64_t adjoint = occupation_adjoint(g, m);
    for (int part = 0; part < (i < adjoint ? 2 : i == adjoint ? 1 : 0); part++) {
      const int32_t unknown = part ? (int32_t)adjoint : i;
      if (s->number[unknown] < 0) continue;
      s->nonzeros += entries[unknown];
      s->unknown[s->count] = unknown;
      s->number[unknown]   = (int32_t)s->count++;
    }
  }
}

bool occupation_sector_create(const OccupationGenerator *g, OccupationSector *s)
{
  const size_t  size    = (size_t)g->index.size;
  int64_t      *entries = calloc(size, sizeof *entries);
  OccupationRow row     = {0};

  *s        = (OccupationSector){.number = malloc(size * sizeof *s->number), .unknown = malloc(size * sizeof *s->unknown)};
  bool good = occupation_row_create(g, &row) && entries && s->number && s->unknown;
  if (good) {
    connect(g, &row, s->number, entries);
    number_unknowns(g, entries, s);
    int32_t *fewer = realloc(s->unknown, (size_t)s->count * sizeof *fewer);
    if (fewer) s->unknown = fewer;
  }
  occupation_row_free(&row);
  free(entries);
  return good;
}

void occupation_sector_free(OccupationSector *s)
{
  free(s->number);
  free(s->unknown);
  *s = (OccupationSector){0};
}

/* Unknowns of the state at a few sites; -1: memory is short. */
static int64_t unknowns_of(const SiteMaps *maps, const LetterBasis *letters)
{
  enum { SITES = 4, UNKNOWNS = 5000 };
  OccupationGenerator *g     = malloc(sizeof *g);
  OccupationSector     s     = {0};
  SiteMaps             few   = *maps;
  int64_t              count = -1;

  if (!g) return -1;
  few.N = few.N > SITES ? SITES : few.N;
  while (few.N > 2 && occupation_count(few.n, few.N) > UNKNOWNS) few.N--;
  if (occupation_generator_create(&few, letters, g) && occupation_sector_create(g, &s)) count = s.count;
  occupation_sector_free(&s);
  occupation_generator_free(g);
  free(g);
  return count;
}

bool occupation_generator_choose(const SiteBasis *basis, const SiteMaps *maps, OccupationGenerator *g)
{
  enum { CHOICES = 3 };
  LetterBasis *letters = malloc(CHOICES * sizeof *letters);
  int64_t      least   = -1;
  int          best    = 0;
  bool         good    = letters;

  memset(g, 0, sizeof *g);
  if (!letters) return false;
  letters_one_body(basis, maps, &letters[0]);
  letters_matrix_units(basis, &letters[1]);
  letters_hermitian(basis, &letters[2]);
  for (int k = 0; k < CHOICES && good; k++) {
    const int64_t count = unknowns_of(maps, &letters[k]);
    good                = count >= 0;
    if (good && (least < 0 || count < least)) least = count, best = k;
  }
  good = good && occupation_generator_create(maps, &letters[best], g);
  free(letters);
  return good;
}
