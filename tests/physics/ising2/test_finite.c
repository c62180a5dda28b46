/* One of the two Ising models alone, with local pump, at finite N: it is an XYZ model, with Jx = -(N-1)/N, hz = -h and
   gamma_up = gamma. Its exact steady states and odd gaps agree with reference values computed apart. */
#include "physics/ising2/test_ising2.h"

#include "physics/numerics/lapack.h"
#include "physics/generators/liouvillian.h"
#include "physics/observables/moments.h"

#include <stdlib.h>

static XyzModel single_model(int N, double h, double gamma)
{
  return (XyzModel){.N = N, .Jx = -(N - 1.) / N, .hz = -h, .rate = {[CHANNEL_PUMP] = gamma}};
}

/* Column-major. */
static double *dense(const XyzModel *model, const DickeBasis *basis)
{
  const int64_t n = dicke_size(basis);
  double       *A = calloc((size_t)(n * n), sizeof *A);
  DickeElement  e = dicke_element(basis, 0);

  assert_non_null(A);
  for (int64_t r = 0; r < n; r++, e = r < n ? dicke_next(basis, e) : e) {
    LiouvillianRow row;
    liouvillian_row(model, basis, LIOUVILLIAN_ALL, e, &row);
    for (int k = 0; k < row.count; k++) A[n * row.column[k] + r] = row.value[k];
  }
  return A;
}

static double functional(Moment moment, const DickeBasis *basis, int64_t r)
{
  return moment_weight(moment, basis, dicke_element(basis, r));
}

/* The steady state: the trace replaces the first equation. */
static void steady_state(const XyzModel *model, const DickeBasis *basis, double *x)
{
  const int64_t n = dicke_size(basis);
  double       *A = dense(model, basis);

  for (int64_t k = 0; k < n; k++) {
    A[n * k] = functional(MOMENT_TRACE, basis, k);
    x[k]     = k == 0;
  }
  assert_int_equal(lapack_solve((int)n, A, x), 0);
  free(A);
}

static double mean(Moment moment, const DickeBasis *basis, const double *x)
{
  double sum = 0;

  for (int64_t r = 0; r < dicke_size(basis); r++) sum += functional(moment, basis, r) * x[r];
  return sum;
}

typedef struct {
  int    N;
  double h, correlation, mz; /* <sx_i sx_j>, <sz_i> */
} Row;

/* Reference section 10_finiteN, single, g = 1. */
static const Row states[] = {
  {4, 0.03, 0.02919021650351082, 0.6351222937061152}, {4, 0.5, 0.3371880494679675, 0.7471089628990245},
  {4, 0.933, 0.2003392259012753, 0.9194778030943431}, {8, 0.067, 0.048331315244338195, 0.6844037250836131},
  {8, 0.5, 0.3213866337891605, 0.7187866954344847},   {8, 0.7, 0.25173842063475316, 0.8426634871032801},
  {16, 0.3, 0.252878950763594, 0.6048766394318853},   {16, 0.5, 0.3159234996926207, 0.7038217190381689},
};

static void steady_states(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
    const int      N     = states[i].N;
    const XyzModel model = single_model(N, states[i].h, 1);
    DickeBasis     basis;
    assert_true(dicke_basis_create(N, DICKE_EVEN, 0, &basis));
    double *x = malloc((size_t)dicke_size(&basis) * sizeof *x);
    assert_non_null(x);
    steady_state(&model, &basis, x);
    assert_close((mean(MOMENT_SX2, &basis, x) - N) / (N * (N - 1.)), states[i].correlation, 1e-12);
    assert_close(mean(MOMENT_SZ, &basis, x) / N, states[i].mz, 1e-12);
    free(x);
    dicke_basis_free(&basis);
  }
}

static double odd_gap(int N, double h)
{
  const XyzModel model = single_model(N, h, 1);
  DickeBasis     basis;
  double         gap = INFINITY;

  assert_true(dicke_basis_create(N, DICKE_ODD, 0, &basis));
  const int n = (int)dicke_size(&basis);
  double   *A = dense(&model, &basis), *re = malloc(2 * (size_t)n * sizeof *re);
  assert_non_null(re);
  assert_int_equal(lapack_general_eigenvalues(n, A, re, re + n), 0);
  for (int i = 0; i < n; i++) gap = fmin(gap, -re[i]);
  free(re);
  free(A);
  dicke_basis_free(&basis);
  return gap;
}

/* Reference section 10_finiteN, gap_odd; in the ordered phase it closes with N. */
static void odd_gaps(void **state)
{
  (void)state;
  assert_close(odd_gap(4, 0.5), 0.32486977737944633, 1e-10);
  assert_close(odd_gap(8, 0.5), 0.14893616716486063, 1e-10);
  assert_close(odd_gap(16, 0.5), 0.05864620529752828, 1e-9);
  assert_close(odd_gap(4, 0.067), 0.33868238148285734, 1e-10);
  assert_close(odd_gap(8, 0.933), 0.5852322058132555, 1e-10);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(steady_states),
    cmocka_unit_test(odd_gaps),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
