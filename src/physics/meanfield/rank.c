/* Which family stands for the flow, and the order of the points. */
#include "physics/meanfield/fixed_points.h"

#include "physics/meanfield/basin.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Larger basin first; then smaller growth, families being compared by their first points. */
static bool better(const FlowPoint *p, const FlowPoint *q)
{
  const bool stable = p->stability == FLOW_STABLE;

  if (stable != (q->stability == FLOW_STABLE)) return stable;
  if (stable && p->share != q->share && !isnan(p->share)) return p->share > q->share;
  return p->growth < q->growth;
}

static int choose(const FlowPoints *points)
{
  int best = 0;

  for (int i = 1; i < points->count; i++)
    if (points->point[i].family != points->point[best].family && better(&points->point[i], &points->point[best])) best = i;
  return points->count ? points->point[best].family : -1;
}

typedef struct {
  FlowPoint point;
  int       n, place; /* place: first the chosen family, then the others by stability */
} Entry;

static int in_order(const void *a, const void *b)
{
  const Entry *p = a, *q = b;

  if (p->place != q->place) return p->place - q->place;
  if (p->point.family != q->point.family) return p->point.family - q->point.family;
  for (int i = 0; i < p->n; i++)
    if (p->point.x[i] != q->point.x[i]) return p->point.x[i] > q->point.x[i] ? -1 : 1;
  return 0;
}

bool flow_rank(const FlowSpec *flow, bool basins, FlowPoints *points)
{
  static const int place[] = {[FLOW_STABLE] = 1, [FLOW_MARGINAL] = 2, [FLOW_UNSTABLE] = 3};
  double           share[points->families + 1];
  Entry           *entry = malloc((size_t)(points->count + 1) * sizeof *entry);

  if (!entry) return false;
  if (basins && points->stable > 1) {
    flow_basin_shares(flow, points, share);
    for (int i = 0; i < points->count; i++) points->point[i].share = share[points->point[i].family];
  }
  const int chosen = choose(points);
  for (int i = 0; i < points->count; i++)
    entry[i] = (Entry){points->point[i], points->n, points->point[i].family == chosen ? 0 : place[points->point[i].stability]};
  qsort(entry, (size_t)points->count, sizeof *entry, in_order);
  for (int i = 0; i < points->count; i++) points->point[i] = entry[i].point; /* each still points to its own x */
  free(entry);
  return true;
}
