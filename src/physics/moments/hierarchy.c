/* Breadth first from the wanted moments; union-find for the component of the average of 1. */
#include "physics/moments/hierarchy.h"

#include "physics/moments/moves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double negligible = 1e-13; /* elements of displaced maps, beside the largest */

static bool inside(const MomentHierarchy *h, const int *m)
{
  const int slow  = h->frame.slow;
  int       order = 0, letters = 0;

  for (int a = 0; a < h->frame.n; a++) {
    order += h->frame.weight[a] * m[a];
    letters += m[a];
  }
  return order <= h->cut.order && letters <= h->N && (h->cut.cap == 0 || slow < 0 || letters - m[slow] <= h->cut.cap);
}

static int letters_of(int n, const uint16_t *m)
{
  int k = 0;

  for (int a = 0; a < n; a++) k += m[a];
  return k;
}

/* Where the move leads: pairs of slow letters that are too many are taken out, their number goes to *taken. False: beyond all that is kept.
   */
static bool target_of(const MomentHierarchy *h, const MomentMove *move, const uint16_t *m, uint16_t *target, int *taken)
{
  const int n = h->frame.n, slow = h->frame.slow;
  int       to[MOMENT_LETTERS];

  *taken = 0;
  for (int a = 0; a < n; a++) to[a] = m[a] + move->change[a];
  while (!inside(h, to)) {
    if (slow < 0 || to[slow] < 2) return false;
    to[slow] -= 2;
    ++*taken;
  }
  for (int a = 0; a < n; a++) target[a] = (uint16_t)to[a];
  return true;
}

/* All multisets of `degree` letters from `first` on, added to m. */
static bool add_wanted(MomentHierarchy *h, int first, int degree, uint16_t *m)
{
  int occupation[MOMENT_LETTERS];

  for (int a = 0; a < h->frame.n; a++) occupation[a] = m[a];
  if (inside(h, occupation) && multisets_add(&h->found, m) < 0) return false;
  for (int a = first; degree > 0 && a < h->frame.n; a++) {
    m[a]++;
    if (!add_wanted(h, a, degree - 1, m)) return false;
    m[a]--;
  }
  return true;
}

static int root_of(int *parent, int i)
{
  while (parent[i] != i) i = parent[i] = parent[parent[i]];
  return i;
}

/* Edges of the graph as pairs in one growing array: rows are visited once. */
typedef struct {
  long count, room;
  int *end;
} Edges;

static bool add_edge(Edges *e, int i, int k)
{
  if (e->count == e->room) {
    const long room = e->room ? 2 * e->room : 256;
    int       *end  = realloc(e->end, 2 * (size_t)room * sizeof *end);
    if (!end) return false;
    e->end  = end;
    e->room = room;
  }
  e->end[2 * e->count]     = i;
  e->end[2 * e->count + 1] = k;
  e->count++;
  return true;
}

static MomentError find_dependencies(MomentHierarchy *h, Edges *edges)
{
  uint16_t target[MOMENT_LETTERS], m[MOMENT_LETTERS];
  int      taken;

  for (int i = 1; i < h->found.count; i++) {
    memcpy(m, multiset(&h->found, i), (size_t)h->frame.n * sizeof *m); /* the table moves when it grows */
    const int letters = letters_of(h->frame.n, m);
    for (int k = 0; k < h->moves; k++) {
      if (moment_move_rate(&h->move[k], h->N, letters, m) == 0 || !target_of(h, &h->move[k], m, target, &taken)) continue;
      const int to = multisets_add(&h->found, target);
      if (to < 0 || !add_edge(edges, i, to)) return MOMENT_MEMORY;
    }
    if (h->found.count > 4 * (long)h->cut.most) return MOMENT_TOO_MANY;
  }
  return MOMENT_OK;
}

static MomentError keep_component(MomentHierarchy *h, const Edges *edges)
{
  const size_t count  = (size_t)h->found.count;
  int         *parent = malloc(count * sizeof *parent);

  h->unknown = malloc(count * sizeof *h->unknown);
  h->set     = malloc(count * sizeof *h->set);
  if (!parent || !h->unknown || !h->set) {
    free(parent);
    return MOMENT_MEMORY;
  }
  for (int i = 0; i < (int)count; i++) parent[i] = i;
  for (long k = 0; k < edges->count; k++) parent[root_of(parent, edges->end[2 * k])] = root_of(parent, edges->end[2 * k + 1]);
  h->unknown[0] = -1;
  for (int i = 1; i < (int)count; i++) {
    h->unknown[i] = root_of(parent, i) == root_of(parent, 0) ? h->unknowns++ : -1;
    if (h->unknown[i] >= 0) h->set[h->unknown[i]] = i;
  }
  free(parent);
  return h->unknowns > h->cut.most ? MOMENT_TOO_MANY : MOMENT_OK;
}

static MomentError fill(const SiteMaps *maps, MomentHierarchy *h)
{
  SiteMaps   displaced         = {0};
  Edges      edges             = {0};
  uint16_t   m[MOMENT_LETTERS] = {0};
  const bool good              = site_maps_displaced(maps, h->frame.point, h->frame.V, h->frame.U, &displaced) &&
                    moment_moves_create(&displaced, negligible, &h->moves, &h->move) && add_wanted(h, 0, h->cut.wanted, m);
  MomentError error = good ? MOMENT_OK : MOMENT_MEMORY;

  site_maps_free(&displaced);
  if (!error) error = find_dependencies(h, &edges);
  if (!error) error = keep_component(h, &edges);
  free(edges.end);
  return error;
}

MomentError moment_hierarchy_create(const SiteMaps *maps, const MomentFrame *frame, const MomentCut *cut, MomentHierarchy *h)
{
  *h = (MomentHierarchy){.frame = *frame, .cut = *cut, .N = maps->N, .found = multisets_empty(frame->n)};
  return cut->order > OCCUPATION_MAX ? MOMENT_TOO_MANY : fill(maps, h);
}

void moment_hierarchy_free(MomentHierarchy *h)
{
  moment_moves_free(h->moves, h->move);
  multisets_free(&h->found);
  free(h->unknown);
  free(h->set);
  h->moves = h->unknowns = 0;
  h->move                = NULL;
  h->unknown = h->set = NULL;
}

/* S_to/S_from, factor by factor: both may be out of range. */
static double scale_ratio(const MomentFrame *f, const uint16_t *to, const uint16_t *from)
{
  double ratio = 1;

  for (int a = 0; a < f->n; a++) {
    for (int k = from[a] + 1; k <= to[a]; k++) ratio *= moment_letter_size(&f->scale[a], k);
    for (int k = to[a] + 1; k <= from[a]; k++) ratio /= moment_letter_size(&f->scale[a], k);
  }
  return ratio;
}

/* prod r(a) over the pairs of slow letters that were taken, the first of them at a = top. */
static double closed(const MomentClosure *closure, int top, int taken)
{
  double product = 1;

  for (int k = 0; k < taken; k++) {
    const double square = closure->intercept + closure->slope * (top - 2 * k);
    product *= square > 0 ? sqrt(square) : 0;
  }
  return product;
}

int moment_row(const MomentHierarchy *h, const MomentClosure *closure, int i, int *column, double *value, double *source)
{
  const uint16_t *m       = multiset(&h->found, h->set[i]);
  const int       letters = letters_of(h->frame.n, m), slow = h->frame.slow;
  uint16_t        target[MOMENT_LETTERS];
  int             count = 0, taken;

  *source = 0;
  for (int k = 0; k < h->moves; k++) {
    double rate = moment_move_rate(&h->move[k], h->N, letters, m);
    if (rate == 0 || !target_of(h, &h->move[k], m, target, &taken)) continue;
    if (taken) rate *= closed(closure, m[slow] + h->move[k].change[slow], taken);
    rate *= scale_ratio(&h->frame, target, m);
    const int found = multisets_find(&h->found, target), to = found < 0 ? -1 : h->unknown[found];
    if (found == 0) *source += rate;
    if (to < 0) continue;
    int at = 0;
    while (at < count && column[at] != to) at++;
    if (at == count) column[count++] = to, value[at] = 0;
    value[at] += rate;
  }
  return count;
}
