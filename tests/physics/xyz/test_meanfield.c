/* Mean field: the right-hand side against the 2^N Lindblad equation on product states, and fixed points, critical couplings and
   entropies against closed forms. Are the fixed points all there are? test_meanfield_search.c. */
#include "physics/xyz/meanfield_check.h"

static const double critical_Jy = 1.15625; /* of Jx = 0.6, Jz = 1, gamma = 1 */

/* In a product state the first moments move exactly as the mean field says, at every N, if the one-spin part of each collective
   jump, rate/(N-1), is added to the local rate. */
static void rhs_matches_brute_force_on_product_states(void **state)
{
  uint64_t seed = 30;

  (void)state;
  for (int N = 2; N <= 5; N++)
    for (int draw = 0; draw < 10; draw++) {
      const int        all = 1 << (2 * N);
      double           point[XYZ_PARAMS], M[3], dM[3];
      double complex  *rho = malloc((size_t)all * sizeof *rho), *drho = malloc((size_t)all * sizeof *drho);
      double complex  *S = malloc((size_t)all * sizeof *S);
      BruteLiouvillian L;
      random_point(&seed, N, point);
      random_vector(&seed, M);
      const BruteModel oracle = brute_model(point);
      for (int k = 0; k < 3; k++) point[XYZ_GAMMA + k] += point[XYZ_GAMMA_C + k] / (N - 1);
      const XyzModel model = xyz_model(point);
      brute_liouvillian_create(&oracle, &L);
      brute_product_state(N, M, rho);
      brute_liouvillian_apply(&L, rho, drho);
      meanfield_rhs(&model, M, dM);
      for (int axis = 0; axis < 3; axis++) {
        brute_spin(N, axis, S);
        assert_close(dM[axis], creal(brute_trace_product(L.dim, S, drho)) / N, 1e-12);
      }
      brute_liouvillian_free(&L);
      free(rho), free(drho), free(S);
    }
}

static void jacobian_matches_differences(void **state)
{
  uint64_t seed = 31;

  (void)state;
  for (int draw = 0; draw < 200; draw++) {
    const XyzModel model = random_model(&seed);
    double         M[3], J[9], D[9];
    random_vector(&seed, M);
    meanfield_jacobian(&model, M, J);
    jacobian_by_differences(&model, M, D);
    for (int i = 0; i < 9; i++) assert_close(J[i], D[i], 1e-13 * 20);
  }
}

/* XYZ paper, Eqs. 24 and 25 and the components that Eq. 8 then gives. */
static void ferromagnet_has_its_closed_form(void **state)
{
  const double Jys[] = {1.2, 1.3, 1.7, 2.3, 5, 40}, Jx = 0.6, Jz = 1;

  (void)state;
  for (int i = 0; i < 6; i++) {
    const double   Jy = Jys[i], Mz = -0.25 / sqrt((Jy - Jz) * (Jz - Jx)), Sxx = 2 * Mz * (Mz + 1) * (Jy - Jz) / (Jx - Jy);
    const XyzModel model = local_emission(Jx, Jy, Jz, 1);
    MeanFieldPoint points[MEANFIELD_MAX], branch;
    assert_int_equal(checked_points(&model, points), 3);
    assert_true(is_stable(&points[0]) && is_stable(&points[1]) && !is_stable(&points[2]));
    for (int k = 0; k < 2; k++) {
      assert_close(points[k].M[2], Mz, 1e-13);
      assert_close(points[k].M[0], k == 0 ? sqrt(Sxx) : -sqrt(Sxx), 1e-12);
      assert_close(points[k].M[1], points[k].M[0] * 0.25 / ((Jy - Jz) * Mz), 1e-12); /* Eq. 8a */
    }
    assert_close(points[2].M[2], -1, 1e-15);
    assert_true(meanfield_stable(&model, &branch));
    assert_true(is_stable(&branch) && distance(branch.M, points[0].M) == 0);
  }
}

/* XYZ paper, Eq. 9: the paramagnet is unstable if -gamma^2/16 > (Jx-Jz)(Jy-Jz), and only then is there another fixed point. */
static void phases_follow_equation_9(void **state)
{
  uint64_t seed  = 32;
  int      ferro = 0;

  (void)state;
  for (int draw = 0; draw < 500; draw++) {
    const double   gamma = random_between(&seed, 0.1, 3), Jx = random_between(&seed, -2, 2), Jz = random_between(&seed, -2, 2);
    const double   Jy = random_between(&seed, -2, 2), margin = -gamma * gamma / 16 - (Jx - Jz) * (Jy - Jz);
    const double   down[3] = {0, 0, -1};
    const XyzModel model   = local_emission(Jx, Jy, Jz, gamma);
    MeanFieldPoint points[MEANFIELD_MAX], branch;
    if (fabs(margin) < 1e-4) continue;
    const int count = checked_points(&model, points), paramagnet = find(down, count, points, 1e-14);
    assert_true(paramagnet >= 0);
    assert_int_equal(is_stable(&points[paramagnet]), margin < 0);
    assert_int_equal(count, margin < 0 ? 1 : 3);
    assert_true(meanfield_stable(&model, &branch) && is_stable(&branch));
    ferro += margin > 0;
  }
  assert_in_range(ferro, 100, 400);
}

/* Growth of the paramagnet Mx = My = 0, Mz = (gamma_up - gamma)/(gamma_up + gamma). */
static double paramagnet_growth(const XyzModel *model)
{
  const double loss = model->rate[CHANNEL_LOSS], pump = model->rate[CHANNEL_PUMP], M[3] = {0, 0, (pump - loss) / (pump + loss)};
  double       J[9];

  jacobian_by_differences(model, M, J);
  return growth_of(J);
}

static void critical_coupling_of_local_emission_is_equation_9(void **state)
{
  const XyzModel models[] = {local_emission(0.6, 0, 1, 1), local_emission(0.2, 7, -0.3, 2)};

  (void)state;
  assert_close(meanfield_critical_Jy(&models[0]), critical_Jy, 1e-15);
  assert_close(meanfield_critical_Jy(&models[1]), -0.3 - 4 / 16.0 / 0.5, 1e-15);
  for (int i = 0; i < 2; i++)
    for (int side = -1; side <= 1; side += 2) {
      MeanFieldPoint points[MEANFIELD_MAX];
      XyzModel       model = models[i];
      const bool     ferro = (side > 0) == (i == 0);
      model.Jy             = meanfield_critical_Jy(&model) + side * 1e-6;
      assert_true(ferro ? paramagnet_growth(&model) > 1e-7 : paramagnet_growth(&model) < -1e-7);
      assert_int_equal(fixed_points(&model, points), ferro ? 3 : 1);
    }
}

/* Where it exists, the growth has opposite signs on its two sides; where it does not, no Jy changes the sign. */
static void critical_coupling_is_where_the_growth_changes_sign(void **state)
{
  uint64_t seed  = 39;
  int      found = 0, absent = 0;

  (void)state;
  for (int draw = 0; draw < 400; draw++) {
    XyzModel model = random_model(&seed);
    model.hx = model.hy = 0;
    if (draw % 4 == 0) model.rate[CHANNEL_COLLECTIVE_LOSS] *= 5, model.rate[CHANNEL_PUMP] += 1, model.rate[CHANNEL_DEPHASING] *= 0.1;
    const double Jy = meanfield_critical_Jy(&model), step = 1e-5 * (1 + fabs(Jy));
    if (isnan(Jy)) {
      model.Jy          = -1e3;
      const double left = paramagnet_growth(&model);
      model.Jy          = 1e3;
      assert_true(left > 0 && paramagnet_growth(&model) > 0);
      absent++;
      continue;
    }
    model.Jy           = Jy - step;
    const double left  = paramagnet_growth(&model);
    model.Jy           = Jy + step;
    const double right = paramagnet_growth(&model);
    if (!(left * right < 0)) fail_msg("growth %g and %g around Jy = %g, draw %d", left, right, Jy, draw);
    found++;
  }
  assert_in_range(found, 200, 390);
  assert_int_equal(found + absent, 400);
}

static void no_critical_coupling_in_transverse_fields(void **state)
{
  XyzModel model = local_emission(0.6, 1.1, 1, 1), equal = local_emission(1, 1.1, 1, 1), balanced = local_emission(0.6, 1.1, 1, 1);

  (void)state;
  model.hx                    = 0.1;
  balanced.rate[CHANNEL_PUMP] = 1; /* Mz = 0: the couplings do nothing */
  assert_true(isnan(meanfield_critical_Jy(&model)));
  assert_true(isnan(meanfield_critical_Jy(&equal)));
  assert_true(isnan(meanfield_critical_Jy(&balanced)));
}

/* Nothing is stable to rounding at the critical point, yet there is a branch to compare with. */
static void critical_point_keeps_the_paramagnet(void **state)
{
  const XyzModel model   = local_emission(0.6, critical_Jy, 1, 1);
  const double   down[3] = {0, 0, -1};
  MeanFieldPoint branch;

  (void)state;
  assert_true(meanfield_stable(&model, &branch));
  assert_true(distance(branch.M, down) < 1e-6);
  assert_close(branch.growth, 0, 1e-7);
}

/* Eq. 7 with c = Gamma/2, k = gamma/2: c Mz - k = s Mz with s = 2 sqrt((Jy-Jz)(Jz-Jx)), then Eqs. 7a and 7c. */
static void assert_collective_ferromagnet(double gamma, double Gamma, double Jy)
{
  const double   Jx = 0.6, Jz = 1, c = Gamma / 2, k = gamma / 2, s = 2 * sqrt((Jy - Jz) * (Jz - Jx)), Mz = -k / (s - c);
  const double   slope = -(c * Mz - k) / (2 * (Jy - Jz) * Mz); /* My/Mx */
  const double   Mx    = sqrt(gamma * (Mz + 1) / (2 * (Jx - Jy) * slope - c * (1 + slope * slope)));
  XyzModel       model = local_emission(Jx, Jy, Jz, gamma);
  MeanFieldPoint points[MEANFIELD_MAX];

  model.rate[CHANNEL_COLLECTIVE_LOSS] = Gamma;
  assert_int_equal(checked_points(&model, points), 3);
  assert_true(is_stable(&points[0]) && is_stable(&points[1]) && !is_stable(&points[2]));
  for (int i = 0; i < 2; i++) {
    const double sign = i == 0 ? 1 : -1;
    assert_close(points[i].M[0], sign * Mx, 1e-12);
    assert_close(points[i].M[1], sign * slope * Mx, 1e-12);
    assert_close(points[i].M[2], Mz, 1e-12);
  }
}

/* XYZ paper, Fig. 2: Gamma = 2 gamma with gamma + Gamma = 1 has the same critical point as gamma = 1 alone. */
static void collective_emission_keeps_the_critical_point(void **state)
{
  MeanFieldPoint points[MEANFIELD_MAX];

  (void)state;
  for (int side = -1; side <= 1; side += 2) {
    XyzModel model                      = local_emission(0.6, critical_Jy + side * 1e-5, 1, 1.0 / 3);
    model.rate[CHANNEL_COLLECTIVE_LOSS] = 2.0 / 3;
    assert_true(side * paramagnet_growth(&model) > 1e-6);
    assert_int_equal(checked_points(&model, points), side < 0 ? 1 : 3);
    assert_int_equal(points[0].M[2] < -1 + 1e-12, side < 0);
  }
  assert_collective_ferromagnet(1.0 / 3, 2.0 / 3, 1.3);
  assert_collective_ferromagnet(1.0 / 3, 2.0 / 3, 8);
}

/* Gamma = 2 at gamma = 1: critical at Jy = Jz + (gamma+Gamma)^2/(16 (Jz-Jx)) = 2.40625. */
static void strong_collective_emission_moves_the_critical_point(void **state)
{
  (void)state;
  for (int side = -1; side <= 1; side += 2) {
    XyzModel       model = local_emission(0.6, 2.40625 + side * 1e-4, 1, 1);
    MeanFieldPoint points[MEANFIELD_MAX];
    model.rate[CHANNEL_COLLECTIVE_LOSS] = 2;
    assert_true(side * paramagnet_growth(&model) > 1e-5);
    assert_int_equal(checked_points(&model, points), side < 0 ? 1 : 3);
  }
  assert_collective_ferromagnet(1, 2, 2.6);
  assert_collective_ferromagnet(1, 2, 9);
}

/* c^2 = 4 (Jy-Jz)(Jz-Jx): the quadratic for Mz is linear. All numbers are exact in binary. */
static void collective_pumping_can_make_the_quadratic_linear(void **state)
{
  XyzModel       model   = local_emission(0.75, 1.25, 1, 1);
  const double   plus[3] = {0.5, -0.5, -0.5}, minus[3] = {-0.5, 0.5, -0.5};
  MeanFieldPoint points[MEANFIELD_MAX];

  (void)state;
  model.rate[CHANNEL_COLLECTIVE_PUMP] = 1;
  const int count                     = checked_points(&model, points);
  assert_int_equal(count, 3);
  assert_true(find(plus, count, points, 1e-14) >= 0 && find(minus, count, points, 1e-14) >= 0);
}

/* Superradiance against pumping: five points, none stable (a limit cycle). */
static void least_unstable_point_stands_in_for_a_stable_one(void **state)
{
  const XyzModel models[] = {
    {.N = 100, .Jx = 1.395, .Jy = 3.299, .Jz = 0.034, .hz = 0.677, .rate = {0.279, 0.615, 0.069, 6.962, 0.177}},
    {.N = 100, .Jx = -0.81, .Jy = -1.209, .Jz = 0.692, .hz = -0.989, .rate = {0.108, 0.512, 0.012, 2.56, 1.081}},
  };

  (void)state;
  for (int set = 0; set < 2; set++) {
    MeanFieldPoint points[MEANFIELD_MAX], branch;
    const int      count = checked_points(&models[set], points);
    double         least = INFINITY;
    for (int i = 0; i < count; i++) least = fmin(least, points[i].growth);
    assert_int_equal(count, 5);
    assert_true(least > 0.01 && points[0].growth == least);
    assert_true(meanfield_stable(&models[set], &branch));
    assert_true(!is_stable(&branch) && branch.growth == least);
  }
}

/* Weak couplings: each spin alone, Mz = (gamma_up - gamma)/(gamma_up + gamma). */
static void pumping_sets_the_paramagnet(void **state)
{
  uint64_t seed = 33;

  (void)state;
  for (int draw = 0; draw < 50; draw++) {
    const double   J = random_between(&seed, -2, 2), alone = random_between(&seed, 0.1, 2), pump = random_between(&seed, 0.1, 2);
    XyzModel       model   = local_emission(J, J, random_between(&seed, -2, 2), alone);
    const double   spin[3] = {0, 0, (pump - alone) / (pump + alone)};
    MeanFieldPoint points[MEANFIELD_MAX];
    model.rate[CHANNEL_PUMP]      = pump;
    model.rate[CHANNEL_DEPHASING] = random_between(&seed, 0, 1);
    model.hz                      = random_between(&seed, -1, 1);
    assert_int_equal(checked_points(&model, points), 1);
    assert_true(is_stable(&points[0]) && distance(points[0].M, spin) < 1e-14);
  }
}

/* Without local emission and pumping the length of M can be a constant of motion: nothing is isolated. */
static void closed_local_spin_has_no_isolated_point(void **state)
{
  XyzModel       model = local_emission(0.6, 1.1, 1, 0);
  MeanFieldPoint points[MEANFIELD_MAX], branch;

  (void)state;
  model.rate[CHANNEL_COLLECTIVE_LOSS] = 1;
  assert_int_equal(fixed_points(&model, points), 0);
  assert_false(meanfield_stable(&model, &branch));
  for (int i = 0; i < 3; i++) assert_true(isnan(branch.M[i]));
  model.hx = 0.1;
  assert_int_equal(fixed_points(&model, points), 0);
}

static void entropy_depends_on_the_length_alone(void **state)
{
  const double up[3] = {0, 0, 1}, x[3] = {-1, 0, 0}, zero[3] = {0, 0, 0}, a[3] = {0.6, 0, 0}, b[3] = {0, -0.36, 0.48};
  const double none[3] = {NAN, NAN, NAN}, nearly[3] = {0, 0, -(1 + 1e-13)};
  const double expected = -0.8 * log(0.8) - 0.2 * log(0.2);

  (void)state;
  assert_true(meanfield_entropy(up) == 0 && meanfield_entropy(x) == 0);
  assert_true(meanfield_entropy(nearly) == 0); /* longer than 1 by rounding */
  assert_close(meanfield_entropy(zero), M_LN2, 1e-16);
  assert_close(meanfield_entropy(a), expected, 1e-15);
  assert_close(meanfield_entropy(b), expected, 1e-15);
  assert_true(isnan(meanfield_entropy(none)));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(rhs_matches_brute_force_on_product_states),
    cmocka_unit_test(jacobian_matches_differences),
    cmocka_unit_test(ferromagnet_has_its_closed_form),
    cmocka_unit_test(phases_follow_equation_9),
    cmocka_unit_test(critical_coupling_of_local_emission_is_equation_9),
    cmocka_unit_test(critical_coupling_is_where_the_growth_changes_sign),
    cmocka_unit_test(no_critical_coupling_in_transverse_fields),
    cmocka_unit_test(critical_point_keeps_the_paramagnet),
    cmocka_unit_test(collective_emission_keeps_the_critical_point),
    cmocka_unit_test(strong_collective_emission_moves_the_critical_point),
    cmocka_unit_test(collective_pumping_can_make_the_quadratic_linear),
    cmocka_unit_test(least_unstable_point_stands_in_for_a_stable_one),
    cmocka_unit_test(pumping_sets_the_paramagnet),
    cmocka_unit_test(closed_local_spin_has_no_isolated_point),
    cmocka_unit_test(entropy_depends_on_the_length_alone),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
