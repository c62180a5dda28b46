/* The mean field of random Lindbladians against the first derivative of a product state under the 2^N Lindblad equation: exact at every N
   for Hamiltonians of any degree and linear jumps; and its Jacobian against differences. */
#include "physics/meanfield/polynomial_flow.h"

#include "oracle/random_lindbladian.h"

static void equals_the_derivative_of_a_product_state(void **state)
{
  const RandomKind kind = {.degree = 4, .words = 6, .locals = 2, .collectives = 2, .collective_degree = 1};
  uint64_t         seed = 21;

  (void)state;
  for (int N = 2; N <= 4; N++)
    for (int draw = 0; draw < 8; draw++) {
      Lindbladian      l;
      BruteLiouvillian brute;
      PolynomialFlow   flow;
      const int        dim = 1 << N;
      double complex  *rho = malloc((size_t)dim * (size_t)dim * sizeof *rho), *drho = malloc((size_t)dim * (size_t)dim * sizeof *drho);
      double complex  *S = malloc((size_t)dim * (size_t)dim * sizeof *S);
      double           M[3], f[3];

      random_lindbladian(&seed, N, &site_pauli, &kind, &l, &brute);
      for (int a = 0; a < 3; a++) M[a] = random_between(&seed, -0.57, 0.57);
      brute_product_state(N, M, rho);
      brute_liouvillian_apply(&brute, rho, drho);
      assert_true(polynomial_flow_create(&l, &flow));
      polynomial_flow_rhs(&flow, M, f);
      for (int a = 0; a < 3; a++) {
        brute_spin(N, a, S);
        const double exact = creal(brute_trace_product(dim, S, drho)) / N;
        if (!(fabs(f[a] - exact) < 1e-13 * (1 + fabs(exact)))) fail_msg("N = %d, component %d: %.15g, exact %.15g", N, a, f[a], exact);
      }
      polynomial_flow_free(&flow);
      lindbladian_free(&l);
      brute_liouvillian_free(&brute);
      free(rho);
      free(drho);
      free(S);
    }
}

static void jacobian_is_the_derivative(void **state)
{
  const RandomKind kind = {.degree = 3, .words = 6, .locals = 2, .collectives = 1, .collective_degree = 2};
  uint64_t         seed = 22;
  Lindbladian      l;
  BruteLiouvillian brute;
  PolynomialFlow   flow;
  double           M[3] = {0.2, -0.4, 0.3}, J[9];

  (void)state;
  random_lindbladian(&seed, 3, &site_pauli, &kind, &l, &brute);
  assert_true(polynomial_flow_create(&l, &flow));
  polynomial_flow_jacobian(&flow, M, J);
  for (int b = 0; b < 3; b++) {
    const double h = 1e-5, kept = M[b];
    double       high[3], low[3];
    M[b] = kept + h;
    polynomial_flow_rhs(&flow, M, high);
    M[b] = kept - h;
    polynomial_flow_rhs(&flow, M, low);
    M[b] = kept;
    for (int a = 0; a < 3; a++) assert_true(fabs(J[a + 3 * b] - (high[a] - low[a]) / (2 * h)) < 1e-7);
  }
  polynomial_flow_free(&flow);
  lindbladian_free(&l);
  brute_liouvillian_free(&brute);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(equals_the_derivative_of_a_product_state),
                                     cmocka_unit_test(jacobian_is_the_derivative)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
