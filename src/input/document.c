/* Events of libyaml become nodes. Every complaint of libyaml is said again in the words of who writes an input file. */
#include "input/document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum { NESTING_MAX = 20, KEYS_MAX = 10000 };

typedef struct {
  yaml_parser_t yaml;
  const char   *text;
  size_t        length;
  Objection    *objection;
} Reader;

static Node place(yaml_mark_t mark) { return (Node){.line = (int)mark.line + 1, .column = (int)mark.column + 1}; }

/* Where a line begins, from 1; NULL behind the end. */
static const char *line_at(const Reader *r, int line)
{
  const char *c = r->text;

  while (--line > 0 && c) c = strchr(c, '\n') ? strchr(c, '\n') + 1 : NULL;
  return c;
}

/* The first of these lines that begins with a tab, 0 if none does. */
static int line_with_tab(const Reader *r, int first, int last)
{
  const char *c = line_at(r, first);

  for (int line = first; line <= last && c; line++) {
    if (c[strspn(c, " ")] == '\t') return line;
    c = strchr(c, '\n') ? strchr(c, '\n') + 1 : NULL;
  }
  return 0;
}

static bool object_to_tab(Reader *r, int line)
{
  return objection_set(r->objection, &(Node){.line = line, .column = 1}, 0, "the line begins with a tab; YAML is indented with blanks");
}

/* What libyaml says, and what it means. */
static const struct {
  const char *context, *problem, *meaning; /* beginnings of libyaml's words, NULL: any */
  bool        at_context;                  /* the place is where the thing began */
} complaints[] = {
  {"while parsing a flow sequence", NULL, "the bracket [ that is opened here is not closed", true},
  {"while parsing a flow mapping", NULL, "the brace { that is opened here is not closed", true},
  {"while parsing a flow node", NULL, "a value is missing here", false},
  {"while scanning a quoted scalar", NULL, "the quote that is opened here is not closed", true},
  {"while scanning a simple key", NULL, "a line 'key: value' is expected; there is no ': ' here", true},
  {"while parsing a block mapping", NULL, "a line 'key: value' is expected here, as far to the left as the lines before it", false},
  {"while parsing a block collection", NULL, "a line '- value' is expected here, as far to the left as the lines before it", false},
  {NULL, "mapping values are not allowed", "this line is further to the right than the key before it", false},
  {NULL, "block sequence entries are not allowed", "a '-' that begins no line", false},
  {NULL, "did not find expected <document start>", "the file is not of the form 'key: value'", false},
  {NULL, "found character that cannot start any token", "a character that cannot begin a value; put the value into quotes", false},
  {NULL, "control characters are not allowed", "a control character; an input file is text", false},
};

static bool begins(const char *text, const char *beginning) { return !beginning || (text && !strncmp(text, beginning, strlen(beginning))); }

/* A character that is none: libyaml knows its offset only. */
static bool object_to_bytes(Reader *r)
{
  const size_t offset = r->yaml.problem_offset < r->length ? r->yaml.problem_offset : r->length;
  Node         where  = {.line = 1, .column = 1};

  for (size_t k = 0; k < offset; k++) {
    where.column++;
    if (r->text[k] == '\n') where.line++, where.column = 1;
  }
  return objection_set(r->objection, &where, 0, "no character of a text in UTF-8");
}

/* What the place itself shows, in the line before libyaml's complaint: a bracket too many, or a second ': '. */
static const char *what_stands_there(const Reader *r, const Node *where)
{
  const char  *line   = line_at(r, where->line);
  const size_t length = line ? strcspn(line, "\r\n") : 0;
  const size_t at     = (size_t)where->column - 1;

  if (at >= length) return NULL;
  if (line[at] == ']' || line[at] == '}') return "a closing bracket that was not opened";
  if (line[at] != ':') return NULL;
  for (size_t k = 0; k + 1 < at; k++)
    if (line[k] == ':' && line[k + 1] == ' ') return "a second ': ' in one line; a value that holds one needs quotes";
  return NULL;
}

static bool object_to_yaml(Reader *r)
{
  const yaml_parser_t *y     = &r->yaml;
  const Node           where = place(y->problem_mark), began = place(y->context_mark);

  if (y->error == YAML_MEMORY_ERROR) return objection_set(r->objection, NULL, 0, "no memory for the input file");
  if (y->error == YAML_READER_ERROR) return object_to_bytes(r);
  const int tab = line_with_tab(r, y->context && began.line < where.line ? began.line : where.line, where.line);
  if (tab) return object_to_tab(r, tab);
  const char *shown = what_stands_there(r, &where);
  if (shown) return objection_set(r->objection, &where, 0, "%s", shown);
  for (size_t k = 0; k < sizeof complaints / sizeof *complaints; k++)
    if (begins(y->context, complaints[k].context) && begins(y->problem, complaints[k].problem))
      return objection_set(r->objection, complaints[k].at_context ? &began : &where, 0, "%s", complaints[k].meaning);
  return objection_set(r->objection, &where, 0, "not YAML: %s", y->problem ? y->problem : "it cannot be read");
}

static bool next(Reader *r, yaml_event_t *event) { return yaml_parser_parse(&r->yaml, event) || object_to_yaml(r); }

static bool read_node(Reader *r, const yaml_event_t *event, int depth, Node *node);

/* A plain scalar that goes on over lines which begin with tabs is an indentation by tabs. */
static bool read_scalar(Reader *r, const yaml_event_t *event, Node *node)
{
  const char *value = (const char *)event->data.scalar.value;

  node->kind   = NODE_SCALAR;
  node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
  if (strlen(value) != event->data.scalar.length) return objection_set(r->objection, node, 0, "a zero byte in a value");
  const int last = (int)event->end_mark.line + 1, tab = node->quoted || last == node->line ? 0 : line_with_tab(r, node->line + 1, last);
  if (tab) return object_to_tab(r, tab);
  node->text = strdup(value);
  return node->text || objection_set(r->objection, node, 0, "no memory for the input file");
}

static bool read_list(Reader *r, int depth, Node *list)
{
  list->kind = NODE_LIST;
  while (1) {
    yaml_event_t event;
    Node         child = {0};
    if (!next(r, &event)) return false;
    const bool end  = event.type == YAML_SEQUENCE_END_EVENT;
    const bool fine = end || read_node(r, &event, depth, &child);
    yaml_event_delete(&event);
    if (end || !fine) return fine;
    if (!node_append(list, &child)) return objection_set(r->objection, list, 0, "no memory for the input file");
  }
}

/* The key of a map's next child; NULL at its end or with an objection. */
static char *read_key(Reader *r, const Node *map, int depth, Node *child)
{
  yaml_event_t event;
  char        *key = NULL;

  if (!next(r, &event)) return NULL;
  const Node  where = place(event.start_mark);
  const char *value = event.type == YAML_SCALAR_EVENT ? (const char *)event.data.scalar.value : NULL;
  child->key_line = where.line, child->key_column = where.column;
  if (event.type == YAML_MAPPING_END_EVENT) key = NULL;
  else if (!value || strlen(value) != event.data.scalar.length) objection_set(r->objection, &where, 0, "a key must be a word");
  else if (map->count == KEYS_MAX) objection_set(r->objection, &where, 0, "more than %d keys", KEYS_MAX);
  else if (!*value) objection_set(r->objection, &where, 0, "a key is missing before the ':'");
  else {
    const Node *twin = node_find(map, value, depth == 1);
    if (twin) objection_set(r->objection, &where, 0, "%s: given twice, first in line %d", value, twin->key_line);
    else if (!(key = strdup(value))) objection_set(r->objection, &where, 0, "no memory for the input file");
  }
  yaml_event_delete(&event);
  return key;
}

static bool read_map(Reader *r, int depth, Node *map)
{
  map->kind = NODE_MAP;
  while (1) {
    yaml_event_t event;
    Node         child = {0};
    char        *key   = read_key(r, map, depth, &child);
    if (!key) return !r->objection->text[0];
    const int line = child.key_line, column = child.key_column;
    bool      fine = next(r, &event);
    if (fine) {
      fine = read_node(r, &event, depth, &child);
      yaml_event_delete(&event);
    }
    child.key = key, child.key_line = line, child.key_column = column;
    if (!fine) {
      node_free(&child);
      return false;
    }
    if (!node_append(map, &child)) return objection_set(r->objection, map, 0, "no memory for the input file");
  }
}

/* Anchors and tags would be read and forgotten: they are refused. */
static bool is_plain(Reader *r, const yaml_event_t *event, const Node *node)
{
  const yaml_char_t *anchor = NULL, *tag = NULL;

  if (event->type == YAML_ALIAS_EVENT)
    return objection_set(r->objection, node, 0, "an alias (*name) has no meaning here; a value that begins with * needs quotes");
  if (event->type == YAML_SCALAR_EVENT) anchor = event->data.scalar.anchor, tag = event->data.scalar.tag;
  if (event->type == YAML_SEQUENCE_START_EVENT) anchor = event->data.sequence_start.anchor, tag = event->data.sequence_start.tag;
  if (event->type == YAML_MAPPING_START_EVENT) anchor = event->data.mapping_start.anchor, tag = event->data.mapping_start.tag;
  if (anchor) return objection_set(r->objection, node, 0, "an anchor (&name) has no meaning here; a value that begins with & needs quotes");
  if (tag) return objection_set(r->objection, node, 0, "a tag (!name) has no meaning here; a value that begins with ! needs quotes");
  return true;
}

/* The node that an event begins; on failure nothing is left to release. */
static bool read_node(Reader *r, const yaml_event_t *event, int depth, Node *node)
{
  *node = place(event->start_mark);
  if (depth > NESTING_MAX) return objection_set(r->objection, node, 0, "nested too deeply");
  if (!is_plain(r, event, node)) return false;
  bool fine;
  if (event->type == YAML_SEQUENCE_START_EVENT) fine = read_list(r, depth + 1, node);
  else if (event->type == YAML_MAPPING_START_EVENT) fine = read_map(r, depth + 1, node);
  else fine = read_scalar(r, event, node);
  if (!fine) node_free(node);
  return fine;
}

/* The events before the root and behind it; true with the root's first event, to be deleted. */
static bool skip_to_root(Reader *r, yaml_event_t *event)
{
  while (next(r, event)) {
    if (event->type == YAML_STREAM_END_EVENT)
      objection_set(r->objection, NULL, 0, "it is empty; an input file has lines such as 'model: xyz'");
    else if (event->type != YAML_STREAM_START_EVENT && event->type != YAML_DOCUMENT_START_EVENT) return true;
    yaml_event_delete(event);
    if (r->objection->text[0]) return false;
  }
  return false;
}

static bool is_the_end(Reader *r)
{
  yaml_event_t event;

  while (next(r, &event)) {
    const Node              where = place(event.start_mark);
    const yaml_event_type_t type  = event.type;
    yaml_event_delete(&event);
    if (type == YAML_STREAM_END_EVENT) return true;
    if (type != YAML_DOCUMENT_END_EVENT) return objection_set(r->objection, &where, 0, "a second document (---) has no meaning here");
  }
  return false;
}

static bool read_root(Reader *r, Node *root)
{
  yaml_event_t event;

  if (!skip_to_root(r, &event)) return false;
  const bool fine = read_node(r, &event, 0, root);
  yaml_event_delete(&event);
  if (!fine) return false;
  if (root->kind == NODE_MAP && is_the_end(r)) return true;
  if (root->kind != NODE_MAP) objection_set(r->objection, root, 0, "the file is not of the form 'key: value'");
  node_free(root);
  return false;
}

bool DocumentParse(const char *text, size_t length, Node *root, Objection *objection)
{
  Reader r = {.text = text, .length = length, .objection = objection};

  *root = (Node){0};
  if (!yaml_parser_initialize(&r.yaml)) return objection_set(objection, NULL, 0, "no memory for the input file");
  yaml_parser_set_input_string(&r.yaml, (const unsigned char *)text, length);
  const bool fine = read_root(&r, root);
  yaml_parser_delete(&r.yaml);
  return fine;
}

void DocumentDestroy(Document *document)
{
  node_free(&document->root);
  free(document->text);
  *document = (Document){0};
}
