/* Events of all branches as one list. */
#include "physics/meanfield/continuation.h"
#include "physics/meanfield/symmetry.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double tiny = 1e-7; /* coordinates below it are zero at an event */

/* Is the image of x under some reflection larger, in the first coordinate that differs by more than slack? It is left in image. */
static bool has_larger_image(const FlowSpec *flow, const double *x, double slack, double *image)
{
  for (int r = 0; r < flow->reflections; r++) {
    flow_reflect(flow, r, x, image);
    for (int k = 0; k < flow->n; k++) {
      if (fabs(image[k] - x[k]) <= slack) continue;
      if (image[k] > x[k]) return true;
      break;
    }
  }
  return false;
}

static void choose_image(const FlowSpec *flow, FlowEvent *event)
{
  double image[flow->n];

  for (int round = 0; round < flow->reflections && has_larger_image(flow, event->x, tiny, image); round++)
    memcpy(event->x, image, sizeof image);
  for (int k = 0; k < flow->n; k++)
    if (flow->reflections && fabs(event->x[k]) < tiny) event->x[k] = 0;
}

/* How far x is from its images. */
static double asymmetry(const FlowSpec *flow, const double *x)
{
  double image[flow->n], largest = 0;

  for (int r = 0; r < flow->reflections; r++) {
    flow_reflect(flow, r, x, image);
    largest = fmax(largest, flow_distance(flow->n, x, image));
  }
  return largest;
}

static void copy(int n, const FlowEvent *from, FlowEvent *to)
{
  double *x = to->x;

  *to   = *from;
  to->x = memcpy(x, from->x, (size_t)n * sizeof *x);
}

/* A pitchfork is met on both of its branches, and less accurately on the one that turns there: the symmetric one stays. */
static void add_event(const FlowFamily *family, FlowEvent *event, FlowEvents *events)
{
  const FlowSpec *flow = &family->flow;

  choose_image(flow, event);
  for (int i = 0; i < events->count; i++) {
    FlowEvent *known = &events->event[i];
    if (fabs(known->value - event->value) > 1e-4 * family->unit || flow_distance(flow->n, known->x, event->x) > 1e-2) continue;
    if (asymmetry(flow, event->x) < asymmetry(flow, known->x)) copy(flow->n, event, known);
    return;
  }
  if (events->count < events->max) copy(flow->n, event, &events->event[events->count++]);
}

static int by_value(const void *a, const void *b)
{
  const FlowEvent *p = a, *q = b;

  return (p->value > q->value) - (p->value < q->value);
}

bool flow_transitions(const FlowFamily *family, int count, const double *x, double value, double lower, double upper, FlowEvents *events)
{
  const int       n      = family->flow.n;
  const double    length = 2 * (upper - lower) / family->unit + 4;
  double          image[n];
  FlowBranchPoint point;
  FlowEvents      found;
  bool            good = flow_branch_point_create(n, &point);

  good = flow_events_create(n, events->max, &found) && good;
  for (int k = 0; k < 2 * count && good; k++) {
    const double *start = x + (size_t)(k / 2) * (size_t)n;
    if (has_larger_image(&family->flow, start, tiny, image) || !flow_branch_start(family, start, value, k % 2 ? 1 : -1, &point)) continue;
    found.count = 0;
    good        = flow_branch_events(family, &point, lower, upper, length, &found);
    for (int i = 0; i < found.count; i++)
      if (found.event[i].value >= lower && found.event[i].value <= upper) add_event(family, &found.event[i], events);
  }
  qsort(events->event, (size_t)events->count, sizeof *events->event, by_value);
  flow_branch_point_free(&point);
  flow_events_free(&found);
  return good;
}
