/* Formulas: precedence and functions against values known in closed form and against an evaluation by precedence climbing that was
   written apart, objections with their places, and random texts. */
#include "text/formula.h"

#include "fuzz.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static const char *const names[]  = {"x", "y", "N", "Jx_2"};
static const double      values[] = {1.25, -0.75, 10, 3};
enum { NAMES = sizeof names / sizeof *names };

static int find(const char *name, size_t length, const void *context)
{
  (void)context;
  for (int k = 0; k < NAMES; k++)
    if (strlen(names[k]) == length && !memcmp(names[k], name, length)) return k;
  return -1;
}

static const FormulaNames some_names = {find, NULL};

static double value_of(const char *text)
{
  FormulaError error;
  Formula     *f = formula_parse(text, some_names, &error);

  if (!f) print_message("%s: %s at %d\n", text, error.what, error.at);
  assert_non_null(f);
  const double value = formula_value(f, values);
  formula_free(f);
  return value;
}

static void closed_forms(void **state)
{
  const struct {
    const char *text;
    double      value;
  } cases[] = {
    {"1", 1},
    {" +1.5e2 ", 150},
    {".5", 0.5},
    {"5.", 5},
    {"1E-3", 1e-3},
    {"-2^2", -4},
    {"(-2)^2", 4},
    {"2^-1", 0.5},
    {"2^3^2", 512},
    {"2*3+4*5", 26},
    {"2-3-4", -5},
    {"2/4/8", 0.0625},
    {"2/(4/8)", 4},
    {"-x", -1.25},
    {"--x", 1.25},
    {"2*-x", -2.5},
    {"2^-x*y", 0},
    {"N - 1", 9},
    {"1/(N-1)", 1.0 / 9},
    {"2*pi*x", 2 * M_PI * 1.25},
    {"sqrt(N)", 0},
    {"sqrt(2)^2", 0},
    {"sin(pi/6)", 0},
    {"cos(pi/3)", 0},
    {"tan(pi/4)", 0},
    {"exp(1)", M_E},
    {"log(exp(2))", 0},
    {"log10(1000)", 3},
    {"asin(1)", M_PI / 2},
    {"acos(1)", 0},
    {"atan(1)*4", M_PI},
    {"sinh(1)", 0},
    {"cosh(0)", 1},
    {"tanh(0)", 0},
    {"abs(y)", 0.75},
    {"floor(2.7)", 2},
    {"ceil(2.1)", 3},
    {"Jx_2*2", 6},
    {"((((x))))", 1.25},
    {"sqrt ( 4 )", 2},
    {"2 ^ 0.5", M_SQRT2},
  };
  const struct {
    const char *text;
    double      value;
  } computed[] = {{"2^-x*y", pow(2, -1.25) * -0.75},
                  {"sqrt(N)", sqrt(10)},
                  {"sqrt(2)^2", 2},
                  {"sin(pi/6)", 0.5},
                  {"cos(pi/3)", 0.5},
                  {"tan(pi/4)", 1},
                  {"log(exp(2))", 2},
                  {"sinh(1)", (M_E - 1 / M_E) / 2}};

  (void)state;
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    double expected = cases[k].value;
    for (size_t i = 0; i < sizeof computed / sizeof *computed; i++)
      if (!strcmp(cases[k].text, computed[i].text)) expected = computed[i].value;
    const double got = value_of(cases[k].text);
    if (!(fabs(got - expected) <= 4e-16 * fmax(1, fabs(expected)))) print_message("%s: %.17g, not %.17g\n", cases[k].text, got, expected);
    assert_true(fabs(got - expected) <= 4e-16 * fmax(1, fabs(expected)));
  }
}

static void limits_are_ieee(void **state)
{
  (void)state;
  assert_true(isinf(value_of("1/0")) && isnan(value_of("0/0")) && isnan(value_of("sqrt(-1)")) && isinf(value_of("exp(1000)")));
  assert_true(isinf(value_of("1/(N-10)")));
}

/* Precedence climbing on single-character operands, in long double. */
static const char *cursor;
static long double climb(int least);

static long double operand(void)
{
  if (*cursor == '-') {
    cursor++;
    return -climb(3); /* binds weaker than ^ only */
  }
  if (*cursor == '(') {
    cursor++;
    const long double v = climb(1);
    cursor++;
    return v;
  }
  if (*cursor == 'x' || *cursor == 'y') return values[*cursor++ - 'x'];
  return *cursor++ - '0';
}

static int precedence(char c) { return c == '+' || c == '-' ? 1 : c == '*' || c == '/' ? 2 : c == '^' ? 4 : 0; }

static long double climb(int least)
{
  long double a = operand();

  while (precedence(*cursor) >= least && precedence(*cursor)) {
    const char c = *cursor++;
    if (c == '^') { /* its right side may have a sign */
      const long double b = *cursor == '-' ? operand() : climb(4);
      a                   = powl(a, b);
      continue;
    }
    const long double b = climb(precedence(c) + 1);
    a                   = c == '+' ? a + b : c == '-' ? a - b : c == '*' ? a * b : a / b;
  }
  return a;
}

/* A random formula: operands of one character, operators, signs, parentheses. */
static void write_random(uint64_t *seed, int depth, char *text)
{
  const int terms = 1 + (int)fuzz_below(seed, 4);

  for (int k = 0; k < terms; k++) {
    if (k) strncat(text, &"+-*/^"[fuzz_below(seed, 5)], 1);
    if (fuzz_below(seed, 5) == 0) strcat(text, "-");
    if (depth < 3 && fuzz_below(seed, 4) == 0) {
      strcat(text, "(");
      write_random(seed, depth + 1, text);
      strcat(text, ")");
    } else strncat(text, &"123xy"[fuzz_below(seed, 5)], 1);
  }
}

static void random_formulas(void **state)
{
  uint64_t seed    = 12345;
  int      checked = 0;

  (void)state;
  for (int draw = 0; draw < 20000; draw++) {
    char text[1024] = "";
    write_random(&seed, 0, text);
    cursor                  = text;
    const long double right = climb(1);
    const double      got   = value_of(text);
    if (!isfinite((double)right) || fabsl(right) > 1e12L || !isfinite(got)) continue;
    checked++;
    if (!(fabsl(got - right) <= 1e-9L * (1 + fabsl(right)))) print_message("%s: %.17g, not %.17Lg\n", text, got, right);
    assert_true(fabsl(got - right) <= 1e-9L * (1 + fabsl(right)));
  }
  assert_true(checked > 10000);
}

static void objections_have_their_place(void **state)
{
  const struct {
    const char *text, *what;
    int         at, length;
    bool        unknown;
  } cases[] = {
    {"", "ends", 0, 0, false},
    {"  ", "ends", 2, 0, false},
    {"1 +", "ends", 3, 0, false},
    {"2N", "product", 0, 2, false},
    {"2 x", "product", 2, 1, false},
    {"(1", "not closed", 0, 1, false},
    {"1)", "not opened", 1, 1, false},
    {"x + Jy", "unknown", 4, 2, true},
    {"2*foo(3)", "unknown", 2, 3, true},
    {"x(3)", "no function", 0, 1, false},
    {"sqrt", "parenthesis", 0, 4, false},
    {"sqrt 2", "parenthesis", 0, 4, false},
    {"2**3", "power", 2, 1, false},
    {"*2", "sign", 0, 1, false},
    {"2*/3", "sign", 2, 1, false},
    {"1.2.3", "points", 0, 4, false},
    {".", "point", 0, 1, false},
    {"1e", "product", 0, 2, false},
    {"0x10", "product", 0, 4, false},
    {"1_000", "product", 0, 5, false},
    {"1e999", "large", 0, 5, false},
    {"1e-999", "small", 0, 6, false},
    {"x # y", "character", 2, 1, false},
    {"x \xe2\x88\x92 y", "character", 2, 3, false},
    {"nan", "unknown", 0, 3, true},
    {"X", "unknown", 0, 1, true},
    {"PI", "unknown", 0, 2, true},
    {"pi()", "product", 2, 1, false},
  };

  (void)state;
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    FormulaError error;
    Formula     *f = formula_parse(cases[k].text, some_names, &error);
    assert_null(f);
    if (!strstr(error.what, cases[k].what) || error.at != cases[k].at || error.length != cases[k].length ||
        error.unknown_name != cases[k].unknown)
      print_message("'%s': %s at %d, %d long\n", cases[k].text, error.what, error.at, error.length);
    assert_non_null(strstr(error.what, cases[k].what));
    assert_int_equal(error.at, cases[k].at);
    assert_int_equal(error.length, cases[k].length);
    assert_int_equal(error.unknown_name, cases[k].unknown);
  }
}

static void what_it_uses(void **state)
{
  FormulaError error;
  Formula     *f = formula_parse("2*y - sqrt(N)", some_names, &error), *g = formula_parse("2*pi", some_names, &error);

  (void)state;
  assert_false(formula_uses(f, 0));
  assert_true(formula_uses(f, 1) && formula_uses(f, 2) && formula_uses(f, -1));
  assert_false(formula_uses(g, -1));
  formula_free(f), formula_free(g);
  char *text = formula_text(" 2 * y\t- 1 ");
  assert_string_equal(text, "2*y-1");
  free(text);
  assert_true(formula_reserves("pi") && formula_reserves("sqrt") && !formula_reserves("sq") && !formula_reserves("N"));
}

static void deep_and_long_ones_are_refused(void **state)
{
  const char *const pieces[] = {"(", "-(", "2^", "sqrt(", "1+(", "x*"};
  FormulaError      error;

  (void)state;
  for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
    char *text = calloc(1, 100000 * 8);
    for (int i = 0; i < 100000; i++) strcpy(text + (size_t)i * strlen(pieces[k]), pieces[k]);
    assert_null(formula_parse(text, some_names, &error));
    free(text);
  }
}

/* No text does harm: a formula has a value, an objection a place inside of the text. */
static void random_texts(void **state)
{
  const char *const seeds[] = {"2*pi*x - 1/(N - 1)^2", "sqrt(N)*-x + exp(-y^2)", "1.5e-3", "((x))", "Jx_2/tanh(0.3)"};
  uint64_t          seed    = 99;
  int               good = 0, bad = 0;

  (void)state;
  for (int draw = 0; draw < 100000; draw++) {
    const char  *from = seeds[draw % 5];
    size_t       length;
    char        *text = fuzz_mutate(&seed, from, strlen(from), "+-*/^()xyN.e0 1", &length);
    FormulaError error;
    Formula     *f = formula_parse(text, some_names, &error);
    if (f) good++, (void)formula_value(f, values), formula_free(f);
    else {
      bad++;
      assert_non_null(error.what);
      assert_true(error.at >= 0 && error.length >= 0 && (size_t)(error.at + error.length) <= length);
    }
    free(text);
  }
  assert_true(good > 5000 && bad > 5000);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(closed_forms),    cmocka_unit_test(limits_are_ieee),
    cmocka_unit_test(random_formulas), cmocka_unit_test(objections_have_their_place),
    cmocka_unit_test(what_it_uses),    cmocka_unit_test(deep_and_long_ones_are_refused),
    cmocka_unit_test(random_texts),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
