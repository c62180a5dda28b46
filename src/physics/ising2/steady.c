/* Newton's method on the map of the mean fields, and the search for all its fixed points.
   The sum of the indices of all fixed points of a map of the square |mx_n| <= 1 into its interior is 1 (Lefschetz, Hopf). */
#include "physics/ising2/steady.h"

#include "physics/ising2/dynamics.h"
#include "physics/ising2/gibbs.h"
#include "physics/ising2/local.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool ising2_response(const Ising2Model *model, const double m[2], int parameter, double x[ISING2_DIM],
                     double by_field[2][ISING2_DIM], double by_parameter[ISING2_DIM])
{
  if (model->dissipator == ISING2_LOCAL) return ising2_local_response(model, m, parameter, x, by_field, by_parameter);
  ising2_gibbs_response(model, m, parameter, x, by_field, by_parameter);
  return true;
}

/* B = 1 - d<sx>/dm, row-major; returns its determinant. */
static double one_minus_map(double by_field[2][ISING2_DIM], double B[4])
{
  for (int i = 0; i < 2; i++)
    for (int k = 0; k < 2; k++) B[2 * i + k] = (i == k) - by_field[k][ising2_mx[i]];
  return B[0] * B[3] - B[1] * B[2];
}

/* step = (1 - d<sx>/dm)^-1 (<sx>(m) - m). */
static bool newton_step(const Ising2Model *model, const double m[2], double step[2])
{
  double x[ISING2_DIM], by_field[2][ISING2_DIM], by_parameter[ISING2_DIM], B[4];

  if (!ising2_response(model, m, -1, x, by_field, by_parameter)) return false;
  const double det = one_minus_map(by_field, B), g0 = x[ISING2_MX1] - m[0], g1 = x[ISING2_MX2] - m[1];
  step[0] = (B[3] * g0 - B[1] * g1) / det;
  step[1] = (B[0] * g1 - B[2] * g0) / det;
  return isfinite(step[0]) && isfinite(step[1]);
}

/* Stops where the steps no longer shrink: close to a critical point rounding stops them early. There the answer counts only
   if the last step is small against m. */
static bool newton(const Ising2Model *model, double m[2])
{
  double last = INFINITY;

  for (int i = 0; i < 100; i++) {
    double step[2];
    if (!newton_step(model, m, step)) return false;
    const double length = hypot(step[0], step[1]), shrink = length > 0.5 ? 0.5 / length : 1;
    m[0] += shrink * step[0];
    m[1] += shrink * step[1];
    const double size = hypot(m[0], m[1]);
    if (size < 1e-12) m[0] = m[1] = 0; /* the symmetric state, exactly */
    if (size < 1e-12 || length <= 1e-15 * size) return true;
    if (length < 1e-4 * size && length >= last / 2) return true;
    last = length;
  }
  return false;
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
  double root[2] = {m[0], m[1]};

  if (!newton(model, root)) return false;
  memcpy(state->m, root, sizeof root);
  complete_state(model, state);
  return true;
}

static double distance(const double a[2], const double b[2]) { return hypot(a[0] - b[0], a[1] - b[1]); }

static int append(const Ising2Model *model, double m1, double m2, int count, Ising2Steady *states)
{
  const double m[2] = {m1, m2};

  for (int i = 0; i < count; i++)
    if (distance(states[i].m, m) <= 1e-10 + 1e-5 * hypot(m1, m2)) return count;
  if (count == ISING2_BRANCHES) return count;
  memcpy(states[count].m, m, sizeof m);
  complete_state(model, &states[count]);
  return count + 1;
}

/* The fixed point that a start leads to, and its mirror image. */
static int search(const Ising2Model *model, double m1, double m2, int count, Ising2Steady *states)
{
  double m[2] = {m1, m2};

  if (!newton(model, m) || fabs(m[0]) > 1 || fabs(m[1]) > 1) return count;
  count = append(model, m[0], m[1], count, states);
  return append(model, -m[0], -m[1], count, states);
}

/* A start close to the ordered state of model n alone. */
static double ordered_alone(const Ising2Model *model, int n)
{
  Ising2Model  alone = ising2_with(*model, ISING2_LAMBDA, 0);
  double       m[2]  = {0, 0};

  m[n] = 1;
  return newton(&alone, m) ? m[n] : 0;
}

static int search_grid(const Ising2Model *model, int cells, int count, Ising2Steady *states)
{
  for (int i = 0; i <= cells; i++)
    for (int k = -cells; k <= cells; k++)
      if (i > 0 || k > 0) count = search(model, (double)i / cells, (double)k / cells, count, states);
  return count;
}

static int index_sum(const Ising2Steady *states, int count)
{
  int sum = 0;

  for (int i = 0; i < count; i++) sum += states[i].index;
  return sum;
}

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
  const double m1 = ordered_alone(model, 0), m2 = ordered_alone(model, 1);
  int          count = append(model, 0, 0, 0, states);

  count = search(model, m1, m2, count, states);
  count = search(model, m1, -m2, count, states);
  count = search(model, m1, 0, count, states);
  count = search(model, 0, m2, count, states);
  for (int cells = 2; cells <= 16; cells *= 2) {
    count = search_grid(model, cells, count, states);
    if (index_sum(states, count) == 1) break;
  }
  if (complete) *complete = index_sum(states, count) == 1;
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
