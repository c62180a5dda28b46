/* Rows of the Liouvillian of random Lindbladians (complex jumps, collective polynomials, Hamiltonians of degree 4) against the 2^N
   Lindblad equation, entry by entry. */
#include "physics/generators/dicke_liouvillian.h"

#include "oracle/random_lindbladian.h"

/* The matrix of a unit unknown with its Hermitian partner: d_j^u rho = 1 or i. */
static void unit_state(const BruteDicke *dicke, const DickeBasis *basis, DickeElement e, double complex *rho)
{
  const double complex unit = (e.part ? I : 1) * pow(dicke->copies[e.block], -basis->scaling);

  memset(rho, 0, (size_t)dicke->dim * (size_t)dicke->dim * sizeof *rho);
  brute_dicke_embed(dicke, e.block, e.a, e.b, unit, rho);
  if (e.a != e.b) brute_dicke_embed(dicke, e.block, e.b, e.a, conj(unit), rho);
}

static double unknown_of(const BruteDicke *dicke, const DickeBasis *basis, DickeElement e, const double complex *rho)
{
  const double complex x = brute_dicke_project(dicke, rho, e.block, e.a, e.b);

  return pow(dicke->copies[e.block], basis->scaling) * (e.part ? cimag(x) : creal(x));
}

/* Rows as a dense matrix; their form is checked on the way. */
static double *generated(const DickeLiouvillian *L, LiouvillianPart part)
{
  const int n = (int)dicke_size(L->basis), room = dicke_liouvillian_row_max(L);
  double   *A   = calloc((size_t)n * (size_t)n, sizeof *A);
  SparseRow row = {0, room, malloc((size_t)room * sizeof *row.column), malloc((size_t)room * sizeof *row.value)};

  for (int i = 0; i < n; i++) {
    dicke_liouvillian_row(L, part, dicke_element(L->basis, i), &row);
    assert_true(row.count <= room);
    for (int k = 0; k < row.count; k++) {
      assert_true(row.column[k] >= 0 && row.column[k] < n && (k == 0 || row.column[k] > row.column[k - 1]));
      A[i * n + row.column[k]] = row.value[k];
    }
  }
  free(row.column);
  free(row.value);
  return A;
}

static double deviation(const BruteLiouvillian *brute, const BruteDicke *dicke, const DickeLiouvillian *L)
{
  const int       n   = (int)dicke_size(L->basis);
  const size_t    all = (size_t)dicke->dim * (size_t)dicke->dim;
  double         *A = generated(L, LIOUVILLIAN_ALL), worst = 0, size = 0;
  double complex *rho = malloc(all * sizeof *rho), *drho = malloc(all * sizeof *drho);

  for (int k = 0; k < n; k++) {
    unit_state(dicke, L->basis, dicke_element(L->basis, k), rho);
    brute_liouvillian_apply(brute, rho, drho);
    for (int i = 0; i < n; i++) {
      const double exact = unknown_of(dicke, L->basis, dicke_element(L->basis, i), drho);
      worst              = fmax(worst, fabs(A[i * n + k] - exact));
      size               = fmax(size, fabs(exact));
    }
  }
  free(A);
  free(rho);
  free(drho);
  return worst / size;
}

static void check(uint64_t *seed, int N, const RandomKind *kind, DickeParity sector, double scaling)
{
  SiteBasis        pauli;
  Lindbladian      l;
  BruteLiouvillian brute;
  BruteDicke       dicke;
  DickeBasis       basis;
  DickeLiouvillian L;

  assert_true(site_basis_create(2, &pauli));
  random_lindbladian(seed, N, &pauli, kind, &l, &brute);
  brute_dicke_create(N, &dicke);
  assert_true(dicke_basis_create(N, sector, scaling, &basis));
  assert_true(dicke_liouvillian_create(&l, &basis, &L));
  const double worst = deviation(&brute, &dicke, &L);
  if (!(worst < 2e-14)) fail_msg("N = %d, sector %d: %g", N, (int)sector, worst);
  dicke_liouvillian_free(&L);
  dicke_basis_free(&basis);
  brute_dicke_free(&dicke);
  brute_liouvillian_free(&brute);
  lindbladian_free(&l);
  site_basis_free(&pauli);
}

static void equals_the_lindblad_equation(void **state)
{
  const RandomKind general = {.degree = 4, .words = 6, .locals = 2, .collectives = 2, .collective_degree = 2};
  uint64_t         seed    = 7;

  (void)state;
  for (int N = 2; N <= 4; N++)
    for (int draw = 0; draw < 6; draw++) check(&seed, N, &general, DICKE_BOTH, draw % 3 * -0.5);
}

static void parity_sectors_are_closed(void **state)
{
  const RandomKind even = {.degree = 4, .words = 5, .locals = 2, .collectives = 1, .collective_degree = 2, .even = true};
  uint64_t         seed = 8;

  (void)state;
  for (int N = 2; N <= 4; N++)
    for (int draw = 0; draw < 4; draw++) check(&seed, N, &even, draw % 2 ? DICKE_ODD : DICKE_EVEN, 0);
}

/* The two parts add up, and the coherent one conserves every Tr rho_j. */
static void parts_add_up(void **state)
{
  const RandomKind general = {.degree = 3, .words = 4, .locals = 1, .collectives = 1, .collective_degree = 1};
  uint64_t         seed    = 9;
  SiteBasis        pauli;
  Lindbladian      l;
  BruteLiouvillian brute;
  DickeBasis       basis;
  DickeLiouvillian L;

  (void)state;
  assert_true(site_basis_create(2, &pauli));
  random_lindbladian(&seed, 5, &pauli, &general, &l, &brute);
  assert_true(dicke_basis_create(5, DICKE_BOTH, 0, &basis));
  assert_true(dicke_liouvillian_create(&l, &basis, &L));
  const int n   = (int)dicke_size(&basis);
  double   *all = generated(&L, LIOUVILLIAN_ALL), *coherent = generated(&L, LIOUVILLIAN_HAMILTONIAN),
         *rest = generated(&L, LIOUVILLIAN_DISSIPATION);
  for (int i = 0; i < n * n; i++) assert_true(fabs(all[i] - coherent[i] - rest[i]) < 1e-13);
  for (int k = 0; k < n; k++) {
    double trace = 0, block[3] = {0};
    for (int i = 0; i < n; i++) {
      const DickeElement e = dicke_element(&basis, i);
      if (e.a != e.b) continue;
      trace += all[i * n + k];
      block[e.block] += coherent[i * n + k];
    }
    assert_true(fabs(trace) < 1e-13 && fabs(block[0]) + fabs(block[1]) + fabs(block[2]) < 1e-13);
  }
  free(all);
  free(coherent);
  free(rest);
  dicke_liouvillian_free(&L);
  dicke_basis_free(&basis);
  brute_liouvillian_free(&brute);
  lindbladian_free(&l);
  site_basis_free(&pauli);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(equals_the_lindblad_equation),
    cmocka_unit_test(parity_sectors_are_closed),
    cmocka_unit_test(parts_add_up),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
