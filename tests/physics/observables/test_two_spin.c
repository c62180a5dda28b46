/* Two-spin states: closed forms of concurrence and squeezing, and the general path against that of X states. */
#include "physics/observables/two_spin.h"

#include "physics/models/random_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Averages of a pure two-spin state (uu, ud, du, dd) that is symmetric. */
static PairAverages of_state(const double complex psi[4])
{
  static const double complex pauli[3][2][2] = {{{0, 1}, {1, 0}}, {{0, -I}, {I, 0}}, {{1, 0}, {0, -1}}};
  PairAverages                p              = {.N = 2};

  for (int a = 0; a < 3; a++)
    for (int r = 0; r < 4; r++)
      for (int c = 0; c < 4; c++) {
        const double complex both = conj(psi[r]) * psi[c];
        if ((r & 1) == (c & 1)) p.m[a] += creal(both * pauli[a][r >> 1][c >> 1]);
        for (int b = 0; b < 3; b++) p.c[a][b] += creal(both * pauli[a][r >> 1][c >> 1] * pauli[b][r & 1][c & 1]);
      }
  return p;
}

/* Pure states: 2 |psi_uu psi_dd - psi_ud psi_du|. */
static void pure_states_have_their_concurrence(void **state)
{
  uint64_t seed = 4;

  (void)state;
  for (int draw = 0; draw < 50; draw++) {
    double complex psi[4];
    double         norm = 0;
    for (int k = 0; k < 4; k++) psi[k] = random_between(&seed, -1, 1) + I * random_between(&seed, -1, 1);
    psi[2] = psi[1];
    for (int k = 0; k < 4; k++) norm += creal(psi[k] * conj(psi[k]));
    for (int k = 0; k < 4; k++) psi[k] /= sqrt(norm);
    const PairAverages p = of_state(psi);
    assert_true(fabs(two_spin_concurrence(&p) - 2 * cabs(psi[0] * psi[3] - psi[1] * psi[2])) < 1e-7);
  }
}

static PairAverages random_x_state(uint64_t *seed)
{
  PairAverages p = {.N = 5, .m = {0, 0, random_between(seed, -0.3, 0.3)}};

  for (int a = 0; a < 3; a++) p.c[a][a] = random_between(seed, -0.3, 0.3);
  p.c[0][1] = p.c[1][0] = random_between(seed, -0.2, 0.2);
  return p;
}

static void both_ways_to_the_concurrence_agree(void **state)
{
  uint64_t seed     = 5;
  int      positive = 0;

  (void)state;
  for (int draw = 0; draw < 200; draw++) {
    PairAverages x = random_x_state(&seed), near;
    near           = x;
    near.m[0]      = 1e-13; /* no X state any more */
    positive += two_spin_concurrence(&x) > 0;
    assert_true(fabs(two_spin_concurrence(&x) - two_spin_concurrence(&near)) < 1e-6);
  }
  PairAverages singlet_like = {.N = 2, .c = {{-1, 0, 0}, {0, -1, 0}, {0, 0, -1}}};
  assert_true(fabs(two_spin_concurrence(&singlet_like) - 1) < 1e-15);
  (void)positive;
}

/* One excitation shared by N spins: C = 2/N (Koashi, Buzek, Imoto, PRA 62, 050302 (2000)). */
static void the_w_state_has_concurrence_two_over_n(void **state)
{
  (void)state;
  for (int N = 2; N <= 100000; N *= 7) {
    PairAverages p = {.N = N, .m = {0, 0, -1 + 2.0 / N}};
    p.c[0][0] = p.c[1][1] = 2.0 / N;
    p.c[2][2]             = 1 - 4.0 / N;
    assert_true(fabs(two_spin_concurrence(&p) - 2.0 / N) < 1e-15);
  }
}

/* One-axis twisting (Kitagawa, Ueda, Eqs. 2 and 3 of Sec. III): averages and squeezing in closed form; rotated about z. */
static void one_axis_twisting_squeezes_as_it_should(void **state)
{
  const double mu = 0.2, angle = 0.7;

  (void)state;
  for (int N = 3; N <= 40; N += 7) {
    const double c1 = pow(cos(mu / 2), N - 1), c2 = pow(cos(mu), N - 2), cross = pow(cos(mu / 2), N - 2) * sin(mu / 2);
    PairAverages p    = {.N = N};
    double       m[3] = {c1, 0, 0}, c[3][3] = {{0.5 * (1 + c2), 0, 0}, {0, 0.5 * (1 - c2), cross}, {0, cross, 0}}, R[3][3] = {{0}};
    R[0][0] = R[1][1] = cos(angle), R[0][1] = -sin(angle), R[1][0] = sin(angle), R[2][2] = 1;
    for (int a = 0; a < 3; a++)
      for (int b = 0; b < 3; b++) {
        p.m[a] += R[a][b] * m[b];
        for (int d = 0; d < 3; d++)
          for (int e = 0; e < 3; e++) p.c[a][b] += R[a][d] * R[b][e] * c[d][e];
      }
    const double A = 1 - c2, B = 4 * cross, exact = 1 + 0.25 * (N - 1) * (A - hypot(A, B));
    assert_true(fabs(squeezing_kitagawa_ueda(&p) - exact) < 1e-13);
    assert_true(fabs(squeezing_wineland(&p) - exact / (c1 * c1)) < 1e-12);
  }
}

static void coherent_states_are_not_squeezed_and_zero_has_no_direction(void **state)
{
  const double m[3] = {0.48, -0.6, 0.64};
  PairAverages p = {.N = 12, .m = {m[0], m[1], m[2]}}, none = {.N = 12};

  (void)state;
  for (int a = 0; a < 3; a++)
    for (int b = 0; b < 3; b++) p.c[a][b] = m[a] * m[b];
  assert_true(fabs(squeezing_wineland(&p) - 1) < 1e-14 && fabs(squeezing_kitagawa_ueda(&p) - 1) < 1e-14);
  assert_true(isnan(squeezing_wineland(&none)) && isnan(squeezing_kitagawa_ueda(&none)));
}

static void density_matrix_has_its_averages(void **state)
{
  uint64_t       seed = 6;
  PairAverages   p    = random_x_state(&seed);
  double complex rho[16];

  (void)state;
  p.m[0] = 0.1, p.c[0][2] = p.c[2][0] = 0.05;
  two_spin_density(&p, rho);
  double complex trace = 0;
  for (int k = 0; k < 4; k++) trace += rho[5 * k];
  assert_true(cabs(trace - 1) < 1e-15);
  assert_true(fabs(creal(rho[0] + rho[5] - rho[10] - rho[15]) - p.m[2]) < 1e-15); /* sigma_z of the first */
  assert_true(fabs(2 * creal(rho[2] + rho[7]) - p.m[0]) < 1e-15);                 /* sigma_x of the first: uu,du and ud,dd */
  assert_true(fabs(2 * creal(rho[3] + rho[6]) - p.c[0][0]) < 1e-15);
  for (int r = 0; r < 4; r++)
    for (int c = 0; c < 4; c++) assert_true(cabs(rho[4 * r + c] - conj(rho[4 * c + r])) < 1e-16);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(pure_states_have_their_concurrence),
    cmocka_unit_test(both_ways_to_the_concurrence_agree),
    cmocka_unit_test(the_w_state_has_concurrence_two_over_n),
    cmocka_unit_test(one_axis_twisting_squeezes_as_it_should),
    cmocka_unit_test(coherent_states_are_not_squeezed_and_zero_has_no_direction),
    cmocka_unit_test(density_matrix_has_its_averages),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
