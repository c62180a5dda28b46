/* The search, and what is made of what it finds. */
#include "physics/meanfield/fixed_points.h"

#include "physics/meanfield/basin.h"
#include "physics/meanfield/newton.h"
#include "physics/meanfield/stability.h"
#include "physics/meanfield/symmetry.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void flow_points_free(FlowPoints *points)
{
  free(points->point);
  free(points->storage);
  *points = (FlowPoints){.count = 0};
}

bool flow_fixed_point_from(const FlowSpec *flow, double *x, double *error)
{
  double rotation[FLOW_GENERATORS], residual;

  return flow_newton(flow, NULL, x, rotation, error, &residual);
}

/* Can x be told from y at distance d, if it is known to `error`? */
static bool resolved(double d, double error) { return d > 1e-12 && error < 1e-4 * d; }

/* Where x cannot be told from its image the image's fixed subspace has it. Returns whether x was moved. */
static bool symmetrise(const FlowSpec *flow, double error, double *x)
{
  const int n = flow->n;
  double    y[n];
  bool      moved = false;

  for (int k = 0; k < flow->reflections; k++) {
    flow_reflect(flow, k, x, y);
    const double d = flow_distance(n, x, y) / 2;
    if (d == 0 || resolved(d, error)) continue;
    for (int i = 0; i < n; i++) x[i] = (x[i] + y[i]) / 2;
    moved = true;
  }
  for (int a = 0; a < flow->generators; a++) {
    double zero[n];
    memset(zero, 0, sizeof zero);
    flow_turn(flow, a, x, y);
    const double d = flow_distance(n, y, zero);
    if (d == 0 || resolved(d, error)) continue;
    moved = flow_remove_turn(flow, a, x) || moved;
  }
  return moved;
}

static bool is_ring(const FlowSpec *flow, const double *x)
{
  double y[flow->n];

  for (int a = 0; a < flow->generators; a++) {
    flow_turn(flow, a, x, y);
    for (int i = 0; i < flow->n; i++)
      if (y[i] != 0) return true;
  }
  return false;
}

static bool is_known(const FlowSpec *flow, const FlowPoints *points, const double *x, double error)
{
  const double slack = flow->generators ? 1e-8 : 1e-12; /* what the angle of the nearest point of an orbit is worth */
  double       nearest[flow->n];

  for (int i = 0; i < points->count; i++)
    if (flow_orbit_distance(flow, x, points->point[i].x, nearest) <= slack + 1e3 * (error + points->point[i].error)) return true;
  return false;
}

/* A ring that turns by no more than rounding stands still. */
static void stop_turning(const FlowSpec *flow, FlowPoint *p)
{
  for (int a = 0; a < flow->generators; a++)
    if (p->kind == FLOW_POINT || fabs(p->rotation[a]) < 1e-13 * fabs(p->growth)) p->rotation[a] = 0;
}

/* How fast the image R x turns: R G R^T = G or -G. */
static void reflect_rotation(const FlowSpec *flow, int k, const double *x, const double *image, double *rotation)
{
  double turned[flow->n], reflected[flow->n], of_image[flow->n];

  for (int a = 0; a < flow->generators; a++) {
    double along = 0;
    flow_turn(flow, a, x, turned);
    flow_reflect(flow, k, turned, reflected);
    flow_turn(flow, a, image, of_image);
    for (int i = 0; i < flow->n; i++) along += reflected[i] * of_image[i];
    if (along < 0) rotation[a] = -rotation[a];
  }
}

/* Appends x and its images, unless they are known. */
static void append(const FlowSpec *flow, const double *x, const FlowPoint *like, FlowPoints *points)
{
  FlowSpectrum s;
  double       image[flow->n];

  if (points->count == points->max || is_known(flow, points, x, like->error)) return;
  FlowPoint *p = &points->point[points->count];
  *p           = *like;
  p->x         = points->storage + (size_t)points->count * (size_t)flow->n;
  p->kind      = is_ring(flow, x) ? FLOW_RING : FLOW_POINT;
  memcpy(p->x, x, sizeof image);
  if (p->kind == FLOW_POINT) memset(p->rotation, 0, sizeof p->rotation);
  if (!flow_stability(flow, x, p->rotation, &s)) return;
  p->stability = s.stability, p->growth = s.growth, p->frequency = s.frequency, p->index = s.index;
  stop_turning(flow, p);
  points->index += p->index;
  points->count++;
  for (int k = 0; k < flow->reflections; k++) {
    FlowPoint of_image = *p;
    flow_reflect(flow, k, x, image);
    reflect_rotation(flow, k, x, image, of_image.rotation);
    append(flow, image, &of_image, points);
  }
}

/* Newton's method from a start; with `deflate` known points repel. */
static void try_start(const FlowSpec *flow, bool deflate, const double *start, FlowPoints *points)
{
  const FlowKnown known = {points->count, points->storage};
  FlowPoint       p     = {.share = NAN};
  double          x[flow->n];

  memcpy(x, start, sizeof x);
  if (!flow_newton(flow, deflate ? &known : NULL, x, p.rotation, &p.error, &p.residual)) return;
  for (int round = 0; round < 3 && symmetrise(flow, p.error, x); round++)
    if (!flow_newton(flow, NULL, x, p.rotation, &p.error, &p.residual)) return;
  symmetrise(flow, p.error, x);
  if (flow->physical && !flow->physical(flow->context, x)) return;
  append(flow, x, &p, points);
}

/* Is there a point whose index rounding leaves open? */
static bool is_open(const FlowPoints *points)
{
  for (int i = 0; i < points->count; i++)
    if (points->point[i].kind == FLOW_POINT && points->point[i].index == 0) return true;
  return false;
}

static bool is_settled(const FlowPoints *points) { return (points->index == 1 && !is_open(points)) || points->count == points->max; }

/* Without and with deflation. Returns whether anything new was found. */
static bool try_both(const FlowSpec *flow, const double *x, FlowPoints *points)
{
  const int before = points->count;

  try_start(flow, false, x, points);
  if (points->count == before) try_start(flow, true, x, points);
  return points->count > before;
}

/* Between two attractors lies a saddle. */
static void try_between(const FlowSpec *flow, FlowPoints *points)
{
  enum { SOME = 12 };
  const int count = points->count < SOME ? points->count : SOME;
  double    x[flow->n];

  for (int i = 0; i < count; i++)
    for (int k = 0; k < i && !is_settled(points); k++) {
      for (int c = 0; c < flow->n; c++) x[c] = (points->point[i].x[c] + points->point[k].x[c]) / 2;
      try_both(flow, x, points);
    }
}

static void search(const FlowSpec *flow, FlowPoints *points)
{
  double x[flow->n];
  int    quiet = 0;

  for (int k = 0; flow->seed && flow->seed(flow->context, k, x); k++) try_start(flow, false, x, points);
  if (flow->seed && is_settled(points)) return;
  try_between(flow, points);
  if (flow->seed && is_settled(points)) return;
  for (int k = 0; flow->start && flow->start(flow->context, k, x); k++) {
    quiet = try_both(flow, x, points) ? 0 : quiet + 1;
    if (points->count == points->max) return;
    if (points->index == 1 && quiet >= 8 * (flow->n + 1) + 6 * points->count) return;
  }
}

static bool same_family(const FlowSpec *flow, const double *x, const double *y)
{
  double image[flow->n], nearest[flow->n];

  for (int k = 0; k < flow->reflections; k++) {
    flow_reflect(flow, k, x, image);
    if (flow_orbit_distance(flow, image, y, nearest) < 1e-8) return true;
  }
  return false;
}

static void find_families(const FlowSpec *flow, FlowPoints *points)
{
  points->families = points->stable = 0;
  for (int i = 0; i < points->count; i++) {
    FlowPoint *p = &points->point[i];
    p->family    = -1;
    for (int k = 0; k < i && p->family < 0; k++)
      if (same_family(flow, p->x, points->point[k].x)) p->family = points->point[k].family;
    if (p->family >= 0) continue;
    p->family = points->families++;
    points->stable += p->stability == FLOW_STABLE;
  }
}

bool flow_fixed_points(const FlowSpec *flow, int max, FlowPoints *points)
{
  *points = (FlowPoints){.n       = flow->n,
                         .max     = max,
                         .point   = malloc((size_t)max * sizeof(FlowPoint)),
                         .storage = malloc((size_t)(max * flow->n) * sizeof(double))};
  if (!points->point || !points->storage) {
    flow_points_free(points);
    return false;
  }
  search(flow, points);
  find_families(flow, points);
  points->complete = points->index == 1 && !is_open(points);
  return true;
}
