/* Moments against traces over the 2^N space, and the bands at large j against repeated application of the ladder operators. */
#include "physics/observables/moments.h"

#include "physics/models/random_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static double complex *matrix(int N)
{
  double complex *A = calloc((size_t)1 << (2 * N), sizeof *A);

  assert_non_null(A);
  return A;
}

/* sum += f S_a S_b */
static void add_product(int N, double f, int a, int b, double complex *sum)
{
  double complex *A = matrix(N), *B = matrix(N), *C = matrix(N);

  brute_spin(N, a, A);
  brute_spin(N, b, B);
  brute_multiply(1 << N, A, B, C);
  for (int i = 0; i < 1 << (2 * N); i++) sum[i] += f * C[i];
  free(A), free(B), free(C);
}

static void add_fourth_power(int N, int a, double complex *sum)
{
  double complex *A = matrix(N);

  add_product(N, 1, a, a, A);
  brute_multiply(1 << N, A, A, sum);
  free(A);
}

/* The operator of each moment on the 2^N space, by its name. */
static double complex *operator_of(Moment moment, int N)
{
  double complex *O = matrix(N);

  switch (moment) {
  case MOMENT_TRACE:
    for (int i = 0; i < 1 << N; i++) O[i * (1 << N) + i] = 1;
    break;
  case MOMENT_SX: brute_spin(N, 0, O); break;
  case MOMENT_SY: brute_spin(N, 1, O); break;
  case MOMENT_SZ: brute_spin(N, 2, O); break;
  case MOMENT_SX2: add_product(N, 1, 0, 0, O); break;
  case MOMENT_SY2: add_product(N, 1, 1, 1, O); break;
  case MOMENT_SZ2: add_product(N, 1, 2, 2, O); break;
  case MOMENT_SXY: add_product(N, 0.5, 0, 1, O), add_product(N, 0.5, 1, 0, O); break;
  case MOMENT_SXZ: add_product(N, 0.5, 0, 2, O), add_product(N, 0.5, 2, 0, O); break;
  case MOMENT_SYZ: add_product(N, 0.5, 1, 2, O), add_product(N, 0.5, 2, 1, O); break;
  case MOMENT_SX4: add_fourth_power(N, 0, O); break;
  case MOMENT_SY4: add_fourth_power(N, 1, O); break;
  case MOMENT_S2: add_product(N, 1, 0, 0, O), add_product(N, 1, 1, 1, O), add_product(N, 1, 2, 2, O); break;
  default: fail_msg("moment %d has no operator here: add it", (int)moment);
  }
  return O;
}

static void assert_close(double complex value, double complex expected, double tolerance)
{
  if (!(cabs(value - expected) <= tolerance))
    fail_msg("(%.17g, %.17g) instead of (%.17g, %.17g)", creal(value), cimag(value), creal(expected), cimag(expected));
}

/* <j,m',copy| O |j,m,copy> in the oracle's states */
static double complex sandwich(const BruteDicke *dicke, const double complex *O, int block, int copy, int bra, int ket)
{
  const double  *x = brute_dicke_state(dicke, block, copy, bra), *y = brute_dicke_state(dicke, block, copy, ket);
  double complex sum = 0;

  for (int i = 0; i < dicke->dim; i++)
    for (int k = 0; k < dicke->dim; k++) sum += x[i] * O[i * dicke->dim + k] * y[k];
  return sum;
}

static void elements_match_brute_force(void **state)
{
  (void)state;
  for (int N = 2; N <= 5; N++) {
    BruteDicke dicke;
    brute_dicke_create(N, &dicke);
    for (int moment = 0; moment < MOMENT_COUNT; moment++) {
      double complex *O = operator_of((Moment)moment, N);
      for (int block = 0; block <= N / 2; block++)
        for (int a = 0, values = N + 1 - 2 * block; a < values; a++)
          for (int dm = 0; dm <= values + 1; dm++) {
            const double         j       = 0.5 * N - block;
            const double complex element = moment_element((Moment)moment, j, a - j, dm);
            for (int copy = 0; a + dm < values && copy < dicke.copies[block]; copy++)
              assert_close(element, sandwich(&dicke, O, block, copy, a + dm, a), 1e-13 * N * N * N * N);
            if (a + dm >= values) assert_true(element == 0);
          }
      free(O);
    }
    brute_dicke_free(&dicke);
  }
}

/* A random Hermitian symmetric matrix in the basis's sector, as unknowns x and as a 2^N matrix. */
static void random_state(uint64_t *seed, const BruteDicke *dicke, const DickeBasis *basis, double *x, double complex *rho)
{
  memset(rho, 0, (size_t)dicke->dim * (size_t)dicke->dim * sizeof *rho);
  for (int64_t i = 0; i < dicke_size(basis); i++) {
    const DickeElement   e     = dicke_element(basis, i);
    const double         value = random_between(seed, -1, 1);
    const double complex unit  = e.part ? I * value : value;
    x[i]                       = value * pow(dicke->copies[e.block], basis->scaling);
    brute_dicke_embed(dicke, e.block, e.a, e.b, unit, rho);
    if (e.a != e.b) brute_dicke_embed(dicke, e.block, e.b, e.a, conj(unit), rho);
  }
}

static void assert_moments(const BruteDicke *dicke, const DickeBasis *basis, const double *x, const double complex *rho)
{
  const int N = basis->N;

  for (int moment = 0; moment < MOMENT_COUNT; moment++) {
    double complex *O   = operator_of((Moment)moment, N);
    double          sum = 0;
    for (int64_t i = 0; i < dicke_size(basis); i++) sum += moment_weight((Moment)moment, basis, dicke_element(basis, i)) * x[i];
    assert_close(sum, brute_trace_product(dicke->dim, O, rho), 1e-13 * N * N * N * N * (double)dicke_size(basis));
    free(O);
  }
}

static void moments_of_random_states_match_brute_force(void **state)
{
  uint64_t seed = 40;

  (void)state;
  for (int N = 2; N <= 5; N++) {
    BruteDicke      dicke;
    double complex *rho = matrix(N);
    brute_dicke_create(N, &dicke);
    for (int parity = DICKE_EVEN; parity <= DICKE_BOTH; parity++)
      for (int scaling = 0; scaling < 3; scaling++) {
        DickeBasis basis;
        assert_true(dicke_basis_create(N, (DickeParity)parity, -0.5 * scaling, &basis));
        double *x = malloc((size_t)dicke_size(&basis) * sizeof *x);
        random_state(&seed, &dicke, &basis, x, rho);
        assert_moments(&dicke, &basis, x, rho);
        free(x);
        dicke_basis_free(&basis);
      }
    brute_dicke_free(&dicke);
    free(rho);
  }
}

static void moments_of_product_states_are_those_of_one_spin(void **state)
{
  const double M[3] = {0.4, -0.3, 0.6};

  (void)state;
  for (int N = 2; N <= 5; N++) {
    const double    expected[] = {1, N * M[0], N * M[1], N * M[2]}, pairs = N * (N - 1.0);
    double          sum[MOMENT_COUNT] = {0};
    double complex *rho               = matrix(N);
    BruteDicke      dicke;
    DickeBasis      basis;
    brute_dicke_create(N, &dicke);
    brute_product_state(N, M, rho);
    assert_true(dicke_basis_create(N, DICKE_BOTH, 0, &basis));
    for (int64_t i = 0; i < dicke_size(&basis); i++) {
      const DickeElement   e     = dicke_element(&basis, i);
      const double complex value = brute_dicke_project(&dicke, rho, e.block, e.a, e.b);
      for (int moment = 0; moment < MOMENT_COUNT; moment++)
        sum[moment] += moment_weight((Moment)moment, &basis, e) * (e.part ? cimag(value) : creal(value));
    }
    for (int moment = MOMENT_TRACE; moment <= MOMENT_SZ; moment++) assert_close(sum[moment], expected[moment], 1e-13);
    for (int axis = 0; axis < 3; axis++) assert_close(sum[MOMENT_SX2 + axis], N + pairs * M[axis] * M[axis], 1e-12);
    assert_close(sum[MOMENT_SXY], pairs * M[0] * M[1], 1e-12);
    brute_dicke_free(&dicke);
    dicke_basis_free(&basis);
    free(rho);
  }
}

enum { REACH = 6 }; /* beyond the widest band */

/* v <- (J+ + phase J-) v on the window m-REACH ... m+REACH; phase 1 is Sx, -1 is i Sy. */
static void ladder(double j, double m, double phase, double v[2 * REACH + 1])
{
  double w[2 * REACH + 1] = {0};

  for (int i = 0; i < 2 * REACH; i++) {
    const double lower = m + i - REACH, square = j * (j + 1) - lower * (lower + 1), step = square > 0 ? sqrt(square) : 0;
    w[i + 1] += step * v[i];
    w[i] += phase * step * v[i + 1];
  }
  memcpy(v, w, sizeof w);
}

static void bands_hold_at_large_j(void **state)
{
  const Moment squares[] = {MOMENT_SX2, MOMENT_SY2}, fourths[] = {MOMENT_SX4, MOMENT_SY4};
  uint64_t     seed = 41;

  (void)state;
  for (int draw = 0; draw < 300; draw++) {
    const int    two_j = 1 + (int)(random_bits(&seed) % 2000), steps = (int)(random_bits(&seed) % (unsigned)(two_j + 1));
    const int    edge = draw % 5 < two_j ? draw % 5 : two_j, a[] = {edge, two_j - edge, steps};
    const double j = 0.5 * two_j, m = a[draw % 3] - j;
    for (int axis = 0; axis < 2; axis++) {
      double       v[2 * REACH + 1] = {0};
      const double sign             = axis ? -1 : 1; /* (i Sy)^2 = -Sy^2 */
      v[REACH]                      = 1;
      ladder(j, m, sign, v), ladder(j, m, sign, v);
      for (int dm = 0; dm <= 4 && m + dm <= j; dm++)
        assert_close(moment_element(squares[axis], j, m, dm), sign * v[REACH + dm], 1e-13 * 4 * j * j);
      ladder(j, m, sign, v), ladder(j, m, sign, v);
      for (int dm = 0; dm <= 5 && m + dm <= j; dm++)
        assert_close(moment_element(fourths[axis], j, m, dm), v[REACH + dm], 1e-13 * 16 * j * j * (j * j + 1));
    }
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(elements_match_brute_force),
    cmocka_unit_test(moments_of_random_states_match_brute_force),
    cmocka_unit_test(moments_of_product_states_are_those_of_one_spin),
    cmocka_unit_test(bands_hold_at_large_j),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
