/* A row is a sum over moves; complex coefficients c p_t become Re c, Im c times the real unknowns of t. */
#include "physics/occupation/generator.h"

#include <stdlib.h>
#include <string.h>

static const double negligible = 1e-15;

bool occupation_generator_create(const SiteMaps *maps, const LetterBasis *letters, OccupationGenerator *g)
{
  SiteMaps part[2] = {{0}, {0}};

  memset(g, 0, sizeof *g);
  g->letters = *letters;
  bool good  = occupation_index_create(maps->n, maps->N, &g->index) && letters_maps(maps, letters, &part[0], &part[1]);
  for (int k = 0; k < 2 && good; k++) good = moment_moves_create(&part[k], negligible, &g->moves[k], &g->move[k]);
  site_maps_free(&part[0]);
  site_maps_free(&part[1]);
  const int64_t longest = 2 * ((int64_t)g->moves[0] + g->moves[1]) + 1;
  g->longest            = (int)(longest < g->index.size ? longest : g->index.size);
  return good;
}

void occupation_generator_free(OccupationGenerator *g)
{
  occupation_index_free(&g->index);
  for (int k = 0; k < 2; k++) moment_moves_free(g->moves[k], g->move[k]);
  memset(g, 0, sizeof *g);
}

bool occupation_row_create(const OccupationGenerator *g, OccupationRow *row)
{
  *row = (OccupationRow){.room = g->longest, .slots = 64};
  while (row->slots < 2 * row->room) row->slots *= 2;
  row->column = malloc((size_t)row->room * sizeof *row->column);
  row->value  = malloc((size_t)row->room * sizeof *row->value);
  row->used   = malloc((size_t)row->room * sizeof *row->used);
  row->slot   = calloc((size_t)row->slots, sizeof *row->slot);
  return row->column && row->value && row->used && row->slot;
}

void occupation_row_free(OccupationRow *row)
{
  free(row->column);
  free(row->value);
  free(row->used);
  free(row->slot);
  *row = (OccupationRow){0};
}

static void add(OccupationRow *row, int64_t column, double value)
{
  if (value == 0) return;
  int at = (int)(((uint64_t)column * 0x9e3779b97f4a7c15u >> 32) & (uint64_t)(row->slots - 1));
  while (row->slot[at] && row->column[row->slot[at] - 1] != column) at = (at + 1) & (row->slots - 1);
  if (row->slot[at]) {
    row->value[row->slot[at] - 1] += value;
    return;
  }
  row->used[row->count]   = at;
  row->column[row->count] = column;
  row->value[row->count]  = value;
  row->slot[at]           = ++row->count;
}

int64_t occupation_adjoint(const OccupationGenerator *g, const uint16_t *m)
{
  uint16_t adjoint[MOMENT_LETTERS];

  for (int a = 0; a < g->index.n; a++) adjoint[g->letters.star[a]] = m[a];
  return occupation_rank(&g->index, adjoint);
}

/* The row of Re p or, `imaginary`, of Im p gets c p_t, c = rate or i rate. */
static void add_term(const OccupationGenerator *g, const uint16_t *target, double rate, bool times_i, bool imaginary, OccupationRow *row)
{
  const int64_t t = occupation_rank(&g->index, target), adjoint = occupation_adjoint(g, target);
  const int64_t re = t < adjoint ? t : adjoint, im = t < adjoint ? adjoint : t;
  const double  sign = t < adjoint ? 1 : -1; /* of Im p_t beside its unknown */

  if (times_i == imaginary) add(row, re, rate);
  else if (t != adjoint) add(row, im, (times_i ? -sign : sign) * rate);
}

static void finish(OccupationRow *row)
{
  int kept = 0;

  for (int k = 0; k < row->count; k++) row->slot[row->used[k]] = 0;
  for (int k = 0; k < row->count; k++) {
    if (row->value[k] == 0) continue;
    row->column[kept]  = row->column[k];
    row->value[kept++] = row->value[k];
  }
  row->count = kept;
}

void occupation_row(const OccupationGenerator *g, int64_t unknown, OccupationRow *row)
{
  const int n = g->index.n;
  uint16_t  m[MOMENT_LETTERS], target[MOMENT_LETTERS];
  int       letters = 0;

  row->count = 0;
  occupation_unrank(&g->index, unknown, m);
  const int64_t adjoint   = occupation_adjoint(g, m);
  const bool    imaginary = adjoint < unknown;
  if (imaginary) occupation_unrank(&g->index, adjoint, m);
  for (int a = 0; a < n; a++) letters += m[a];
  for (int part = 0; part < 2; part++)
    for (const MomentMove *move = g->move[part]; move < g->move[part] + g->moves[part]; move++) {
      const double rate = moment_move_rate(move, g->index.N, letters, m);
      if (rate == 0) continue;
      for (int a = 0; a < n; a++) target[a] = (uint16_t)(m[a] + move->change[a]);
      add_term(g, target, rate, part == 1, imaginary, row);
    }
  finish(row);
}
