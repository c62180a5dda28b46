/* What is derived from a Lindbladian: the form of model xyz and back, sectors, the ladder, fingerprints, the row estimate, the reference
   state. */
#include "oracle/random_lindbladian.h"
#include "physics/generators/dicke_liouvillian.h"
#include "physics/models/xyz_lindbladian.h"
#include "physics/spins/spin_model.h"
#include "physics/xyz/meanfield.h"

static XyzModel some_xyz(uint64_t *seed, int N)
{
  XyzModel m = {.N  = N,
                .Jx = random_between(seed, -2, 2),
                .Jy = random_between(seed, -2, 2),
                .Jz = random_between(seed, -2, 2),
                .hx = random_between(seed, -1, 1),
                .hy = random_between(seed, -1, 1),
                .hz = random_between(seed, -1, 1)};

  for (int c = 0; c < CHANNEL_COUNT; c++) m.rate[c] = random_between(seed, 0.1, 1);
  return m;
}

static void the_form_of_xyz_is_seen(void **state)
{
  uint64_t seed = 7;

  (void)state;
  for (int N = 2; N < 40; N += 7) {
    const XyzModel m = some_xyz(&seed, N);
    Lindbladian    l;
    XyzModel       back;
    assert_true(xyz_lindbladian(&m, &l) && xyz_of_lindbladian(&l, &back));
    const double have[] = {back.Jx, back.Jy, back.Jz, back.hx, back.hy, back.hz}, want[] = {m.Jx, m.Jy, m.Jz, m.hx, m.hy, m.hz};
    for (int k = 0; k < 6; k++) assert_true(fabs(have[k] - want[k]) < 1e-14);
    for (int c = 0; c < CHANNEL_COUNT; c++) assert_true(fabs(back.rate[c] - m.rate[c]) < 1e-14);
    lindbladian_free(&l);
  }
}

/* A word, a jump or a pair of jumps more, and it is not. */
static void other_forms_are_told_apart(void **state)
{
  static const PolynomialWord words[]  = {{.degree = 2, .letter = {SITE_X, SITE_Y}},
                                          {.degree = 4, .letter = {SITE_Z, SITE_Z, SITE_Z, SITE_Z}}};
  const double complex        cross[4] = {0, 0.3, 1, 0}; /* s- + 0.3 s+ */
  uint64_t                    seed     = 8;

  (void)state;
  for (int k = 0; k < 4; k++) {
    const XyzModel m = some_xyz(&seed, 6);
    Lindbladian    l;
    XyzModel       back;
    assert_true(xyz_lindbladian(&m, &l));
    if (k < 2) {
      PolynomialWord word = words[k];
      assert_int_equal(polynomial_add_word(&l.H, 0.1, &word), POLYNOMIAL_OK);
      for (int i = 0; i < word.degree / 2; i++)
        word.letter[i] = words[k].letter[word.degree - 1 - i], word.letter[word.degree - 1 - i] = words[k].letter[i];
      assert_int_equal(polynomial_add_word(&l.H, 0.1, &word), POLYNOMIAL_OK);
    } else if (k == 2) assert_int_equal(lindbladian_add_local(&l, 0.2, cross), POLYNOMIAL_OK);
    else {
      Polynomial C = polynomial_zero(&site_pauli);
      assert_int_equal(polynomial_add_word(&C, 0.3, &words[0]), POLYNOMIAL_OK);
      assert_int_equal(lindbladian_add_collective(&l, 0.2, &C), POLYNOMIAL_OK);
      polynomial_free(&C);
    }
    assert_false(xyz_of_lindbladian(&l, &back));
    lindbladian_free(&l);
  }
}

/* Every unknown that a row names lies in the sector that the model says, whatever the model. */
static void sectors_hold_their_rows(void **state)
{
  static const RandomKind kinds[] = {{.degree = 2, .words = 2, .locals = 1, .real_jumps = true, .even = true},
                                     {.degree = 1, .words = 1, .locals = 1, .real_jumps = true},
                                     {.degree = 4, .words = 2, .locals = 1, .collectives = 1, .collective_degree = 2, .even = true}};
  uint64_t                seed    = 9;
  int                     proper  = 0;

  (void)state;
  for (int draw = 0; draw < 24; draw++) {
    Lindbladian      l;
    BruteLiouvillian brute;
    SpinModel        model;
    DickeBasis       all;
    DickeLiouvillian L;
    random_lindbladian(&seed, 4, &site_pauli, &kinds[draw % 3], &l, &brute);
    brute_liouvillian_free(&brute);
    assert_true(spin_model_create(&l, &model));
    assert_true(dicke_basis_create(4, DICKE_BOTH, 0, &all) && dicke_liouvillian_create(&model.l, &all, &L));
    SparseRow row = {.room = dicke_liouvillian_row_max(&L)};
    row.column = malloc((size_t)row.room * sizeof *row.column), row.value = malloc((size_t)row.room * sizeof *row.value);
    for (int64_t i = 0; i < dicke_size(&all); i++) {
      const DickeElement e      = dicke_element(&all, i);
      const DickeParity  sector = spin_sector(&model, (e.a - e.b) & 1, e.part);
      proper += sector != DICKE_BOTH;
      assert_true(dicke_has_class(sector, (e.a - e.b) & 1, e.part));
      dicke_liouvillian_row(&L, LIOUVILLIAN_ALL, e, &row);
      for (int k = 0; k < row.count; k++) {
        const DickeElement c = dicke_element(&all, row.column[k]);
        assert_true(fabs(row.value[k]) < 1e-13 || dicke_has_class(sector, (c.a - c.b) & 1, c.part));
      }
    }
    free(row.column), free(row.value);
    dicke_liouvillian_free(&L);
    dicke_basis_free(&all);
    spin_model_free(&model);
  }
  assert_true(proper > 0);
}

static void fingerprints_differ(void **state)
{
  uint64_t seed = 10;
  double   key[2][SPIN_FINGERPRINT];

  (void)state;
  for (int change = 0; change < 6; change++) {
    XyzModel m = some_xyz(&seed, 6), other = m;
    double  *parts[] = {&other.Jx, &other.hy, &other.rate[0], &other.rate[4]};
    if (change < 4) *parts[change] = nextafter(*parts[change], 3);
    if (change == 4) other.N++;
    for (int k = 0; k < 2; k++) {
      SpinModel model;
      assert_true(spin_model_of_xyz(k ? &other : &m, &model));
      spin_fingerprint(&model, key[k]);
      spin_model_free(&model);
    }
    assert_int_equal(memcmp(key[0], key[1], sizeof key[0]) == 0, change == 5);
  }
}

/* Mean entries of a row over the whole sector, against the estimate. */
static void rows_are_as_long_as_estimated(void **state)
{
  static const RandomKind kind = {.degree = 3, .words = 3, .locals = 2, .collectives = 1, .collective_degree = 2};
  enum { N = 3 };
  uint64_t seed = 11;

  (void)state;
  for (int draw = 0; draw < 6; draw++) {
    Lindbladian      l;
    BruteLiouvillian brute;
    SpinModel        model;
    DickeBasis       basis;
    DickeLiouvillian L;
    double           sum = 0;
    random_lindbladian(&seed, N, &site_pauli, &kind, &l, &brute);
    brute_liouvillian_free(&brute);
    l.N = 24;
    assert_true(spin_model_create(&l, &model));
    assert_true(dicke_basis_create(24, spin_sector(&model, 0, 0), 0, &basis) && dicke_liouvillian_create(&model.l, &basis, &L));
    SparseRow row = {.room = dicke_liouvillian_row_max(&L)};
    row.column = malloc((size_t)row.room * sizeof *row.column), row.value = malloc((size_t)row.room * sizeof *row.value);
    for (int64_t i = 0; i < dicke_size(&basis); i++)
      dicke_liouvillian_row(&L, LIOUVILLIAN_ALL, dicke_element(&basis, i), &row), sum += row.count;
    const double ratio = spin_row_estimate(&model) / (sum / (double)dicke_size(&basis));
    assert_true(ratio > 0.8 && ratio < 1.5);
    free(row.column), free(row.value);
    dicke_liouvillian_free(&L);
    dicke_basis_free(&basis);
    spin_model_free(&model);
  }
}

/* By the flow of the polynomials, too: the same state as the closed form's. */
static void the_reference_rests(void **state)
{
  (void)state;
  for (int k = 0; k < 5; k++) {
    const XyzModel m = {
      .N = 1000, .Jx = 0.6, .Jy = 0.5 + 0.1 * k, .Jz = 1, .hz = 0.1, .rate = {[CHANNEL_LOSS] = 1, [CHANNEL_PUMP] = 0.2 * k}};
    SpinModel model;
    double    M[3], flow[3];
    assert_true(spin_model_of_xyz(&m, &model));
    assert_true(spin_reference(&model, M));
    model.axial = false;
    assert_true(spin_reference(&model, flow));
    assert_true(fabs(M[2] - flow[2]) < 2e-2);
    spin_model_free(&model);
  }
}

static void a_ladder_is_one_block(void **state)
{
  Lindbladian l = lindbladian_empty(9, &site_pauli);
  Polynomial  C = polynomial_zero(&site_pauli);
  SpinModel   model;
  DickeBasis  basis;

  (void)state;
  assert_int_equal(polynomial_add_word(&C, 1, &(PolynomialWord){.degree = 1, .letter = {SITE_Z}}), POLYNOMIAL_OK);
  assert_int_equal(lindbladian_add_collective(&l, 0.5, &C), POLYNOMIAL_OK);
  polynomial_free(&C);
  assert_true(spin_model_create(&l, &model));
  assert_true(model.symmetry.conserves_j && model.symmetry.strong_u1);
  spin_model_keep_ladder(&model, 5);
  assert_true(spin_basis_create(&model, DICKE_BOTH, 0, &basis));
  assert_int_equal(dicke_size(&basis), 36);
  assert_int_equal(spin_dimension(&model, DICKE_BOTH), 36);
  dicke_basis_free(&basis);
  spin_model_free(&model);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_form_of_xyz_is_seen), cmocka_unit_test(other_forms_are_told_apart),    cmocka_unit_test(sectors_hold_their_rows),
    cmocka_unit_test(fingerprints_differ),     cmocka_unit_test(rows_are_as_long_as_estimated), cmocka_unit_test(the_reference_rests),
    cmocka_unit_test(a_ladder_is_one_block),
  };
  return cmocka_run_group_tests_name("spin_model", tests, NULL, NULL);
}
