/* Index maps and degeneracies of the symmetric sector: against a plain enumeration in the documented order, closed formulas,
   and the degeneracies found by brute force. */
#include "physics/spaces/dicke.h"

#include "physics/models/random_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static const DickeParity parities[] = {DICKE_EVEN, DICKE_ODD, DICKE_BOTH, DICKE_REAL, DICKE_IMAGINARY, DICKE_TWISTED, DICKE_SKEWED};
enum { PARITIES = sizeof parities / sizeof *parities };

static bool same(DickeElement x, DickeElement y) { return x.block == y.block && x.a == y.a && x.b == y.b && x.part == y.part; }

/* Is this part of row a, column b stored in a block with n values of m? */
static bool is_stored(DickeParity parity, int n, int a, int b, int part)
{
  const bool even = (a - b) % 2 == 0, real = part == 0;

  if (b < 0 || a < b || a >= n || (a == b && !real)) return false;
  switch (parity) {
  case DICKE_EVEN: return even;
  case DICKE_ODD: return !even;
  case DICKE_REAL: return real;
  case DICKE_IMAGINARY: return !real;
  case DICKE_TWISTED: return even == real;
  case DICKE_SKEWED: return even != real;
  default: return true;
  }
}

static void check_element(const DickeBasis *basis, DickeElement e, DickeElement walker, int64_t index)
{
  if (dicke_index(basis, e) != index || !same(dicke_element(basis, index), e) || !same(walker, e))
    fail_msg("N = %d, parity %d, unknown %lld", basis->N, (int)basis->parity, (long long)index);
}

/* Count m = -j, -j+1, ... while m <= min(j, N/2 - top), in halves. */
static int values_of_m(int N, int block, int top)
{
  int n = 0;

  for (int two_m = -(N - 2 * block); two_m <= N - 2 * block && two_m <= N - 2 * top; two_m += 2) n++;
  return n;
}

/* The documented order: j descending, m+m' descending, m-m' ascending, Re before Im. Returns the number of unknowns. */
static int64_t enumerate(const DickeBasis *basis, int blocks, int top)
{
  int64_t      index  = 0;
  int          kept   = 0;
  DickeElement walker = dicke_size(basis) > 0 ? dicke_element(basis, 0) : (DickeElement){.block = 0};

  for (int block = 0; block < blocks; block++) {
    const int n = values_of_m(basis->N, block, top);
    if (n == 0) continue;
    kept++;
    assert_int_equal(basis->size[block], n);
    assert_true(basis->first[block] == index);
    for (int sum = 2 * (n - 1); sum >= 0; sum--)
      for (int d = sum % 2; d <= sum; d += 2) {
        for (int part = 0; part < 2; part++) {
          const DickeElement e = {block, (sum + d) / 2, (sum - d) / 2, part};
          if (!is_stored(basis->parity, n, e.a, e.b, part)) continue;
          check_element(basis, e, walker, index++);
          walker = dicke_next(basis, walker);
        }
      }
  }
  assert_int_equal(basis->blocks, kept);
  if (index > 0) assert_int_equal(walker.block, kept); /* past the end */
  return index;
}

static void check_basis(int N, int blocks, int top)
{
  for (int p = 0; p < PARITIES; p++) {
    DickeBasis basis;
    assert_true(dicke_basis_create_cut(N, parities[p], 0, blocks, top, &basis));
    assert_true(enumerate(&basis, blocks < N / 2 + 1 ? blocks : N / 2 + 1, top) == dicke_size(&basis));
    dicke_basis_free(&basis);
    assert_null(basis.size);
    assert_null(basis.first);
  }
}

static void index_maps_follow_the_documented_order(void **state)
{
  (void)state;
  for (int N = 2; N <= 12; N++) check_basis(N, N / 2 + 1, 0);
  check_basis(37, 19, 0);
  check_basis(100, 51, 0);
}

static void cut_bases_hold_the_lowest_levels(void **state)
{
  (void)state;
  for (int N = 2; N <= 12; N++)
    for (int blocks = 1; blocks <= N / 2 + 3; blocks++)
      for (int top = 0; top <= N; top++) check_basis(N, blocks, top);
  check_basis(37, 7, 5);
  check_basis(37, 19, 12);
  check_basis(100, 20, 60);
}

static void whole_basis_is_the_cut_that_cuts_nothing(void **state)
{
  (void)state;
  for (int N = 2; N <= 41; N += 13)
    for (int p = 0; p < PARITIES; p++) {
      DickeBasis whole, cut;
      assert_true(dicke_basis_create(N, parities[p], -0.5, &whole));
      assert_true(dicke_basis_create_cut(N, parities[p], -0.5, dicke_blocks(N), 0, &cut));
      assert_int_equal(whole.N, N);
      assert_int_equal(whole.parity, parities[p]);
      assert_true(whole.scaling == -0.5 && cut.scaling == -0.5);
      assert_int_equal(whole.blocks, cut.blocks);
      assert_memory_equal(whole.size, cut.size, (size_t)cut.blocks * sizeof *cut.size);
      assert_memory_equal(whole.first, cut.first, (size_t)(cut.blocks + 1) * sizeof *cut.first);
      dicke_basis_free(&whole);
      dicke_basis_free(&cut);
    }
}

/* Each unknown near `index`, and its successor. */
static void check_spot(const DickeBasis *basis, int64_t index)
{
  const DickeElement e = dicke_element(basis, index);

  if (e.block < 0 || e.block >= basis->blocks || !is_stored(basis->parity, basis->size[e.block], e.a, e.b, e.part) || e.part < 0 ||
      e.part > (e.a > e.b))
    fail_msg("N = %d, parity %d: unknown %lld is no element", basis->N, (int)basis->parity, (long long)index);
  assert_true(dicke_index(basis, e) == index);
  if (index + 1 < dicke_size(basis)) assert_true(same(dicke_next(basis, e), dicke_element(basis, index + 1)));
  else assert_int_equal(dicke_next(basis, e).block, basis->blocks);
}

static void index_maps_hold_at_large_N(void **state)
{
  const int sizes[] = {95, 1000, 2000};
  uint64_t  seed    = 1;

  (void)state;
  for (int s = 0; s < 3; s++)
    for (int p = 0; p < PARITIES; p++) {
      DickeBasis basis;
      assert_true(dicke_basis_create(sizes[s], parities[p], 0, &basis));
      const int64_t size = dicke_size(&basis);
      for (int block = 0; block <= basis.blocks; block++)
        for (int64_t i = basis.first[block] - 3; i < basis.first[block] + 3; i++)
          if (i >= 0 && i < size) check_spot(&basis, i);
      for (int draw = 0; draw < 20000; draw++) check_spot(&basis, (int64_t)(random_bits(&seed) % (uint64_t)size));
      dicke_basis_free(&basis);
    }
}

static void dimensions_have_closed_forms(void **state)
{
  const int sizes[] = {37, 95, 100, 1000, 2000, 65535, 1048575};

  (void)state;
  for (int i = 2; i < 60 + 7; i++) {
    const int     N = i < 60 ? i : sizes[i - 60];
    const int64_t n = N, both = (n + 1) * (n + 2) / 2 * (n + 3) / 3;
    const int64_t even = dicke_dimension(N, DICKE_EVEN), odd = dicke_dimension(N, DICKE_ODD);
    assert_true(dicke_dimension(N, DICKE_BOTH) == both);
    assert_true(even + odd == both);
    assert_true(even - odd == (N % 2 ? 0 : n / 2 + 1)); /* each block of odd size has one even unknown more */
    assert_int_equal(dicke_blocks(N), N / 2 + 1);
  }
  for (int N = 2; N <= 40; N++)
    for (int p = 0; p < PARITIES; p++) {
      DickeBasis basis;
      assert_true(dicke_basis_create(N, parities[p], 0, &basis));
      assert_true(dicke_size(&basis) == dicke_dimension(N, parities[p]));
      dicke_basis_free(&basis);
    }
}

static void blocks_of_the_basis_have_their_spin(void **state)
{
  DickeBasis basis;

  (void)state;
  assert_true(dicke_basis_create(7, DICKE_ODD, 0, &basis));
  for (int block = 0; block < 4; block++) assert_true(dicke_j(&basis, block) == 3.5 - block);
  assert_true(dicke_in_sector(&basis, 3, 2, 0) && dicke_in_sector(&basis, 2, 5, 0) && !dicke_in_sector(&basis, 2, 4, 0));
  basis.parity = DICKE_EVEN;
  assert_true(!dicke_in_sector(&basis, 3, 2, 0) && !dicke_in_sector(&basis, 2, 5, 0) && dicke_in_sector(&basis, 2, 4, 0));
  basis.parity = DICKE_BOTH;
  assert_true(dicke_in_sector(&basis, 3, 2, 0) && dicke_in_sector(&basis, 2, 4, 0));
  dicke_basis_free(&basis);
}

/* d_j = C(N, block) - C(N, block-1): as many states with m = j as there are less those that belong to larger j. */
static double degeneracy(int N, int block)
{
  double binomial = 1, previous = 0;

  for (int k = 1; k <= block; k++) {
    previous = binomial;
    binomial = binomial * (N - k + 1) / k;
  }
  return binomial - previous;
}

static void assert_close(double value, double expected, double tolerance)
{
  if (!(fabs(value - expected) <= tolerance)) fail_msg("%.17g instead of %.17g (tolerance %g)", value, expected, tolerance);
}

static void degeneracies_count_the_copies(void **state)
{
  (void)state;
  for (int N = 2; N <= 6; N++) {
    BruteDicke dicke;
    brute_dicke_create(N, &dicke);
    for (int block = 0; block <= N / 2; block++) assert_close(exp(dicke_log_degeneracy(N, block)), dicke.copies[block], 1e-12);
    brute_dicke_free(&dicke);
  }
  for (int N = 2; N <= 50; N++) {
    double states = 0;
    for (int block = 0; block <= N / 2; block++) {
      assert_close(exp(dicke_log_degeneracy(N, block)) / degeneracy(N, block), 1, 1e-12);
      states += exp(dicke_log_degeneracy(N, block)) * (N - 2 * block + 1);
    }
    assert_close(states / exp2(N), 1, 1e-12);
  }
}

static void degeneracies_stay_finite_at_large_N(void **state)
{
  const int sizes[] = {1000, 1999, 2000, 100000};

  (void)state;
  for (int s = 0; s < 4; s++) {
    const int N      = sizes[s];
    double    states = 0;
    for (int block = 0; block <= N / 2; block++) {
      assert_true(isfinite(dicke_log_degeneracy(N, block)));
      states += exp(dicke_log_degeneracy(N, block) - N * M_LN2) * (N - 2 * block + 1);
    }
    assert_close(states, 1, 1e-13 * N);
  }
}

static void degeneracy_ratios_match_log_gammas(void **state)
{
  const int sizes[] = {2, 3, 4, 5, 8, 37, 100, 1000, 2000};

  (void)state;
  for (int s = 0; s < 9; s++) {
    const int N = sizes[s];
    for (int block = 0; block <= N / 2; block++) {
      assert_true(dicke_degeneracy_ratio(N, block, 0) == 1);
      for (int dj = -1; dj <= 1; dj += 2) {
        const int to = block - dj;
        if (to < 0 || to > N / 2) continue;
        const double logs = dicke_log_degeneracy(N, to) - dicke_log_degeneracy(N, block);
        assert_close(dicke_degeneracy_ratio(N, block, dj) * exp(-logs), 1, 1e-13 * (N + 100));
      }
    }
    for (int block = 0; N <= 37 && block < N / 2; block++)
      assert_close(dicke_degeneracy_ratio(N, block, -1) / (degeneracy(N, block + 1) / degeneracy(N, block)), 1, 1e-13);
  }
}

static DickeElement peak(int N, double Mx, double My, double Mz)
{
  DickeBasis   basis;
  const double M[3] = {Mx, My, Mz};

  assert_true(dicke_basis_create(N, DICKE_EVEN, 0, &basis));
  const DickeElement e = dicke_product_peak(&basis, M);
  dicke_basis_free(&basis);
  assert_int_equal(e.a, e.b);
  assert_int_equal(e.part, 0);
  return e;
}

static void product_peak_of_pure_states_is_in_the_largest_spin(void **state)
{
  const int sizes[] = {2, 3, 10, 95, 2000};

  (void)state;
  for (int s = 0; s < 5; s++) {
    const int N = sizes[s];
    assert_true(same(peak(N, 0, 0, -1), (DickeElement){0, 0, 0, 0}));
    assert_true(same(peak(N, 0, 0, 1), (DickeElement){0, N, N, 0}));
    assert_int_equal(peak(N, 1, 0, 0).block, 0);
    assert_int_equal(peak(N, 0, -1, 0).block, 0);
    assert_true(abs(2 * peak(N, 0, -1, 0).a - N) <= 1);
  }
}

static void product_peak_along_z_is_the_largest_element(void **state)
{
  const double Mz[] = {-0.95, -0.8, -0.35, 0.5, 0.9};

  (void)state;
  for (int N = 2; N <= 5; N++) {
    BruteDicke      dicke;
    double complex *rho = malloc(sizeof *rho << (2 * N));
    brute_dicke_create(N, &dicke);
    for (int i = 0; i < 5; i++) {
      const double       M[3] = {0, 0, Mz[i]};
      const DickeElement e    = peak(N, 0, 0, Mz[i]);
      brute_product_state(N, M, rho);
      const double most = creal(brute_dicke_project(&dicke, rho, e.block, e.a, e.a));
      for (int block = 0; block <= N / 2; block++)
        for (int a = 0; a < N + 1 - 2 * block; a++) assert_true(creal(brute_dicke_project(&dicke, rho, block, a, a)) <= most + 1e-14);
    }
    brute_dicke_free(&dicke);
    free(rho);
  }
}

/* Many spins: j near N|M|/2, m near N Mz/2. */
static void product_peak_of_many_spins_is_the_classical_vector(void **state)
{
  uint64_t seed = 2;

  (void)state;
  for (int draw = 0; draw < 50; draw++) {
    const int          N = 2000;
    const double       r = random_between(&seed, 0.3, 0.99), z = random_between(&seed, -1, 1), phi = random_between(&seed, -4, 4);
    const double       x = r * sqrt(1 - z * z) * cos(phi), y = r * sqrt(1 - z * z) * sin(phi);
    const DickeElement e = peak(N, x, y, r * z);
    const double       j = 0.5 * N - e.block;
    assert_close(j, 0.5 * N * r, 3);
    assert_close(e.a - j, j * z, 0.5 + 1e-9);
  }
}

static void product_peak_stays_in_a_cut_basis(void **state)
{
  const double M[3] = {0.1, 0, 0.7}, zero[3] = {0, 0, 0};
  DickeBasis   basis;

  (void)state;
  assert_true(dicke_basis_create_cut(50, DICKE_EVEN, 0, 5, 20, &basis));
  const DickeElement e = dicke_product_peak(&basis, M), middle = dicke_product_peak(&basis, zero);
  assert_true(e.block == 4 && e.a == basis.size[4] - 1 && e.b == e.a);
  assert_true(middle.block == 4 && middle.a >= 0 && middle.a < basis.size[4]);
  dicke_basis_free(&basis);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(index_maps_follow_the_documented_order),
    cmocka_unit_test(cut_bases_hold_the_lowest_levels),
    cmocka_unit_test(whole_basis_is_the_cut_that_cuts_nothing),
    cmocka_unit_test(index_maps_hold_at_large_N),
    cmocka_unit_test(dimensions_have_closed_forms),
    cmocka_unit_test(blocks_of_the_basis_have_their_spin),
    cmocka_unit_test(degeneracies_count_the_copies),
    cmocka_unit_test(degeneracies_stay_finite_at_large_N),
    cmocka_unit_test(degeneracy_ratios_match_log_gammas),
    cmocka_unit_test(product_peak_of_pure_states_is_in_the_largest_spin),
    cmocka_unit_test(product_peak_along_z_is_the_largest_element),
    cmocka_unit_test(product_peak_of_many_spins_is_the_classical_vector),
    cmocka_unit_test(product_peak_stays_in_a_cut_basis),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
