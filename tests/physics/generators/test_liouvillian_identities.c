/* Identities of the Liouvillian that hold for any N, up to N = 2000 and without a matrix: conservation of the trace, rates of
   the jumps, and independent spins, whose product state is known in closed form. */
#include "physics/generators/liouvillian_check.h"

/* Tr L rho = 0: in each column, the rows of diagonal elements sum to zero (times d_j^-u in a scaled basis). */
static void trace_is_conserved(void **state)
{
  uint64_t seed = 19;

  (void)state;
  for (int N = 2; N <= 30; N++) {
    const XyzModel model = random_model(&seed, N, DICKE_BOTH);
    const double   u     = -0.5 * (N % 3);
    DickeBasis     basis;
    LiouvillianRow row;
    assert_true(dicke_basis_create(N, DICKE_BOTH, u, &basis));
    const int64_t n   = dicke_size(&basis);
    double       *sum = calloc((size_t)n, sizeof *sum), *size = calloc((size_t)n, sizeof *size);
    DickeElement  e = dicke_element(&basis, 0);
    for (int64_t i = 0; i < n; i++, e = dicke_next(&basis, e)) {
      const double weight = exp(-u * dicke_log_degeneracy(N, e.block));
      liouvillian_row(&model, &basis, LIOUVILLIAN_ALL, e, &row);
      check_row_form(&basis, &row);
      for (int k = 0; k < row.count && e.a == e.b; k++)
        sum[row.column[k]] += weight * row.value[k], size[row.column[k]] += fabs(weight * row.value[k]);
    }
    for (int64_t i = 0; i < n; i++)
      if (!(fabs(sum[i]) <= 1e-13 * size[i])) fail_msg("N = %d, column %lld: %g of %g", N, (long long)i, sum[i], size[i]);
    free(sum), free(size);
    dicke_basis_free(&basis);
  }
}

/* Sum of one column over the diagonal elements, without a matrix: look at all rows around the source. `gain` is the same
   without the source's own row. */
static double column_sum(const XyzModel *model, const DickeBasis *basis, DickeElement source, double *gain, double *size)
{
  const int64_t column = dicke_index(basis, source);
  double        sum    = 0;

  *gain = *size = 0;
  for (int block = source.block - 2; block <= source.block + 2; block++)
    for (int a = source.b - 5; a <= source.a + 5; a++) {
      if (block < 0 || block >= basis->blocks || a < 0 || a >= basis->size[block]) continue;
      const double value = entry_at(model, basis, (DickeElement){block, a, a, 0}, column);
      sum += value;
      *size += fabs(value);
      if (block != source.block || a != source.a) *gain += value;
    }
  return sum;
}

static void trace_is_conserved_at_large_N(void **state)
{
  enum { N = 2000 };
  const int blocks[] = {0, 1, 2, 499, 500, 998, 999, 1000};
  uint64_t  seed     = 20;

  (void)state;
  const XyzModel model = random_model(&seed, N, DICKE_BOTH);
  DickeBasis     basis;
  LiouvillianRow row;
  double         gain, size;
  int            coupled = 0;
  assert_true(dicke_basis_create(N, DICKE_BOTH, 0, &basis));
  for (int k = 0; k < 8; k++) {
    const int n = basis.size[blocks[k]], middle = n / 2, rows[] = {0, 1, 2, 3, middle - 1, middle, middle + 1, n - 3, n - 2, n - 1};
    for (int i = 0; i < 10; i++)
      for (int d = 0; d <= 4; d++)
        for (int part = 0; part <= (d > 0); part++) {
          const DickeElement e = {blocks[k], rows[i], rows[i] - d, part};
          if (e.b < 0 || e.a >= n) continue;
          liouvillian_row(&model, &basis, LIOUVILLIAN_ALL, e, &row);
          check_row_form(&basis, &row);
          const double sum = column_sum(&model, &basis, e, &gain, &size);
          coupled += size > 0;
          if (!(fabs(sum) <= 1e-12 * size)) fail_msg("block %d, a %d, b %d, part %d: %g of %g", e.block, e.a, e.b, part, sum, size);
        }
  }
  assert_true(coupled > 150);
  dicke_basis_free(&basis);
}

/* <j,m| A+A |j,m> for a unit rate, from the matrix elements of J+- and Jz: sum_i sigma+_i sigma-_i = N/2 + Jz, and so on. */
static double expected_loss(int channel, double N, double j, double m)
{
  const double down = j * (j + 1) - m * m + m, up = j * (j + 1) - m * m - m;
  const double loss[CHANNEL_COUNT] = {
    [CHANNEL_LOSS]                 = N / 2 + m,
    [CHANNEL_PUMP]                 = N / 2 - m,
    [CHANNEL_DEPHASING]            = N,
    [CHANNEL_COLLECTIVE_LOSS]      = down / (N - 1),
    [CHANNEL_COLLECTIVE_PUMP]      = up / (N - 1),
    [CHANNEL_COLLECTIVE_DEPHASING] = 4 * m * m / (N - 1),
  };

  return loss[channel];
}

static void jumps_leave_at_their_total_rate(void **state)
{
  const int sizes[] = {2, 3, 8, 31, 200};

  (void)state;
  for (int s = 0; s < 5; s++)
    for (int channel = 0; channel < CHANNEL_COUNT; channel++) {
      const int  N     = sizes[s];
      XyzModel   model = {.N = N};
      DickeBasis basis;
      model.rate[channel] = 0.7;
      assert_true(dicke_basis_create(N, DICKE_EVEN, 0, &basis));
      for (int block = 0; block < basis.blocks; block++)
        for (int a = 0; a < basis.size[block]; a += 1 + N / 20) {
          const double j = dicke_j(&basis, block), m = a - j, loss = 0.7 * expected_loss(channel, N, j, m);
          double       gain, size;
          column_sum(&model, &basis, (DickeElement){block, a, a, 0}, &gain, &size);
          assert_true(fabs(liouvillian_loss(&model, j, m, m) - loss) <= 1e-13 * N);
          if (channel % 3 != 2) assert_true(fabs(gain - loss) <= 1e-13 * N); /* dephasing also jumps into its own element */
          for (int b = 0; b < a; b++) {
            const double both = 0.5 * (loss + 0.7 * expected_loss(channel, N, j, b - j));
            assert_true(fabs(liouvillian_loss(&model, j, m, b - j) - both) <= 1e-13 * N);
          }
        }
      dicke_basis_free(&basis);
    }
}

/* ln of the diagonal element (j, m) of N spins that are up with probability p: d_j p^(N/2+m) (1-p)^(N/2-m). */
static long double log_product(int N, int block, int a, long double p)
{
  const long double j = 0.5L * N - block, m = a - j;
  const long double d = logl(2 * j + 1) + lgammal(N + 1) - lgammal(N - block + 2.0L) - lgammal(block + 1.0L);

  return d + (0.5L * N + m) * logl(p) + (0.5L * N - m) * logl(1 - p);
}

/* Row (j, m, m) applied to that state, over the element itself; `size` is the sum of the terms' moduli. */
static double apply_to_product(const XyzModel *model, const DickeBasis *basis, DickeElement e, double p, double *size)
{
  const long double self = log_product(model->N, e.block, e.a, p);
  LiouvillianRow    row;
  double            sum = 0;

  *size = 0;
  liouvillian_row(model, basis, LIOUVILLIAN_ALL, e, &row);
  for (int k = 0; k < row.count; k++) {
    const DickeElement c = dicke_element(basis, row.column[k]);
    if (c.a != c.b) continue; /* the state is diagonal */
    const double term = row.value[k] * (double)expl(log_product(model->N, c.block, c.a, p) - self);
    sum += term;
    *size += fabs(term);
  }
  return sum;
}

/* Independent spins: with local jumps p' = gamma_up (1-p) - gamma p, whatever hz, the dephasing and the couplings (they act on
   Im rho_m,m' of a diagonal state). So (L rho)_jm / rho_jm = [(N/2+m)/p - (N/2-m)/(1-p)] p' for every j, m and N. */
static void independent_spins_decay_as_one(void **state)
{
  const int sizes[] = {2, 3, 17, 100, 2000};
  uint64_t  seed    = 21;

  (void)state;
  for (int s = 0; s < 5; s++)
    for (int draw = 0; draw < 500; draw++) {
      const int    N     = sizes[s];
      const double p     = random_between(&seed, 0.05, 0.95);
      XyzModel     model = random_model(&seed, N, DICKE_BOTH);
      DickeBasis   basis;
      double       size;
      model.rate[CHANNEL_COLLECTIVE_LOSS] = model.rate[CHANNEL_COLLECTIVE_PUMP] = 0;
      assert_true(dicke_basis_create(N, draw % 2 ? DICKE_EVEN : DICKE_BOTH, 0, &basis));
      const int    block = (int)(random_bits(&seed) % (uint64_t)basis.blocks), a = (int)(random_bits(&seed) % (uint64_t)basis.size[block]);
      const double m = a - dicke_j(&basis, block), rate = model.rate[CHANNEL_PUMP] * (1 - p) - model.rate[CHANNEL_LOSS] * p;
      const double value    = apply_to_product(&model, &basis, (DickeElement){block, a, a, 0}, p, &size);
      const double expected = ((0.5 * N + m) / p - (0.5 * N - m) / (1 - p)) * rate;
      if (!(fabs(value - expected) <= 1e-12 * size)) fail_msg("N = %d, block %d, a %d: %g instead of %g", N, block, a, value, expected);
      dicke_basis_free(&basis);
    }
}

static double mean_row(const XyzModel *model, DickeParity parity)
{
  DickeBasis     basis;
  LiouvillianRow row;
  double         entries = 0;

  assert_true(dicke_basis_create(model->N, parity, 0, &basis));
  const int64_t n = dicke_size(&basis);
  for (int64_t i = 0; i < n; i++) {
    liouvillian_row(model, &basis, LIOUVILLIAN_ALL, dicke_element(&basis, i), &row);
    entries += row.count;
  }
  dicke_basis_free(&basis);
  return entries / (double)n;
}

static void row_estimate_is_near_the_mean(void **state)
{
  uint64_t seed = 22;

  (void)state;
  const XyzModel plain = {.N = 40, .Jx = 0.6, .Jy = 1.1, .Jz = 1, .rate = {[CHANNEL_LOSS] = 1}}, full = random_model(&seed, 25, DICKE_BOTH);
  const double   ratio      = liouvillian_row_estimate(&plain) / mean_row(&plain, DICKE_EVEN);
  const double   ratio_full = liouvillian_row_estimate(&full) / mean_row(&full, DICKE_BOTH);
  assert_true(ratio > 0.95 && ratio < 1.2);
  assert_true(ratio_full > 0.95 && ratio_full < 1.35); /* counts twice what collective and local jumps have in common */
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(trace_is_conserved),
    cmocka_unit_test(trace_is_conserved_at_large_N),
    cmocka_unit_test(jumps_leave_at_their_total_rate),
    cmocka_unit_test(independent_spins_decay_as_one),
    cmocka_unit_test(row_estimate_is_near_the_mean),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
