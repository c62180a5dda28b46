/* Numbers, lists and ranges: values to the last bit where they are known, objections with their places. */
#include "text/values.h"

#include "fuzz.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static bool landmark(const char *name, double *value, const Node *node, Objection *objection, const void *context)
{
  (void)context;
  *value = 0.97;
  return !strcmp(name, "h1c") || objection_set(objection, node, 0, "no landmark");
}

static bool positive(double value, const Node *node, Objection *objection, const void *context)
{
  return value >= 0 || objection_set(objection, node, 0, "%s: negative", (const char *)context);
}

static const ValueRules rules = {.name = "k", .landmark = landmark};

/* A scalar at line 4, column 10 of a file. */
static Node scalar(const char *text)
{
  Node node;

  assert_true(node_make_scalar(&node, text));
  node.line = 4, node.column = 10;
  return node;
}

static Values read_text(const char *text)
{
  Node      node = scalar(text);
  Objection o    = {0};
  Values    v;

  if (!values_read(&node, &rules, &v, &o)) print_message("%s: %s\n", text, o.text);
  assert_true(!o.text[0]);
  node_free(&node);
  return v;
}

static void check_values(const char *text, bool listed, int count, const double *expected)
{
  Values v = read_text(text);

  assert_int_equal(v.count, count);
  assert_int_equal(v.listed, listed);
  for (int k = 0; k < count; k++) assert_true(v.number[k] == expected[k]);
  values_free(&v);
}

static void single_numbers(void **state)
{
  (void)state;
  check_values("1.7", false, 1, (double[]){1.7});
  check_values(" -17e-1 ", false, 1, (double[]){-1.7});
  check_values("1/3", false, 1, (double[]){1.0 / 3});
  check_values("2*pi", false, 1, (double[]){2 * M_PI});
  check_values("[1.7]", true, 1, (double[]){1.7});
}

static void ranges(void **state)
{
  (void)state;
  check_values("0.75:1.75:5", true, 5, (double[]){0.75, 1, 1.25, 1.5, 1.75});
  check_values("2:-1:4", true, 4, (double[]){2, 1, 0, -1});
  check_values("3:3:1", true, 1, (double[]){3});
  check_values("[0.5, 1:2:3, 4]", true, 5, (double[]){0.5, 1, 1.5, 2, 4});
  check_values("0:2^2:3", true, 3, (double[]){0, 2, 4});
  Values v = read_text("log:1:100:21"), w = read_text("0.1:0.7:7"), a = read_text("around:h1c:0.02:5");
  assert_true(v.count == 21 && v.number[0] == 1 && v.number[20] == 100);
  for (int k = 1; k < 21; k++) assert_true(fabs(v.number[k] / v.number[k - 1] - pow(10, 0.1)) < 1e-14);
  assert_true(w.number[6] == 0.7); /* the end is exact, which 0.1 + 6*0.1 is not */
  assert_true(a.count == 5 && a.number[2] == 0.97 && fabs(a.number[4] - a.number[0] - 0.02) < 1e-16);
  values_free(&v), values_free(&w), values_free(&a);
}

static void lists_of_nodes(void **state)
{
  Node      list = {.kind = NODE_LIST, .line = 2, .column = 5}, one = scalar("1"), two = scalar("2:3:2");
  Objection o = {0};
  Values    v;

  (void)state;
  node_append(&list, &one), node_append(&list, &two);
  assert_true(values_read(&list, &rules, &v, &o));
  assert_true(v.count == 3 && v.number[2] == 3 && v.listed);
  values_free(&v);
  one        = scalar("x + 1");
  one.column = 31;
  node_append(&list, &one);
  assert_false(values_read(&list, &rules, &v, &o));
  assert_true(o.line == 4 && o.column == 31 && strstr(o.text, "k: 'x + 1'"));
  node_free(&list);
}

static void objections(void **state)
{
  const struct {
    const char *text, *says;
    int         column;
  } cases[] = {
    {"0,6", "comma", 11},
    {"1, 2", "comma", 11},
    {"[1, 2", "bracket", 10},
    {"1]", "bracket", 10},
    {"[[1]]", "bracket", 10},
    {"", "nothing", 10},
    {"[1, , 2]", "nothing", 10},
    {"[]", "nothing", 10},
    {"abc", "not a number", 10},
    {"1 + (2", "not closed", 14},
    {"0:1", "not a range", 10},
    {"0:1:2:3", "not a range", 10},
    {"0:1:0", "0 points", 10},
    {"0:1:2.5", "2.5 points", 10},
    {"0:1:1", "1 points", 10},
    {"0:1:1e18", "points", 10},
    {"0:1:nan", "not a range", 10},
    {"log:0:1:5", "positive", 10},
    {"log:1:10", "not a range", 10},
    {"around:h1c:0:5", "not a range", 10},
    {"around:h1c:1:1", "not a range", 10},
    {"around:h2c:1:5", "no landmark", 10},
    {"1/0", "finite", 10},
    {"[1, 2, 1]", "1 is there twice", 10},
    {"[0:1:11, 0.3]", "0.3 is there twice", 10},
    {"1:1:3", "twice", 10},
    {"[3, -1, 3]", "twice", 10},
    {"[0, -0.0]", "twice", 10},
    {"1e400", "too large", 10},
    {"true", "not a number", 10},
    {"0x10", "not a number", 10},
  };

  (void)state;
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    Node      node = scalar(cases[k].text);
    Objection o    = {0};
    Values    v;
    assert_false(values_read(&node, &rules, &v, &o));
    if (!strstr(o.text, cases[k].says) || o.line != 4 || o.column != cases[k].column)
      print_message("'%s': %d:%d %s\n", cases[k].text, o.line, o.column, o.text);
    assert_non_null(strstr(o.text, cases[k].says));
    assert_true(!strncmp(o.text, "k: ", 3) || !strcmp(o.text, "no landmark"));
    assert_true(o.line == 4 && o.column == cases[k].column);
    assert_null(v.number);
    node_free(&node);
  }
}

static void quotes_move_the_column(void **state)
{
  Node      node = scalar("1 + (2");
  Objection o    = {0};
  Values    v;

  (void)state;
  node.quoted = true;
  assert_false(values_read(&node, &rules, &v, &o));
  assert_int_equal(o.column, 15);
  node_free(&node);
}

static void values_are_checked_one_by_one(void **state)
{
  const ValueRules strict = {.name = "k", .allowed = positive, .context = "k"};
  Node             node   = scalar("[1, -1:1:3]");
  Objection        o      = {0};
  Values           v;

  (void)state;
  assert_false(values_read(&node, &strict, &v, &o));
  assert_string_equal(o.text, "k: negative");
  node_free(&node);
}

static void neighbours_that_differ_are_no_twins(void **state)
{
  Values v = read_text("around:h1c:2e-12:41");

  (void)state;
  assert_int_equal(v.count, 41);
  values_free(&v);
  v = read_text("[1, 1.00000000000001]");
  assert_int_equal(v.count, 2);
  values_free(&v);
}

static void words_of_the_command_line(void **state)
{
  const struct {
    const char *text;
    NodeKind    kind;
    int         count;
  } cases[] = {{"5", NODE_SCALAR, 0}, {"5,6", NODE_LIST, 2},  {" [5, 6 ,7] ", NODE_LIST, 3}, {"[5]", NODE_LIST, 1},
               {"5,", NODE_LIST, 2},  {"[5", NODE_SCALAR, 0}, {"0:1:5", NODE_SCALAR, 0},     {"", NODE_SCALAR, 0}};

  (void)state;
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    Node node;
    assert_true(values_split_words(cases[k].text, &node));
    assert_int_equal(node.kind, cases[k].kind);
    assert_int_equal(node.count, cases[k].count);
    for (int i = 0; i < node.count; i++) assert_false(node.child[i].text[0] == ' ');
    node_free(&node);
  }
}

static void times(void **state)
{
  double s;

  (void)state;
  assert_true(values_time("90", &s) && s == 90);
  assert_true(values_time("1:30", &s) && s == 90);
  assert_true(values_time("2:00:30.5", &s) && s == 7230.5);
  assert_true(values_time("3*3600", &s) && s == 10800);
  assert_false(values_time("0", &s) || values_time("-1", &s) || values_time("1:2:3:4", &s) || values_time("soon", &s) ||
               values_time("", &s) || values_time("1:-5", &s));
}

static void random_texts(void **state)
{
  const char *const seeds[] = {"[1, 2:3:5, log:1:10:3]", "around:h1c:0.01:11", "0.5:1.5:11", "1.7e-3", "2*pi/3"};
  uint64_t          seed    = 4711;

  (void)state;
  for (int draw = 0; draw < 50000; draw++) {
    const char *from = seeds[draw % 5];
    size_t      length;
    char       *text = fuzz_mutate(&seed, from, strlen(from), "[],: 0123e.-", &length);
    Node        node, split;
    Objection   o = {0};
    Values      v;
    assert_true(node_make_scalar(&node, text) && values_split_words(text, &split));
    const Node *nodes[] = {&node, &split};
    for (int k = 0; k < 2; k++) {
      o = (Objection){0};
      if (strrchr(text, ':') && strlen(strrchr(text, ':')) > 6) continue; /* a hundred million values are many */
      const bool fine = values_read(nodes[k], &rules, &v, &o);
      assert_true(fine == !o.text[0] && (!fine || v.count > 0));
      for (const char *c = o.text; *c; c++) assert_true((unsigned char)*c >= 0x20);
      values_free(&v);
    }
    node_free(&node), node_free(&split);
    free(text);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(single_numbers),
    cmocka_unit_test(ranges),
    cmocka_unit_test(lists_of_nodes),
    cmocka_unit_test(objections),
    cmocka_unit_test(quotes_move_the_column),
    cmocka_unit_test(values_are_checked_one_by_one),
    cmocka_unit_test(neighbours_that_differ_are_no_twins),
    cmocka_unit_test(words_of_the_command_line),
    cmocka_unit_test(times),
    cmocka_unit_test(random_texts),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
