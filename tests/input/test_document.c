/* The input file as a tree: what it holds and where each piece stands; what is wrong with a text, and where; random texts. */
#include "input/document.h"

#include "text/fuzz.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static const char model[] = "# a model of the user's own\n"
                            "model: ensemble\n"
                            "parameters:\n"
                            "  g: 0.5\n"
                            "  w: 0:1:11\n"
                            "hamiltonian: \"w*Sz\n"
                            "  + Sx\"\n"
                            "dissipators:\n"
                            "  - {jump: sm, rate: g}\n"
                            "  - jump: Sp\n"
                            "    rate: 0.1/(N - 1)\n"
                            "operators: {A: [[0, 1], [1, 0]]}\n"
                            "boson:\n"
                            "  cutoff: none\n"
                            "N: [10, 20]\n";

static Node parse(const char *text)
{
  Objection o = {0};
  Node      root;

  if (!DocumentParse(text, strlen(text), &root, &o)) print_message("%d:%d %s\n", o.line, o.column, o.text);
  assert_true(!o.text[0] && root.kind == NODE_MAP);
  return root;
}

static void check_node(const Node *node, NodeKind kind, const char *text, int line, int column)
{
  assert_non_null(node);
  assert_int_equal(node->kind, kind);
  if (text) assert_string_equal(node->text, text);
  if (node->line != line || node->column != column) print_message("%s at %d:%d\n", text ? text : "node", node->line, node->column);
  assert_true(node->line == line && node->column == column);
}

static void a_tree_with_places(void **state)
{
  Node root = parse(model);

  (void)state;
  assert_int_equal(root.count, 7);
  const Node *parameters = node_find(&root, "Parameters", true), *jumps = node_find(&root, "dissipators", true),
             *operators = node_find(&root, "operators", true);
  check_node(node_find(&root, "model", true), NODE_SCALAR, "ensemble", 2, 8);
  check_node(parameters, NODE_MAP, NULL, 4, 3);
  check_node(node_find(parameters, "w", false), NODE_SCALAR, "0:1:11", 5, 6);
  assert_true(node_find(parameters, "w", false)->key_line == 5 && node_find(parameters, "w", false)->key_column == 3);
  check_node(node_find(&root, "hamiltonian", true), NODE_SCALAR, "w*Sz + Sx", 6, 14);
  assert_true(node_find(&root, "hamiltonian", true)->quoted && !node_find(&root, "model", true)->quoted);
  check_node(jumps, NODE_LIST, NULL, 9, 3);
  assert_int_equal(jumps->count, 2);
  check_node(node_find(&jumps->child[0], "rate", false), NODE_SCALAR, "g", 9, 22);
  check_node(node_find(&jumps->child[1], "rate", false), NODE_SCALAR, "0.1/(N - 1)", 11, 11);
  check_node(&node_find(operators, "A", false)->child[1].child[0], NODE_SCALAR, "1", 12, 26);
  check_node(node_find(node_find(&root, "boson", true), "cutoff", false), NODE_SCALAR, "none", 14, 11);
  check_node(&node_find(&root, "N", true)->child[1], NODE_SCALAR, "20", 15, 9);
  node_free(&root);
}

static void what_is_no_input(void **state)
{
  const struct {
    const char *text, *says;
    int         line, column;
  } cases[] = {
    {"", "empty", 0, 0},
    {"\n# only a comment\n", "empty", 0, 0},
    {"just words\n", "of the form", 1, 1},
    {"- a: 1\n", "of the form", 1, 1},
    {"a: 1\nb: [5, 10\n", "bracket [", 2, 4},
    {"a: 1\nb: [5, 10\nc: 1\n", "bracket [", 2, 4},
    {"{a: 1, b: 2", "brace {", 1, 1},
    {"a: 'x\nb: 1\n", "quote", 1, 4},
    {"a: 1\n\tb: 2\n", "tab", 2, 1},
    {"a: x\n\ty\n", "tab", 2, 1},
    {"a:\n\t- 1\n", "tab", 2, 1},
    {"a: b: c\n", "second ': '", 1, 5},
    {"a: 1\n  b: 2\n", "further to the right", 2, 4},
    {"a: 1\nA: 2\n", "given twice, first in line 1", 2, 1},
    {"a: {b: 1, b: 2}\n", "b: given twice", 1, 11},
    {"a: *b\n", "alias", 1, 4},
    {"a: &b 1\n", "anchor", 1, 4},
    {"a: !!int 5\n", "tag", 1, 4},
    {"a: 1\n---\nb: 2\n", "second document", 2, 1},
    {"a: [1, , 2]\n", "value is missing", 1, 8},
    {"a: [5, 6]]\n", "closing bracket", 1, 10},
    {"a: 1\nfoo\n", "key: value", 2, 1},
    {"a: @b\n", "quotes", 1, 4},
    {"[a]: b\n", "key must be a word", 1, 1},
    {"a: \xff\n", "UTF-8", 1, 4},
    {"x: 1\na: b\x01\n", "UTF-8", 2, 5},
    {"'': 1\n", "key is missing", 1, 1},
    {"a: - b\n", "begins no line", 1, 4},
  };

  (void)state;
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    Objection o = {0};
    Node      root;
    assert_false(DocumentParse(cases[k].text, strlen(cases[k].text), &root, &o));
    if (!strstr(o.text, cases[k].says) || o.line != cases[k].line || o.column != cases[k].column)
      print_message("'%s': %d:%d %s\n", cases[k].text, o.line, o.column, o.text);
    assert_non_null(strstr(o.text, cases[k].says));
    assert_true(o.line == cases[k].line && o.column == cases[k].column);
  }
}

static void what_is_allowed(void **state)
{
  const char *const texts[] = {"---\na: 1\n...\n",
                               "%YAML 1.1\n---\na: 1\n",
                               ("\xef\xbb\xbf"
                                "a: 1\n"),
                               "a: 1\r\n",
                               "{a: 1}",
                               "? a\n: 1\n",
                               "a: 1",
                               "'a': 1",
                               "a:   1   # c\n"};

  (void)state;
  for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
    Node root = parse(texts[k]);
    assert_true(root.count == 1 && !strcmp(root.child[0].key, "a") && !strcmp(root.child[0].text, "1"));
    node_free(&root);
  }
  Node root = parse("a: {x: 1, X: 2}\nb:\n"); /* below the outermost map case counts */
  assert_true(root.child[0].count == 2 && root.child[1].kind == NODE_SCALAR && !root.child[1].text[0]);
  node_free(&root);
}

static void nesting_and_size_have_limits(void **state)
{
  char     *deep = calloc(1, 20000), *many = calloc(1, 20000 * 12);
  Objection o = {0};
  Node      root;

  (void)state;
  strcpy(deep, "a: ");
  for (int k = 0; k < 9000; k++) strcat(deep + 3 + k, "[");
  assert_false(DocumentParse(deep, strlen(deep), &root, &o));
  assert_non_null(strstr(o.text, "nested"));
  size_t at = 0;
  for (int k = 0; k < 12000; k++) at += (size_t)sprintf(many + at, "k%d: 1\n", k);
  o = (Objection){0};
  assert_false(DocumentParse(many, at, &root, &o));
  assert_non_null(strstr(o.text, "keys"));
  free(deep), free(many);
}

/* Every node has a place, every child of a map a key of its own. */
static void check_tree(const Node *node)
{
  assert_true(node->line >= 1 && node->column >= 1);
  assert_true((node->kind == NODE_SCALAR) == (node->text != NULL));
  for (int k = 0; k < node->count; k++) {
    const Node *child = &node->child[k];
    assert_true((node->kind == NODE_MAP) == (child->key != NULL));
    if (child->key) assert_ptr_equal(node_find(node, child->key, false), child);
    check_tree(child);
  }
}

/* No text does harm: it becomes a tree, or one line that says where. */
static void random_texts(void **state)
{
  uint64_t seed = 2024;
  int      good = 0, bad = 0;

  (void)state;
  for (int draw = 0; draw < 30000; draw++) {
    size_t    length;
    char     *text = fuzz_mutate(&seed, model, sizeof model - 1, ":-[]{},#'\"&*!|>%@` \n\t?", &length);
    Objection o    = {0};
    Node      root;
    if (DocumentParse(text, length, &root, &o)) good++, check_tree(&root), node_free(&root);
    else {
      bad++;
      assert_true(o.text[0] && o.line >= 0 && o.column >= 0);
      for (const char *c = o.text; *c; c++) assert_true((unsigned char)*c >= 0x20);
    }
    free(text);
  }
  assert_true(good > 3000 && bad > 3000);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_tree_with_places),           cmocka_unit_test(what_is_no_input), cmocka_unit_test(what_is_allowed),
    cmocka_unit_test(nesting_and_size_have_limits), cmocka_unit_test(random_texts),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
