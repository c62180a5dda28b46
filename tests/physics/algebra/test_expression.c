/* The language of operators: values against matrices written out, commutators, errors with their columns, and mutated text. */
#include "physics/algebra/expression.h"

#include "physics/models/random_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static SiteBasis pauli;

static const char *const parameter[] = {"J", "gamma", "w_2"};
static const double      value[]     = {0.5, 2, -3};

static ExpressionScope scope(void)
{
  return (ExpressionScope){.basis = &pauli, .N = 10, .parameters = 3, .parameter = parameter, .value = value};
}

static double real_value(const char *text)
{
  const ExpressionScope s = scope();
  ExpressionError       error;
  double                x;

  if (!expression_real(text, &s, &x, &error)) fail_msg("%s: column %d: %s", text, error.column, error.text);
  return x;
}

static void numbers_follow_the_usual_precedence(void **state)
{
  (void)state;
  assert_true(real_value("1 + 2*3 - 4/8") == 6.5);
  assert_true(real_value("-2^2") == -4);
  assert_true(real_value("2^-2*8") == 2);
  assert_true(real_value("-(J + gamma)*w_2") == 7.5);
  assert_true(real_value("8/2/2") == 2 && real_value("8-2-2") == 4);
  assert_true(fabs(real_value("sqrt(N-1)*cos(pi) + 1e-3") + 2.999) < 1e-15);
  assert_true(real_value("i*i") == -1 && real_value("abs(3+4*i)") == 5);
  assert_true(real_value("+.5e1") == 5);
}

/* The dense product of a word's letters is what a polynomial means; here in spin 1/2, where S_a is the Pauli matrix. */
static void to_pauli(const Polynomial *p, double complex out[4])
{
  for (int k = 0; k < 4; k++) out[k] = 0;
  for (int t = 0; t < p->count; t++) {
    double complex product[4] = {1, 0, 0, 1}, next[4];
    for (int i = 0; i < p->term[t].word.degree; i++) {
      site_multiply(2, product, site_matrix(&pauli, p->term[t].word.letter[i]), next);
      memcpy(product, next, sizeof next);
    }
    for (int k = 0; k < 4; k++) out[k] += p->term[t].c * product[k];
  }
}

static void same_operator(const char *a, const char *b)
{
  const ExpressionScope s = scope();
  ExpressionError       error;
  Polynomial            p, q;
  double complex        x[4], y[4];

  if (!expression_collective(a, &s, &p, &error)) fail_msg("%s: column %d: %s", a, error.column, error.text);
  if (!expression_collective(b, &s, &q, &error)) fail_msg("%s: column %d: %s", b, error.column, error.text);
  to_pauli(&p, x);
  to_pauli(&q, y);
  for (int k = 0; k < 4; k++) assert_true(cabs(x[k] - y[k]) < 1e-14);
  assert_int_equal(polynomial_add(&p, -1, &q), POLYNOMIAL_OK);
  if (polynomial_size(&p) > 1e-15) fail_msg("%s is not %s", a, b);
  polynomial_free(&p);
  polynomial_free(&q);
}

static void operators_obey_their_algebra(void **state)
{
  (void)state;
  same_operator("Sx*Sy - Sy*Sx", "2*i*Sz");
  same_operator("Sp*Sm - Sm*Sp", "Sz");
  same_operator("Sp", "(Sx + i*Sy)/2");
  same_operator("S2", "Sx^2 + Sy^2 + Sz^2");
  same_operator("Sx*S2 - S2*Sx", "0");
  same_operator("sum(sp*sm)", "sum(up)");
  same_operator("sum(up) + sum(dn)", "N");
  same_operator("sum(sx*sy)", "i*Sz");
  same_operator("dag(Sp*Sz + 2*i)", "Sz*Sm - 2*i");
  same_operator("sum(id)", "N");
  same_operator("(Sx + Sy)^2", "Sx^2 + Sy^2 + Sx*Sy + Sy*Sx");
  same_operator("Sz*Sy*Sx", "Sx*Sy*Sz - 2*i*(Sx^2 - Sy^2 + Sz^2)");
}

static void hermitian_or_not(void **state)
{
  static const struct {
    const char *text;
    double      deviation;
  } cases[] = {{"J*Sx^2 + 3*Sy", 0}, {"Sx*Sy + Sy*Sx", 0}, {"i*Sx^2", 2}, {"Sp*Sz", 1.0}, {"Sx*Sy*Sz + Sz*Sy*Sx", 0}, {"Sx*Sy", 2}};
  const ExpressionScope s = scope();
  ExpressionError       error;

  (void)state;
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    Polynomial p;
    assert_true(expression_collective(cases[k].text, &s, &p, &error));
    const double deviation = polynomial_anti_hermitian(&p);
    if (cases[k].deviation == 0 ? deviation != 0 : !(deviation > 0.4)) fail_msg("%s: %g", cases[k].text, deviation);
    polynomial_free(&p);
  }
}

static void one_line_for_every_mistake(void **state)
{
  static const struct {
    const char *text, *part;
    int         column;
  } cases[] = {
    {"Sx + Sq", "unknown name 'Sq'", 6},
    {"Jx*Sx", "did you mean 'J'", 1},
    {"gama*Sx", "did you mean 'gamma'", 1},
    {"sx + Sz", "sum(sx)", 4},
    {"Sz*sx", "sum(sx)", 3},
    {"sum(Sx)", "one-site", 1},
    {"Sx^1.5", "whole number", 3},
    {"Sx^(2)", "whole number", 3},
    {"1/Sx", "division by an operator", 2},
    {"1/0", "division by zero", 2},
    {"Sx $ 2", "operation", 4},
    {"(Sx", "closing", 4},
    {"Sx)", "closing ) without", 3},
    {"", "ends", 1},
    {"Sx*", "ends", 4},
    {"Sx^99", "larger than 64", 3},
    {"Sx^9", "degree too high", 3},
    {"a*Sp", "no boson mode", 1},
    {"sqrt(-1)", "negative", 1},
    {"sqrt(Sx)", "given an operator", 1},
    {"Sx Sy", "operation", 4},
    {"1e999", "too large", 1},
    {"0x10", "hexadecimal", 2},
    {"2*(1+3", "closing", 7},
  };
  const ExpressionScope s = scope();

  (void)state;
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    ExpressionError error;
    ExpressionValue v;
    if (expression_evaluate(cases[k].text, &s, &v, &error)) fail_msg("'%s' was taken", cases[k].text);
    if (!strstr(error.text, cases[k].part) || error.column != cases[k].column)
      fail_msg("'%s': column %d: %s", cases[k].text, error.column, error.text);
  }
}

static void a_mode_is_put_in_normal_order(void **state)
{
  ExpressionScope s = scope();
  ExpressionError error;
  Polynomial      p;

  (void)state;
  s.mode = true;
  assert_true(expression_collective("a^2*ad^2 - (ad^2*a^2 + 4*ad*a + 2)", &s, &p, &error));
  assert_int_equal(p.count, 0);
  polynomial_free(&p);
  assert_true(expression_collective("a*Sp + ad*Sm", &s, &p, &error));
  assert_true(polynomial_anti_hermitian(&p) == 0 && !polynomial_is_spin(&p));
  polynomial_free(&p);
}

static void pauli_is_the_general_basis_of_two_levels(void **state)
{
  (void)state;
  assert_memory_equal(pauli.matrix, site_pauli.matrix, 12 * sizeof *pauli.matrix);
  for (int k = 0; k < 27; k++) assert_true(pauli.structure[k] == site_pauli.structure[k]);
}

static void named_matrices_for_more_levels(void **state)
{
  static const double complex s01[9] = {[1] = 1}, s12[9] = {[5] = 1};
  const NamedMatrix           named[] = {{"s01", s01}, {"s12", s12}};
  SiteBasis                   three;
  ExpressionError             error;
  Polynomial                  p;

  (void)state;
  assert_true(site_basis_create(3, &three));
  const ExpressionScope s = {.basis = &three, .N = 4, .matrices = 2, .matrix = named};
  assert_true(expression_collective("sum(s01)*sum(s12) - sum(s12)*sum(s01) - sum(s01*s12)", &s, &p, &error));
  assert_true(polynomial_size(&p) < 1e-15);
  polynomial_free(&p);
  assert_false(expression_collective("Sx", &s, &p, &error));
  site_basis_free(&three);
}

/* Random cuts and pastes of valid text: a value or one error inside the text, never a crash; the sanitizers' build sees leaks. */
static void mutated_text_never_crashes(void **state)
{
  static const char pieces[] = "Sx Sy*sm+-()^ 2i N/dag(sum(sqrt(1e-3.J_gamma\t$";
  uint64_t          seed     = 3;

  (void)state;
  for (int draw = 0; draw < 200000; draw++) {
    char      text[40];
    const int length = (int)(random_bits(&seed) % 39);
    for (int k = 0; k < length; k++) text[k] = pieces[random_bits(&seed) % (sizeof pieces - 1)];
    text[length]            = '\0';
    const ExpressionScope s = scope();
    ExpressionValue       v;
    ExpressionError       error;
    if (expression_evaluate(text, &s, &v, &error)) expression_free(&v);
    else {
      assert_true(error.text[0] && error.column >= 1 && error.column <= length + 1);
      assert_null(strchr(error.text, '\n'));
    }
  }
}

static int setup(void **state) { return (void)state, site_basis_create(2, &pauli) ? 0 : 1; }
static int teardown(void **state) { return (void)state, site_basis_free(&pauli), 0; }

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(numbers_follow_the_usual_precedence),
    cmocka_unit_test(operators_obey_their_algebra),
    cmocka_unit_test(hermitian_or_not),
    cmocka_unit_test(one_line_for_every_mistake),
    cmocka_unit_test(a_mode_is_put_in_normal_order),
    cmocka_unit_test(pauli_is_the_general_basis_of_two_levels),
    cmocka_unit_test(named_matrices_for_more_levels),
    cmocka_unit_test(mutated_text_never_crashes),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
