/* A site beside N-k free ones: (N-k) w = (N-1) w - (k-1) w. The part with N-1 joins the one-site map as the Jacobian of the mean field,
   whose constant vanishes at a fixed point: no cancellation is left to the rows, at any N. */
#include "physics/moments/moves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  const SiteMaps *maps;
  int             count, room;
  MomentMove     *move;
  bool            good;
} Builder;

static MomentMove *move_of(Builder *b, const int16_t *change)
{
  const size_t bytes = (size_t)b->maps->n * sizeof *change;

  for (int k = 0; k < b->count; k++)
    if (!memcmp(b->move[k].change, change, bytes)) return &b->move[k];
  if (b->count == b->room) {
    const int   room = b->room ? 2 * b->room : 32;
    MomentMove *move = realloc(b->move, (size_t)room * sizeof *move);
    if (!move) return NULL;
    b->move = move;
    b->room = room;
  }
  MomentMove *m = &b->move[b->count++];
  *m            = (MomentMove){0};
  memcpy(m->change, change, bytes);
  return m;
}

/* Letters a and c become b and e; 0 is the identity. */
static void add(Builder *builder, MomentFactor factor, int a, int c, int b, int e, double value)
{
  int16_t change[MOMENT_LETTERS] = {0};

  if (value == 0 || !builder->good) return;
  if (a) change[a - 1]--;
  if (c) change[c - 1]--;
  if (b) change[b - 1]++;
  if (e) change[e - 1]++;
  MomentMove *m = move_of(builder, change);
  if (m && m->parts == m->room) {
    const int   room = m->room ? 2 * m->room : 4;
    MomentPart *part = realloc(m->part, (size_t)room * sizeof *part);
    if (part) m->part = part, m->room = room;
    else m = NULL;
  }
  if (m) m->part[m->parts++] = (MomentPart){factor, a - 1, c - 1, value};
  else builder->good = false;
}

static double kept(double value, double least) { return fabs(value) < least ? 0 : value; }

/* w_ac,be + w_ac,eb: the letters b and e, whichever site has them. */
static double both_ways(const SiteMaps *maps, int a, int c, int b, int e)
{
  return b == e ? site_pair(maps, a, c, b, b) : site_pair(maps, a, c, b, e) + site_pair(maps, a, c, e, b);
}

static void largest_elements(const SiteMaps *maps, double *one, double *pair)
{
  const int  size = maps->n + 1;
  const long all  = (long)size * size * size * size;

  *one = *pair = 0;
  for (int k = 0; k < size * size; k++) *one = fmax(*one, fabs(maps->one[k]));
  for (long k = 0; k < all; k++) *pair = fmax(*pair, fabs(maps->pair[k]));
  *one = fmax(*one, (maps->N - 1) * *pair);
}

static void add_one_site(Builder *builder, int a, double one, double pair)
{
  const SiteMaps *maps = builder->maps;

  for (int b = 0; b <= maps->n; b++) {
    const double w = kept(both_ways(maps, a, 0, b, 0), pair);
    add(builder, FACTOR_SITE, a, 0, b, 0, kept(site_one(maps, a, b) + (maps->N - 1) * w, one));
    add(builder, FACTOR_LESS, a, 0, b, 0, w);
    for (int e = b; b > 0 && e <= maps->n; e++) add(builder, FACTOR_FREE, a, 0, b, e, kept(both_ways(maps, a, 0, b, e), pair));
  }
}

bool moment_moves_create(const SiteMaps *maps, double negligible, int *moves, MomentMove **move)
{
  Builder builder = {.maps = maps, .good = true};
  double  one, pair;

  largest_elements(maps, &one, &pair);
  one *= negligible, pair *= negligible;
  for (int a = 1; a <= maps->n; a++) {
    add_one_site(&builder, a, one, pair);
    for (int c = a; c <= maps->n; c++)
      for (int b = 0; b <= maps->n; b++)
        for (int e = b; e <= maps->n; e++) add(&builder, FACTOR_PAIR, a, c, b, e, kept(both_ways(maps, a, c, b, e), pair));
  }
  *moves = builder.count;
  *move  = builder.move;
  return builder.good;
}

void moment_moves_free(int moves, MomentMove *move)
{
  for (int k = 0; move && k < moves; k++) free(move[k].part);
  free(move);
}

double moment_move_rate(const MomentMove *move, int N, int k, const uint16_t *m)
{
  double rate = 0;

  for (const MomentPart *p = move->part; p < move->part + move->parts; p++) {
    const double of_a = m[p->a];
    switch (p->factor) {
    case FACTOR_SITE: rate += p->value * of_a; break;
    case FACTOR_LESS: rate -= p->value * of_a * (k - 1); break;
    case FACTOR_FREE: rate += p->value * of_a * ((double)N - k); break;
    case FACTOR_PAIR: rate += p->value * (p->a == p->c ? of_a * (of_a - 1) / 2 : of_a * m[p->c]); break;
    }
  }
  return rate;
}
