/* The equations of motion and their fixed points, found by physics/meanfield from the seeds of elimination. */
#include "physics/xyz/meanfield.h"

#include "physics/meanfield/fixed_points.h"
#include "physics/meanfield/spin_flow.h"
#include "physics/numerics/twofold.h"
#include "physics/xyz/seeds.h"

#include <math.h>
#include <string.h>

void meanfield_rhs(const XyzModel *model, const double M[3], double dM[3])
{
  const MeanFieldRates r = meanfield_rates(model);
  const double         x = M[0], y = M[1], z = M[2];

  dM[0] = 2 * (model->Jy - model->Jz) * y * z + 2 * (model->hy * z - model->hz * y) - r.k * x + r.c * x * z;
  dM[1] = 2 * (model->Jz - model->Jx) * x * z + 2 * (model->hz * x - model->hx * z) - r.k * y + r.c * y * z;
  dM[2] = 2 * (model->Jx - model->Jy) * x * y + 2 * (model->hx * y - model->hy * x) + r.gain - r.decay * z - r.c * (x * x + y * y);
}

void meanfield_jacobian(const XyzModel *model, const double M[3], double J[9])
{
  const MeanFieldRates r = meanfield_rates(model);
  const double         x = M[0], y = M[1], z = M[2];

  J[0] = r.c * z - r.k;
  J[1] = 2 * (model->Jy - model->Jz) * z - 2 * model->hz;
  J[2] = 2 * (model->Jy - model->Jz) * y + 2 * model->hy + r.c * x;
  J[3] = 2 * (model->Jz - model->Jx) * z + 2 * model->hz;
  J[4] = r.c * z - r.k;
  J[5] = 2 * (model->Jz - model->Jx) * x - 2 * model->hx + r.c * y;
  J[6] = 2 * (model->Jx - model->Jy) * y - 2 * model->hy - 2 * r.c * x;
  J[7] = 2 * (model->Jx - model->Jy) * x + 2 * model->hx - 2 * r.c * y;
  J[8] = -r.decay;
}

/* What the flow knows. */
typedef struct {
  const XyzModel *model;
  int             nseeds;
  double          seeds[MEANFIELD_SEEDS][3];
} Context;

static bool rhs(const void *context, const double *M, double *dM)
{
  meanfield_rhs(((const Context *)context)->model, M, dM);
  return true;
}

static bool jacobian(const void *context, const double *M, double *J)
{
  meanfield_jacobian(((const Context *)context)->model, M, J);
  return true;
}

/* sum + (a - b) u v, a - b exactly: the Hamiltonian's part would not conserve |M| with rounded differences, and slow rates decide how long
   M is. */
static Twofold add_difference(Twofold sum, double a, double b, double u, double v)
{
  return twofold_add(sum, twofold_scale(twofold_scale(twofold_sum(a, -b), u), v));
}

static Twofold add_product(Twofold sum, double a, double u, double v) { return twofold_add(sum, twofold_scale(twofold_product(a, u), v)); }

/* The same as meanfield_rhs, every sum in twice the working precision. */
static bool residual(const void *context, const double *M, double *dM)
{
  const XyzModel *m    = ((const Context *)context)->model;
  const double    loss = m->rate[CHANNEL_LOSS], pump = m->rate[CHANNEL_PUMP], twice = 4 * m->rate[CHANNEL_DEPHASING];
  const double    collective[2] = {m->rate[CHANNEL_COLLECTIVE_LOSS], m->rate[CHANNEL_COLLECTIVE_PUMP]};
  const double    x = M[0], y = M[1], z = M[2];
  Twofold         f[3] = {{0, 0}, {0, 0}, {0, 0}};

  /* all terms twice */
  f[0] = add_difference(f[0], m->Jy, m->Jz, 4 * y, z);
  f[0] = add_product(add_product(f[0], m->hy, 4, z), m->hz, -4, y);
  f[1] = add_difference(f[1], m->Jz, m->Jx, 4 * x, z);
  f[1] = add_product(add_product(f[1], m->hz, 4, x), m->hx, -4, z);
  f[2] = add_difference(f[2], m->Jx, m->Jy, 4 * x, y);
  f[2] = add_product(add_product(f[2], m->hx, 4, y), m->hy, -4, x);
  f[2] = add_difference(f[2], pump, loss, 2, 1);
  f[2] = add_difference(f[2], loss, -pump, -2, z);
  for (int i = 0; i < 2; i++) {
    f[i] = add_difference(f[i], loss, -pump, -1, M[i]);
    f[i] = add_product(f[i], twice, -1, M[i]);
    f[i] = add_difference(f[i], collective[0], collective[1], M[i], z);
    f[2] = add_difference(f[2], collective[0], collective[1], -M[i], M[i]);
  }
  for (int i = 0; i < 3; i++) dM[i] = f[i].hi / 2;
  return true;
}

static bool physical(const void *context, const double *M)
{
  (void)context;
  return M[0] * M[0] + M[1] * M[1] + M[2] * M[2] <= 1 + 1e-12;
}

static bool seed(const void *context, int k, double *M)
{
  const Context *c = context;

  if (k >= c->nseeds) return false;
  memcpy(M, c->seeds[k], sizeof c->seeds[k]);
  return true;
}

static const double about_z[9] = {0, -1, 0, 1, 0, 0, 0, 0, 0}, parity[9] = {-1, 0, 0, 0, -1, 0, 0, 0, 1};

static FlowSpec flow_of(const XyzModel *model, Context *context)
{
  const bool axial = meanfield_is_axial(model);

  *context        = (Context){.model = model};
  context->nseeds = meanfield_seeds(model, context->seeds);
  return (FlowSpec){
    .n           = 3,
    .context     = context,
    .rhs         = rhs,
    .jacobian    = jacobian,
    .residual    = residual,
    .physical    = physical,
    .seed        = seed,
    .start       = bloch_ball_start,
    .generators  = axial,
    .generator   = about_z,
    .reflections = !axial && xyz_conserves_parity(model),
    .reflection  = parity,
  };
}

const char *meanfield_check(const XyzModel *model)
{
  if (model->rate[CHANNEL_LOSS] + model->rate[CHANNEL_PUMP] > 0) return NULL;
  if (model->rate[CHANNEL_DEPHASING] > 0 && !xyz_conserves_parity(model)) return NULL;
  return "gamma and gamma_up are both zero: the fixed points of the mean field are not isolated";
}

static MeanFieldPoint point_of(const FlowPoint *p)
{
  return (MeanFieldPoint){
    .M         = {p->x[0], p->x[1], p->x[2]},
    .kind      = p->kind,
    .omega     = p->kind == FLOW_RING ? p->rotation[0] : 0,
    .growth    = p->growth,
    .frequency = p->frequency,
    .stability = p->stability,
    .index     = p->index,
    .family    = p->family,
    .share     = p->share,
    .error     = p->error,
    .residual  = p->residual,
  };
}

static void solve(const XyzModel *model, bool basins, MeanField *meanfield)
{
  Context    context;
  FlowPoints points;

  *meanfield = (MeanField){.count = 0};
  if (meanfield_check(model)) return;
  const FlowSpec flow = flow_of(model, &context);
  if (!flow_fixed_points(&flow, MEANFIELD_MAX, &points)) return;
  if (flow_rank(&flow, basins, &points)) {
    meanfield->count = points.count, meanfield->stable = points.stable;
    meanfield->index = points.index, meanfield->complete = points.complete;
    for (int i = 0; i < points.count; i++) meanfield->point[i] = point_of(&points.point[i]);
  }
  flow_points_free(&points);
}

void meanfield_solve(const XyzModel *model, MeanField *meanfield) { solve(model, true, meanfield); }

bool meanfield_stable(const XyzModel *model, MeanFieldPoint *point)
{
  MeanField all;

  solve(model, false, &all);
  *point = all.count ? all.point[0] : (MeanFieldPoint){.M = {NAN, NAN, NAN}, .growth = NAN, .error = NAN, .residual = NAN};
  return all.count > 0;
}

double meanfield_square(const MeanFieldPoint *p, int axis)
{
  return p->kind == FLOW_RING ? (p->M[0] * p->M[0] + p->M[1] * p->M[1]) / 2 : p->M[axis] * p->M[axis];
}

double meanfield_entropy(const double M[3])
{
  const double up = (1 + fmin(1, sqrt(M[0] * M[0] + M[1] * M[1] + M[2] * M[2]))) / 2, down = 1 - up;

  if (isnan(M[0])) return NAN;
  return 0 - (up > 0 ? up * log(up) : 0) - (down > 0 ? down * log(down) : 0);
}

double meanfield_critical_Jy(const XyzModel *model)
{
  const MeanFieldRates r = meanfield_rates(model);
  const double         z = r.gain / r.decay, w = r.c * z - r.k, q = 2 * (model->Jz - model->Jx) * z + 2 * model->hz;

  if (!xyz_conserves_parity(model) || r.decay == 0 || z == 0 || q == 0 || w >= 0) return NAN; /* w >= 0: unstable at every Jy */
  return model->Jz + (w * w / q + 2 * model->hz) / (2 * z);                                   /* w^2 = p q, p = 2(Jy-Jz) z - 2 hz */
}
