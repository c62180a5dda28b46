/* Fidelity, concurrence, purity and fidelity susceptibility on states where they are known in closed form. */
#include "physics/ising2/test_ising2.h"

#include "physics/ising2/observables.h"

#include <string.h>

static void product_state(const double a[3], const double b[3], double x[ISING2_DIM])
{
  const double R1[4] = {1, a[0], a[1], a[2]}, R2[4] = {1, b[0], b[1], b[2]};

  for (int k = 1; k < 16; k++) x[k - 1] = R1[k / 4] * R2[k % 4];
}

/* p |psi-><psi-| + (1-p)/4, psi- the singlet. */
static void werner_state(double p, double x[ISING2_DIM])
{
  memset(x, 0, ISING2_DIM * sizeof *x);
  x[ISING2_OXX] = x[ISING2_OYY] = x[ISING2_OZZ] = -p;
}

static Ising2Matrix root_of(const double x[ISING2_DIM])
{
  Ising2Matrix root;

  assert_true(ising2_root_of(x, &root));
  return root;
}

static void roots_square_to_the_state(void **state)
{
  uint64_t     seed = 50;
  double       x[ISING2_DIM];
  Ising2Matrix rho;

  (void)state;
  random_state(&seed, x);
  const Ising2Matrix root = root_of(x);
  ising2_matrix(1, x, &rho);
  for (int i = 0; i < 4; i++)
    for (int k = 0; k < 4; k++) {
      double complex sum = 0;
      for (int l = 0; l < 4; l++) sum += (root.re[4 * i + l] + I * root.im[4 * i + l]) * (root.re[4 * l + k] + I * root.im[4 * l + k]);
      assert_close(creal(sum), rho.re[4 * i + k], 1e-15);
      assert_close(cimag(sum), rho.im[4 * i + k], 1e-15);
    }
}

/* Of two qubits: Tr(ab) + 2 sqrt(det a det b); of products: the product. */
static double qubit_fidelity(const double a[3], const double b[3])
{
  const double aa = a[0] * a[0] + a[1] * a[1] + a[2] * a[2], bb = b[0] * b[0] + b[1] * b[1] + b[2] * b[2];

  return (1 + a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + sqrt((1 - aa) * (1 - bb))) / 2;
}

static void fidelity_of_products(void **state)
{
  const double a[3] = {0.3, -0.5, 0.2}, b[3] = {-0.1, 0.7, 0.4}, c[3] = {0.6, 0.1, -0.3}, d[3] = {0.2, 0.2, 0.8};
  double       x[ISING2_DIM], y[ISING2_DIM];

  (void)state;
  product_state(a, b, x);
  product_state(c, d, y);
  const Ising2Matrix rx = root_of(x), ry = root_of(y);
  assert_close(ising2_fidelity(&rx, &ry), qubit_fidelity(a, c) * qubit_fidelity(b, d), 1e-14);
  assert_close(ising2_fidelity(&ry, &rx), ising2_fidelity(&rx, &ry), 1e-15);
  assert_close(ising2_fidelity(&rx, &rx), 1, 2e-15);
}

static void fidelity_of_pure_states(void **state)
{
  const double z[3] = {0, 0, 1}, turned[3] = {0, sin(0.4), cos(0.4)}, down[3] = {0, 0, -1};
  double       x[ISING2_DIM], y[ISING2_DIM];

  (void)state;
  product_state(z, z, x);
  product_state(turned, z, y);
  Ising2Matrix rx = root_of(x), ry = root_of(y);
  assert_close(ising2_fidelity(&rx, &ry), cos(0.2) * cos(0.2), 1e-14);
  product_state(z, down, y);
  ry = root_of(y);
  assert_close(ising2_fidelity(&rx, &ry), 0, 1e-15);
}

static void purity_is_the_trace_of_the_square(void **state)
{
  const double a[3] = {0.3, -0.5, 0.2}, zero[3] = {0, 0, 0}, z[3] = {0, 0, 1};
  double       x[ISING2_DIM];

  (void)state;
  product_state(zero, zero, x);
  assert_close(ising2_purity(x), 0.25, 0);
  assert_close(ising2_smallest_population(x), 0.25, 1e-15);
  product_state(z, z, x);
  assert_close(ising2_purity(x), 1, 0);
  product_state(a, z, x);
  assert_close(ising2_purity(x), (1 + 0.09 + 0.25 + 0.04) / 2, 1e-15);
  product_state(a, zero, x);
  assert_close(ising2_smallest_population(x), (1 - sqrt(0.38)) / 4, 1e-15);
  werner_state(0.7, x);
  assert_close(ising2_purity(x), (1 + 3 * 0.49) / 4, 1e-15);
}

/* (3p - 1)/2 above p = 1/3, and 0 for separable states. */
static void concurrence_of_werner_states(void **state)
{
  static const double p[]  = {0, 0.2, 1. / 3, 0.4, 0.75, 1};
  const double        a[3] = {0.3, -0.5, 0.2}, b[3] = {-0.1, 0.7, 0.4};
  double              x[ISING2_DIM];
  Ising2Matrix        root;

  (void)state;
  for (int i = 0; i < 6; i++) {
    werner_state(p[i], x);
    root = root_of(x);
    assert_close(ising2_concurrence(&root), fmax(0, (3 * p[i] - 1) / 2), 1e-14);
  }
  product_state(a, b, x);
  root = root_of(x);
  assert_close(ising2_concurrence(&root), 0, 1e-14);
}

/* cos t |++> + i sin t |-->: sin 2t, with a complex phase. */
static void concurrence_of_pure_states(void **state)
{
  const double t   = 0.3;
  Ising2Matrix rho = {.re = {[0] = cos(t) * cos(t), [15] = sin(t) * sin(t)}, .im = {[3] = -cos(t) * sin(t), [12] = cos(t) * sin(t)}};
  double       x[ISING2_DIM];

  (void)state;
  ising2_coordinates(&rho, x);
  const Ising2Matrix root = root_of(x);
  assert_close(ising2_concurrence(&root), sin(2 * t), 1e-14);
}

/* One qubit, length r, turned by an angle: r^2/2; changed in length: 1/(2 (1 - r^2)); and the definition, 2 (1-F)/dp^2. */
static void susceptibility_of_one_qubit(void **state)
{
  const double r = 0.6, z[3] = {0, 0, 0.5}, step = 1e-4;
  const double a[3] = {0, 0, r}, turned[3] = {0, r * sin(step), r * cos(step)};
  double       x[ISING2_DIM], y[ISING2_DIM], dx[ISING2_DIM], longer[ISING2_DIM];

  (void)state;
  product_state(a, z, x);
  product_state(turned, z, y);
  product_state((double[3]){0, 1, 0}, z, dx);
  product_state((double[3]){0, 0, 0}, z, longer);
  for (int k = 0; k < ISING2_DIM; k++) dx[k] = r * (dx[k] - longer[k]);
  assert_close(ising2_fidelity_susceptibility(x, dx), r * r / 2, 1e-14);
  const Ising2Matrix rx = root_of(x), ry = root_of(y);
  assert_close(2 * (1 - ising2_fidelity(&rx, &ry)) / (step * step), r * r / 2, 1e-6);
  product_state((double[3]){0, 0, 1}, z, dx);
  for (int k = 0; k < ISING2_DIM; k++) dx[k] -= longer[k];
  assert_close(ising2_fidelity_susceptibility(x, dx), 1 / (2 * (1 - r * r)), 1e-14);
}

/* In a state and a direction without any symmetry: the definition, with Richardson's extrapolation. */
static void susceptibility_is_the_curvature_of_the_fidelity(void **state)
{
  uint64_t seed = 51;

  (void)state;
  for (int trial = 0; trial < 5; trial++) {
    double x[ISING2_DIM], target[ISING2_DIM], dx[ISING2_DIM], quotient[2];
    random_state(&seed, x);
    random_state(&seed, target);
    for (int k = 0; k < ISING2_DIM; k++) dx[k] = target[k] - x[k];
    for (int i = 0; i < 2; i++) {
      const double step = i ? 1e-3 : 2e-3;
      double       y[ISING2_DIM], z[ISING2_DIM];
      for (int k = 0; k < ISING2_DIM; k++) y[k] = x[k] + step / 2 * dx[k], z[k] = x[k] - step / 2 * dx[k];
      const Ising2Matrix ry = root_of(y), rz = root_of(z);
      quotient[i] = 2 * (1 - ising2_fidelity(&ry, &rz)) / (step * step);
    }
    assert_relative(ising2_fidelity_susceptibility(x, dx), (4 * quotient[1] - quotient[0]) / 3, 1e-6);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(roots_square_to_the_state),    cmocka_unit_test(fidelity_of_products),
    cmocka_unit_test(fidelity_of_pure_states),      cmocka_unit_test(purity_is_the_trace_of_the_square),
    cmocka_unit_test(concurrence_of_werner_states), cmocka_unit_test(concurrence_of_pure_states),
    cmocka_unit_test(susceptibility_of_one_qubit),  cmocka_unit_test(susceptibility_is_the_curvature_of_the_fidelity),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
