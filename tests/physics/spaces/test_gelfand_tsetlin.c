/* Patterns, their two-way index, and the generators of GL(4) against the commutation relations that define them. */
#include "physics/spaces/gelfand_tsetlin.h"

#include "physics/spaces/irreps_dense.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void check_pattern(const GtBasis *basis, const GtPattern *pattern)
{
  int n[GT_LABELS], sum = 0;

  for (int i = 0; i < IRREP_ROWS; i++) assert_int_equal(pattern->m[3][i], basis->lambda.row[i]);
  for (int q = 0; q < 3; q++)
    for (int i = 0; i <= q; i++) assert_true(pattern->m[q + 1][i] >= pattern->m[q][i] && pattern->m[q][i] >= pattern->m[q + 1][i + 1]);
  gt_content(pattern, n);
  for (int label = 0; label < GT_LABELS; label++) {
    assert_true(n[label] >= 0);
    sum += n[label];
  }
  assert_int_equal(sum, partition_size(&basis->lambda));
  if (basis->parity != DICKE_BOTH) assert_int_equal((n[GT_X] + n[GT_Y]) & 1, (int)basis->parity);
}

/* Walking, index and pattern agree at every place; the packed words ascend and unpack to the pattern. Returns the size. */
static int64_t check_sector(const Partition *lambda, DickeParity parity)
{
  GtBasis  basis;
  uint64_t last = 0;

  assert_true(gt_basis_create(lambda, parity, 0, &basis));
  const int64_t size = gt_size(&basis);
  assert_true(size == gt_dimension(lambda, parity));
  if (size > 0) {
    GtPattern pattern = gt_pattern(&basis, 0);
    for (int64_t i = 0; i < size; i++) {
      const GtPattern found = gt_pattern(&basis, i), unpacked = gt_unpack(lambda, gt_pack(&pattern));
      check_pattern(&basis, &pattern);
      assert_true(gt_index(&basis, &pattern) == i);
      assert_memory_equal(&found, &pattern, sizeof pattern);
      assert_memory_equal(&unpacked, &pattern, sizeof pattern);
      assert_true(i == 0 || gt_pack(&pattern) > last);
      last = gt_pack(&pattern);
      assert_true(gt_next(&basis, &pattern) == (i + 1 < size));
    }
  }
  gt_basis_free(&basis);
  return size;
}

static void patterns_and_indices_agree(void **state)
{
  (void)state;
  for (int N = 1; N <= 9; N++) {
    Partition lambda = partition_first(N);
    do {
      const int64_t both = check_sector(&lambda, DICKE_BOTH);
      assert_true(both == irrep_dimension(&lambda));
      assert_true(both == check_sector(&lambda, DICKE_EVEN) + check_sector(&lambda, DICKE_ODD));
    } while (partition_next(&lambda));
  }
}

static void too_many_spins_are_refused(void **state)
{
  const Partition lambda = partition_first(IRREP_N_MAX + 1);
  GtBasis         basis;

  (void)state;
  assert_false(gt_basis_create(&lambda, DICKE_BOTH, 0, &basis));
  gt_basis_free(&basis);
}

/* The matrix of E_ab, column-major. */
static double *generator(const GtBasis *basis, GtLabel a, GtLabel b)
{
  const int64_t n = gt_size(basis);
  double       *E = dense_alloc((size_t)(n * n), sizeof *E);

  for (int64_t k = 0; k < n; k++) {
    const GtPattern pattern = gt_pattern(basis, k);
    GtPattern       target[GT_TARGETS_MAX];
    double          amplitude[GT_TARGETS_MAX];
    if (a == b) {
      int content[GT_LABELS];
      gt_content(&pattern, content);
      E[k + n * k] = content[a];
      continue;
    }
    const int count = gt_apply(a, b, &pattern, target, amplitude);
    for (int t = 0; t < count; t++) E[gt_index(basis, &target[t]) + n * k] += amplitude[t];
  }
  return E;
}

/* C += sign A B for generators: few entries a column. */
static void add_product(int64_t n, double sign, const double *A, const double *B, double *C)
{
  for (int64_t k = 0; k < n; k++)
    for (int64_t l = 0; l < n; l++) {
      const double b = sign * B[l + n * k];
      if (b == 0) continue;
      for (int64_t i = 0; i < n; i++) C[i + n * k] += A[i + n * l] * b;
    }
}

/* Largest element of [E_ab, E_cd] - delta_bc E_ad + delta_ad E_cb. */
static double commutator_error(int64_t n, double *E[GT_LABELS][GT_LABELS], int a, int b, int c, int d)
{
  double *C = dense_alloc((size_t)(n * n), sizeof *C), worst = 0;

  add_product(n, 1, E[a][b], E[c][d], C);
  add_product(n, -1, E[c][d], E[a][b], C);
  for (int64_t i = 0; i < n * n; i++) worst = fmax(worst, fabs(C[i] - (b == c ? E[a][d][i] : 0) + (a == d ? E[c][b][i] : 0)));
  free(C);
  return worst;
}

static void generators_obey_the_commutation_relations(void **state)
{
  static const Partition irreps[] = {{{4, 0, 0, 0}}, {{3, 1, 0, 0}}, {{2, 2, 0, 0}}, {{3, 1, 1, 0}},
                                     {{3, 2, 1, 0}}, {{1, 1, 1, 1}}, {{4, 2, 1, 1}}};

  (void)state;
  for (size_t k = 0; k < sizeof irreps / sizeof *irreps; k++) {
    GtBasis basis;
    double *E[GT_LABELS][GT_LABELS];
    assert_true(gt_basis_create(&irreps[k], DICKE_BOTH, 0, &basis));
    for (int ab = 0; ab < 16; ab++) E[ab / 4][ab % 4] = generator(&basis, (GtLabel)(ab / 4), (GtLabel)(ab % 4));
    for (int ab = 0; ab < 16; ab++)
      for (int cd = 0; cd < 16; cd++) assert_true(commutator_error(gt_size(&basis), E, ab / 4, ab % 4, cd / 4, cd % 4) < 1e-12);
    for (int ab = 0; ab < 16; ab++) free(E[ab / 4][ab % 4]);
    gt_basis_free(&basis);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(patterns_and_indices_agree),
    cmocka_unit_test(too_many_spins_are_refused),
    cmocka_unit_test(generators_obey_the_commutation_relations),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
