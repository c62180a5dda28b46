/* What the mean field allows: normal forms of bifurcations in two dimensions, and the spin flow. */
#include "physics/moments/reference.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* dx/dt = a + b x + c x^3 + e x^2, dy/dt = -y + x^2 */
typedef struct {
  double a, b, c, e;
} Normal;

static bool rhs(const void *context, const double *x, double *f)
{
  const Normal *n = context;
  f[0]            = n->a + n->b * x[0] + n->e * x[0] * x[0] + n->c * x[0] * x[0] * x[0];
  f[1]            = -x[1] + x[0] * x[0];
  return true;
}

static bool jacobian(const void *context, const double *x, double *J)
{
  const Normal *n = context;
  J[0]            = n->b + 2 * n->e * x[0] + 3 * n->c * x[0] * x[0];
  J[1] = 0, J[2] = 2 * x[0], J[3] = -1;
  return true;
}

static bool start(const void *context, int k, double *x)
{
  (void)context;
  x[0] = -2 + 4 * fmod(0.37 + 0.618033988749895 * k, 1);
  x[1] = -2 + 4 * fmod(0.11 + 0.754877666246693 * k, 1);
  return k < 200;
}

static const double mirror[4] = {-1, 0, 0, 1};

static MomentReference reference_of(const Normal *n, bool symmetric)
{
  const FlowSpec flow = {
    .n = 2, .context = n, .rhs = rhs, .jacobian = jacobian, .start = start, .reflections = symmetric, .reflection = mirror};
  MomentReference r;

  assert_true(moment_reference_create(&flow, &r));
  return r;
}

static void knows_the_pitchfork(void **state)
{
  (void)state;
  MomentReference r = reference_of(&(Normal){.b = -0.5, .c = -1}, true);
  assert_true(r.classes == 1 && r.complete && !r.mirror && !r.bifurcation && !r.slow);
  r = reference_of(&(Normal){.b = -0.2, .c = -1}, true);
  assert_true(r.classes == 1 && r.complete && !r.mirror && r.slow && r.slow_rate == -0.2);
  r = reference_of(&(Normal){.b = 0.2, .c = -1}, true); /* a pair, and the point between them is the slow one */
  assert_true(r.classes == 1 && r.complete && r.mirror && r.slow && r.slow_rate == 0.2 && r.slow_point[0] == 0);
  assert_true(fabs(fabs(r.stable[0]) - sqrt(0.2)) < 1e-12 && r.image[0] == -r.stable[0]);
}

/* At the bifurcation and so near that its points are one. */
static void merges_what_meets(void **state)
{
  const double b[] = {0, 1e-8, -1e-8, 4e-7};

  (void)state;
  for (int k = 0; k < 4; k++) {
    const MomentReference r = reference_of(&(Normal){.b = b[k], .c = -1}, true);
    if (!(r.classes == 1 && r.complete && r.bifurcation && !r.mirror && r.slow && fabs(r.stable[0]) < 3e-3))
      fail_msg("b = %g: %d classes, index %d, bifurcation %d", b[k], r.classes, r.index, r.bifurcation);
  }
  const MomentReference unstable = reference_of(&(Normal){.c = 1}, true); /* outward on both sides */
  assert_int_equal(unstable.classes, 0);
  assert_false(unstable.complete);
  const MomentReference fold = reference_of(&(Normal){.e = 1}, false); /* inward on one side alone */
  assert_int_equal(fold.classes, 0);
  assert_false(fold.complete);
}

static void counts_classes_and_misses(void **state)
{
  (void)state;
  MomentReference r = reference_of(&(Normal){.a = 0.01, .b = 1, .c = -1}, false); /* bistable without a mirror */
  assert_true(r.classes == 2 && r.complete && !r.mirror);
  r = reference_of(&(Normal){.b = 1, .e = 1}, false); /* runs away: only one side is attracted */
  assert_false(r.complete);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(knows_the_pitchfork), cmocka_unit_test(merges_what_meets),
                                     cmocka_unit_test(counts_classes_and_misses)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
