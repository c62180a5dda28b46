/* The row generator against the 2^N Lindblad equation, entry by entry, and its parts, scalings and smaller bases against each
   other. Identities that hold at any N: test_liouvillian_identities.c. */
#include "physics/generators/liouvillian_check.h"

#include <string.h>

typedef struct {
  int     n;
  double *entry; /* [n][n] row-major */
} Dense;

static Dense dense_zeros(int64_t n)
{
  Dense A = {(int)n, calloc((size_t)(n * n + 1), sizeof(double))};

  assert_non_null(A.entry);
  return A;
}

static Dense generated(const XyzModel *model, const DickeBasis *basis, LiouvillianPart part)
{
  const int64_t  n = dicke_size(basis);
  Dense          A = dense_zeros(n);
  LiouvillianRow row;

  for (int64_t i = 0; i < n; i++) {
    liouvillian_row(model, basis, part, dicke_element(basis, i), &row);
    check_row_form(basis, &row);
    for (int k = 0; k < row.count; k++) A.entry[i * n + row.column[k]] = row.value[k];
  }
  return A;
}

/* The 2^N matrix of a unit unknown: d_j^u rho = 1, or i for an imaginary part, with its Hermitian partner. */
static void unit_state(const BruteDicke *dicke, const DickeBasis *basis, DickeElement e, double complex *rho)
{
  const double         value = pow(dicke->copies[e.block], -basis->scaling);
  const double complex unit  = e.part ? I * value : value;

  memset(rho, 0, (size_t)dicke->dim * (size_t)dicke->dim * sizeof *rho);
  brute_dicke_embed(dicke, e.block, e.a, e.b, unit, rho);
  if (e.a != e.b) brute_dicke_embed(dicke, e.block, e.b, e.a, conj(unit), rho);
}

static double unknown_of(const BruteDicke *dicke, const DickeBasis *basis, DickeElement e, const double complex *rho)
{
  const double complex element = brute_dicke_project(dicke, rho, e.block, e.a, e.b);

  return pow(dicke->copies[e.block], basis->scaling) * (e.part ? cimag(element) : creal(element));
}

static Dense brute(const BruteModel *model, const BruteDicke *dicke, const DickeBasis *basis)
{
  const int64_t    n   = dicke_size(basis);
  const size_t     all = (size_t)dicke->dim * (size_t)dicke->dim;
  double complex  *rho = malloc(all * sizeof *rho), *drho = malloc(all * sizeof *drho);
  BruteLiouvillian L;
  Dense            A = dense_zeros(n);

  brute_liouvillian_create(model, &L);
  for (int64_t k = 0; k < n; k++) {
    unit_state(dicke, basis, dicke_element(basis, k), rho);
    brute_liouvillian_apply(&L, rho, drho);
    for (int64_t i = 0; i < n; i++) A.entry[i * n + k] = unknown_of(dicke, basis, dicke_element(basis, i), drho);
  }
  brute_liouvillian_free(&L);
  free(rho);
  free(drho);
  return A;
}

static double largest(Dense A)
{
  double most = 0;

  for (int i = 0; i < A.n * A.n; i++) most = fmax(most, fabs(A.entry[i]));
  return most;
}

/* Entry by entry, relative to the largest entry. */
static void assert_same(Dense A, Dense B, double tolerance)
{
  const double scale = largest(B);

  assert_int_equal(A.n, B.n);
  for (int i = 0; i < A.n * A.n; i++)
    if (!(fabs(A.entry[i] - B.entry[i]) <= tolerance * (1 + scale)))
      fail_msg("row %d, column %d of %d: %.17g instead of %.17g", i / A.n, i % A.n, A.n, A.entry[i], B.entry[i]);
}

static void assert_oracle_agrees(const double *point, DickeParity parity, double scaling, LiouvillianPart part)
{
  const XyzModel model  = xyz_model(point);
  BruteModel     oracle = brute_model(point);
  BruteDicke     dicke;
  DickeBasis     basis;

  if (!(part & LIOUVILLIAN_DISSIPATION))
    memset(oracle.local, 0, sizeof oracle.local), memset(oracle.collective, 0, sizeof oracle.collective);
  if (!(part & LIOUVILLIAN_HAMILTONIAN)) memset(oracle.J, 0, sizeof oracle.J), memset(oracle.h, 0, sizeof oracle.h);
  brute_dicke_create(model.N, &dicke);
  assert_true(dicke_basis_create(model.N, parity, scaling, &basis));
  Dense A = generated(&model, &basis, part), B = brute(&oracle, &dicke, &basis);
  assert_same(A, B, 1e-13);
  free(A.entry);
  free(B.entry);
  dicke_basis_free(&basis);
  brute_dicke_free(&dicke);
}

/* The oracle's own consistency: L keeps a symmetric matrix symmetric, so its blocks hold all of it. */
static void oracle_stays_in_the_symmetric_sector(void **state)
{
  uint64_t seed = 10;

  (void)state;
  for (int N = 2; N <= 5; N++) {
    const double     M[3] = {0.3, -0.5, 0.4};
    const int        all  = 1 << (2 * N);
    double           point[XYZ_PARAMS], lost = 0, size = 0;
    double complex  *rho = calloc((size_t)all, sizeof *rho), *drho = calloc((size_t)all, sizeof *drho);
    double complex  *sum = calloc((size_t)all, sizeof *sum);
    BruteDicke       dicke;
    BruteLiouvillian L;
    random_point(&seed, N, point);
    const BruteModel oracle = brute_model(point);
    brute_dicke_create(N, &dicke);
    brute_liouvillian_create(&oracle, &L);
    brute_product_state(N, M, rho);
    brute_liouvillian_apply(&L, rho, drho);
    for (int block = 0; block < dicke.blocks; block++)
      for (int a = 0; a < N + 1 - 2 * block; a++)
        for (int b = 0; b < N + 1 - 2 * block; b++)
          brute_dicke_embed(&dicke, block, a, b, brute_dicke_project(&dicke, drho, block, a, b), sum);
    for (int i = 0; i < all; i++) lost = fmax(lost, cabs(drho[i] - sum[i])), size = fmax(size, cabs(drho[i]));
    assert_true(size > 0.01 && lost < 1e-14 * (1 + size));
    brute_liouvillian_free(&L);
    brute_dicke_free(&dicke);
    free(rho), free(drho), free(sum);
  }
}

static void all_terms_match_brute_force(void **state)
{
  const int draws[] = {[2] = 30, [3] = 20, [4] = 10, [5] = 4};
  uint64_t  seed    = 11;

  (void)state;
  for (int N = 2; N <= 5; N++)
    for (int draw = 0; draw < draws[N]; draw++) {
      double point[XYZ_PARAMS];
      random_point(&seed, N, point);
      assert_oracle_agrees(point, DICKE_BOTH, -0.5 * (draw % 3), LIOUVILLIAN_ALL);
    }
}

static void parity_sectors_match_brute_force(void **state)
{
  const int draws[] = {[2] = 30, [3] = 20, [4] = 10, [5] = 4};
  uint64_t  seed    = 12;

  (void)state;
  for (int N = 2; N <= 5; N++)
    for (int draw = 0; draw < draws[N]; draw++) {
      double point[XYZ_PARAMS];
      random_point(&seed, N, point);
      point[XYZ_HX] = point[XYZ_HY] = 0;
      assert_oracle_agrees(point, DICKE_EVEN, -0.5 * (draw % 3), LIOUVILLIAN_ALL);
      assert_oracle_agrees(point, DICKE_ODD, -0.5 * (draw % 3), LIOUVILLIAN_ALL);
    }
}

/* One parameter at a time: a wrong term cannot hide behind another, and no term is skipped when the others are absent. */
static void each_term_alone_matches_brute_force(void **state)
{
  uint64_t seed = 13;

  (void)state;
  for (int N = 2; N <= 5; N++)
    for (int p = XYZ_JX; p < XYZ_SPIN_SCALE; p++) {
      double point[XYZ_PARAMS];
      empty_point(N, point);
      point[p] = random_between(&seed, 0.5, 1.5) * (p < XYZ_GAMMA && random_bits(&seed) % 2 ? -1 : 1);
      assert_oracle_agrees(point, DICKE_BOTH, 0, LIOUVILLIAN_ALL);
    }
}

static void parts_match_brute_force(void **state)
{
  uint64_t seed = 14;

  (void)state;
  for (int N = 2; N <= 4; N++)
    for (int draw = 0; draw < 5; draw++) {
      double point[XYZ_PARAMS];
      random_point(&seed, N, point);
      assert_oracle_agrees(point, DICKE_BOTH, -0.5 * (draw % 3), LIOUVILLIAN_HAMILTONIAN);
      assert_oracle_agrees(point, DICKE_BOTH, -0.5 * (draw % 3), LIOUVILLIAN_DISSIPATION);
    }
}

static void parts_add_up(void **state)
{
  uint64_t seed = 15;

  (void)state;
  for (int N = 2; N <= 11; N += 3)
    for (int parity = DICKE_EVEN; parity <= DICKE_BOTH; parity++) {
      const XyzModel model = random_model(&seed, N, (DickeParity)parity);
      DickeBasis     basis;
      assert_true(dicke_basis_create(N, (DickeParity)parity, -0.5, &basis));
      Dense H = generated(&model, &basis, LIOUVILLIAN_HAMILTONIAN), D = generated(&model, &basis, LIOUVILLIAN_DISSIPATION);
      Dense A = generated(&model, &basis, LIOUVILLIAN_ALL);
      assert_true(largest(H) > 0.1 && largest(D) > 0.1);
      for (int i = 0; i < H.n * H.n; i++) H.entry[i] += D.entry[i];
      assert_same(H, A, 1e-15);
      free(H.entry), free(D.entry), free(A.entry);
      dicke_basis_free(&basis);
    }
}

/* x(u) = d_j^u x(0), so L(u) = d^u L(0) d^-u. */
static void scalings_are_similarity_transforms(void **state)
{
  const double scalings[] = {-0.5, -1};
  uint64_t     seed       = 16;

  (void)state;
  for (int N = 2; N <= 12; N += 5)
    for (int s = 0; s < 2; s++) {
      const XyzModel model = random_model(&seed, N, DICKE_BOTH);
      DickeBasis     plain, scaled;
      assert_true(dicke_basis_create(N, DICKE_BOTH, 0, &plain));
      assert_true(dicke_basis_create(N, DICKE_BOTH, scalings[s], &scaled));
      Dense A = generated(&model, &plain, LIOUVILLIAN_ALL), B = generated(&model, &scaled, LIOUVILLIAN_ALL);
      for (int i = 0; i < A.n * A.n; i++) {
        const int row = dicke_element(&plain, i / A.n).block, column = dicke_element(&plain, i % A.n).block;
        A.entry[i] *= exp(scalings[s] * (dicke_log_degeneracy(N, row) - dicke_log_degeneracy(N, column)));
      }
      assert_same(B, A, 1e-13);
      free(A.entry), free(B.entry);
      dicke_basis_free(&plain);
      dicke_basis_free(&scaled);
    }
}

/* A smaller basis (one sector, or a cut) gives the submatrix of the whole one. */
static void assert_submatrix(const XyzModel *model, const DickeBasis *part, const DickeBasis *whole)
{
  for (int64_t i = 0; i < dicke_size(part); i++)
    for (int64_t k = 0; k < dicke_size(part); k++) {
      const DickeElement row = dicke_element(part, i), column = dicke_element(part, k);
      assert_true(entry_at(model, part, row, k) == entry_at(model, whole, row, dicke_index(whole, column)));
    }
}

static void smaller_bases_give_submatrices(void **state)
{
  uint64_t seed = 17;

  (void)state;
  for (int parity = DICKE_EVEN; parity <= DICKE_BOTH; parity++) {
    const XyzModel model = random_model(&seed, 7, DICKE_BOTH); /* fields couple the sectors: those columns are left out */
    DickeBasis     whole, sector, cut;
    assert_true(dicke_basis_create(7, DICKE_BOTH, -1, &whole));
    assert_true(dicke_basis_create(7, (DickeParity)parity, -1, &sector));
    assert_true(dicke_basis_create_cut(7, (DickeParity)parity, -1, 3, 2, &cut));
    assert_submatrix(&model, &sector, &whole);
    assert_submatrix(&model, &cut, &whole);
    dicke_basis_free(&whole);
    dicke_basis_free(&sector);
    dicke_basis_free(&cut);
  }
}

static void sectors_decouple_without_transverse_fields(void **state)
{
  uint64_t seed = 18;

  (void)state;
  const XyzModel model = random_model(&seed, 9, DICKE_EVEN);
  DickeBasis     basis;
  LiouvillianRow row;
  assert_true(xyz_conserves_parity(&model));
  assert_true(dicke_basis_create(9, DICKE_BOTH, 0, &basis));
  for (int64_t i = 0; i < dicke_size(&basis); i++) {
    const DickeElement e = dicke_element(&basis, i);
    liouvillian_row(&model, &basis, LIOUVILLIAN_ALL, e, &row);
    for (int k = 0; k < row.count; k++) {
      const DickeElement c = dicke_element(&basis, row.column[k]);
      assert_int_equal((e.a - e.b) & 1, (c.a - c.b) & 1);
    }
  }
  dicke_basis_free(&basis);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(oracle_stays_in_the_symmetric_sector),
    cmocka_unit_test(all_terms_match_brute_force),
    cmocka_unit_test(parity_sectors_match_brute_force),
    cmocka_unit_test(each_term_alone_matches_brute_force),
    cmocka_unit_test(parts_match_brute_force),
    cmocka_unit_test(parts_add_up),
    cmocka_unit_test(scalings_are_similarity_transforms),
    cmocka_unit_test(smaller_bases_give_submatrices),
    cmocka_unit_test(sectors_decouple_without_transverse_fields),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
