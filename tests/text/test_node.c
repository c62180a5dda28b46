/* Small tools of texts: trees, suggestions, words, messages in one line. */
#include "text/node.h"
#include "text/objection.h"
#include "text/one_line.h"
#include "text/suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static Node keyed(const char *key, const char *text)
{
  Node node;

  assert_true(node_make_scalar(&node, text));
  node.key = strdup(key);
  return node;
}

static void maps_find_their_keys(void **state)
{
  Node map = {.kind = NODE_MAP}, copy;

  (void)state;
  for (int k = 0; k < 9; k++) {
    Node child = keyed((const char *[]){"a", "B", "gamma", "Gamma", "x", "y", "z", "N", "n2"}[k], "1");
    assert_true(node_append(&map, &child));
    assert_null(child.key);
  }
  assert_string_equal(node_find(&map, "gamma", false)->key, "gamma");
  assert_string_equal(node_find(&map, "GAMMA", true)->key, "gamma");
  assert_null(node_find(&map, "GAMMA", false));
  assert_null(node_find(&map, "c", true));
  assert_null(node_find(NULL, "c", true));
  assert_null(node_find(&map.child[0], "a", true));
  assert_true(node_copy(&map, &copy));
  assert_true(copy.count == 9 && copy.child[8].key != map.child[8].key && !strcmp(copy.child[8].key, "n2"));
  node_free(&map), node_free(&copy), node_free(&map);
}

static const char *nearest(const char *word)
{
  static const char *const known[] = {"model", "task", "N", "Jx", "Jy", "gamma", "gamma_up", "gamma_phi", "overwrite", "susceptibility"};
  Suggestion               s       = suggestion_for(word, strlen(word));

  suggestion_offer_words(&s, (Words)WORDS_OF(known));
  return s.best ? s.best : "";
}

static void near_words_are_suggested(void **state)
{
  char text[40];

  (void)state;
  assert_string_equal(nearest("gama"), "gamma");
  assert_string_equal(nearest("gmama"), "gamma");
  assert_string_equal(nearest("Gama_Up"), "gamma_up");
  assert_string_equal(nearest("tsak"), "task");
  assert_string_equal(nearest("mode"), "model");
  assert_string_equal(nearest("Jq"), "Jx");
  assert_string_equal(nearest("overwite"), "overwrite");
  assert_string_equal(nearest("susceptability"), "susceptibility");
  assert_string_equal(nearest("M"), "");
  assert_string_equal(nearest("hamiltonian"), "");
  assert_string_equal(nearest(""), "");
  assert_string_equal(nearest("a_very_long_word_that_goes_on_and_on_and_on_and_on"), "");
  Suggestion s = suggestion_for("gam", 3);
  assert_string_equal(suggestion_text(&s, sizeof text, text), "");
  suggestion_offer(&s, "game");
  assert_string_equal(suggestion_text(&s, sizeof text, text), "; did you mean game?");
}

static void words_of_tables(void **state)
{
  static const struct {
    const char *name;
    double      value;
  } rows[]          = {{"auto", 1}, {"Off", 2}, {"on", 3}};
  const Words words = WORDS_OF(rows);

  (void)state;
  assert_int_equal(words.count, 3);
  assert_string_equal(words_at(words, 2), "on");
  assert_int_equal(words_find(words, "OFF"), 1);
  assert_int_equal(words_find(words, "of"), -1);
  assert_int_equal(words_find((Words){0}, "of"), -1);
}

static void the_first_objection_stays(void **state)
{
  Node      node = {.line = 3, .column = 7, .key_line = 2, .key_column = 1};
  Objection o    = {0};

  (void)state;
  assert_false(objection_set(&o, &node, 2, "a\nb %d", 5));
  objection_to_key(&o, &node, "later");
  assert_true(!strcmp(o.text, "a b 5") && o.line == 3 && o.column == 9);
  o = (Objection){0};
  objection_to_key(&o, &node, "key");
  assert_true(o.line == 2 && o.column == 1);
  o = (Objection){0};
  objection_set(&o, NULL, 4, "nowhere");
  assert_true(o.line == 0 && o.column == 0);
}

static void messages_are_one_line(void **state)
{
  char text[] = "a\tb\nc\x7f \xc3\xa9 \xe2\x88\x92 \xf0\x9f\x98\x80 \xff \xc3( \xe2\x88";

  (void)state;
  assert_string_equal(one_line(text), "a b c  \xc3\xa9 \xe2\x88\x92 \xf0\x9f\x98\x80 ? ?( ??");
}

static void kinds_have_words(void **state)
{
  (void)state;
  assert_string_equal(node_kinds_text(NODE_SCALAR), "a number or text");
  assert_string_equal(node_kinds_text(NODE_LIST | NODE_MAP), "a list or a map");
  assert_string_equal(node_kinds_text(NODE_SCALAR | NODE_LIST), "a number, text or a list");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(maps_find_their_keys),      cmocka_unit_test(near_words_are_suggested), cmocka_unit_test(words_of_tables),
    cmocka_unit_test(the_first_objection_stays), cmocka_unit_test(messages_are_one_line),    cmocka_unit_test(kinds_have_words),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
