/* Equations of motion of the two coupled Ising models: against Lindblad's equation with explicit 4x4 matrices, against the Ising
   paper's Eqs. 48 and 60 as printed, Jacobians against finite differences, and the two dissipators where they must agree. */
#include "physics/ising2/test_ising2.h"

#include "physics/ising2/dynamics.h"
#include "physics/ising2/gibbs.h"
#include "physics/ising2/levels.h"
#include "physics/ising2/local.h"
#include "physics/numerics/lapack.h"

#include <string.h>

typedef double complex Matrix[4][4];

static void multiply(Matrix A, Matrix B, Matrix C)
{
  for (int i = 0; i < 4; i++)
    for (int k = 0; k < 4; k++) {
      C[i][k] = 0;
      for (int l = 0; l < 4; l++) C[i][k] += A[i][l] * B[l][k];
    }
}

static void to_matrix(const double x[ISING2_DIM], Matrix rho)
{
  Ising2Matrix matrix;

  ising2_matrix(1, x, &matrix);
  for (int i = 0; i < 4; i++)
    for (int k = 0; k < 4; k++) rho[i][k] = matrix.re[4 * i + k] + I * matrix.im[4 * i + k];
}

static void add_commutator(Matrix H, Matrix rho, Matrix sum)
{
  Matrix left, right;

  multiply(H, rho, left);
  multiply(rho, H, right);
  for (int i = 0; i < 4; i++)
    for (int k = 0; k < 4; k++) sum[i][k] += -I * (left[i][k] - right[i][k]);
}

/* rate (L rho L^+ - (L^+ L rho + rho L^+ L)/2) */
static void add_jump(double rate, Matrix L, Matrix rho, Matrix sum)
{
  Matrix adjoint, LL, Lr, gain, left, right;

  for (int i = 0; i < 4; i++)
    for (int k = 0; k < 4; k++) adjoint[i][k] = conj(L[k][i]);
  multiply(adjoint, L, LL);
  multiply(L, rho, Lr);
  multiply(Lr, adjoint, gain);
  multiply(LL, rho, left);
  multiply(rho, LL, right);
  for (int i = 0; i < 4; i++)
    for (int k = 0; k < 4; k++) sum[i][k] += rate * (gain[i][k] - (left[i][k] + right[i][k]) / 2);
}

/* H written out in the basis ++, +-, -+, --. */
static void brute_hamiltonian(const Ising2Model *model, const double x[ISING2_DIM], Matrix H)
{
  const double h1 = model->p[ISING2_H1], h2 = model->p[ISING2_H2], lambda = model->p[ISING2_LAMBDA];
  const double m1 = x[ISING2_MX1], m2 = x[ISING2_MX2];
  const Matrix expected = {
    {-h1 - h2, -m2, -m1, -lambda}, {-m2, -h1 + h2, -lambda, -m1}, {-m1, -lambda, h1 - h2, -m2}, {-lambda, -m1, -m2, h1 + h2}};

  memcpy(H, expected, sizeof(Matrix));
}

/* The jumps |n><m| of Eqs. 24 to 28 in the eigenbasis that LAPACK finds. */
static void add_thermal_jumps(const Ising2Model *model, Matrix H, Matrix rho, Matrix sum)
{
  double complex V[16];
  double         E[4];

  for (int i = 0; i < 16; i++) V[i] = H[i % 4][i / 4];
  assert_int_equal(lapack_hermitian_eigenvectors(4, V, E), 0);
  for (int n = 0; n < 4; n++)
    for (int m = n + 1; m < 4; m++) {
      const bool   slow = (n == 0 && m == 1) || (n == 2 && m == 3);
      const double down = slow ? model->p[ISING2_GAMMA] / model->p[ISING2_R] : model->p[ISING2_GAMMA];
      Matrix       lower, raise;
      for (int i = 0; i < 4; i++)
        for (int k = 0; k < 4; k++) {
          lower[i][k] = V[4 * n + i] * conj(V[4 * m + k]);
          raise[i][k] = V[4 * m + i] * conj(V[4 * n + k]);
        }
      add_jump(down, lower, rho, sum);
      add_jump(down * exp(-(E[m] - E[n]) / model->p[ISING2_T]), raise, rho, sum);
    }
}

/* s+ = |+><-| of spin 1 changes i_1 from 1 to 0. */
static void add_local_jumps(const Ising2Model *model, Matrix rho, Matrix sum)
{
  for (int n = 0; n < 2; n++) {
    Matrix up = {{0}}, down = {{0}};
    for (int other = 0; other < 2; other++) {
      const int plus = n == 0 ? other : 2 * other, minus = n == 0 ? 2 + other : 2 * other + 1;
      up[plus][minus]   = 1;
      down[minus][plus] = 1;
    }
    add_jump(model->p[ISING2_GAMMA_UP], up, rho, sum);
    add_jump(model->p[ISING2_GAMMA_DOWN], down, rho, sum);
  }
}

static void rhs_is_lindblads(void **state)
{
  uint64_t seed = 10;

  (void)state;
  for (int trial = 0; trial < 40; trial++) {
    const Ising2Model model = random_ising2(&seed, trial % 2 ? ISING2_THERMAL : ISING2_LOCAL);
    double            x[ISING2_DIM], dx[ISING2_DIM], sum = 0;
    Matrix            rho, H, drho                       = {{0}};
    Ising2Matrix      change;
    random_state(&seed, x);
    assert_int_equal(ising2_rhs(&model, x, dx), 0);
    to_matrix(x, rho);
    brute_hamiltonian(&model, x, H);
    add_commutator(H, rho, drho);
    if (model.dissipator == ISING2_THERMAL) add_thermal_jumps(&model, H, rho, drho);
    else add_local_jumps(&model, rho, drho);
    ising2_matrix(0, dx, &change);
    for (int i = 0; i < 4; i++)
      for (int k = 0; k < 4; k++) sum += cabs(drho[i][k] - change.re[4 * i + k] - I * change.im[4 * i + k]);
    assert_close(sum, 0, 2e-14);
  }
}

/* The paper's order of the coordinates, Eqs. 56 and 60. */
static const int paper[ISING2_DIM] = {
  ISING2_MX1, ISING2_MX2, ISING2_MY1, ISING2_MY2, ISING2_MZ1, ISING2_MZ2, ISING2_OXX, ISING2_OYY,
  ISING2_OZZ, ISING2_OXY, ISING2_OXZ, ISING2_OYX, ISING2_OYZ, ISING2_OZX, ISING2_OZY,
};

/* Eqs. 48a to 48n line by line. */
static void paper_rhs(const Ising2Model *model, const double x[ISING2_DIM], double dx[ISING2_DIM])
{
  const double h1 = model->p[ISING2_H1], h2 = model->p[ISING2_H2], l = model->p[ISING2_LAMBDA];
  const double G = model->p[ISING2_GAMMA_UP] + model->p[ISING2_GAMMA_DOWN], D = model->p[ISING2_GAMMA_UP] - model->p[ISING2_GAMMA_DOWN];
  const double mx1 = x[ISING2_MX1], mx2 = x[ISING2_MX2], my1 = x[ISING2_MY1], my2 = x[ISING2_MY2], mz1 = x[ISING2_MZ1], mz2 = x[ISING2_MZ2];
  const double xx = x[ISING2_OXX], yy = x[ISING2_OYY], zz = x[ISING2_OZZ], xy = x[ISING2_OXY], xz = x[ISING2_OXZ];
  const double yx = x[ISING2_OYX], yz = x[ISING2_OYZ], zx = x[ISING2_OZX], zy = x[ISING2_OZY];

  dx[ISING2_MX1] = 2 * h1 * my1 - G / 2 * mx1;
  dx[ISING2_MX2] = 2 * h2 * my2 - G / 2 * mx2;
  dx[ISING2_MY1] = 2 * (mx1 * mz1 - h1 * mx1 + l * zx) - G / 2 * my1;
  dx[ISING2_MY2] = 2 * (mx2 * mz2 - h2 * mx2 + l * xz) - G / 2 * my2;
  dx[ISING2_MZ1] = -2 * (mx1 * my1 + l * yx) + D - G * mz1;
  dx[ISING2_MZ2] = -2 * (mx2 * my2 + l * xy) + D - G * mz2;
  dx[ISING2_OXX] = 2 * (h1 * yx + h2 * xy) - G * xx;
  dx[ISING2_OYY] = 2 * (mx1 * zy + mx2 * yz - h1 * xy - h2 * yx) - G * yy;
  dx[ISING2_OZZ] = -2 * (mx1 * yz + mx2 * zy) + D * (mz1 + mz2) - 2 * G * zz;
  dx[ISING2_OXY] = 2 * (h1 * yy + mx2 * xz - h2 * xx + l * mz2) - G * xy;
  dx[ISING2_OXZ] = 2 * (h1 * yz - mx2 * xy - l * my2) + D * mx1 - 1.5 * G * xz;
  dx[ISING2_OYX] = 2 * mx1 * zx - 2 * h1 * xx + 2 * h2 * yy + 2 * l * mz1 - G * yx;
  dx[ISING2_OYZ] = 2 * (mx1 * zz - h1 * xz - mx2 * yy) + D * my1 - 1.5 * G * yz;
  dx[ISING2_OZX] = -2 * (mx1 * yx - h2 * zy + l * my1) + D * mx2 - 1.5 * G * zx;
  dx[ISING2_OZY] = -2 * (mx1 * yy - mx2 * zz + h2 * zx) + D * my2 - 1.5 * G * zy;
}

static void local_rhs_is_equation_48(void **state)
{
  uint64_t seed = 11;

  (void)state;
  for (int trial = 0; trial < 20; trial++) {
    const Ising2Model model = random_ising2(&seed, ISING2_LOCAL);
    double            x[ISING2_DIM], dx[ISING2_DIM], expected[ISING2_DIM];
    for (int k = 0; k < ISING2_DIM; k++) x[k] = random_between(&seed, -1, 1);
    ising2_rhs(&model, x, dx);
    paper_rhs(&model, x, expected);
    for (int k = 0; k < ISING2_DIM; k++) assert_close(dx[k], expected[k], 2e-14);
  }
}

static void set(double J[ISING2_DIM][ISING2_DIM], int i, int k, double value) { J[paper[i - 1]][paper[k - 1]] = value; }

/* Eq. 60 for gamma_up = g, gamma_down = 0 at the symmetric state, with the paper's numbers of rows and columns. */
static void paper_jacobian(double h1, double h2, double l, double g, double J[ISING2_DIM][ISING2_DIM])
{
  const double d = g * g + 4 * ((h1 + h2) * (h1 + h2) + l * l), q = g * g + 4 * (h1 + h2) * (h1 + h2);
  const double diagonal[15] = {0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1, 2, 1, 1.5, 1, 1.5, 1.5, 1.5};
  const int    pump[6][2]   = {{14, 2}, {13, 3}, {15, 4}, {11, 1}, {9, 5}, {9, 6}};
  const int    plus[4][2] = {{3, 14}, {4, 11}, {10, 6}, {12, 5}}, minus[4][2] = {{5, 12}, {6, 10}, {11, 4}, {14, 3}};
  const int    h1_plus[4][2] = {{1, 3}, {7, 12}, {10, 8}, {11, 13}}, h1_minus[3][2] = {{8, 10}, {12, 7}, {13, 11}};
  const int    h2_plus[4][2] = {{2, 4}, {7, 10}, {12, 8}, {14, 15}}, h2_minus[3][2] = {{8, 12}, {10, 7}, {15, 14}};

  memset(J, 0, ISING2_DIM * sizeof J[0]);
  for (int i = 0; i < 15; i++) set(J, i + 1, i + 1, -g * diagonal[i]);
  for (int i = 0; i < 6; i++) set(J, pump[i][0], pump[i][1], g);
  for (int i = 0; i < 4; i++) {
    set(J, plus[i][0], plus[i][1], 2 * l);
    set(J, minus[i][0], minus[i][1], -2 * l);
    set(J, h1_plus[i][0], h1_plus[i][1], 2 * h1);
    set(J, h2_plus[i][0], h2_plus[i][1], 2 * h2);
  }
  for (int i = 0; i < 3; i++) {
    set(J, h1_minus[i][0], h1_minus[i][1], -2 * h1);
    set(J, h2_minus[i][0], h2_minus[i][1], -2 * h2);
  }
  set(J, 11, 2, -4 * g * l / d);
  set(J, 14, 1, -4 * g * l / d);
  set(J, 3, 1, 2 * (-h1 + q / d));
  set(J, 4, 2, 2 * (-h2 + q / d));
  set(J, 13, 1, 2 * q / d);
  set(J, 15, 2, 2 * q / d);
  set(J, 13, 2, 8 * (h1 + h2) * l / d);
  set(J, 15, 1, 8 * (h1 + h2) * l / d);
}

static void symmetric_jacobian_is_equation_60(void **state)
{
  uint64_t seed = 12;

  (void)state;
  for (int trial = 0; trial < 10; trial++) {
    Ising2Model model = random_ising2(&seed, ISING2_LOCAL);
    double      x[ISING2_DIM], J[ISING2_DIM * ISING2_DIM], expected[ISING2_DIM][ISING2_DIM];
    model.p[ISING2_GAMMA_DOWN] = 0;
    ising2_local_symmetric(&model, x);
    ising2_jacobian(&model, x, J);
    paper_jacobian(model.p[ISING2_H1], model.p[ISING2_H2], model.p[ISING2_LAMBDA], model.p[ISING2_GAMMA_UP], expected);
    for (int i = 0; i < ISING2_DIM; i++)
      for (int k = 0; k < ISING2_DIM; k++) assert_close(J[ISING2_DIM * i + k], expected[i][k], 1e-14);
  }
}

/* Five-point differences. */
static void check_jacobian(const Ising2Model *model, const double x[ISING2_DIM], double tolerance)
{
  const double step = 2e-3, weight[4] = {1, -8, 8, -1}, shift[4] = {-2, -1, 1, 2};
  double       J[ISING2_DIM * ISING2_DIM];

  assert_int_equal(ising2_jacobian(model, x, J), 0);
  for (int k = 0; k < ISING2_DIM; k++) {
    double column[ISING2_DIM] = {0};
    for (int s = 0; s < 4; s++) {
      double y[ISING2_DIM], dy[ISING2_DIM];
      memcpy(y, x, sizeof y);
      y[k] += shift[s] * step;
      ising2_rhs(model, y, dy);
      for (int i = 0; i < ISING2_DIM; i++) column[i] += weight[s] * dy[i] / (12 * step);
    }
    for (int i = 0; i < ISING2_DIM; i++) assert_close(J[ISING2_DIM * i + k], column[i], tolerance);
  }
}

static void jacobians_match_finite_differences(void **state)
{
  uint64_t seed = 13;

  (void)state;
  for (int trial = 0; trial < 20; trial++) {
    const Ising2Model local   = random_ising2(&seed, ISING2_LOCAL);
    Ising2Model       thermal = random_ising2(&seed, ISING2_THERMAL);
    double            x[ISING2_DIM];
    thermal.p[ISING2_H2] += 3; /* keeps the levels apart */
    random_state(&seed, x);
    check_jacobian(&local, x, 1e-11);
    check_jacobian(&thermal, x, 1e-9);
  }
}

/* At T = 0 with H diagonal, the second spin in its ground state and gamma/r = gamma_up, both are the decay of spin 1 alone:
   mx_1 = 0 makes H diagonal, my_1 keeps a coherence. */
static void dissipators_agree_on_the_decay_of_one_spin(void **state)
{
  const double my = 0.37, mz = -0.41;
  Ising2Model  thermal = ising2_model((double[ISING2_PARAMS]){0.8, 3, 0, 0.01, 1.2, 4, 0.3, 0}, ISING2_THERMAL), local = thermal;
  double       x[ISING2_DIM] = {0}, a[ISING2_DIM], b[ISING2_DIM];

  (void)state;
  local.dissipator = ISING2_LOCAL;
  x[ISING2_MY1] = x[ISING2_OYZ] = my, x[ISING2_MZ1] = x[ISING2_OZZ] = mz, x[ISING2_MZ2] = 1;
  assert_int_equal(ising2_rhs(&thermal, x, a), 0);
  ising2_rhs(&local, x, b);
  for (int k = 0; k < ISING2_DIM; k++) assert_close(a[k], b[k], 1e-15);
  assert_close(a[ISING2_MZ1], 0.3 * (1 - mz), 1e-15);
  assert_close(a[ISING2_MY1], -0.15 * my, 1e-15);
}

/* Without rates both are the same closed system, Jacobian included, and conserve the purity. */
static void dissipators_agree_without_rates(void **state)
{
  uint64_t seed = 14;
  double   x[ISING2_DIM], a[ISING2_DIM], b[ISING2_DIM], Ja[ISING2_DIM * ISING2_DIM], Jb[ISING2_DIM * ISING2_DIM], purity = 0;

  (void)state;
  Ising2Model thermal     = random_ising2(&seed, ISING2_THERMAL);
  thermal.p[ISING2_GAMMA] = thermal.p[ISING2_GAMMA_UP] = thermal.p[ISING2_GAMMA_DOWN] = 0;
  Ising2Model local                                                                   = thermal;
  local.dissipator                                                                    = ISING2_LOCAL;
  random_state(&seed, x);
  ising2_rhs(&thermal, x, a);
  ising2_rhs(&local, x, b);
  ising2_jacobian(&thermal, x, Ja);
  ising2_jacobian(&local, x, Jb);
  for (int k = 0; k < ISING2_DIM; k++) assert_close(a[k], b[k], 1e-15);
  for (int k = 0; k < ISING2_DIM * ISING2_DIM; k++) assert_close(Ja[k], Jb[k], 1e-15);
  for (int k = 0; k < ISING2_DIM; k++) purity += x[k] * a[k];
  assert_close(purity, 0, 1e-15);
}

/* Detailed balance: the Gibbs state of H is stationary under the jumps of H; off self-consistency only the mean fields differ. */
static void self_consistent_gibbs_states_are_stationary(void **state)
{
  static const double h1[] = {0.3, 1.4}, T[] = {0.3, 0.9};

  (void)state;
  for (int i = 0; i < 4; i++) {
    const Ising2Model model = ising2_model((double[ISING2_PARAMS]){h1[i % 2], 2, 0.3, T[i / 2], 0.7, 3, 1, 0}, ISING2_THERMAL);
    double            x[ISING2_DIM], dx[ISING2_DIM], m[2] = {1, 1};
    for (int k = 0; k < 2000; k++) {
      ising2_gibbs(&model, m, x);
      m[0] = x[ISING2_MX1], m[1] = x[ISING2_MX2];
    }
    ising2_rhs(&model, x, dx);
    for (int k = 0; k < ISING2_DIM; k++) assert_close(dx[k], 0, 1e-14);
  }
}

/* Parity turns the odd coordinates of a state and of its change alike. */
static void parity_is_a_symmetry(void **state)
{
  uint64_t seed = 15;

  (void)state;
  for (int d = 0; d < ISING2_DISSIPATORS; d++) {
    const Ising2Model model = random_ising2(&seed, (Ising2Dissipator)d);
    double            x[ISING2_DIM], y[ISING2_DIM], dx[ISING2_DIM], dy[ISING2_DIM];
    random_state(&seed, x);
    for (int k = 0; k < ISING2_DIM; k++) y[k] = ising2_is_odd(k) ? -x[k] : x[k];
    ising2_rhs(&model, x, dx);
    ising2_rhs(&model, y, dy);
    for (int k = 0; k < ISING2_DIM; k++) assert_close(dy[k], ising2_is_odd(k) ? -dx[k] : dx[k], 2e-15);
  }
}

static void degenerate_levels_stop_the_thermal_dissipator(void **state)
{
  const Ising2Model model         = ising2_model((double[ISING2_PARAMS]){0.5, 0.5, 0, 1, 1, 1, 1, 0}, ISING2_THERMAL);
  const double      x[ISING2_DIM] = {0};
  double            dx[ISING2_DIM], J[ISING2_DIM * ISING2_DIM];

  (void)state;
  assert_int_equal(ising2_rhs(&model, x, dx), 2);
  assert_int_equal(ising2_jacobian(&model, x, J), 2);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(rhs_is_lindblads),
    cmocka_unit_test(local_rhs_is_equation_48),
    cmocka_unit_test(symmetric_jacobian_is_equation_60),
    cmocka_unit_test(jacobians_match_finite_differences),
    cmocka_unit_test(dissipators_agree_on_the_decay_of_one_spin),
    cmocka_unit_test(dissipators_agree_without_rates),
    cmocka_unit_test(self_consistent_gibbs_states_are_stationary),
    cmocka_unit_test(parity_is_a_symmetry),
    cmocka_unit_test(degenerate_levels_stop_the_thermal_dissipator),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
