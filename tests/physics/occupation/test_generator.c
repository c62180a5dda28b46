/* The occupation basis: its numbers, its rows against d^N matrices of random models in every choice of letters, its averages, its sectors.
   */
#include "physics/occupation/averages.h"

#include "oracle/random_levels.h"

static void numbers_go_both_ways_and_in_order(void **state)
{
  const int sizes[][2] = {{3, 7}, {8, 4}, {15, 3}, {1, 5}, {63, 2}, {3, 1}};

  (void)state;
  for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
    OccupationIndex index;
    uint16_t        m[MOMENT_LETTERS] = {0}, back[MOMENT_LETTERS];
    int             letters           = 0;
    assert_true(occupation_index_create(sizes[k][0], sizes[k][1], &index));
    assert_true((double)index.size == occupation_count(index.n, index.N));
    for (int64_t i = 0; i < index.size; i++, occupation_next(index.n, m)) {
      int now = 0;
      assert_int_equal(occupation_rank(&index, m), i);
      occupation_unrank(&index, i, back);
      assert_memory_equal(m, back, (size_t)index.n * sizeof *m);
      for (int a = 0; a < index.n; a++) now += m[a];
      assert_true(now == letters || now == letters + 1);
      letters = now;
    }
    assert_int_equal(letters, index.N);
    occupation_index_free(&index);
  }
  OccupationIndex index;
  assert_false(occupation_index_create(63, 40, &index));
  occupation_index_free(&index);
}

/* Letter a - 1 as a matrix, a = 0: the identity. */
static void letter_matrix(const SiteBasis *basis, const LetterBasis *letters, int a, double complex *A)
{
  const int d = basis->d, n = letters->n;

  for (int k = 0; k < d * d; k++) A[k] = a == 0 && k / d == k % d;
  for (int b = 0; b < n && a > 0; b++) {
    const double complex v = letters->V[(a - 1) * n + b];
    for (int k = 0; k < d * d; k++) A[k] += v * (site_matrix(basis, b)[k] - (k / d == k % d ? letters->point[b] : 0));
  }
}

/* Tr(O'_x1 x O'_x2 ... rho), the letters of m on the first sites. */
static double complex brute_average(const SiteBasis *basis, const LetterBasis *letters, int N, const uint16_t *m, const double complex *rho)
{
  const int      d = basis->d, dim = levels_dimension(d, N);
  double complex A[64], *O = levels_matrix(dim), *site = levels_matrix(dim), *product = levels_matrix(dim);
  int            at = 0;

  for (int r = 0; r < dim; r++) O[r * dim + r] = 1;
  for (int a = 1; a <= letters->n; a++)
    for (int k = 0; k < m[a - 1]; k++) {
      letter_matrix(basis, letters, a, A);
      memset(site, 0, (size_t)dim * (size_t)dim * sizeof *site);
      levels_add_site(d, N, at++, A, site);
      brute_multiply(dim, O, site, product);
      memcpy(O, product, (size_t)dim * (size_t)dim * sizeof *O);
    }
  const double complex value = brute_trace_product(dim, O, rho);
  free(O), free(site), free(product);
  return value;
}

/* All unknowns of a state. */
static double *unknowns_of(const SiteBasis *basis, const OccupationGenerator *g, const double complex *rho)
{
  double  *y                 = malloc((size_t)g->index.size * sizeof *y);
  uint16_t m[MOMENT_LETTERS] = {0};

  for (int64_t i = 0; i < g->index.size; i++, occupation_next(g->index.n, m)) {
    const int64_t adjoint = occupation_adjoint(g, m);
    if (i > adjoint) continue;
    const double complex p = brute_average(basis, &g->letters, g->index.N, m, rho);
    y[i]                   = creal(p);
    if (i < adjoint) y[adjoint] = cimag(p);
  }
  return y;
}

enum { LETTERS = 3 };
static void make_letters(const SiteBasis *basis, const SiteMaps *maps, LetterBasis letters[LETTERS])
{
  letters_hermitian(basis, &letters[0]);
  letters_matrix_units(basis, &letters[1]);
  letters_one_body(basis, maps, &letters[2]);
}

static void check_rows(const SiteBasis *basis, const OccupationGenerator *g, double tol, const double complex *rho,
                       const double complex *drho)
{
  double       *y = unknowns_of(basis, g, rho), *exact = unknowns_of(basis, g, drho), largest = 0;
  OccupationRow row;

  assert_true(occupation_row_create(g, &row));
  for (int64_t i = 0; i < g->index.size; i++) largest = fmax(largest, fabs(exact[i]));
  for (int64_t i = 0; i < g->index.size; i++) {
    double sum = 0;
    occupation_row(g, i, &row);
    assert_true(i > 0 || row.count == 0);
    for (int k = 0; k < row.count; k++) sum += row.value[k] * y[row.column[k]];
    if (!(fabs(sum - exact[i]) < tol * (1 + largest)))
      fail_msg("d = %d, N = %d, row %d: %.15g, exact %.15g", basis->d, g->index.N, (int)i, sum, exact[i]);
  }
  occupation_row_free(&row);
  free(y);
  free(exact);
}

static void rows_are_those_of_brute_force(void **state)
{
  const int sizes[][3] = {{2, 1, 3}, {2, 2, 3}, {2, 3, 3}, {2, 4, 2}, {3, 1, 2}, {3, 2, 3}, {3, 3, 1}, {4, 2, 1}}; /* d, N, draws */
  uint64_t  seed       = 5;

  (void)state;
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
    for (int draw = 0; draw < sizes[s][2]; draw++) {
      const int            N = sizes[s][1], dim = levels_dimension(sizes[s][0], N);
      double complex      *rho = levels_matrix(dim), *drho = levels_matrix(dim);
      SiteBasis            basis;
      Lindbladian          l;
      BruteLiouvillian     brute;
      SiteMaps             maps;
      LetterBasis         *letters = malloc(LETTERS * sizeof *letters);
      OccupationGenerator *g       = malloc(sizeof *g);
      assert_true(site_basis_create(sizes[s][0], &basis));
      random_levels(&seed, N, &basis, &l, &brute);
      levels_symmetric_state(&seed, basis.d, N, rho);
      brute_liouvillian_apply(&brute, rho, drho);
      assert_int_equal(site_maps_create(&l, &maps), SITE_MAPS_OK);
      make_letters(&basis, &maps, letters);
      for (int k = 0; k < LETTERS; k++) {
        assert_true(occupation_generator_create(&maps, &letters[k], g));
        check_rows(&basis, g, k < 2 ? 1e-13 : 1e-12, rho, drho);
        occupation_generator_free(g);
      }
      site_maps_free(&maps);
      lindbladian_free(&l);
      site_basis_free(&basis);
      brute_liouvillian_free(&brute);
      free(rho), free(drho), free(letters), free(g);
    }
}

/* <P> and the density matrices from the unknowns of a state. */
static void averages_are_those_of_the_state(void **state)
{
  const int            d = 3, N = 3, dim = 27;
  double complex      *rho = levels_matrix(dim), *S = levels_matrix(dim), *SS = levels_matrix(dim), A[9], pair[81], site[9];
  uint64_t             seed = 9;
  SiteBasis            basis;
  Lindbladian          l;
  BruteLiouvillian     brute;
  SiteMaps             maps;
  OccupationGenerator *g = malloc(sizeof *g);
  OccupationSector     sector;
  Polynomial           P, Q, PQ;
  double               mean;

  (void)state;
  assert_true(site_basis_create(d, &basis));
  random_levels(&seed, N, &basis, &l, &brute);
  levels_symmetric_state(&seed, d, N, rho);
  assert_int_equal(site_maps_create(&l, &maps), SITE_MAPS_OK);
  assert_true(occupation_generator_choose(&basis, &maps, g) && occupation_sector_create(g, &sector));
  assert_int_equal(sector.count, g->index.size); /* a random model has no symmetry */
  double *all = unknowns_of(&basis, g, rho), *y = malloc((size_t)sector.count * sizeof *y);
  for (int64_t i = 0; i < sector.count; i++) y[i] = all[sector.unknown[i]];
  const OccupationAverages averages = {g, &sector, y};
  assert_int_equal(occupation_unknowns(g, &sector, 0), 1);
  assert_int_equal(occupation_unknowns(g, &sector, 1), 9);
  assert_int_equal(occupation_unknowns(g, &sector, 2), 45);
  assert_int_equal(occupation_unknowns(g, &sector, 9), sector.count);
  for (int k = 0; k < 9; k++) A[k] = 0.3 * (k + 1) + I * k * k;
  levels_collective(&basis, N, A, &P, S);
  polynomial_adjoint(&P, &Q);
  polynomial_multiply(&P, &Q, &PQ); /* S S^+ */
  for (int r = 0; r < dim; r++)
    for (int c = 0; c < dim; c++)
      for (int k = 0; k < dim; k++) SS[r * dim + c] += S[r * dim + k] * conj(S[c * dim + k]);
  assert_true(occupation_expectation(&averages, &PQ, &mean));
  const double exact = creal(brute_trace_product(dim, SS, rho));
  assert_true(fabs(mean - exact) < 1e-12 * fabs(exact));
  occupation_site_density(&averages, &basis, site);
  occupation_pair_density(&averages, &basis, pair);
  for (int r = 0; r < 9; r++)
    for (int c = 0; c < 9; c++) {
      double complex sum = 0;
      for (int k = 0; k < d; k++) sum += rho[(r * d + k) * dim + c * d + k];
      assert_true(cabs(sum - pair[r * 9 + c]) < 1e-13);
    }
  for (int r = 0; r < d; r++)
    for (int c = 0; c < d; c++) {
      double complex sum = 0;
      for (int k = 0; k < 9; k++) sum += rho[(r * 9 + k) * dim + c * 9 + k];
      assert_true(cabs(sum - site[r * d + c]) < 1e-13);
    }
  polynomial_free(&P), polynomial_free(&Q), polynomial_free(&PQ);
  occupation_sector_free(&sector);
  occupation_generator_free(g);
  site_maps_free(&maps);
  lindbladian_free(&l);
  site_basis_free(&basis);
  brute_liouvillian_free(&brute);
  free(rho), free(S), free(SS), free(all), free(y), free(g);
}

/* A three-level site with excited level 2: drives of strength w0, w1 from the ground levels, local decays to both, collective decay to 0;
   `out`: local jumps from level 1 to 0 and from 0 to 2. Without them the state is all sites in level 1, and about it all letters vanish. */
static int64_t lambda_unknowns(int N, double w0, double w1, double out)
{
  const double complex to0[9] = {[2] = 1}, to1[9] = {[5] = 1}, from1[9] = {[1] = 1}, pump[9] = {[6] = 1},
                       drive[9] = {[2] = w0, [6] = w0, [5] = w1, [7] = w1, [8] = 0.3};
  SiteBasis            basis;
  SiteMaps             maps;
  OccupationSector     sector;
  OccupationGenerator *g = malloc(sizeof *g);
  assert_true(site_basis_create(3, &basis));
  Lindbladian l = lindbladian_empty(N, &basis);
  Polynomial  H = polynomial_zero(&basis), C = polynomial_zero(&basis);

  polynomial_add_site(&H, 1, drive, N);
  polynomial_add_site(&C, 1, to0, N);
  lindbladian_add_hamiltonian(&l, 1, &H);
  lindbladian_add_local(&l, 1, to0);
  lindbladian_add_local(&l, 0.5, to1);
  lindbladian_add_local(&l, out, from1);
  lindbladian_add_local(&l, out / 2, pump);
  lindbladian_add_collective(&l, 1.0 / N, &C);
  assert_int_equal(site_maps_create(&l, &maps), SITE_MAPS_OK);
  assert_true(occupation_generator_choose(&basis, &maps, g) && occupation_sector_create(g, &sector));
  const int64_t count = sector.count;
  occupation_sector_free(&sector);
  occupation_generator_free(g);
  site_maps_free(&maps);
  polynomial_free(&H), polynomial_free(&C);
  lindbladian_free(&l);
  site_basis_free(&basis);
  free(g);
  return count;
}

/* All U(1) of three levels, and the reality of the equations: 161 of 43758 for N = 10, and 1001 with one drive. */
static void sectors_are_found(void **state)
{
  (void)state;
  assert_int_equal(lambda_unknowns(10, 0, 0, 0.3), 161);
  assert_int_equal(lambda_unknowns(10, 0.4, 0, 0.3), 1001);
  assert_int_equal(lambda_unknowns(3, 0.4, 0, 0), 1);
  assert_true(lambda_unknowns(3, 0.4, 0.2, 0.3) > 55);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(numbers_go_both_ways_and_in_order),
    cmocka_unit_test(rows_are_those_of_brute_force),
    cmocka_unit_test(averages_are_those_of_the_state),
    cmocka_unit_test(sectors_are_found),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
