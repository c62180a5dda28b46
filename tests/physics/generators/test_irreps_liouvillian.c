/* The Liouvillian in all irreps of S_N: against the dense 4^N matrix of the 2^N Lindblad equation, against the symmetric sector
   in the Dicke basis and its closed form in moments, and at large N against the antisymmetry of -i[H, .]. */
#include "physics/generators/irreps_liouvillian.h"
#include "physics/generators/liouvillian.h"

#include "physics/spaces/irreps_dense.h"
#include "physics/models/random_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* From the elements of a 2^N matrix, row-major, to the coefficients of the Pauli strings, one spin after the other: the places of
   its elements uu, ud, du, dd take the coefficients of 1, x, y, z. */
static void pauli_coefficients(int N, double complex *rho)
{
  const size_t dim = (size_t)1 << N;

  for (size_t bit = 1; bit < dim; bit <<= 1)
    for (size_t k = 0; k < dim * dim; k++) {
      if (k & bit || (k / dim) & bit) continue;
      double complex      *uu = &rho[k], *ud = &rho[k + bit], *du = &rho[k + bit * dim], *dd = &rho[k + bit * dim + bit];
      const double complex a = *uu, b = *ud, c = *du, d = *dd;
      *uu = (a + d) / 2;
      *ud = (b + c) / 2;
      *du = I * (b - c) / 2;
      *dd = (a - d) / 2;
    }
}

/* The inverse: the matrix of the Pauli string in place k. */
static void pauli_string(int N, size_t string, double complex *rho)
{
  const size_t dim = (size_t)1 << N;

  memset(rho, 0, dim * dim * sizeof *rho);
  rho[string] = 1;
  for (size_t bit = 1; bit < dim; bit <<= 1)
    for (size_t k = 0; k < dim * dim; k++) {
      if (k & bit || (k / dim) & bit) continue;
      double complex      *uu = &rho[k], *ud = &rho[k + bit], *du = &rho[k + bit * dim], *dd = &rho[k + bit * dim + bit];
      const double complex one = *uu, x = *ud, y = *du, z = *dd;
      *uu = one + z;
      *ud = x - I * y;
      *du = x + I * y;
      *dd = one - z;
    }
}

/* All 4^N eigenvalues from the definition: L of every Pauli string, as a real matrix between Pauli strings. */
static Spectrum brute_spectrum(const double point[XYZ_PARAMS])
{
  const BruteModel model = brute_model(point);
  const int        n     = 1 << (2 * model.N);
  double          *A     = dense_alloc((size_t)n * (size_t)n, sizeof *A);
  double complex  *rho = dense_alloc((size_t)n, sizeof *rho), *drho = dense_alloc((size_t)n, sizeof *drho);
  BruteLiouvillian L;

  brute_liouvillian_create(&model, &L);
  for (int k = 0; k < n; k++) {
    pauli_string(model.N, (size_t)k, rho);
    brute_liouvillian_apply(&L, rho, drho);
    pauli_coefficients(model.N, drho);
    for (int i = 0; i < n; i++) {
      if (fabs(cimag(drho[i])) > 1e-13) abort(); /* L preserves Hermiticity */
      A[(size_t)k * (size_t)n + (size_t)i] = creal(drho[i]);
    }
  }
  brute_liouvillian_free(&L);
  free(rho);
  free(drho);
  return dense_spectrum(n, A);
}

/* All blocks with their multiplicities. */
static Spectrum union_spectrum(const XyzModel *model)
{
  const bool split  = xyz_conserves_parity(model);
  Spectrum   all    = {0, dense_alloc((size_t)1 << (2 * model->N), sizeof *all.value)};
  Partition  lambda = partition_first(model->N);

  do
    for (DickeParity parity = split ? DICKE_EVEN : DICKE_BOTH; parity <= (split ? DICKE_ODD : DICKE_BOTH); parity++) {
      Spectrum block = block_spectrum(model, &lambda, parity);
      for (int copy = 0; copy < irrep_multiplicity(&lambda); copy++)
        for (int i = 0; i < block.n; i++) all.value[all.n++] = block.value[i];
      free(block.value);
    }
  while (partition_next(&lambda));
  return all;
}

static void check_union(const double point[XYZ_PARAMS])
{
  const XyzModel model = xyz_model(point);
  Spectrum       brute = brute_spectrum(point), blocks = union_spectrum(&model);

  assert_true(spectrum_distance(brute, blocks) < 1e-10);
  free(brute.value);
  free(blocks.value);
}

static void union_of_blocks_is_the_full_spectrum(void **state)
{
  uint64_t seed = 11;
  double   point[XYZ_PARAMS];

  (void)state;
  for (int N = 2; N <= 5; N++) {
    random_point(&seed, N, point);
    check_union(point);
  }
}

static void union_of_parity_sectors_is_the_full_spectrum(void **state)
{
  uint64_t seed = 12;
  double   point[XYZ_PARAMS];

  (void)state;
  for (int N = 2; N <= 4; N++) {
    random_point(&seed, N, point);
    point[XYZ_HX] = point[XYZ_HY] = 0;
    check_union(point);
  }
}

/* One channel, coupling or field at a time: a wrong coefficient shows alone. */
static void every_term_alone_has_the_full_spectrum(void **state)
{
  (void)state;
  for (int p = XYZ_JX; p <= XYZ_GAMMA_C_PHI; p++) {
    double point[XYZ_PARAMS];
    empty_point(3, point);
    point[p] = 1.3;
    if (p >= XYZ_GAMMA) point[XYZ_HZ] = 0.7, point[XYZ_JX] = 0.4; /* something that does not commute with it */
    check_union(point);
  }
}

/* lambda = (N) is the symmetric sector: two bases, two generators, one spectrum. */
static void symmetric_irrep_is_the_dicke_sector(void **state)
{
  const int       N      = 6;
  const Partition lambda = partition_first(N);
  uint64_t        seed   = 13;
  double          point[XYZ_PARAMS];

  (void)state;
  random_point(&seed, N, point);
  point[XYZ_HX] = point[XYZ_HY] = 0;
  const XyzModel model          = xyz_model(point);
  for (DickeParity parity = DICKE_EVEN; parity <= DICKE_ODD; parity++) {
    DickeBasis     basis;
    LiouvillianRow row;
    assert_true(dicke_basis_create(N, parity, -0.5, &basis));
    const int n = (int)dicke_size(&basis);
    double   *A = dense_alloc((size_t)n * (size_t)n, sizeof *A);
    for (int i = 0; i < n; i++) {
      liouvillian_row(&model, &basis, LIOUVILLIAN_ALL, dicke_element(&basis, i), &row);
      for (int k = 0; k < row.count; k++) A[i + n * row.column[k]] = row.value[k];
    }
    Spectrum dicke = dense_spectrum(n, A), irrep = block_spectrum(&model, &lambda, parity);
    assert_true(spectrum_distance(dicke, irrep) < 1e-10);
    free(dicke.value);
    free(irrep.value);
    dicke_basis_free(&basis);
  }
}

static void scaling_keeps_the_spectrum(void **state)
{
  uint64_t  seed   = 17;
  Partition lambda = partition_first(5);
  double    point[XYZ_PARAMS];

  (void)state;
  random_point(&seed, 5, point);
  const XyzModel model = xyz_model(point);
  do {
    Spectrum plain = block_spectrum(&model, &lambda, DICKE_BOTH);
    for (int k = 0; k < 3; k++) {
      Spectrum scaled = scaled_spectrum(&model, &lambda, DICKE_BOTH, (double[]){1, -1, 0.3}[k]);
      assert_true(spectrum_distance(plain, scaled) < 1e-10);
      free(scaled.value);
    }
    free(plain.value);
  } while (partition_next(&lambda));
}

/* lambda = (N) in the scaling of moments: p_n is the mean of a Pauli string of content n, and (E_ab p)_n = n_a p_{n-a+b}. */
enum { MOMENT_N = 5, MOMENTS = (MOMENT_N + 1) * (MOMENT_N + 2) * (MOMENT_N + 3) / 6 };

static GtPattern moment_pattern(const int n[GT_LABELS])
{
  return (GtPattern){{{n[GT_Z]}, {n[GT_Z] + n[GT_ONE]}, {MOMENT_N - n[GT_Y]}, {MOMENT_N}}};
}

/* out += factor * (E_ab + sign E_ba) p */
static void add_moments(const GtBasis *basis, GtLabel a, GtLabel b, double sign, double factor, const double *p, double *out)
{
  for (int64_t i = 0; i < MOMENTS; i++)
    for (int swap = 0; swap < 2; swap++) {
      const GtPattern pattern = gt_pattern(basis, i);
      const GtLabel   to = swap ? b : a, from = swap ? a : b;
      int             n[GT_LABELS];
      gt_content(&pattern, n);
      const int weight = n[to];
      if (weight == 0) continue;
      n[to]--;
      n[from]++;
      const GtPattern source = moment_pattern(n);
      out[i] += factor * (swap ? sign : 1) * weight * p[gt_index(basis, &source)];
    }
}

static void row_of_moments_is_the_closed_form(void **state)
{
  static const GtLabel axis[3] = {GT_X, GT_Y, GT_Z};
  const Partition      lambda  = partition_first(MOMENT_N);
  uint64_t             seed    = 18;
  double               point[XYZ_PARAMS], p[MOMENTS], expected[MOMENTS] = {0};
  GtBasis              basis;

  (void)state;
  random_point(&seed, MOMENT_N, point);
  point[XYZ_GAMMA_C] = point[XYZ_GAMMA_C_UP] = point[XYZ_GAMMA_C_PHI] = 0;
  const XyzModel model                                                = xyz_model(point);
  assert_true(gt_basis_create(&lambda, DICKE_BOTH, 1, &basis));
  assert_int_equal(gt_size(&basis), MOMENTS);
  for (int i = 0; i < MOMENTS; i++) p[i] = random_between(&seed, -1, 1);
  for (int a = 0; a < 3; a++) {
    const GtLabel b = axis[(a + 1) % 3], c = axis[(a + 2) % 3];
    double        Rp[MOMENTS] = {0};
    add_moments(&basis, c, b, -1, 1, p, Rp);
    add_moments(&basis, axis[a], GT_ONE, 1, 2 * (double[]){model.Jx, model.Jy, model.Jz}[a] / (MOMENT_N - 1), Rp, expected);
    for (int i = 0; i < MOMENTS; i++) expected[i] += 2 * (double[]){model.hx, model.hy, model.hz}[a] * Rp[i];
  }
  add_moments(&basis, GT_Z, GT_ONE, 0, point[XYZ_GAMMA_UP] - point[XYZ_GAMMA], p, expected);
  for (int64_t i = 0; i < MOMENTS; i++) {
    const GtPattern pattern = gt_pattern(&basis, i);
    GtRow           row;
    int             n[GT_LABELS];
    double          sum = 0;
    gt_content(&pattern, n);
    expected[i] -= (point[XYZ_GAMMA] + point[XYZ_GAMMA_UP]) * (0.5 * (n[GT_X] + n[GT_Y]) + n[GT_Z]) * p[i];
    expected[i] -= 2 * point[XYZ_GAMMA_PHI] * (n[GT_X] + n[GT_Y]) * p[i];
    irreps_liouvillian_row(&model, &basis, &pattern, &row);
    for (int k = 0; k < row.count; k++) sum += row.value[k] * p[row.column[k]];
    assert_true(fabs(sum - expected[i]) < 1e-12 * (1 + fabs(sum)));
  }
  gt_basis_free(&basis);
}

static double entry_at(const GtRow *row, int64_t column)
{
  for (int k = 0; k < row->count; k++)
    if (row->column[k] == column) return row->value[k];
  return 0;
}

/* Rows made alone, deep inside large irreps: entry (i, k) is minus entry (k, i), and the form of the rows is as promised. */
static void commutator_is_antisymmetric_at_large_N(void **state)
{
  static const Partition irreps[] = {{{200, 0, 0, 0}}, {{199, 1, 0, 0}}, {{120, 50, 20, 10}}, {{25, 25, 25, 25}}, {{9, 9, 2, 0}}};
  uint64_t               seed     = 15;

  (void)state;
  for (size_t k = 0; k < sizeof irreps / sizeof *irreps; k++) {
    GtBasis basis;
    GtRow   row, other;
    double  point[XYZ_PARAMS];
    random_point(&seed, partition_size(&irreps[k]), point);
    for (int p = XYZ_GAMMA; p <= XYZ_GAMMA_C_PHI; p++) point[p] = 0;
    const XyzModel model = xyz_model(point);
    assert_true(gt_basis_create(&irreps[k], DICKE_BOTH, 0, &basis));
    for (int trial = 0; trial < 20; trial++) {
      const int64_t i       = (int64_t)(random_bits(&seed) % (uint64_t)gt_size(&basis));
      GtPattern     pattern = gt_pattern(&basis, i);
      irreps_liouvillian_row(&model, &basis, &pattern, &row);
      assert_true(row.count <= GT_ROW_MAX);
      for (int c = 0; c < row.count; c++) {
        assert_true(row.column[c] >= 0 && row.column[c] < gt_size(&basis) && (c == 0 || row.column[c] > row.column[c - 1]));
        pattern = gt_pattern(&basis, row.column[c]);
        irreps_liouvillian_row(&model, &basis, &pattern, &other);
        assert_true(fabs(entry_at(&other, i) + row.value[c]) <= 1e-11 * fabs(row.value[c]));
      }
    }
    gt_basis_free(&basis);
  }
}

/* d/dt Tr rho = 0: the row of the identity is empty, and of no other pattern. */
static void trace_row_is_empty(void **state)
{
  const Partition lambda = partition_first(12);
  uint64_t        seed   = 16;
  double          point[XYZ_PARAMS];
  GtBasis         basis;
  GtRow           row;
  int             empty = 0;

  (void)state;
  random_point(&seed, 12, point);
  const XyzModel model = xyz_model(point);
  assert_true(gt_basis_create(&lambda, DICKE_BOTH, 0, &basis));
  for (int64_t i = 0; i < gt_size(&basis); i++) {
    const GtPattern pattern = gt_pattern(&basis, i);
    int             n[GT_LABELS];
    gt_content(&pattern, n);
    irreps_liouvillian_row(&model, &basis, &pattern, &row);
    if (row.count == 0) empty++;
    assert_int_equal(row.count == 0, n[GT_ONE] == 12);
  }
  assert_int_equal(empty, 1);
  gt_basis_free(&basis);
}

/* Products of generators reach one pattern on several ways that may cancel; what rounding leaves of it must not become an entry. */
static void entries_that_cancel_are_left_out(void **state)
{
  const Partition lambda = {{9, 6, 4, 1}};
  uint64_t        seed   = 20;
  double          point[XYZ_PARAMS];
  GtBasis         basis;
  GtRow           row;

  (void)state;
  random_point(&seed, 20, point);
  const XyzModel model = xyz_model(point);
  assert_true(gt_basis_create(&lambda, DICKE_BOTH, 0, &basis));
  for (int trial = 0; trial < 1000; trial++) {
    const GtPattern pattern = gt_pattern(&basis, (int64_t)(random_bits(&seed) % (uint64_t)gt_size(&basis)));
    double          largest = 0;
    irreps_liouvillian_row(&model, &basis, &pattern, &row);
    for (int k = 0; k < row.count; k++) largest = fmax(largest, fabs(row.value[k]));
    for (int k = 0; k < row.count; k++) assert_true(fabs(row.value[k]) > 1e-12 * largest);
  }
  gt_basis_free(&basis);
}

static void row_estimate_is_close(void **state)
{
  static const Partition irreps[] = {{{20, 0, 0, 0}}, {{19, 1, 0, 0}}, {{9, 6, 4, 1}}};
  uint64_t               seed     = 19;
  double                 point[XYZ_PARAMS];

  (void)state;
  random_point(&seed, 20, point);
  point[XYZ_HX] = point[XYZ_HY] = 0;
  const XyzModel model          = xyz_model(point);
  for (int k = 0; k < 3; k++) {
    GtBasis basis;
    GtRow   row;
    double  entries = 0;
    assert_true(gt_basis_create(&irreps[k], DICKE_EVEN, 0, &basis));
    GtPattern pattern = gt_pattern(&basis, 0);
    do {
      irreps_liouvillian_row(&model, &basis, &pattern, &row);
      entries += row.count;
    } while (gt_next(&basis, &pattern));
    assert_true(fabs(irreps_row_estimate(&model, &basis) * (double)gt_size(&basis) / entries - 1) < 0.1);
    gt_basis_free(&basis);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(union_of_blocks_is_the_full_spectrum),
    cmocka_unit_test(union_of_parity_sectors_is_the_full_spectrum),
    cmocka_unit_test(every_term_alone_has_the_full_spectrum),
    cmocka_unit_test(symmetric_irrep_is_the_dicke_sector),
    cmocka_unit_test(scaling_keeps_the_spectrum),
    cmocka_unit_test(row_of_moments_is_the_closed_form),
    cmocka_unit_test(commutator_is_antisymmetric_at_large_N),
    cmocka_unit_test(trace_row_is_empty),
    cmocka_unit_test(entries_that_cancel_are_left_out),
    cmocka_unit_test(row_estimate_is_close),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
