/* Without a cut the hierarchy is exact: steady states of random Lindbladians against 2^N matrices, about any point and in any basis. */
#include "physics/moments/hierarchy.h"

#include "oracle/brute_steady.h"
#include "oracle/random_lindbladian.h"
#include "physics/models/xyz_lindbladian.h"
#include "physics/moments/dense_hierarchy.h"

/* <sum over different sites of letters x[degree]> over the number of such sets, from Pauli words by hand. */
static double exact_average(const double complex *rho, int N, int degree, const unsigned char *x)
{
  const double complex pauli[3][4] = {{0, 1, 1, 0}, {0, -I, I, 0}, {1, 0, 0, -1}};
  const int            dim         = 1 << N;
  const size_t         all         = (size_t)dim * (size_t)dim;
  double complex      *site = malloc(all * sizeof *site), *word = calloc(all, sizeof *word), *product = malloc(all * sizeof *product);

  for (int i = 0; i < dim; i++) word[i * dim + i] = 1;
  for (int k = 0; k < degree; k++) {
    dense_site(N, k, pauli[x[k]], site);
    brute_multiply(dim, word, site, product);
    memcpy(word, product, all * sizeof *word);
  }
  const double value = creal(brute_trace_product(dim, word, rho));
  free(site), free(word), free(product);
  return value;
}

static MomentFrame random_frame(uint64_t *seed, int N)
{
  double      point[3], left[3], right[3];
  MomentFrame f;

  for (int a = 0; a < 3; a++) {
    point[a] = random_between(seed, -0.5, 0.5);
    right[a] = random_between(seed, -1, 1);
    left[a]  = right[a] + random_between(seed, -0.3, 0.3);
  }
  const int kind = (int)(random_bits(seed) % 3);
  if (kind == 0) return moment_frame_plain(3, N, point);
  if (kind == 1) assert_true(moment_frame_slow(3, N, point, left, right, &f));
  else assert_true(moment_frame_mirror(3, N, point, left, 4, &f));
  return f;
}

static double worst_average(const MomentHierarchy *h, const double *y, const double complex *rho, int N)
{
  double worst = 0;

  for (int degree = 1; degree <= 2; degree++)
    for (int a = 0; a < 3; a++)
      for (int b = a; b < (degree == 2 ? 3 : a + 1); b++) {
        const unsigned char x[2]  = {(unsigned char)a, (unsigned char)b};
        const double        exact = exact_average(rho, N, degree, x);
        const double        point = degree == 1 ? h->frame.point[a] : h->frame.point[a] * h->frame.point[b];
        worst                     = fmax(worst, fabs(moment_average(h, y, degree, x, false) - exact));
        worst                     = fmax(worst, fabs(moment_average(h, y, degree, x, true) - (exact - point)));
      }
  return worst;
}

static void is_exact_without_a_cut(void **state)
{
  uint64_t seed = 5;

  (void)state;
  for (int N = 2; N <= 4; N++)
    for (int draw = 0; draw < 6; draw++) {
      const RandomKind kind = {.degree = 2, .words = 6, .locals = 2, .collectives = draw % 3, .collective_degree = 1, .even = draw % 2};
      const int        dim  = 1 << N;
      Lindbladian      l;
      BruteLiouvillian brute;
      SiteMaps         maps;
      MomentHierarchy  h;
      double          *x   = calloc((size_t)dim * (size_t)dim, sizeof *x);
      double complex  *rho = malloc((size_t)dim * (size_t)dim * sizeof *rho);
      random_lindbladian(&seed, N, &site_pauli, &kind, &l, &brute);
      const MomentFrame frame = random_frame(&seed, N);
      const MomentCut   cut   = {.order = 4 * N, .wanted = 2, .most = 1000};
      assert_int_equal(brute_solve(&brute, 1, x), 0);
      brute_from_coordinates(dim, x, rho);
      assert_int_equal(site_maps_create(&l, &maps), SITE_MAPS_OK);
      assert_int_equal(moment_hierarchy_create(&maps, &frame, &cut, &h), MOMENT_OK);
      double *y = dense_steady(&h, &(MomentClosure){0});
      assert_non_null(y);
      const double worst = worst_average(&h, y, rho, N);
      if (!(worst < 1e-11)) fail_msg("N = %d, draw %d, %d unknowns: %.3g", N, draw, h.unknowns, worst);
      free(x), free(rho), free(y);
      moment_hierarchy_free(&h);
      site_maps_free(&maps);
      lindbladian_free(&l);
      brute_liouvillian_free(&brute);
    }
}

/* Parity leaves the even half, U(1) about z the populations. */
static void keeps_the_component_of_the_steady_state(void **state)
{
  const double      point[3] = {0, 0, -1};
  const MomentCut   cut      = {.order = 8, .wanted = 2, .most = 1000};
  const MomentFrame frame    = moment_frame_plain(3, 50, point);
  double            x[XYZ_PARAMS];
  Lindbladian       l;
  SiteMaps          maps;
  MomentHierarchy   h;

  (void)state;
  empty_point(50, x);
  x[XYZ_JX] = 0.6, x[XYZ_JY] = 0.9, x[XYZ_JZ] = 1, x[XYZ_GAMMA] = 1;
  const XyzModel model = xyz_model(x);
  assert_true(xyz_lindbladian(&model, &l));
  assert_int_equal(site_maps_create(&l, &maps), SITE_MAPS_OK);
  assert_int_equal(moment_hierarchy_create(&maps, &frame, &cut, &h), MOMENT_OK);
  int even = 0;
  for (int k = 1; k <= 8; k++)
    for (int xy = 0; xy <= k; xy += 2) even += xy + 1;
  assert_in_range(h.unknowns, even - 1, even); /* nothing leads to the highest power of z */
  for (int i = 0; i < h.unknowns; i++) assert_int_equal((multiset(&h.found, h.set[i])[0] + multiset(&h.found, h.set[i])[1]) % 2, 0);
  moment_hierarchy_free(&h);
  site_maps_free(&maps);
  lindbladian_free(&l);
}

static void refuses_what_it_cannot_do(void **state)
{
  const RandomKind  kind    = {.degree = 3, .words = 20, .locals = 1};
  const double      none[3] = {0};
  const MomentFrame frame   = moment_frame_plain(3, 20, none);
  double            x[XYZ_PARAMS];
  uint64_t          seed = 9;
  Lindbladian       l;
  BruteLiouvillian  brute;
  SiteMaps          maps;
  MomentHierarchy   h;

  (void)state;
  random_lindbladian(&seed, 4, &site_pauli, &kind, &l, &brute);
  assert_int_equal(site_maps_create(&l, &maps), SITE_MAPS_DEGREE);
  site_maps_free(&maps), lindbladian_free(&l), brute_liouvillian_free(&brute);
  random_point(&seed, 20, x);
  const XyzModel model = xyz_model(x);
  assert_true(xyz_lindbladian(&model, &l));
  assert_int_equal(site_maps_create(&l, &maps), SITE_MAPS_OK);
  assert_int_equal(moment_hierarchy_create(&maps, &frame, &(MomentCut){.order = 12, .wanted = 2, .most = 100}, &h), MOMENT_TOO_MANY);
  moment_hierarchy_free(&h);
  assert_int_equal(moment_hierarchy_create(&maps, &frame, &(MomentCut){.order = 65536, .wanted = 2, .most = 100}, &h), MOMENT_TOO_MANY);
  moment_hierarchy_free(&h);
  site_maps_free(&maps), lindbladian_free(&l);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(is_exact_without_a_cut), cmocka_unit_test(keeps_the_component_of_the_steady_state),
                                     cmocka_unit_test(refuses_what_it_cannot_do)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
