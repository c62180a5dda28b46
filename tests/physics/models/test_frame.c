/* Rotations of Lindbladians: back and forth, against the 2^N space, and the frames that are found. */
#include "oracle/random_lindbladian.h"
#include "physics/models/frame.h"
#include "physics/models/symmetry.h"

/* Euler angles. */
static void rotation(uint64_t *seed, double R[9])
{
  const double a = random_between(seed, 0, 6), b = random_between(seed, 0.2, 2.9), c = random_between(seed, 0, 6);
  const double first[9] = {cos(a), -sin(a), 0, sin(a), cos(a), 0, 0, 0, 1}, tilt[9] = {cos(b), 0, sin(b), 0, 1, 0, -sin(b), 0, cos(b)},
               last[9] = {cos(c), -sin(c), 0, sin(c), cos(c), 0, 0, 0, 1};
  double work[9];

  for (int i = 0; i < 9; i++) work[i] = R[i] = 0;
  for (int i = 0; i < 3; i++)
    for (int k = 0; k < 3; k++)
      for (int j = 0; j < 3; j++) work[3 * i + k] += first[3 * i + j] * tilt[3 * j + k];
  for (int i = 0; i < 3; i++)
    for (int k = 0; k < 3; k++)
      for (int j = 0; j < 3; j++) R[3 * i + k] += work[3 * i + j] * last[3 * j + k];
}

static void transpose(const double R[9], double T[9])
{
  for (int i = 0; i < 9; i++) T[i] = R[3 * (i % 3) + i / 3];
}

static double difference(const Polynomial *P, const Polynomial *Q)
{
  Polynomial d = polynomial_zero(P->basis);

  assert_int_equal(polynomial_add(&d, 1, P), POLYNOMIAL_OK);
  assert_int_equal(polynomial_add(&d, -1, Q), POLYNOMIAL_OK);
  const double size = polynomial_size(&d);
  polynomial_free(&d);
  return size;
}

static void there_and_back(void **state)
{
  static const RandomKind kind = {.degree = 4, .words = 4, .locals = 2, .collectives = 1, .collective_degree = 2};
  uint64_t                seed = 3;

  (void)state;
  for (int draw = 0; draw < 8; draw++) {
    Lindbladian      l, there, back;
    BruteLiouvillian brute;
    double           R[9], T[9];
    rotation(&seed, R);
    transpose(R, T);
    random_lindbladian(&seed, 3, &site_pauli, &kind, &l, &brute);
    brute_liouvillian_free(&brute);
    assert_int_equal(lindbladian_rotated(&l, R, &there), POLYNOMIAL_OK);
    assert_int_equal(lindbladian_rotated(&there, T, &back), POLYNOMIAL_OK);
    assert_true(difference(&l.H, &back.H) < 1e-13);
    assert_true(difference(&l.H, &there.H) > 1e-2);
    assert_true(difference(&l.collective[0].C, &back.collective[0].C) < 1e-13);
    for (int k = 0; k < 2; k++)
      for (int i = 0; i < 4; i++) assert_true(cabs(l.local[k].L[i] - back.local[k].L[i]) < 1e-14);
    lindbladian_free(&l), lindbladian_free(&there), lindbladian_free(&back);
  }
}

/* S_a = sum_b R_ab S'_b as matrices: Sx Sy with the sums written out. */
static void letters_are_replaced_by_their_sums(void **state)
{
  enum { N = 2, DIM = 4 };
  uint64_t       seed = 4;
  double         R[9];
  double complex S[3][DIM * DIM], have[DIM * DIM] = {0}, want[DIM * DIM], word[DIM * DIM], left[DIM * DIM] = {0}, right[DIM * DIM] = {0};
  Polynomial     P = polynomial_zero(&site_pauli), Q;

  (void)state;
  rotation(&seed, R);
  for (int a = 0; a < 3; a++) brute_spin(N, a, S[a]);
  assert_int_equal(polynomial_add_word(&P, 1, &(PolynomialWord){.degree = 2, .letter = {SITE_X, SITE_Y}}), POLYNOMIAL_OK);
  assert_int_equal(polynomial_rotated(&P, R, &Q), POLYNOMIAL_OK);
  for (int t = 0; t < Q.count; t++) {
    dense_word(N, &Q.term[t].word, word);
    for (int i = 0; i < DIM * DIM; i++) have[i] += Q.term[t].c * word[i];
  }
  for (int b = 0; b < 3; b++)
    for (int i = 0; i < DIM * DIM; i++) left[i] += R[b] * S[b][i], right[i] += R[3 + b] * S[b][i];
  brute_multiply(DIM, left, right, want);
  for (int i = 0; i < DIM * DIM; i++) assert_true(cabs(have[i] - want[i]) < 1e-13);
  polynomial_free(&P), polynomial_free(&Q);
}

static unsigned group_in_best_frame(const Lindbladian *l, bool *u1, bool *found)
{
  Lindbladian  framed;
  SpinSymmetry s;
  double       R[9];

  *found = lindbladian_best_frame(l, R);
  assert_int_equal(lindbladian_rotated(l, R, &framed), POLYNOMIAL_OK);
  assert_true(spin_symmetry(&framed, &s));
  lindbladian_free(&framed);
  *u1 = s.u1;
  return s.group;
}

/* A model that is simple in one frame is found to be so from any other one. */
static void simple_models_are_seen_through(void **state)
{
  static const double complex loss[4] = {0, 0, 1, 0}, dephasing[4] = {1, 0, 0, -1};
  uint64_t                    seed = 5;

  (void)state;
  for (int draw = 0; draw < 12; draw++) {
    Lindbladian l     = lindbladian_empty(6, &site_pauli), turned;
    const bool  laser = draw % 3 == 1, dephased = draw % 3 == 2;
    double      R[9];
    bool        u1, found;
    /* XYZ with loss; a laser with XXZ; XYZ with dephasing */
    for (unsigned char a = SITE_X; a <= SITE_Z; a++)
      assert_int_equal(
        polynomial_add_word(&l.H, laser ? (a == SITE_Z ? 0.2 : 0.1) : 0.1 + 0.07 * a, &(PolynomialWord){.degree = 2, .letter = {a, a}}),
        POLYNOMIAL_OK);
    assert_int_equal(lindbladian_add_local(&l, 0.7, dephased ? dephasing : loss), POLYNOMIAL_OK);
    if (laser) assert_int_equal(lindbladian_add_local(&l, 0.2, dephasing), POLYNOMIAL_OK);
    rotation(&seed, R);
    assert_int_equal(lindbladian_rotated(&l, R, &turned), POLYNOMIAL_OK);
    const unsigned group = group_in_best_frame(&turned, &u1, &found);
    assert_true(found);
    assert_int_equal(group, CLASS_EVEN_RE | CLASS_EVEN_IM);
    assert_int_equal(u1, laser);
    group_in_best_frame(&l, &u1, &found);
    assert_false(found); /* it is in its best frame */
    lindbladian_free(&l), lindbladian_free(&turned);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(there_and_back), cmocka_unit_test(letters_are_replaced_by_their_sums),
                                     cmocka_unit_test(simple_models_are_seen_through)};
  return cmocka_run_group_tests_name("frame", tests, NULL, NULL);
}
