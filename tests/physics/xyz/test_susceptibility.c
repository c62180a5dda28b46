/* The angular average against quadrature and closed forms, and the mean field's response against finite differences. */
#include "physics/xyz/susceptibility.h"

#include "physics/xyz/meanfield.h"
#include "physics/models/random_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* The trapezoidal rule converges as exp(-count * s2/s1) here. */
static double quadrature(const double chi[2][2])
{
  enum { COUNT = 4000 };
  double sum = 0;

  for (int k = 0; k < COUNT; k++) {
    const double c = cos(2 * M_PI * k / COUNT), s = sin(2 * M_PI * k / COUNT);
    sum += hypot(chi[0][0] * c + chi[0][1] * s, chi[1][0] * c + chi[1][1] * s);
  }
  return sum / COUNT;
}

static void average_is_that_over_all_directions(void **unused)
{
  uint64_t seed = 1;

  (void)unused;
  for (int draw = 0; draw < 200; draw++) {
    double chi[2][2];
    for (int i = 0; i < 4; i++) chi[i / 2][i % 2] = random_between(&seed, -3, 3);
    const double size = hypot(hypot(chi[0][0], chi[0][1]), hypot(chi[1][0], chi[1][1]));
    if (fabs(chi[0][0] * chi[1][1] - chi[0][1] * chi[1][0]) < 0.02 * size * size) continue; /* s2/s1: the quadrature fails */
    assert_true(fabs(susceptibility_average((const double(*)[2])chi) - quadrature((const double(*)[2])chi)) < 2e-14 * size);
  }
}

/* s2/s1 = k': 4 s1 E/(2 pi), and E = 1 + (ln(4/k') - 1/2) k'^2/2 + O(k'^4 ln k') near a singular chi (Abramowitz, Stegun 17.3.35). */
static void average_of_singular_tensors(void **unused)
{
  const double zero[2][2] = {{0}}, one[2][2] = {{-2, 0}, {0, 0}}, rank_one[2][2] = {{1, 2}, {2, 4}}, nilpotent[2][2] = {{0, 3}, {0, 0}};
  const double rotation[2][2] = {{0, -1.5}, {1.5, 0}}, mirror[2][2] = {{1.5, 0}, {0, -1.5}}, bad[2][2] = {{NAN, 1}, {1, 1}};

  (void)unused;
  assert_true(susceptibility_average(zero) == 0 && isnan(susceptibility_average(bad)));
  assert_true(fabs(susceptibility_average(one) - 4 / M_PI) < 1e-15);
  assert_true(fabs(susceptibility_average(rank_one) - 10 / M_PI) < 2e-15);
  assert_true(fabs(susceptibility_average(nilpotent) - 6 / M_PI) < 1e-15);
  assert_true(fabs(susceptibility_average(rotation) - 1.5) < 1e-15 && fabs(susceptibility_average(mirror) - 1.5) < 1e-15);
  for (double k = 1e-12; k < 2e-3; k *= 10) {
    const double chi[2][2] = {{1, 0}, {0, k}}, E = 1 + (log(4 / k) - 0.5) * k * k / 2;
    assert_true(fabs(susceptibility_average(chi) - 2 / M_PI * E) < 1e-13 + 2 * pow(k, 4) * log(4 / k));
  }
}

/* Newton's method from the branch without the step: M(h) on the same branch. */
static void follow(const XyzModel *model, const double M[3], double moved[3])
{
  MeanField mf;
  double    nearest = INFINITY;

  meanfield_solve(model, &mf);
  for (int i = 0; i < mf.count; i++) {
    const double *P = mf.point[i].M, d = hypot(hypot(P[0] - M[0], P[1] - M[1]), P[2] - M[2]);
    if (!(d < nearest)) continue;
    nearest = d;
    for (int a = 0; a < 3; a++) moved[a] = P[a];
  }
}

static void mean_field_responds_as_its_fixed_points_move(void **unused)
{
  const double h    = 1e-4;
  uint64_t     seed = 9;

  (void)unused;
  for (int draw = 0; draw < 40; draw++) {
    double         point[XYZ_PARAMS], chi[2][2], up[3], down[3];
    MeanFieldPoint p;
    random_point(&seed, 10, point);
    if (draw % 2) point[XYZ_HX] = point[XYZ_HY] = 0;
    const XyzModel model = xyz_model(point);
    assert_true(meanfield_stable(&model, &p));
    susceptibility_meanfield(&model, &p, chi);
    for (int b = 0; b < 2; b++) {
      XyzModel plus = model, minus = model;
      *(b ? &plus.hy : &plus.hx) += h, *(b ? &minus.hy : &minus.hx) -= h;
      follow(&plus, p.M, up), follow(&minus, p.M, down);
      for (int a = 0; a < 2; a++) assert_true(fabs(chi[a][b] - (up[a] - down[a]) / (2 * h)) < 1e-5 * (1 + pow(fabs(chi[a][b]), 3)));
    }
  }
}

/* A laser: pumped spins that emit together, (0, 0, z) unstable. */
static XyzModel laser(double hz)
{
  return (XyzModel){.N = 10, .hz = hz, .Jz = 0.3, .rate = {[CHANNEL_LOSS] = 0.1, [CHANNEL_PUMP] = 0.8, [CHANNEL_COLLECTIVE_LOSS] = 3}};
}

/* Time average of (Mx, My) along the motion from M, weighted by sin^4 over the time: the periods' ends do not show. */
static void average_of_motion(const XyzModel *model, const double start[3], double average[2])
{
  enum { STEPS = 400000 };
  const double dt   = 0.002;
  double       M[3] = {start[0], start[1], start[2]}, weights = 0;

  average[0] = average[1] = 0;
  for (int n = 0; n < STEPS; n++) {
    const double weight = pow(sin(M_PI * n / STEPS), 4);
    double       k1[3], k2[3], k3[3], k4[3], x[3];
    for (int a = 0; a < 2; a++) average[a] += weight * M[a];
    weights += weight;
    meanfield_rhs(model, M, k1);
    for (int i = 0; i < 3; i++) x[i] = M[i] + dt / 2 * k1[i];
    meanfield_rhs(model, x, k2);
    for (int i = 0; i < 3; i++) x[i] = M[i] + dt / 2 * k2[i];
    meanfield_rhs(model, x, k3);
    for (int i = 0; i < 3; i++) x[i] = M[i] + dt * k3[i];
    meanfield_rhs(model, x, k4);
    for (int i = 0; i < 3; i++) M[i] += dt / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
  }
  for (int a = 0; a < 2; a++) average[a] /= weights;
}

static void turning_ring_responds_on_average(void **unused)
{
  const double   h     = 2e-3;
  const XyzModel model = laser(0.7);
  MeanFieldPoint p;
  double         chi[2][2];

  (void)unused;
  assert_true(meanfield_stable(&model, &p) && p.kind == FLOW_RING && fabs(p.omega) > 0.5);
  susceptibility_meanfield(&model, &p, chi);
  for (int b = 0; b < 2; b++) {
    XyzModel plus = model, minus = model;
    double   up[2], down[2];
    *(b ? &plus.hy : &plus.hx) += h, *(b ? &minus.hy : &minus.hx) -= h;
    average_of_motion(&plus, p.M, up), average_of_motion(&minus, p.M, down);
    for (int a = 0; a < 2; a++)
      if (!(fabs(chi[a][b] - (up[a] - down[a]) / (2 * h)) < 2e-5))
        fail_msg("chi[%d][%d] = %.10g, measured %.10g", a, b, chi[a][b], (up[a] - down[a]) / (2 * h));
  }
  assert_true(fabs(chi[0][0]) > 0.01 && fabs(chi[0][1]) > 0.01);
}

static void still_ring_gives_way_to_any_field(void **unused)
{
  XyzModel       model = laser(0);
  MeanFieldPoint p;
  double         chi[2][2];

  (void)unused;
  model.Jz = 0;
  assert_true(meanfield_stable(&model, &p) && p.kind == FLOW_RING && p.omega == 0);
  susceptibility_meanfield(&model, &p, chi);
  assert_true(isinf(susceptibility_average((const double(*)[2])chi)));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(average_is_that_over_all_directions),
    cmocka_unit_test(average_of_singular_tensors),
    cmocka_unit_test(mean_field_responds_as_its_fixed_points_move),
    cmocka_unit_test(turning_ring_responds_on_average),
    cmocka_unit_test(still_ring_gives_way_to_any_field),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
