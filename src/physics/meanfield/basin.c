/* Each start is followed by the Bogacki-Shampine pair of orders 3 and 2 until it is close to a stable point. Which basin it is in does not
   ask for accuracy, only on the edge between two.
   P. Bogacki, L. F. Shampine, Appl. Math. Lett. 2, 321 (1989). */
#include "physics/meanfield/basin.h"

#include "physics/meanfield/symmetry.h"

#include <math.h>
#include <string.h>

enum { STARTS = 128, STEPS = 20000 };
static const double tolerance = 1e-4; /* of a step, in coordinates of order one */

/* Distances below which a point has caught a state: well within those to the other points. */
static void capture_radii(const FlowSpec *flow, const FlowPoints *points, double *radius)
{
  double nearest[flow->n];

  for (int i = 0; i < points->count; i++) {
    radius[i] = 0.05;
    for (int k = 0; k < points->count; k++)
      if (k != i) radius[i] = fmin(radius[i], 0.1 * flow_orbit_distance(flow, points->point[i].x, points->point[k].x, nearest));
  }
}

static int caught(const FlowSpec *flow, const FlowPoints *points, const double *radius, const double *x)
{
  double nearest[flow->n];

  for (int i = 0; i < points->count; i++)
    if (points->point[i].stability == FLOW_STABLE && flow_orbit_distance(flow, x, points->point[i].x, nearest) < radius[i])
      return points->point[i].family;
  return -1;
}

/* A first step over which x moves by little. */
static double first_step(int n, const double *f)
{
  double speed = 0;

  for (int i = 0; i < n; i++) speed = fmax(speed, fabs(f[i]));
  return 0.02 / speed;
}

/* One step of size *h from x with f = f(x); both move along if its error allows, and *h is set for the next. False: f is not defined. */
static bool step(const FlowSpec *flow, double *h, double *x, double *f)
{
  const int n = flow->n;
  double    k2[n], k3[n], k4[n], y[n], error = 0;

  for (int i = 0; i < n; i++) y[i] = x[i] + *h / 2 * f[i];
  if (!flow->rhs(flow->context, y, k2)) return false;
  for (int i = 0; i < n; i++) y[i] = x[i] + *h * 3 / 4 * k2[i];
  if (!flow->rhs(flow->context, y, k3)) return false;
  for (int i = 0; i < n; i++) y[i] = x[i] + *h * (2 * f[i] + 3 * k2[i] + 4 * k3[i]) / 9;
  if (!flow->rhs(flow->context, y, k4)) return false;
  for (int i = 0; i < n; i++) error = fmax(error, fabs(*h * (-5 * f[i] + 6 * k2[i] + 8 * k3[i] - 9 * k4[i]) / 72));
  if (error <= tolerance) {
    memcpy(x, y, sizeof y);
    memcpy(f, k4, sizeof k4);
  }
  *h *= fmax(0.2, fmin(3, 0.9 * cbrt(tolerance / fmax(error, 1e-300))));
  return true;
}

/* The family that catches the state, or -1. */
static int follow(const FlowSpec *flow, const FlowPoints *points, const double *radius, double *x)
{
  double f[flow->n];
  int    family = -1;

  if (!flow->rhs(flow->context, x, f)) return -1;
  double h = first_step(flow->n, f);
  for (int k = 0; k < STEPS && family < 0 && isfinite(h); k++) {
    if (!step(flow, &h, x, f)) return -1;
    if (k % 4 == 3) family = caught(flow, points, radius, x);
  }
  return family;
}

void flow_basin_shares(const FlowSpec *flow, const FlowPoints *points, double *share)
{
  double radius[points->count + 1], x[flow->n];
  int    starts = 0;

  capture_radii(flow, points, radius);
  for (int i = 0; i < points->families; i++) share[i] = 0;
  for (; starts < STARTS && flow->start && flow->start(flow->context, starts, x); starts++) {
    const int family = follow(flow, points, radius, x);
    if (family >= 0) share[family]++;
  }
  for (int i = 0; i < points->families && starts; i++) share[i] /= starts;
}
