/* The list of mean-field fixed points against a search of its own, Newton's method from many starts, and against integration
   in time: nothing is missed, and the motion ends on a stable point. */
#include "physics/xyz/meanfield_check.h"

/* J x = f by Cramer's rule */
static bool solve(const double J[9], const double f[3], double x[3])
{
  const double det = determinant(J);

  for (int k = 0; k < 3; k++) {
    double A[9];
    memcpy(A, J, sizeof A);
    for (int i = 0; i < 3; i++) A[3 * i + k] = f[i];
    x[k] = determinant(A) / det;
  }
  return fabs(det) > 1e-9;
}

/* Newton's method with the Jacobian by differences. True if it ends on a fixed point. */
static bool newton(const XyzModel *model, double M[3])
{
  for (int step = 0; step < 60; step++) {
    double f[3], J[9], dx[3];
    meanfield_rhs(model, M, f);
    jacobian_by_differences(model, M, J);
    if (!solve(J, f, dx)) return false;
    for (int i = 0; i < 3; i++) M[i] -= dx[i];
  }
  return speed(model, M) < 1e-12;
}

/* Runge-Kutta of fourth order. */
static void integrate(const XyzModel *model, double time, double M[3])
{
  const double dt = 0.01;

  for (double t = 0; t < time; t += dt) {
    double k1[3], k2[3], k3[3], k4[3], x[3];
    meanfield_rhs(model, M, k1);
    for (int i = 0; i < 3; i++) x[i] = M[i] + 0.5 * dt * k1[i];
    meanfield_rhs(model, x, k2);
    for (int i = 0; i < 3; i++) x[i] = M[i] + 0.5 * dt * k2[i];
    meanfield_rhs(model, x, k3);
    for (int i = 0; i < 3; i++) x[i] = M[i] + dt * k3[i];
    meanfield_rhs(model, x, k4);
    for (int i = 0; i < 3; i++) M[i] += dt / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
  }
}

/* Every physical root that Newton finds from many starts is in the list, and is not missed by it. Returns the list's length. */
static int assert_complete(const XyzModel *model, uint64_t *seed)
{
  const double   zero[3] = {0, 0, 0};
  MeanFieldPoint points[MEANFIELD_MAX];
  const int      count = checked_points(model, points);

  for (int start = 0; start < 200; start++) {
    double M[3];
    random_vector(seed, M);
    if (!newton(model, M) || distance(M, zero) > 1) continue;
    if (find(M, count, points, 1e-6) < 0)
      fail_msg("missed (%g, %g, %g), J = (%.17g, %.17g, %.17g), h = (%.17g, %.17g, %.17g)", M[0], M[1], M[2], model->Jx, model->Jy,
               model->Jz, model->hx, model->hy, model->hz);
  }
  return count;
}

/* A rotation by pi about x turns loss into pumping, (Mx, My, Mz) into (Mx, -My, -Mz) and hy, hz into -hy, -hz. */
static XyzModel rotated(XyzModel model)
{
  XyzModel other = model;

  for (int c = CHANNEL_LOSS; c <= CHANNEL_COLLECTIVE_LOSS; c += CHANNEL_COLLECTIVE_LOSS - CHANNEL_LOSS)
    other.rate[c] = model.rate[c + 1], other.rate[c + 1] = model.rate[c];
  other.hy = -model.hy;
  other.hz = -model.hz;
  return other;
}

static void pumping_mirrors_loss(void **state)
{
  uint64_t seed = 34;

  (void)state;
  for (int draw = 0; draw < 100; draw++) {
    XyzModel model = random_model(&seed);
    if (draw % 2) model.hx = model.hy = 0;
    const XyzModel mirror = rotated(model);
    MeanFieldPoint points[MEANFIELD_MAX], images[MEANFIELD_MAX];
    const int      count = checked_points(&model, points);
    assert_int_equal(checked_points(&mirror, images), count);
    for (int i = 0; i < count; i++) {
      const double image[3] = {points[i].M[0], -points[i].M[1], -points[i].M[2]};
      assert_true(find(image, count, images, 1e-7) >= 0);
    }
  }
}

static void no_fixed_point_is_missed(void **state)
{
  uint64_t seed       = 35;
  int      several[2] = {0, 0};

  (void)state;
  for (int draw = 0; draw < 600; draw++) {
    XyzModel model = random_model(&seed);
    if (draw % 2) model.hx = model.hy = 0; /* quadratic; else quintic */
    if (draw % 3 == 0) memset(model.rate + CHANNEL_PUMP, 0, (CHANNEL_COUNT - CHANNEL_PUMP) * sizeof *model.rate);
    if (draw % 5 == 0) model.rate[CHANNEL_LOSS] *= 0.1;
    if (draw % 4 < 2) model.hx *= 0.1, model.hy *= 0.1, model.Jx *= 5, model.Jy *= 5, model.rate[CHANNEL_DEPHASING] *= 0.1;
    several[draw % 2] += assert_complete(&model, &seed) > 1;
  }
  assert_true(several[0] > 20 && several[1] > 20);
}

/* One field component at a time, isotropic and axial couplings: the quintic loses degree or factorises. */
static void special_fields_and_couplings_lose_nothing(void **state)
{
  const double J[][3] = {{0.6, 1.7, 1}, {1, 1, 1}, {1.7, 1.7, 0.3}, {0.6, 1, 1}, {1, 0.6, 1}, {0, 0, 0}};
  uint64_t     seed   = 36;

  (void)state;
  for (int set = 0; set < 6; set++)
    for (int axis = 0; axis < 3; axis++)
      for (int rates = 0; rates < 3; rates++) {
        XyzModel model                                               = local_emission(J[set][0], J[set][1], J[set][2], 1);
        *(axis == 0 ? &model.hx : axis == 1 ? &model.hy : &model.hz) = 0.3;
        if (rates == 1) model.rate[CHANNEL_COLLECTIVE_LOSS] = 0.4;
        if (rates == 2) model.rate[CHANNEL_PUMP] = 1; /* Mz = 0 for a spin alone */
        assert_true(assert_complete(&model, &seed) >= 1);
      }
}

/* A field that goes to zero keeps all three points of the ferromagnet, each within the linear response of its limit. */
static void weak_fields_keep_all_branches(void **state)
{
  const XyzModel free_model = local_emission(0.6, 1.7, 1, 1);
  MeanFieldPoint limit[MEANFIELD_MAX], points[MEANFIELD_MAX];

  (void)state;
  assert_int_equal(fixed_points(&free_model, limit), 3);
  for (int power = 2; power <= 14; power++)
    for (int axis = 0; axis < 2; axis++) {
      XyzModel     model              = free_model;
      const double field              = pow(10, -power);
      *(axis ? &model.hy : &model.hx) = field;
      const int count                 = checked_points(&model, points);
      if (count != 3) fail_msg("%d points in a field of 1e-%d along %c", count, power, "xy"[axis]);
      for (int i = 0; i < 3; i++) assert_true(find(limit[i].M, 3, points, 20 * field + 1e-12) >= 0);
    }
}

/* From any start the motion ends on a stable point of the list. */
static int assert_ends_stable(const XyzModel *model, uint64_t *seed, int starts)
{
  MeanFieldPoint points[MEANFIELD_MAX];
  const int      count = checked_points(model, points);
  int            found = 0;

  for (int start = 0; start < starts; start++) {
    double M[3];
    random_vector(seed, M);
    integrate(model, 150, M);
    assert_true(speed(model, M) < 1e-6);
    const int at = find(M, count, points, 1e-5);
    assert_true(at >= 0 && is_stable(&points[at]));
    found |= 1 << at;
  }
  return found;
}

static void time_evolution_ends_on_the_stable_branch(void **state)
{
  const XyzModel para = local_emission(0.6, 1, 1, 1), ferro = local_emission(0.6, 1.7, 1, 1);
  XyzModel       collective = local_emission(0.6, 3.2, 1, 1), pumped = local_emission(0.6, 3.5, 1, 0.3);
  uint64_t       seed = 37;

  (void)state;
  collective.rate[CHANNEL_COLLECTIVE_LOSS] = 2;
  pumped.rate[CHANNEL_PUMP] = 0.9, pumped.rate[CHANNEL_DEPHASING] = 0.1, pumped.hz = 0.2;
  assert_int_equal(assert_ends_stable(&para, &seed, 5), 1);
  assert_int_equal(assert_ends_stable(&ferro, &seed, 12), 3); /* both signs of Mx are reached */
  assert_int_equal(assert_ends_stable(&collective, &seed, 12), 3);
  assert_int_equal(assert_ends_stable(&pumped, &seed, 12), 3);
}

static void time_evolution_in_tilted_fields_ends_on_the_quintic(void **state)
{
  XyzModel weak = local_emission(0.6, 1.7, 1, 1), strong = local_emission(0.6, 1.7, 1, 1), all;
  uint64_t seed = 38;

  (void)state;
  weak.hx = 0.02, weak.hy = -0.01, weak.hz = 0.01; /* both branches live on */
  assert_int_equal(assert_ends_stable(&weak, &seed, 12), 3);
  strong.hx = 0.9, strong.hy = -0.4, strong.hz = 0.2;
  assert_int_equal(assert_ends_stable(&strong, &seed, 6), 1);
  for (int draw = 0; draw < 10; draw++) {
    all = random_model(&seed);
    for (int c = 0; c < CHANNEL_COUNT; c++) all.rate[c] *= 1.5; /* strong damping: no limit cycle */
    assert_ends_stable(&all, &seed, 2);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(pumping_mirrors_loss),
    cmocka_unit_test(no_fixed_point_is_missed),
    cmocka_unit_test(special_fields_and_couplings_lose_nothing),
    cmocka_unit_test(weak_fields_keep_all_branches),
    cmocka_unit_test(time_evolution_ends_on_the_stable_branch),
    cmocka_unit_test(time_evolution_in_tilted_fields_ends_on_the_quintic),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
