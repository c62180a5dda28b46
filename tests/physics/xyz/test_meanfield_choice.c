/* Which of several stable states stands for the mean field; units of time; slow rates beside large ones. */
#include "physics/xyz/meanfield_check.h"

/* hx = 0.05 splits the pitchfork: the branch that comes from the paramagnet has Mx < 0, the other one appears at Jy = 1.317. */
static void branch_of_a_weak_field_is_followed(void **state)
{
  MeanField mf;
  double    last[3] = {NAN, NAN, NAN};
  int       twice   = 0;

  (void)state;
  for (int i = 0; i <= 400; i++) {
    XyzModel model = local_emission(0.6, 1 + 0.005 * i, 1, 1);
    model.hx       = 0.05;
    meanfield_solve(&model, &mf);
    assert_true(mf.complete && mf.point[0].M[0] < 0);
    assert_int_equal(mf.stable, model.Jy < 1.3175 ? 1 : 2);
    if (i > 0) assert_true(distance(last, mf.point[0].M) < 0.02);
    memcpy(last, mf.point[0].M, sizeof last);
    if (mf.stable < 2) continue;
    twice++;
    assert_true(mf.point[1].M[0] > 0 && mf.point[1].stability == FLOW_STABLE && mf.point[0].share > mf.point[1].share);
    assert_close(mf.point[0].share + mf.point[1].share, 1, 1e-15);
  }
  assert_in_range(twice, 330, 340);
}

/* However weak: the decision is that of the field's sign, and the mirrored field's is the mirror image. */
static void weaker_fields_decide_alike(void **state)
{
  (void)state;
  for (int power = 1; power <= 12; power++)
    for (int sign = -1; sign <= 1; sign += 2) {
      XyzModel  model = local_emission(0.6, 1.6, 1, 1);
      MeanField mf;
      model.hx = sign * 0.5 * pow(10, -power);
      meanfield_solve(&model, &mf);
      assert_true(mf.point[0].M[0] * sign < 0);
      assert_int_equal(mf.stable, power < 2 ? mf.stable : 2);
    }
}

/* Two inequivalent stable states of the parity-symmetric model, with exact states (N = 60) that are nearly all in the one with the larger
   basin: the paramagnet here, the ferromagnet there. */
static void larger_basin_is_where_exact_states_go(void **state)
{
  const XyzModel models[] = {
    {.N    = 2,
     .Jx   = -1.4500360003440695,
     .Jy   = 1.2240793214590044,
     .Jz   = 1.8904275162088036,
     .hz   = 0.4384339920033723,
     .rate = {0.36598520766459774, 0, 0, 2.7586719134407494, 0.10509429}},
    {.N = 2, .Jx = -4.02, .Jy = -1.01, .Jz = -5.24, .hz = -0.95, .rate = {0.37, 0.0, 0.0, 0.46, 0.0}},
  };

  (void)state;
  for (int i = 0; i < 2; i++) {
    MeanField mf;
    meanfield_solve(&models[i], &mf);
    assert_int_equal(mf.stable, 2);
    assert_true((hypot(mf.point[0].M[0], mf.point[0].M[1]) < 1e-9) == (i == 0));
    int families = 0;
    for (int k = 0; k < mf.count; k++) families |= 1 << mf.point[k].family;
    assert_int_equal(families, 7); /* two stable ones and an unstable one, each with its images */
  }
}

static XyzModel scaled(XyzModel model, double factor)
{
  model.Jx *= factor, model.Jy *= factor, model.Jz *= factor;
  model.hx *= factor, model.hy *= factor, model.hz *= factor;
  for (int c = 0; c < CHANNEL_COUNT; c++) model.rate[c] *= factor;
  return model;
}

static XyzModel varied_model(uint64_t *seed, int draw)
{
  XyzModel model = random_model(seed);

  if (draw % 3 == 0) model.hx = model.hy = 0;
  if (draw % 6 == 0) model.Jy = model.Jx, model.rate[CHANNEL_COLLECTIVE_LOSS] *= 4, model.rate[CHANNEL_PUMP] += 1;
  if (draw % 2 == 0) model.Jx *= 4, model.hx *= 0.1, model.hy *= 0.1;
  return model;
}

/* All rates and couplings times 2^k: not a bit changes but the scale of growth. Times 10^k: 1e-12. */
static void units_of_time_do_not_matter(void **state)
{
  uint64_t seed = 91;

  (void)state;
  for (int draw = 0; draw < 60; draw++) {
    const XyzModel model = varied_model(&seed, draw);
    MeanField      mf, other;
    meanfield_solve(&model, &mf);
    assert_true(mf.count > 0 && mf.index == 1);
    for (int power = -46; power <= 47; power += 31) {
      const XyzModel twice = scaled(model, ldexp(1, power));
      meanfield_solve(&twice, &other);
      assert_true(other.count == mf.count && other.stable == mf.stable && other.index == mf.index);
      for (int i = 0; i < mf.count; i++) {
        assert_memory_equal(mf.point[i].M, other.point[i].M, sizeof mf.point[i].M);
        assert_true(other.point[i].growth == ldexp(mf.point[i].growth, power) && other.point[i].omega == ldexp(mf.point[i].omega, power));
        assert_true(other.point[i].stability == mf.point[i].stability && other.point[i].kind == mf.point[i].kind &&
                    other.point[i].error == mf.point[i].error);
      }
    }
    for (int power = -14; power <= 5; power++) {
      const XyzModel decimal = scaled(model, pow(10, power));
      meanfield_solve(&decimal, &other);
      assert_true(other.count == mf.count && other.stable == mf.stable && other.index == mf.index);
      for (int i = 0; i < mf.count; i++) {
        assert_close(distance(mf.point[i].M, other.point[i].M), 0, 1e-12);
        assert_close(other.point[i].growth, mf.point[i].growth * pow(10, power), 1e-12 * pow(10, power));
      }
    }
  }
}

#ifdef __SIZEOF_FLOAT128__
typedef __float128 Quad;

/* The equations of motion in four times the bits. */
static void quad_rhs(const XyzModel *m, const Quad M[3], Quad f[3])
{
  const Quad loss = m->rate[CHANNEL_LOSS], pump = m->rate[CHANNEL_PUMP], x = M[0], y = M[1], z = M[2];
  const Quad k  = (loss + pump) / 2 + 2 * (Quad)m->rate[CHANNEL_DEPHASING],
             c  = ((Quad)m->rate[CHANNEL_COLLECTIVE_LOSS] - m->rate[CHANNEL_COLLECTIVE_PUMP]) / 2;
  const Quad Jx = m->Jx, Jy = m->Jy, Jz = m->Jz, hx = m->hx, hy = m->hy, hz = m->hz;

  f[0] = 2 * (Jy - Jz) * y * z + 2 * (hy * z - hz * y) - k * x + c * x * z;
  f[1] = 2 * (Jz - Jx) * x * z + 2 * (hz * x - hx * z) - k * y + c * y * z;
  f[2] = 2 * (Jx - Jy) * x * y + 2 * (hx * y - hy * x) + pump - loss - (pump + loss) * z - c * (x * x + y * y);
}

static Quad quad_determinant(Quad A[3][3])
{
  return A[0][0] * (A[1][1] * A[2][2] - A[1][2] * A[2][1]) - A[0][1] * (A[1][0] * A[2][2] - A[1][2] * A[2][0]) +
         A[0][2] * (A[1][0] * A[2][1] - A[1][1] * A[2][0]);
}

/* Newton's method from M with the Jacobian by differences, exact for a quadratic. How far it moves M. */
static double quad_distance(const XyzModel *model, const double start[3])
{
  Quad M[3] = {start[0], start[1], start[2]}, move = 0;

  for (int step = 0; step < 4; step++) {
    Quad f[3], J[3][3];
    quad_rhs(model, M, f);
    for (int k = 0; k < 3; k++) {
      Quad plus[3] = {M[0], M[1], M[2]}, minus[3] = {M[0], M[1], M[2]}, a[3], b[3];
      plus[k] += 0.5, minus[k] -= 0.5;
      quad_rhs(model, plus, a), quad_rhs(model, minus, b);
      for (int i = 0; i < 3; i++) J[i][k] = a[i] - b[i];
    }
    const Quad det = quad_determinant(J);
    for (int k = 0; k < 3; k++) {
      Quad A[3][3];
      memcpy(A, J, sizeof A);
      for (int i = 0; i < 3; i++) A[i][k] = f[i];
      M[k] -= quad_determinant(A) / det;
    }
  }
  for (int k = 0; k < 3; k++) move += (M[k] - start[k]) * (M[k] - start[k]);
  return sqrt((double)move);
}

/* Dissipation of 1e-3 ... 1e-13 beside couplings and fields of order one: residuals in working precision would be wrong by eps/rate. */
static void slow_rates_beside_large_couplings(void **state)
{
  uint64_t seed = 92;

  (void)state;
  for (int power = 3; power <= 13; power++)
    for (int draw = 0; draw < 12; draw++) {
      XyzModel  model = random_model(&seed);
      MeanField mf;
      if (draw % 3 == 0) model.hx = model.hy = 0;
      for (int c = 0; c < CHANNEL_COUNT; c++) model.rate[c] *= pow(10, -power);
      meanfield_solve(&model, &mf);
      assert_true(mf.count > 0 && mf.index == 1);
      for (int i = 0; i < mf.count; i++) {
        const double error = quad_distance(&model, mf.point[i].M);
        if (!(error < 1e-14 && mf.point[i].error < 1e-14))
          fail_msg("rates of 1e-%d, draw %d: off by %g (estimate %g)", power, draw, error, mf.point[i].error);
      }
    }
}
#else
static void slow_rates_beside_large_couplings(void **state) { (void)state; }
#endif

/* Dephasing without emission and pumping: one point, M = 0, in a transverse field; none by itself without. */
static void dephasing_alone(void **state)
{
  XyzModel model = {
    .N = 10, .Jx = 0.6, .Jy = 1.1, .Jz = 1, .hx = 0.3, .rate = {[CHANNEL_DEPHASING] = 0.7, [CHANNEL_COLLECTIVE_LOSS] = 0.2}};
  MeanField mf;

  (void)state;
  meanfield_solve(&model, &mf);
  assert_true(mf.count == 1 && mf.stable == 1 && mf.index == 1);
  for (int i = 0; i < 3; i++) assert_close(mf.point[0].M[i], 0, 1e-15);
  model.hx = 0;
  meanfield_solve(&model, &mf);
  assert_true(mf.count == 0 && meanfield_check(&model));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(branch_of_a_weak_field_is_followed),    cmocka_unit_test(weaker_fields_decide_alike),
    cmocka_unit_test(larger_basin_is_where_exact_states_go), cmocka_unit_test(units_of_time_do_not_matter),
    cmocka_unit_test(slow_rates_beside_large_couplings),     cmocka_unit_test(dephasing_alone),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
