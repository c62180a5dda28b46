/* The search for all fixed points, without any seed, in flows of one to four unknowns with known points; symmetries, families, ranks. */
#include "physics/meanfield/flow_cases.h"

#include "physics/meanfield/fixed_points.h"

enum { MAX = 100 };

/* Is each product of roots in the list once, with the right index and stability? */
static void assert_all_products(const Cubes *c, const FlowPoints *points)
{
  int all = 1, seen[81] = {0};

  for (int i = 0; i < c->n; i++) all *= 3;
  assert_int_equal(points->count, all);
  for (int p = 0; p < points->count; p++) {
    double y[CASE_MAX];
    int    number = 0, unstable = 0;
    cubes_to(c, points->point[p].x, y);
    for (int i = 0; i < c->n; i++) {
      int nearest = 0;
      for (int r = 1; r < 3; r++)
        if (fabs(y[i] - c->root[i][r]) < fabs(y[i] - c->root[i][nearest])) nearest = r;
      assert_close(y[i], c->root[i][nearest], 1e-13);
      number = 3 * number + nearest;
      unstable += nearest == 1;
    }
    assert_int_equal(seen[number]++, 0);
    assert_int_equal(points->point[p].index, unstable % 2 ? -1 : 1);
    assert_int_equal(points->point[p].stability, unstable ? FLOW_UNSTABLE : FLOW_STABLE);
    assert_true(points->point[p].error < 1e-14);
  }
}

static void finds_all_products(void **state)
{
  uint64_t seed = 5;

  (void)state;
  for (int n = 1; n <= 4; n++)
    for (int draw = 0; draw < (n < 4 ? 6 : 2); draw++) {
      const Cubes    c    = random_cubes(&seed, n);
      const FlowSpec flow = cubes_flow(&c);
      FlowPoints     points;
      assert_true(flow_fixed_points(&flow, MAX, &points));
      assert_true(points.complete && points.index == 1);
      assert_all_products(&c, &points);
      assert_int_equal(points.stable, 1 << n);
      flow_points_free(&points);
    }
}

/* A list that is too short is not complete: unless the sum of what is in it says so. */
static void a_short_list_says_so(void **state)
{
  uint64_t       seed = 6;
  const Cubes    c    = random_cubes(&seed, 3);
  const FlowSpec flow = cubes_flow(&c);
  FlowPoints     points;

  (void)state;
  assert_true(flow_fixed_points(&flow, 4, &points));
  assert_int_equal(points.count, 4);
  int sum = 0;
  for (int i = 0; i < 4; i++) sum += points.point[i].index;
  assert_true(points.index == sum && points.complete == (sum == 1));
  flow_points_free(&points);
}

/* All roots mirrored: x -> -x is a symmetry. Families are pairs, and the middle is exactly zero. */
static void mirror_images_are_one_family(void **state)
{
  const double mirror[9] = {-1, 0, 0, 0, -1, 0, 0, 0, -1};
  uint64_t     seed      = 7;
  Cubes        c         = random_cubes(&seed, 3);
  FlowPoints   points;

  (void)state;
  for (int i = 0; i < 3; i++) c.root[i][0] = -c.root[i][2], c.root[i][1] = 0;
  FlowSpec flow    = cubes_flow(&c);
  flow.reflections = 1, flow.reflection = mirror;
  assert_true(flow_fixed_points(&flow, MAX, &points) && flow_rank(&flow, true, &points));
  assert_int_equal(points.count, 27);
  assert_int_equal(points.families, 14);
  assert_int_equal(points.stable, 4);
  for (int i = 0; i < 27; i++) {
    const double *x      = points.point[i].x;
    int           images = 0;
    for (int k = 0; k < 27; k++) {
      const double *y     = points.point[k].x;
      const bool    image = x[0] == -y[0] && x[1] == -y[1] && x[2] == -y[2];
      images += image;
      if (image) assert_int_equal(points.point[i].family, points.point[k].family);
    }
    assert_int_equal(images, 1);
  }
  assert_true(points.point[0].family == points.point[1].family && points.point[0].stability == FLOW_STABLE);
  assert_true(points.point[8].stability == FLOW_UNSTABLE);
  flow_points_free(&points);
}

/* The basins of the products are boxes with the middle roots as walls. */
static void shares_are_the_volumes_of_the_basins(void **state)
{
  uint64_t   seed = 8;
  Cubes      c    = random_cubes(&seed, 2);
  FlowPoints points;
  double     sum = 0;

  (void)state;
  c.root[0][1] = 0.25, c.root[1][1] = -0.2;
  const FlowSpec flow = cubes_flow(&c);
  assert_true(flow_fixed_points(&flow, MAX, &points) && flow_rank(&flow, true, &points));
  for (int i = 0; i < 4; i++) {
    double y[2], volume = 1;
    cubes_to(&c, points.point[i].x, y);
    for (int k = 0; k < 2; k++) volume *= (1 + (y[k] > c.root[k][1] ? -1 : 1) * c.root[k][1]) / 2;
    assert_close(points.point[i].share, volume, 3 * sqrt(volume / 128));
    sum += points.point[i].share;
    if (i == 0) assert_close(volume, 0.625 * 0.6, 1e-12);
  }
  assert_close(sum, 1, 1e-15);
  flow_points_free(&points);
}

/* du/dt = (a + i w) u - |u|^2 u + b z u in a plane of R^4 that is turned, dz/dt = -(z - c), and one more coordinate: the ring
   |u|^2 = a + b c turns with w. */
typedef struct {
  double a, b, c, w, scale;
} Wheel;

static bool wheel_rhs(const void *context, const double *x, double *f)
{
  const Wheel *s    = context;
  const double gain = s->a + s->b * x[2] - x[0] * x[0] - x[1] * x[1];

  f[0] = s->scale * (gain * x[0] - s->w * x[1]);
  f[1] = s->scale * (gain * x[1] + s->w * x[0]);
  f[2] = s->scale * (s->c - x[2]);
  f[3] = s->scale * (x[0] * x[0] + x[1] * x[1] - 2 * x[3]);
  return true;
}

static bool wheel_jacobian(const void *context, const double *x, double *J)
{
  const Wheel *s        = context;
  const double gain     = s->a + s->b * x[2] - x[0] * x[0] - x[1] * x[1];
  const double rows[16] = {gain - 2 * x[0] * x[0],
                           -2 * x[0] * x[1] - s->w,
                           s->b * x[0],
                           0,
                           -2 * x[0] * x[1] + s->w,
                           gain - 2 * x[1] * x[1],
                           s->b * x[1],
                           0,
                           0,
                           0,
                           -1,
                           0,
                           2 * x[0],
                           2 * x[1],
                           0,
                           -2};

  for (int i = 0; i < 16; i++) J[i] = s->scale * rows[i];
  return true;
}

static bool wheel_start(const void *context, int k, double *x)
{
  uint64_t seed = 50 + (uint64_t)k;

  (void)context;
  for (int i = 0; i < 4; i++) x[i] = random_between(&seed, -1, 1);
  return k < 200;
}

static void rings_are_found_as_rings(void **state)
{
  const double turn[16] = {0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  uint64_t     seed     = 9;

  (void)state;
  for (int draw = 0; draw < 20; draw++) {
    Wheel          s      = {random_between(&seed, -0.5, 0.5), random_between(&seed, -1, 1), random_between(&seed, -0.8, 0.8),
               draw % 3 ? random_between(&seed, -3, 3) : 0, 1};
    const double   square = s.a + s.b * s.c;
    const FlowSpec flow   = {
        .n = 4, .context = &s, .rhs = wheel_rhs, .jacobian = wheel_jacobian, .start = wheel_start, .generators = 1, .generator = turn};
    FlowPoints points;
    assert_true(flow_fixed_points(&flow, 8, &points) && flow_rank(&flow, true, &points));
    assert_int_equal(points.count, square > 0 ? 2 : 1);
    assert_true(points.index == 1 && points.complete && points.stable == 1);
    const FlowPoint *p = &points.point[0], *axis = &points.point[points.count - 1];
    assert_true(axis->kind == FLOW_POINT && axis->x[0] == 0 && axis->x[1] == 0 && axis->rotation[0] == 0);
    assert_close(axis->x[2], s.c, 1e-15);
    assert_close(axis->growth, fmax(square, -1), 1e-14);
    if (square > 0) {
      assert_true(p->kind == FLOW_RING && p->stability == FLOW_STABLE && p->index == 0);
      assert_close(p->x[0] * p->x[0] + p->x[1] * p->x[1], square, 1e-14);
      assert_close(p->rotation[0], s.w, 1e-13);
      assert_close(p->growth, fmax(-2 * square, -1), 1e-13);
      assert_close(p->x[3], square / 2, 1e-14);
    }
    flow_points_free(&points);
  }
}

/* dx/dt = -x^3: a point whose index rounding leaves open, said so. */
static bool cubic_rhs(const void *context, const double *x, double *f)
{
  (void)context;
  f[0] = -x[0] * x[0] * x[0];
  return true;
}

static bool cubic_jacobian(const void *context, const double *x, double *J)
{
  (void)context;
  J[0] = -3 * x[0] * x[0];
  return true;
}

static bool cubic_start(const void *context, int k, double *x)
{
  (void)context;
  x[0] = k / 10.0 - 1;
  return k <= 20;
}

static void degenerate_point_is_marginal(void **state)
{
  const double   mirror[1] = {-1};
  const FlowSpec flow      = {
         .n = 1, .rhs = cubic_rhs, .jacobian = cubic_jacobian, .start = cubic_start, .reflections = 1, .reflection = mirror};
  FlowPoints points;

  (void)state;
  assert_true(flow_fixed_points(&flow, 4, &points));
  assert_int_equal(points.count, 1);
  assert_true(points.point[0].x[0] == 0 && points.point[0].stability == FLOW_MARGINAL && !points.complete && points.stable == 0);
  flow_points_free(&points);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(finds_all_products),           cmocka_unit_test(a_short_list_says_so),
    cmocka_unit_test(mirror_images_are_one_family), cmocka_unit_test(shares_are_the_volumes_of_the_basins),
    cmocka_unit_test(rings_are_found_as_rings),     cmocka_unit_test(degenerate_point_is_marginal),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
