/* Widths in units of sqrt(N) that held the states of lasers to 1e-14 at N = 10^3 ... 10^4. */
#include "physics/spins/charge_box.h"

#include "physics/meanfield/fixed_points.h"
#include "physics/meanfield/spin_flow.h"

#include <math.h>

static const double width[DICKE_SIDES] = {[DICKE_FIRST] = 3.8, [DICKE_LAST] = 4.1, [DICKE_BOTTOM] = 6.8, [DICKE_TOP] = 7.2};
static const double worth              = 0.6; /* a box of more of the space is not worth its edges */

enum { POINTS = 16, SMALL = 300 };

typedef bool (*PointVisitor)(void *context, const SpinFlow *flow, const FlowPoint *point);

/* Visit the stable and marginal fixed points until one is enough. False: there are none, or the list has holes. */
static bool visit_stable(const SpinModel *model, PointVisitor enough, void *context)
{
  SpinFlow   data = {{0}};
  FlowSpec   flow;
  FlowPoints points;
  int        seen  = 0;
  bool       whole = false;

  if (spin_flow_create(&model->l, &data, &flow) && flow_fixed_points(&flow, POINTS, &points)) {
    whole = points.count < POINTS;
    for (int k = 0; k < points.count; k++) {
      if (points.point[k].stability == FLOW_UNSTABLE) continue;
      seen++;
      if (enough(context, &data, &points.point[k])) break;
    }
    flow_points_free(&points);
  }
  spin_flow_free(&data);
  return seen > 0 && whole;
}

static DickeBox none(int N) { return (DickeBox){N, -1, N, -1}; }

typedef struct {
  int      N;
  DickeBox box;
} Hull;

static bool enclose(void *context, const SpinFlow *flow, const FlowPoint *p)
{
  Hull        *h = context;
  const double N = h->N, root = sqrt(N), j = 0.5 * N * sqrt(p->x[0] * p->x[0] + p->x[1] * p->x[1] + p->x[2] * p->x[2]),
               m  = 0.5 * N * p->x[2];
  const int first = (int)floor(0.5 * N - j - width[DICKE_FIRST] * root), last = (int)ceil(0.5 * N - j + width[DICKE_LAST] * root);
  const int bottom = (int)floor(0.5 * N + m - width[DICKE_BOTTOM] * root), top = (int)ceil(0.5 * N + m + width[DICKE_TOP] * root);

  (void)flow;
  if (first < h->box.first) h->box.first = first;
  if (last > h->box.last) h->box.last = last;
  if (bottom < h->box.bottom) h->box.bottom = bottom;
  if (top > h->box.top) h->box.top = top;
  return false;
}

/* Within the space. */
static DickeBox clip(int N, DickeBox b)
{
  const DickeBox all = dicke_box_all(N);

  if (b.first < 0) b.first = 0;
  if (b.last > all.last) b.last = all.last;
  if (b.bottom < 0) b.bottom = 0;
  if (b.top > N) b.top = N;
  return b;
}

DickeBox charge_space(const SpinModel *model)
{
  DickeBox all = dicke_box_all(model->N);

  if (model->ladder) all.last = 0;
  return all;
}

bool charge_box(const SpinModel *model, DickeBox *box)
{
  const int N    = model->N;
  Hull      hull = {N, none(N)};

  *box = charge_space(model);
  if (N < SMALL || model->ladder || !visit_stable(model, enclose, &hull)) return false;
  hull.box = clip(N, hull.box);
  if (dicke_charge_dimension(N, 0, true, &hull.box) > worth * dicke_charge_dimension(N, 0, true, box)) return false;
  *box = hull.box;
  return true;
}

void charge_box_grow(int N, const bool side[DICKE_SIDES], double factor, DickeBox *box)
{
  const double unit = factor * sqrt(N);

  if (side[DICKE_FIRST]) box->first -= 1 + (int)(unit * width[DICKE_FIRST]);
  if (side[DICKE_LAST]) box->last += 1 + (int)(unit * width[DICKE_LAST]);
  if (side[DICKE_BOTTOM]) box->bottom -= 1 + (int)(unit * width[DICKE_BOTTOM]);
  if (side[DICKE_TOP]) box->top += 1 + (int)(unit * width[DICKE_TOP]);
  *box = clip(N, *box);
}

/* A ring says it; near a point on the axis the transverse part of the Jacobian is (a, -omega; omega, a). */
static bool take_frequency(void *context, const SpinFlow *flow, const FlowPoint *p)
{
  double *omega = context, J[9];

  if (p->kind == FLOW_RING) {
    *omega = p->rotation[0];
    return true;
  }
  polynomial_flow_jacobian(&flow->polynomials, p->x, J);
  *omega = 0.5 * (J[1] - J[3]);
  return false;
}

double charge_frequency(const SpinModel *model)
{
  double omega = 0;

  if (charge_is_real(model) || !visit_stable(model, take_frequency, &omega)) return 0;
  return omega;
}
