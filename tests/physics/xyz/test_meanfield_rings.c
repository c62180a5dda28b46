/* Rotation symmetry about z: the points off the axis form a ring, still or turning. Closed forms, and integration in time. */
#include "physics/xyz/meanfield_check.h"

/* Spins that emit together and are pumped one by one, H = 0: c Mz = k, c (Mx^2 + My^2) = gain - decay Mz. */
static XyzModel pumped(double pump, double loss, double dephasing, double collective)
{
  return (XyzModel){
    .N    = 100,
    .rate = {[CHANNEL_LOSS] = loss, [CHANNEL_PUMP] = pump, [CHANNEL_DEPHASING] = dephasing, [CHANNEL_COLLECTIVE_LOSS] = collective}};
}

static void assert_ring(const XyzModel *model, double omega)
{
  const double *rate = model->rate, c = rate[CHANNEL_COLLECTIVE_LOSS] / 2,
               k = (rate[CHANNEL_LOSS] + rate[CHANNEL_PUMP]) / 2 + 2 * rate[CHANNEL_DEPHASING];
  const double z = k / c, square = (rate[CHANNEL_PUMP] - rate[CHANNEL_LOSS] - (rate[CHANNEL_PUMP] + rate[CHANNEL_LOSS]) * z) / c;
  MeanField    mf;

  meanfield_solve(model, &mf);
  assert_int_equal(mf.count, 2);
  assert_true(mf.stable == 1 && mf.index == 1 && mf.complete);
  assert_true(mf.point[0].kind == FLOW_RING && mf.point[0].stability == FLOW_STABLE);
  assert_true(mf.point[1].kind == FLOW_POINT && mf.point[1].stability == FLOW_UNSTABLE && mf.point[1].index == 1);
  assert_close(mf.point[0].M[2], z, 1e-14);
  for (int axis = 0; axis < 2; axis++) assert_close(meanfield_square(&mf.point[0], axis), square / 2, 1e-14);
  assert_close(mf.point[0].omega, omega, 1e-13);
  assert_close(mf.point[1].M[0], 0, 0);
  assert_close(mf.point[1].M[1], 0, 0);
  assert_true(mf.point[0].error < 1e-14);
}

static void superradiant_laser(void **state)
{
  const double pumps[] = {0.01, 0.1, 0.3, 0.5, 0.8, 0.99};

  (void)state;
  for (int i = 0; i < 6; i++) {
    XyzModel model = pumped(pumps[i], 0, 0, 1); /* Mz = w */
    assert_ring(&model, 0);
    model.Jx = model.Jy = 0.4, model.Jz = 1.1, model.hz = -0.3; /* it turns: omega = 2 hz + 2 (Jz - Jx) Mz */
    assert_ring(&model, -0.6 + 1.4 * pumps[i]);
    model = pumped(pumps[i], 0.1 * pumps[i], 0.02 * pumps[i], 1.5);
    assert_ring(&model, 0);
  }
}

/* Just above threshold the ring is small, below there is none: c z = k at the pole's z. */
static void ring_begins_at_the_threshold(void **state)
{
  (void)state;
  for (int power = 1; power <= 9; power++)
    for (int side = -1; side <= 1; side += 2) {
      const double   w = 0.4, loss = 0.1, z = (w - loss) / (w + loss);
      const XyzModel model = pumped(w, loss, 0, (w + loss) / z * (1 + side * pow(10, -power)));
      MeanField      mf;
      meanfield_solve(&model, &mf);
      assert_int_equal(mf.count, side > 0 ? 2 : 1);
      assert_true(mf.stable == 1 && mf.point[0].kind == (side > 0 ? FLOW_RING : FLOW_POINT));
    }
}

/* From any start the motion ends on the stable ring or point, and turns with its omega. */
static void motion_ends_on_the_ring(void **state)
{
  uint64_t seed  = 77;
  int      rings = 0;

  (void)state;
  for (int draw = 0; draw < 40; draw++) {
    const double dt    = 0.004;
    XyzModel     model = random_model(&seed);
    MeanField    mf;
    double       M[3], last[3];
    model.hx = model.hy = 0, model.Jy = model.Jx;
    model.rate[CHANNEL_COLLECTIVE_LOSS] += 2, model.rate[CHANNEL_LOSS] *= 0.2, model.rate[CHANNEL_COLLECTIVE_PUMP] *= 0.2,
      model.rate[CHANNEL_DEPHASING] *= 0.1;
    meanfield_solve(&model, &mf);
    assert_true(mf.stable == 1 && mf.index == 1);
    if (mf.point[0].growth > -0.1) continue; /* too slow to be followed */
    random_vector(&seed, M);
    for (int n = 0; n < 60000; n++) {
      double k1[3], k2[3], x[3];
      memcpy(last, M, sizeof M);
      meanfield_rhs(&model, M, k1);
      for (int i = 0; i < 3; i++) x[i] = M[i] + dt / 2 * k1[i];
      meanfield_rhs(&model, x, k2);
      for (int i = 0; i < 3; i++) M[i] += dt * k2[i];
    }
    assert_close(M[2], mf.point[0].M[2], 1e-5);
    assert_close((M[0] * M[0] + M[1] * M[1]) / 2, meanfield_square(&mf.point[0], 0), 1e-5);
    if (mf.point[0].kind == FLOW_POINT) continue;
    rings++;
    assert_close(remainder(atan2(M[1], M[0]) - atan2(last[1], last[0]), 2 * M_PI) / dt, mf.point[0].omega, 1e-3);
  }
  assert_in_range(rings, 8, 40);
}

/* Growth of a ring across itself is that of the three eigenvalues without the zero one, whatever point of it is taken. */
static void goldstone_mode_is_no_instability(void **state)
{
  const XyzModel model = pumped(0.3, 0.05, 0.01, 1);
  MeanField      mf;

  (void)state;
  meanfield_solve(&model, &mf);
  const double *M = mf.point[0].M, r = hypot(M[0], M[1]), c = 0.5, k = 0.175 + 0.02;
  /* in (r, z): [[c z - k, c r], [-2 c r, -decay]], its first element 0 */
  const double trace = c * M[2] - k - 0.35, det = -(c * M[2] - k) * 0.35 + 2 * c * c * r * r, half = trace / 2, disc = half * half - det;
  assert_close(mf.point[0].growth, disc > 0 ? half + sqrt(disc) : half, 1e-14);
  assert_close(mf.point[0].frequency, disc > 0 ? 0 : sqrt(-disc), 1e-14);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(superradiant_laser),
    cmocka_unit_test(ring_begins_at_the_threshold),
    cmocka_unit_test(motion_ends_on_the_ring),
    cmocka_unit_test(goldstone_mode_is_no_instability),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
