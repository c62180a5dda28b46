/* Steady states as the fixed points of the map of the mean fields. */
#include "physics/ising2/steady.h"

#include "physics/ising2/dynamics.h"
#include "physics/ising2/map.h"
#include "physics/meanfield/fixed_points.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* B = 1 - d<sx>/dm, row-major; returns its determinant. */
static double one_minus_map(double by_field[2][ISING2_DIM], double B[4])
{
  for (int i = 0; i < 2; i++)
    for (int k = 0; k < 2; k++) B[2 * i + k] = (i == k) - by_field[k][ising2_mx[i]];
  return B[0] * B[3] - B[1] * B[2];
}

/* The rest of a steady state from its mean fields. */
static void complete_state(const Ising2Model *model, Ising2Steady *state)
{
  double by_field[2][ISING2_DIM], by_parameter[ISING2_DIM], B[4], dx[ISING2_DIM];

  ising2_response(model, state->m, -1, state->x, by_field, by_parameter);
  const double det  = one_minus_map(by_field, B);
  state->index      = (det > 0) - (det < 0);
  state->residual   = NAN;
  state->degeneracy = ising2_rhs(model, state->x, dx);
  if (!state->degeneracy) {
    state->residual = 0;
    for (int i = 0; i < ISING2_DIM; i++) state->residual = fmax(state->residual, fabs(dx[i]));
  }
  ising2_stability(model, state->x, &state->stability);
}

bool ising2_steady_from(const Ising2Model *model, const double m[2], Ising2Steady *state)
{
  Ising2Map      map;
  const FlowSpec flow    = ising2_flow(model, false, &map);
  double         root[2] = {m[0], m[1]}, error;

  if (!flow_fixed_point_from(&flow, root, &error)) return false;
  *state = (Ising2Steady){.m = {root[0], root[1]}, .error = error};
  complete_state(model, state);
  return true;
}

static double distance(const double a[2], const double b[2]) { return hypot(a[0] - b[0], a[1] - b[1]); }

static bool is_stable(const Ising2Steady *state) { return state->stability.gap > 0; }

static int by_stability(const void *a, const void *b)
{
  const Ising2Steady *p = a, *q = b;

  if (is_stable(p) != is_stable(q)) return is_stable(p) ? -1 : 1;
  if (p->m[0] != q->m[0]) return p->m[0] > q->m[0] ? -1 : 1;
  return (p->m[1] < q->m[1]) - (p->m[1] > q->m[1]);
}

int ising2_steady_all(const Ising2Model *model, Ising2Steady states[ISING2_BRANCHES], bool *complete)
{
  Ising2Map      map;
  const FlowSpec flow = ising2_flow(model, true, &map);
  FlowPoints     points;

  if (complete) *complete = false;
  if (!flow_fixed_points(&flow, ISING2_BRANCHES, &points)) return 0;
  const int count = points.count;
  for (int i = 0; i < count; i++) {
    const FlowPoint *p = &points.point[i];
    states[i]          = (Ising2Steady){.m = {p->x[0], p->x[1]}, .error = p->error};
    complete_state(model, &states[i]);
  }
  if (complete) *complete = points.complete;
  flow_points_free(&points);
  qsort(states, (size_t)count, sizeof *states, by_stability);
  return count;
}

bool ising2_steady_follow(const Ising2Model *model, const double m[2], Ising2Steady *state)
{
  Ising2Steady states[ISING2_BRANCHES];
  const int    count = ising2_steady_all(model, states, NULL);
  int          best  = 0;

  for (int i = 1; i < count; i++) {
    const bool stable = is_stable(&states[i]);
    if (stable && distance(states[i].m, m) < distance(states[best].m, m)) best = i;
    if (!is_stable(&states[best]) && states[i].stability.gap > states[best].stability.gap) best = i;
  }
  if (count) *state = states[best];
  return count > 0;
}

bool ising2_steady_derivative(const Ising2Model *model, const Ising2Steady *state, int parameter, double dx[ISING2_DIM])
{
  double x[ISING2_DIM], by_field[2][ISING2_DIM], by_parameter[ISING2_DIM], B[4];

  if (!ising2_response(model, state->m, parameter, x, by_field, by_parameter)) return false;
  const double det = one_minus_map(by_field, B), g0 = by_parameter[ISING2_MX1], g1 = by_parameter[ISING2_MX2];
  if (!(fabs(det) > 1e-14)) return false;
  const double dm[2] = {(B[3] * g0 - B[1] * g1) / det, (B[0] * g1 - B[2] * g0) / det};
  for (int i = 0; i < ISING2_DIM; i++) dx[i] = by_parameter[i] + dm[0] * by_field[0][i] + dm[1] * by_field[1][i];
  return true;
}
