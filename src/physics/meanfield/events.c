/* Events between two points of a branch are found as zeros of what changes sign there, and then from points around them: on a bifurcation
   itself the branch cannot be told from the one that crosses it. */
#include "physics/meanfield/continuation.h"
#include "physics/numerics/roots.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool flow_events_create(int n, int max, FlowEvents *events)
{
  *events = (FlowEvents){
    .n = n, .max = max, .event = malloc((size_t)max * sizeof(FlowEvent)), .storage = malloc((size_t)(max * n) * sizeof(double))};
  if (events->event && events->storage) {
    for (int k = 0; k < max; k++) events->event[k] = (FlowEvent){.x = events->storage + k * n};
    return true;
  }
  flow_events_free(events);
  return false;
}

void flow_events_free(FlowEvents *events)
{
  free(events->event);
  free(events->storage);
  *events = (FlowEvents){.n = 0};
}

/* What changes sign at the events: the direction in which the parameter goes, the determinant, the growth. */
static double direction(const FlowBranchPoint *point) { return point->tangent[point->n]; }
static double determinant(const FlowBranchPoint *point) { return point->determinant; }
static double decay(const FlowBranchPoint *point) { return -point->spectrum.growth; }

typedef struct {
  const FlowFamily      *family;
  const FlowBranchPoint *from;
  FlowBranchPoint       *scratch;
  double (*quantity)(const FlowBranchPoint *);
} Segment;

static double quantity_along(double s, void *context)
{
  const Segment *segment = context;

  return flow_branch_step(segment->family, segment->from, s, segment->scratch) ? segment->quantity(segment->scratch) : NAN;
}

enum { NODES = 6 };
static const double nodes[NODES] = {-3, -2, -1, 1, 2, 3};

/* The polynomial through `values` at the nodes. */
static double interpolate(const double values[NODES], double t)
{
  double sum = 0;

  for (int i = 0; i < NODES; i++) {
    double weight = values[i];
    for (int k = 0; k < NODES; k++)
      if (k != i) weight *= (t - nodes[k]) / (nodes[i] - nodes[k]);
    sum += weight;
  }
  return sum;
}

/* An event close to arclength s. Sets x, value and, for a Hopf bifurcation, omega. */
static bool refine(const Segment *segment, double s, FlowEvent *event)
{
  const double           spacing = 3e-4;
  const int              n       = segment->from->n;
  const FlowBranchPoint *point   = segment->scratch;
  double                 quantity[NODES], omega[NODES], u[n + 1][NODES], t = 0;

  for (int i = 0; i < NODES; i++) {
    quantity[i] = quantity_along(s + spacing * nodes[i], (void *)segment);
    if (isnan(quantity[i])) return false;
    omega[i] = point->spectrum.frequency;
    for (int k = 0; k <= n; k++) u[k][i] = point->u[k];
  }
  const double slope = interpolate(quantity, 0.5) - interpolate(quantity, -0.5);
  for (int i = 0; i < 10; i++) t -= interpolate(quantity, t) / slope;
  if (!(fabs(t) < 1)) return false;
  event->omega = event->kind == FLOW_HOPF ? interpolate(omega, t) : 0;
  for (int k = 0; k < n; k++) event->x[k] = interpolate(u[k], t);
  event->value = interpolate(u[n], t) * segment->family->unit;
  return true;
}

/* Is there an event on the segment of arclength s to `to`, and where? Where the branch turns its back on the parameter the determinant
   changes sign at a fold, but not at the tip of a pitchfork. */
static bool locate(Segment *segment, double s, const FlowBranchPoint *to, FlowEvent *event)
{
  const FlowBranchPoint *from  = segment->from;
  const bool             turns = direction(from) * direction(to) < 0, real = determinant(from) * determinant(to) < 0;

  segment->quantity = turns ? direction : real ? determinant : decay;
  if (!(segment->quantity(from) * segment->quantity(to) < 0)) return false;
  event->kind = turns && real ? FLOW_FOLD : turns || real ? FLOW_BIFURCATION : FLOW_HOPF;
  return refine(segment, root_between(quantity_along, segment, 0, s), event);
}

static double cosine(const FlowBranchPoint *p, const FlowBranchPoint *q)
{
  double sum = 0;

  for (int k = 0; k <= p->n; k++) sum += p->tangent[k] * q->tangent[k];
  return sum;
}

bool flow_branch_events(const FlowFamily *family, FlowBranchPoint *point, double lower, double upper, double length, FlowEvents *events)
{
  const double    longest = 0.02, shortest = 1e-9;
  const int       n = family->flow.n;
  double          s = longest / 4;
  FlowBranchPoint next, scratch;
  const bool      room = flow_branch_point_create(n, &next), more_room = flow_branch_point_create(n, &scratch);
  Segment         segment = {family, point, &scratch, NULL};

  while (room && more_room && events->count < events->max && length > 0 && s > shortest) {
    if (point->u[n] * family->unit < lower || point->u[n] * family->unit > upper) break;
    /* a step that turns by more than 11 degrees could jump to another branch */
    if (!flow_branch_step(family, point, s, &next) || cosine(point, &next) < 0.98) {
      s /= 2;
      continue;
    }
    if (locate(&segment, s, &next, &events->event[events->count])) events->count++;
    const FlowBranchPoint last = *point;
    *point = next, next = last; /* they change places */
    length -= s;
    s = fmin(1.5 * s, longest);
  }
  flow_branch_point_free(&next);
  flow_branch_point_free(&scratch);
  return room && more_room;
}
