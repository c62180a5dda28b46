/* The flow dm/ds = <sx>(m) - m into the square |mx_n| <= 1. Its fixed points are the steady states, and the sign of det(1 - d<sx>/dm)
   is their index; its stability is not theirs, which is that of the 15 equations of motion. */
#include "physics/ising2/map.h"

#include "physics/ising2/gibbs.h"
#include "physics/ising2/local.h"
#include "physics/meanfield/fixed_points.h"

#include <math.h>
#include <string.h>

bool ising2_response(const Ising2Model *model, const double m[2], int parameter, double x[ISING2_DIM], double by_field[2][ISING2_DIM],
                     double by_parameter[ISING2_DIM])
{
  if (model->dissipator == ISING2_LOCAL) return ising2_local_response(model, m, parameter, x, by_field, by_parameter);
  ising2_gibbs_response(model, m, parameter, x, by_field, by_parameter);
  return true;
}

/* The response at m is asked for by value, by Jacobian and by derivative in turn, and computed once. */
static bool respond(const void *context, const double *m)
{
  Ising2Map *map = (Ising2Map *)context;

  if (map->known && m[0] == map->m[0] && m[1] == map->m[1]) return true;
  memcpy(map->m, m, sizeof map->m);
  map->known = ising2_response(&map->model, m, map->parameter, map->x, map->by_field, map->by_parameter);
  return map->known;
}

static bool rhs(const void *context, const double *m, double *g)
{
  const Ising2Map *map = context;

  if (!respond(context, m)) return false;
  for (int i = 0; i < 2; i++) g[i] = map->x[ising2_mx[i]] - m[i];
  return true;
}

static bool jacobian(const void *context, const double *m, double *J)
{
  const Ising2Map *map = context;

  if (!respond(context, m)) return false;
  for (int i = 0; i < 2; i++)
    for (int k = 0; k < 2; k++) J[2 * i + k] = map->by_field[k][ising2_mx[i]] - (i == k);
  return true;
}

static bool by_parameter(const void *context, const double *m, double *dg)
{
  const Ising2Map *map = context;

  if (!respond(context, m)) return false;
  for (int i = 0; i < 2; i++) dg[i] = map->by_parameter[ising2_mx[i]];
  return true;
}

static bool spectrum(const void *context, const double *m, FlowSpectrum *s)
{
  const Ising2Map *map       = context;
  Ising2Stability  stability = {NAN, NAN};
  const bool       good      = respond(context, m) && !ising2_stability(&map->model, map->x, &stability);

  *s = (FlowSpectrum){FLOW_MARGINAL, -stability.gap, stability.omega, 0};
  return good;
}

static void set(void *parameters, double value)
{
  Ising2Map *map = parameters;

  map->known                   = map->known && map->model.p[map->parameter] == value;
  map->model.p[map->parameter] = value;
}

static const double rounding = 1e-12; /* states of full order lie on the edge of the square */

static bool physical(const void *context, const double *m)
{
  (void)context;
  return fabs(m[0]) <= 1 + rounding && fabs(m[1]) <= 1 + rounding;
}

/* A half of the square's grid of 2 cells^2 + 2 cells points; the other half are its mirror images. */
static int grid(int cells) { return 2 * cells * (cells + 1); }

static bool grid_point(int cells, int k, double *m)
{
  if (k >= grid(cells)) return false;
  const int upper = cells, i = k < upper ? 0 : 1 + (k - upper) / (2 * cells + 1),
            j = k < upper ? k + 1 : (k - upper) % (2 * cells + 1) - cells;
  m[0] = (double)i / cells, m[1] = (double)j / cells;
  return true;
}

/* The states of the models alone, and a coarse grid. */
static bool seed(const void *context, int k, double *m)
{
  const double *ordered      = ((const Ising2Map *)context)->ordered;
  const double  factor[5][2] = {{0, 0}, {1, 1}, {1, -1}, {1, 0}, {0, 1}};

  if (k >= 5) return grid_point(2, k - 5, m);
  for (int n = 0; n < 2; n++) m[n] = factor[k][n] * ordered[n];
  return true;
}

static bool start(const void *context, int k, double *m)
{
  (void)context;
  for (int cells = 4; cells <= 16; cells *= 2) {
    if (grid_point(cells, k, m)) return true;
    k -= grid(cells);
  }
  return false;
}

/* mx of the ordered state of model n alone, or 0. */
static double ordered_alone(const Ising2Model *model, int n)
{
  Ising2Map      map  = {.model = ising2_with(*model, ISING2_LAMBDA, 0), .parameter = -1};
  const FlowSpec flow = {.n = 2, .context = &map, .rhs = rhs, .jacobian = jacobian};
  double         m[2] = {n == 0, n == 1}, error;

  return flow_fixed_point_from(&flow, m, &error) ? m[n] : 0;
}

FlowSpec ising2_flow(const Ising2Model *model, bool search, Ising2Map *map)
{
  static const double mirror[4] = {-1, 0, 0, -1}; /* parity */
  FlowSpec flow = {.n = 2, .context = map, .rhs = rhs, .jacobian = jacobian, .physical = physical, .reflections = 1, .reflection = mirror};

  *map = (Ising2Map){.model = *model, .parameter = -1};
  if (search) {
    for (int n = 0; n < 2; n++) map->ordered[n] = ordered_alone(model, n);
    flow.seed = seed, flow.start = start;
  }
  return flow;
}

FlowFamily ising2_family(const Ising2Model *model, int parameter, Ising2Map *map)
{
  const FlowFamily family = {
    .flow = ising2_flow(model, false, map), .parameters = map, .set = set, .by_parameter = by_parameter, .spectrum = spectrum, .unit = 1};

  map->parameter = parameter;
  return family;
}
