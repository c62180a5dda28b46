/* Pseudo-arclength continuation of g(u) = <sx>(m; p) - m = 0, u = (m, p): two equations for three unknowns. The tangent is the
   cross product of the two gradients; the corrector is Newton's method on g = 0 and tangent . (u - predictor) = 0.
   H. B. Keller in Applications of Bifurcation Theory (1977), p. 359. */
#include "physics/ising2/continuation.h"

#include "physics/numerics/roots.h"
#include "physics/ising2/steady.h"

#include <math.h>
#include <string.h>

static Ising2Model model_at(const Ising2Model *model, int parameter, const double u[3]) { return ising2_with(*model, parameter, u[2]); }

/* g and its gradients. */
static bool equations(const Ising2Model *model, int parameter, const double u[3], double g[2], double gradient[2][3])
{
  const Ising2Model at = model_at(model, parameter, u);
  double            x[ISING2_DIM], by_field[2][ISING2_DIM], by_parameter[ISING2_DIM];

  if (!ising2_response(&at, u, parameter, x, by_field, by_parameter)) return false;
  for (int i = 0; i < 2; i++) {
    g[i] = x[ising2_mx[i]] - u[i];
    for (int k = 0; k < 2; k++) gradient[i][k] = by_field[k][ising2_mx[i]] - (i == k);
    gradient[i][2] = by_parameter[ising2_mx[i]];
  }
  return true;
}

static void cross(const double a[3], const double b[3], double c[3])
{
  for (int i = 0; i < 3; i++) c[i] = a[(i + 1) % 3] * b[(i + 2) % 3] - a[(i + 2) % 3] * b[(i + 1) % 3];
}

static double dot(const double a[3], const double b[3]) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

/* x with rows . x = b, by Cramer's rule. */
static void solve(const double row0[3], const double row1[3], const double row2[3], const double b[3], double x[3])
{
  double c0[3], c1[3], c2[3];

  cross(row1, row2, c0);
  cross(row2, row0, c1);
  cross(row0, row1, c2);
  const double det = dot(row0, c0);
  for (int i = 0; i < 3; i++) x[i] = (b[0] * c0[i] + b[1] * c1[i] + b[2] * c2[i]) / det;
}

/* Newton in the plane through the predictor u across the tangent, until the steps no longer shrink: next to a bifurcation rounding
   stops them early. */
static bool correct(const Ising2Model *model, int parameter, const double tangent[3], double u[3])
{
  double last = INFINITY;

  for (int i = 0; i < 20; i++) {
    double g[2], gradient[2][3], step[3];
    if (!equations(model, parameter, u, g, gradient)) return false;
    solve(gradient[0], gradient[1], tangent, (double[3]){-g[0], -g[1], 0}, step);
    const double length = sqrt(dot(step, step));
    if (!(length < 0.1)) return false;
    for (int k = 0; k < 3; k++) u[k] += step[k];
    if (length < 1e-15 || (length < 1e-6 && length >= last / 2)) return true;
    last = length;
  }
  return false;
}

/* The rest of a point from u, with the tangent along `forward`. */
static bool complete_point(const Ising2Model *model, int parameter, const double forward[3], Ising2BranchPoint *point)
{
  const Ising2Model at = model_at(model, parameter, point->u);
  double            g[2], gradient[2][3], x[ISING2_DIM], by_field[2][ISING2_DIM], by_parameter[ISING2_DIM];

  if (!equations(model, parameter, point->u, g, gradient)) return false;
  ising2_response(&at, point->u, -1, x, by_field, by_parameter);
  ising2_stability(&at, x, &point->stability);
  cross(gradient[0], gradient[1], point->tangent);
  point->determinant = point->tangent[2]; /* of the derivative of g by m, before the tangent is scaled */
  const double norm  = copysign(sqrt(dot(point->tangent, point->tangent)), dot(point->tangent, forward));
  for (int k = 0; k < 3; k++) point->tangent[k] /= norm;
  return isfinite(point->tangent[0]);
}

bool ising2_branch_start(const Ising2Model *model, int parameter, const double m[2], int direction, Ising2BranchPoint *point)
{
  const double forward[3] = {0, 0, direction};
  Ising2Steady state;

  if (!ising2_steady_from(model, m, &state)) return false;
  memcpy(point->u, state.m, sizeof state.m);
  point->u[2] = model->p[parameter];
  return complete_point(model, parameter, forward, point);
}

bool ising2_branch_step(const Ising2Model *model, int parameter, const Ising2BranchPoint *from, double s, Ising2BranchPoint *to)
{
  Ising2BranchPoint next;

  for (int k = 0; k < 3; k++) next.u[k] = from->u[k] + s * from->tangent[k];
  if (!correct(model, parameter, from->tangent, next.u) || !complete_point(model, parameter, from->tangent, &next)) return false;
  *to = next;
  return true;
}

/* What changes sign at the events: the direction in which the parameter goes, the determinant, the gap. */
static double direction(const Ising2BranchPoint *point) { return point->tangent[2]; }
static double determinant(const Ising2BranchPoint *point) { return point->determinant; }
static double gap(const Ising2BranchPoint *point) { return point->stability.gap; }

typedef struct {
  const Ising2Model       *model;
  int                      parameter;
  const Ising2BranchPoint *from;
  double (*quantity)(const Ising2BranchPoint *);
} Segment;

static double quantity_along(double s, void *context)
{
  const Segment    *segment = context;
  Ising2BranchPoint point;

  return ising2_branch_step(segment->model, segment->parameter, segment->from, s, &point) ? segment->quantity(&point) : NAN;
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

/* An event close to arclength s, from points around it: on a bifurcation itself the branch cannot be told from the one that
   crosses it. Sets u and, for a Hopf bifurcation, omega. */
static bool refine(const Segment *segment, double s, Ising2Event *event)
{
  const double spacing = 3e-4;
  double       quantity[NODES], omega[NODES], u[3][NODES], t = 0;

  for (int i = 0; i < NODES; i++) {
    Ising2BranchPoint point;
    if (!ising2_branch_step(segment->model, segment->parameter, segment->from, s + spacing * nodes[i], &point)) return false;
    quantity[i] = segment->quantity(&point);
    omega[i]    = point.stability.omega;
    for (int k = 0; k < 3; k++) u[k][i] = point.u[k];
  }
  const double slope = interpolate(quantity, 0.5) - interpolate(quantity, -0.5);
  for (int i = 0; i < 10; i++) t -= interpolate(quantity, t) / slope;
  if (!(fabs(t) < 1)) return false;
  event->omega = event->kind == ISING2_HOPF ? interpolate(omega, t) : 0;
  for (int k = 0; k < 3; k++) event->u[k] = interpolate(u[k], t);
  return true;
}

/* Is there an event on the segment of arclength s from `from` to `to`, and where? Where the branch turns its back on the parameter
   the determinant changes sign at a fold, but not at the tip of a pitchfork. */
static bool locate(const Ising2Model *model, int parameter, const Ising2BranchPoint *from, double s,
                   const Ising2BranchPoint *to, Ising2Event *event)
{
  const bool turns = direction(from) * direction(to) < 0, real = determinant(from) * determinant(to) < 0;
  Segment    segment = {model, parameter, from, turns ? direction : real ? determinant : gap};

  if (!(segment.quantity(from) * segment.quantity(to) < 0)) return false;
  event->kind = turns && real ? ISING2_FOLD : turns || real ? ISING2_BIFURCATION : ISING2_HOPF;
  return refine(&segment, ising2_root(quantity_along, &segment, 0, s), event);
}

int ising2_branch_events(const Ising2Model *model, int parameter, Ising2BranchPoint *point, double lower, double upper,
                         double length, int max_events, Ising2Event *events)
{
  const double longest = 0.02, shortest = 1e-9;
  double       s       = longest / 4;
  int          count   = 0;

  while (count < max_events && length > 0 && s > shortest && point->u[2] >= lower && point->u[2] <= upper) {
    Ising2BranchPoint next;
    /* a step that turns by more than 11 degrees could jump to another branch */
    if (!ising2_branch_step(model, parameter, point, s, &next) || dot(next.tangent, point->tangent) < 0.98) {
      s /= 2;
      continue;
    }
    if (locate(model, parameter, point, s, &next, &events[count])) count++;
    *point = next;
    length -= s;
    s = fmin(1.5 * s, longest);
  }
  return count;
}
