/* Continuation on normal forms with known events, hidden in more coordinates: folds, pitchforks, Hopf bifurcations; units. */
#include "physics/meanfield/flow_cases.h"

#include "physics/meanfield/continuation.h"

/* In y = Q^T x: dy_0/dt from a normal form with the parameter p, the rest relax to functions of y_0. Everything is multiplied by scale. */
typedef struct {
  int    form;
  Cubes  frame; /* Q alone is used */
  double p, unit, scale;
} Form;

enum { FOLD, HYSTERESIS, PITCHFORK, HOPF };

/* g and dg/dy for dy/dt, and dg/dp. */
static void normal_form(const Form *s, const double y[3], double g[3], double dg[9], double by_p[3])
{
  const double p = s->p / s->unit, a = y[0], b = y[1], r = a * a + b * b, w = 1.3;

  memset(dg, 0, 9 * sizeof *dg);
  memset(by_p, 0, 3 * sizeof *by_p);
  g[2] = a * a + 0.5 * p - 2 * y[2], dg[6] = 2 * a, dg[8] = -2, by_p[2] = 0.5;
  if (s->form == HOPF) {
    g[0] = (p - r) * a - w * b, g[1] = w * a + (p - r) * b;
    dg[0] = p - r - 2 * a * a, dg[1] = -2 * a * b - w, dg[3] = w - 2 * a * b, dg[4] = p - r - 2 * b * b;
    by_p[0] = a, by_p[1] = b;
    return;
  }
  g[1] = -b + (s->form == PITCHFORK ? 0.3 * a : a * a), dg[3] = s->form == PITCHFORK ? 0.3 : 2 * a, dg[4] = -1;
  if (s->form == FOLD) g[0] = p - a * a, dg[0] = -2 * a, by_p[0] = 1;
  if (s->form == HYSTERESIS) g[0] = p + a - a * a * a, dg[0] = 1 - 3 * a * a, by_p[0] = 1;
  if (s->form == PITCHFORK) g[0] = p * a - a * a * a, dg[0] = p - 3 * a * a, by_p[0] = a;
}

static void back(const Form *s, const double *g, double *f)
{
  for (int i = 0; i < 3; i++) {
    f[i] = 0;
    for (int k = 0; k < 3; k++) f[i] += s->scale * s->frame.Q[3 * i + k] * g[k];
  }
}

static bool rhs(const void *context, const double *x, double *f)
{
  double y[3], g[3], dg[9], by_p[3];

  cubes_to(&((const Form *)context)->frame, x, y);
  normal_form(context, y, g, dg, by_p);
  back(context, g, f);
  return true;
}

static bool jacobian(const void *context, const double *x, double *J)
{
  const Form *s = context;
  double      y[3], g[3], dg[9], by_p[3];

  cubes_to(&s->frame, x, y);
  normal_form(s, y, g, dg, by_p);
  for (int i = 0; i < 3; i++)
    for (int k = 0; k < 3; k++) {
      J[3 * i + k] = 0;
      for (int p = 0; p < 3; p++)
        for (int q = 0; q < 3; q++) J[3 * i + k] += s->scale * s->frame.Q[3 * i + p] * dg[3 * p + q] * s->frame.Q[3 * k + q];
    }
  return true;
}

static bool by_parameter(const void *context, const double *x, double *df)
{
  const Form *s = context;
  double      y[3], g[3], dg[9], by_p[3];

  cubes_to(&s->frame, x, y);
  normal_form(s, y, g, dg, by_p);
  for (int i = 0; i < 3; i++) by_p[i] /= s->unit;
  back(s, by_p, df);
  return true;
}

static void set(void *parameters, double value) { ((Form *)parameters)->p = value; }

static FlowFamily family_of(Form *s)
{
  return (FlowFamily){.flow         = {.n = 3, .context = s, .rhs = rhs, .jacobian = jacobian},
                      .parameters   = s,
                      .set          = set,
                      .by_parameter = by_parameter,
                      .unit         = s->unit};
}

/* x of y = (a, 0, 0) and the like. */
static void point_at(const Form *s, const double y[3], double *x)
{
  for (int i = 0; i < 3; i++) {
    x[i] = 0;
    for (int k = 0; k < 3; k++) x[i] += s->frame.Q[3 * i + k] * y[k];
  }
}

/* Follows from the fixed point near y at p both ways; all events. */
static void events_of(Form *s, const double y[3], double p, FlowEvents *events)
{
  const FlowFamily family = family_of(s);
  double           x[3];

  point_at(s, y, x);
  assert_true(flow_events_create(3, 8, events));
  assert_true(flow_transitions(&family, 1, x, p * s->unit, -1.5 * s->unit, 1.5 * s->unit, events));
}

static double first_coordinate(const Form *s, const FlowEvent *e)
{
  double y[3];

  cubes_to(&s->frame, e->x, y);
  return y[0];
}

static Form random_form(uint64_t *seed, int form) { return (Form){.form = form, .frame = random_cubes(seed, 3), .unit = 1, .scale = 1}; }

static void a_fold_is_passed(void **state)
{
  const double y[3] = {1, 1, 0.75};
  uint64_t     seed = 11;

  (void)state;
  for (int draw = 0; draw < 5; draw++) {
    Form       s = random_form(&seed, FOLD);
    FlowEvents events;
    events_of(&s, y, 1, &events);
    assert_int_equal(events.count, 1);
    assert_int_equal(events.event[0].kind, FLOW_FOLD);
    assert_close(events.event[0].value, 0, 1e-12);
    assert_close(first_coordinate(&s, &events.event[0]), 0, 1e-8);
    flow_events_free(&events);
  }
}

static void hysteresis_has_two_folds(void **state)
{
  const double y[3] = {1, 1, 0.5};
  uint64_t     seed = 12;

  (void)state;
  for (int draw = 0; draw < 5; draw++) {
    Form       s = random_form(&seed, HYSTERESIS);
    FlowEvents events;
    events_of(&s, y, 0, &events);
    assert_int_equal(events.count, 2);
    for (int i = 0; i < 2; i++) {
      const double sign = i ? 1 : -1;
      assert_int_equal(events.event[i].kind, FLOW_FOLD);
      assert_close(events.event[i].value, sign * 2 / sqrt(27), 1e-12);
      assert_close(first_coordinate(&s, &events.event[i]), -sign / sqrt(3), 1e-8);
    }
    flow_events_free(&events);
  }
}

/* y_0 -> -y_0 with y_1: the symmetric branch and the one that turns at the fork meet in one event. */
static void pitchfork_is_one_event_of_two_branches(void **state)
{
  uint64_t seed = 13;

  (void)state;
  for (int draw = 0; draw < 5; draw++) {
    Form         s       = random_form(&seed, PITCHFORK);
    const double y[2][3] = {{0, 0, 0.125}, {sqrt(0.5), 0.3 * sqrt(0.5), 0.375}};
    double       R[9], x[6];
    for (int i = 0; i < 3; i++)
      for (int k = 0; k < 3; k++)
        R[3 * i + k] = (i == k) - 2 * (s.frame.Q[3 * i] * s.frame.Q[3 * k] + s.frame.Q[3 * i + 1] * s.frame.Q[3 * k + 1]);
    for (int branch = 0; branch < 3; branch++) { /* each, and both */
      FlowFamily family = family_of(&s);
      FlowEvents events;
      family.flow.reflections = 1, family.flow.reflection = R;
      point_at(&s, y[0], x), point_at(&s, y[1], x + 3);
      if (branch == 1) memcpy(x, x + 3, 3 * sizeof *x);
      for (int start = branch != 0 ? branch - 1 : 1; start < branch;
           start++) { /* of the two images the one with the larger first coordinate */
        double image[3] = {0, 0, 0}, *z = x + 3 * start;
        for (int i = 0; i < 9; i++) image[i / 3] += R[i] * z[i % 3];
        if (image[0] > z[0]) memcpy(z, image, sizeof image);
      }
      assert_true(flow_events_create(3, 8, &events));
      assert_true(flow_transitions(&family, branch == 2 ? 2 : 1, x, 0.5, -1, 1.5, &events));
      assert_int_equal(events.count, 1);
      assert_int_equal(events.event[0].kind, FLOW_BIFURCATION);
      assert_close(events.event[0].value, 0, branch == 1 ? 1e-10 : 1e-12);
      assert_close(first_coordinate(&s, &events.event[0]), 0, 1e-6);
      flow_events_free(&events);
    }
  }
}

static void hopf_bifurcation_and_its_frequency(void **state)
{
  const double y[3] = {0, 0, -0.125};
  uint64_t     seed = 14;

  (void)state;
  for (int draw = 0; draw < 5; draw++) {
    Form       s = random_form(&seed, HOPF);
    FlowEvents events;
    events_of(&s, y, -0.5, &events);
    assert_int_equal(events.count, 1);
    assert_int_equal(events.event[0].kind, FLOW_HOPF);
    assert_close(events.event[0].value, 0, 1e-12);
    assert_close(events.event[0].omega, 1.3, 1e-12);
    flow_events_free(&events);
  }
}

/* Neither the unit of time nor that of the parameter matters. */
static void units_do_not_matter(void **state)
{
  const double y[3] = {1, 1, 0.5};
  uint64_t     seed = 15;
  Form         s    = random_form(&seed, HYSTERESIS);
  FlowEvents   events, other;

  (void)state;
  events_of(&s, y, 0, &events);
  for (int power = -40; power <= 40; power += 20) {
    s.scale = ldexp(1, power), s.unit = ldexp(1, power / 2);
    events_of(&s, y, 0, &other);
    assert_int_equal(other.count, events.count);
    for (int i = 0; i < events.count; i++) {
      assert_true(other.event[i].value == events.event[i].value * s.unit);
      assert_memory_equal(other.event[i].x, events.event[i].x, 3 * sizeof(double));
    }
    flow_events_free(&other);
  }
  flow_events_free(&events);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_fold_is_passed),
    cmocka_unit_test(hysteresis_has_two_folds),
    cmocka_unit_test(pitchfork_is_one_event_of_two_branches),
    cmocka_unit_test(hopf_bifurcation_and_its_frequency),
    cmocka_unit_test(units_do_not_matter),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
