/* Partitions: dimensions and multiplicities against sums and the branching rule, the bound of the gap against dense blocks, and
   the gap of the full space, with and without that bound, against tabulated values. */
#include "physics/spaces/irreps.h"

#include "physics/spaces/irreps_dense.h"
#include "physics/models/random_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* Every partition once, in descending order, counted by four nested loops. */
static void partitions_are_all_there_in_order(void **state)
{
  (void)state;
  for (int N = 1; N <= 30; N++) {
    int count = 0, visited = 1;
    for (int a = 0; a <= N; a++)
      for (int b = 0; b <= a; b++)
        for (int c = 0; c <= b; c++) count += N - a - b - c >= 0 && N - a - b - c <= c;
    Partition lambda = partition_first(N), last = lambda;
    assert_int_equal(lambda.row[0], N);
    for (; partition_next(&lambda); last = lambda, visited++) {
      int k = 0;
      assert_int_equal(partition_size(&lambda), N);
      for (int i = 1; i < IRREP_ROWS; i++) assert_true(lambda.row[i - 1] >= lambda.row[i] && lambda.row[i] >= 0);
      while (lambda.row[k] == last.row[k]) k++;
      assert_true(lambda.row[k] < last.row[k]);
    }
    assert_int_equal(visited, count);
    assert_int_equal(partition_count(N), count);
  }
}

static void dimensions_and_multiplicities_fill_the_space(void **state)
{
  (void)state;
  for (int N = 1; N <= 20; N++) {
    double    sum    = 0; /* whole numbers below 2^53: exact */
    Partition lambda = partition_first(N);
    do sum += irrep_multiplicity(&lambda) * (double)irrep_dimension(&lambda);
    while (partition_next(&lambda));
    assert_true(sum == ldexp(1, 2 * N));
  }
  for (int N = 50; N <= 300; N += 125) {
    double    sum    = 0;
    Partition lambda = partition_first(N);
    do sum += exp(irrep_log_multiplicity(&lambda) - 2 * N * log(2)) * (double)irrep_dimension(&lambda);
    while (partition_next(&lambda));
    assert_true(fabs(sum - 1) < 1e-11);
  }
}

/* Restriction from S_N to S_{N-1}: the multiplicity is the sum over the partitions with one box less. */
static void multiplicities_obey_the_branching_rule(void **state)
{
  Partition lambda = partition_first(22);

  (void)state;
  do {
    double sum = 0;
    for (int i = 0; i < IRREP_ROWS; i++) {
      Partition smaller = lambda;
      smaller.row[i]--;
      if (smaller.row[i] >= (i + 1 < IRREP_ROWS ? smaller.row[i + 1] : 0)) sum += irrep_multiplicity(&smaller);
    }
    assert_true(irrep_multiplicity(&lambda) == sum);
    assert_true(fabs(irrep_log_multiplicity(&lambda) - log(sum)) < 1e-13 * (1 + log(sum)));
  } while (partition_next(&lambda));
}

/* -Re of the slowest mode of the irrep, no zero left out: the bound is below zero modes too. */
static double slowest(const XyzModel *model, const Partition *lambda)
{
  Spectrum     s    = block_spectrum(model, lambda, DICKE_BOTH);
  const double rate = -creal(rightmost(s, 0));

  free(s.value);
  return rate;
}

/* Random models, a third with all channels, a third with local ones, a third with one local and one collective channel. */
static void draw(uint64_t *seed, int k, double point[XYZ_PARAMS])
{
  random_point(seed, 3 + k % 3, point);
  for (int p = XYZ_GAMMA; p <= XYZ_GAMMA_C_PHI; p++) {
    if (k % 3 == 1 && p >= XYZ_GAMMA_C) point[p] = 0;
    if (k % 3 == 2 && (p - XYZ_GAMMA) % 3 != (k / 3) % 3) point[p] = 0;
  }
  if (k % 2) point[XYZ_GAMMA_C + k % 3] *= 10;
  if (k % 5 == 0) point[XYZ_JX] = point[XYZ_JY] = point[XYZ_JZ] = 0;
}

/* Minus the largest eigenvalue of the symmetric part of the block: what the bound estimates. */
static double symmetric_part_bound(const XyzModel *model, const Partition *lambda)
{
  GtBasis basis;

  assert_true(gt_basis_create(lambda, DICKE_BOTH, 0, &basis));
  const int       n = (int)gt_size(&basis);
  double         *A = dense_block(model, &basis), *w = dense_alloc((size_t)n, sizeof *w);
  double complex *S = dense_alloc((size_t)n * (size_t)n, sizeof *S);
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++) S[i + n * k] = (A[i + n * k] + A[k + n * i]) / 2;
  assert_int_equal(lapack_hermitian_eigenvalues(n, S, w), 0);
  const double bound = -w[n - 1];
  free(A);
  free(S);
  free(w);
  gt_basis_free(&basis);
  return bound;
}

static void bound_is_never_exceeded(void **state)
{
  uint64_t seed = 21;

  (void)state;
  for (int k = 0; k < 60; k++) {
    double point[XYZ_PARAMS];
    draw(&seed, k, point);
    const XyzModel model  = xyz_model(point);
    Partition      lambda = partition_first(model.N);
    do {
      const double bound = irrep_gap_bound(&model, &lambda), sharp = symmetric_part_bound(&model, &lambda);
      assert_true(bound <= slowest(&model, &lambda) + 1e-10);
      assert_true(bound <= sharp + 1e-10);
      if (k % 3 == 1) assert_true(bound >= sharp - 1e-10); /* nothing is given away without collective channels */
    } while (partition_next(&lambda));
  }
}

/* Independent spins with gamma = gamma_up decay exactly at the bound. */
static void bound_is_reached_by_independent_balanced_spins(void **state)
{
  uint64_t seed = 22;

  (void)state;
  for (int k = 0; k < 6; k++) {
    double point[XYZ_PARAMS];
    empty_point(5, point);
    point[XYZ_HZ]    = random_between(&seed, -1, 1);
    point[XYZ_GAMMA] = point[XYZ_GAMMA_UP] = random_between(&seed, 0.1, 1);
    point[XYZ_GAMMA_PHI]  = k % 2 ? random_between(&seed, 0, 0.1) : random_between(&seed, 1, 2); /* both orders of the eigenvalues */
    const XyzModel model  = xyz_model(point);
    Partition      lambda = partition_first(5);
    do assert_true(fabs(irrep_gap_bound(&model, &lambda) - slowest(&model, &lambda)) < 1e-10);
    while (partition_next(&lambda));
  }
}

/* For local emission alone: gamma [N/2 - (l1 - l4)/sqrt 2]. */
static void bound_of_local_emission_has_its_closed_form(void **state)
{
  Partition lambda = partition_first(20);
  double    point[XYZ_PARAMS];

  (void)state;
  empty_point(20, point);
  point[XYZ_GAMMA]     = 1.7;
  const XyzModel model = xyz_model(point);
  do assert_true(fabs(irrep_gap_bound(&model, &lambda) - 1.7 * (10 - (lambda.row[0] - lambda.row[3]) * sqrt(0.5))) < 1e-12);
  while (partition_next(&lambda));
}

/* Gaps of the full space for Jx = 0.6, Jz = 1, gamma = 1 (dense blocks of a separate program, checked against 4^N for N <= 5). */
static const struct {
  int    N;
  double Jy, gap, frequency;
  int    carrier; /* boxes below the first row; all gaps here are in the odd sector */
} reference[] = {
  {3, 0.0, 0.5800429543, 2.43172847, 1},
  {3, 0.5, 0.5042035835, 2.55378902, 1},
  {3, 1.0, 0.5, 0, 0},
  {3, 1.5, 0.2906077792, 0, 0},
  {3, 3.0, 0.4952068503, 0, 0},
  {4, 0.0, 0.5977819611, 2.27023202, 1},
  {4, 0.5, 0.5037509404, 2.36876829, 1},
  {4, 1.0, 0.5, 0, 0},
  {4, 1.5, 0.2248158299, 0, 0},
  {4, 3.0, 0.3981674295, 0, 0},
  {5, 0.0, 0.5652993761, 2.17403035, 1},
  {5, 0.5, 0.5027452838, 2.27576967, 1},
  {5, 1.0, 0.5, 0, 0},
  {5, 1.5, 0.1820241620, 0, 0},
  {5, 3.0, 0.3923831027, 0, 0},
  {8, 0.0, 0.5302784781, 2.09059645, 1},
  {8, 0.5, 0.5011701669, 2.15721178, 1},
  {8, 1.5, 0.1094122559, 0, 0},
  {10, 1.5, 0.0828954658, 0, 0},
};

typedef struct {
  double complex value;
  int            carrier;
  DickeParity    parity;
  double         skipped; /* smallest bound of an irrep that was not solved */
} FullGap;

/* The rightmost nonzero eigenvalue of all blocks; with `prune`, of those that the bound does not exclude. */
static FullGap full_gap(const XyzModel *model, bool prune)
{
  FullGap   gap    = {-INFINITY, -1, DICKE_BOTH, INFINITY};
  Partition lambda = partition_first(model->N);

  do {
    const double bound = irrep_gap_bound(model, &lambda);
    if (prune && bound > -creal(gap.value)) {
      gap.skipped = fmin(gap.skipped, bound);
      continue;
    }
    for (DickeParity parity = DICKE_EVEN; parity <= DICKE_ODD; parity++) {
      const int      below = model->N - lambda.row[0];
      Spectrum       s     = block_spectrum(model, &lambda, parity);
      double complex value = rightmost(s, below == 0 && parity == DICKE_EVEN);
      if (creal(value) > creal(gap.value) + 1e-9) gap.value = value, gap.carrier = below, gap.parity = parity;
      free(s.value);
    }
  } while (partition_next(&lambda));
  return gap;
}

static void gaps_are_the_tabulated_ones(void **state)
{
  (void)state;
  for (size_t k = 0; k < sizeof reference / sizeof *reference; k++) {
    double point[XYZ_PARAMS];
    empty_point(reference[k].N, point);
    point[XYZ_JX]        = 0.6;
    point[XYZ_JY]        = reference[k].Jy;
    point[XYZ_JZ]        = 1;
    point[XYZ_GAMMA]     = 1;
    const XyzModel model = xyz_model(point);
    const FullGap  gap   = full_gap(&model, reference[k].N > 5);
    assert_true(fabs(-creal(gap.value) - reference[k].gap) < 1e-9);
    assert_true(fabs(fabs(cimag(gap.value)) - reference[k].frequency) < 1e-8);
    assert_int_equal(gap.carrier, reference[k].carrier);
    assert_int_equal(gap.parity, DICKE_ODD);
  }
}

static void pruning_keeps_the_gap(void **state)
{
  uint64_t seed    = 14;
  int      skipped = 0;

  (void)state;
  for (int k = 0; k < 12; k++) {
    double point[XYZ_PARAMS];
    random_point(&seed, 4 + k % 2, point);
    point[XYZ_HX] = point[XYZ_HY] = 0;
    if (k % 3) point[XYZ_GAMMA_C] = point[XYZ_GAMMA_C_UP] = point[XYZ_GAMMA_C_PHI] = 0;
    const XyzModel model = xyz_model(point);
    const FullGap  all = full_gap(&model, false), pruned = full_gap(&model, true);
    assert_true(cabs(all.value - pruned.value) < 1e-9 || cabs(all.value - conj(pruned.value)) < 1e-9);
    skipped += isfinite(pruned.skipped);
  }
  assert_true(skipped >= 6); /* the bound does exclude irreps */
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(partitions_are_all_there_in_order),
    cmocka_unit_test(dimensions_and_multiplicities_fill_the_space),
    cmocka_unit_test(multiplicities_obey_the_branching_rule),
    cmocka_unit_test(bound_is_never_exceeded),
    cmocka_unit_test(bound_is_reached_by_independent_balanced_spins),
    cmocka_unit_test(bound_of_local_emission_has_its_closed_form),
    cmocka_unit_test(gaps_are_the_tabulated_ones),
    cmocka_unit_test(pruning_keeps_the_gap),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
