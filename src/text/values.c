/* Values of an axis. */
#include "text/values.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PIECE = 256 };

static const char forms[]  = "a number, a list [a, b, c], a range start:stop:count, log:start:stop:count or around:landmark:width:count";
static const char around[] = "around:";

static const FormulaNames no_names = {NULL, NULL};

bool values_number(const char *text, double *value)
{
  FormulaError error;
  Formula     *e = formula_parse(text, no_names, &error);

  if (!e) return false;
  *value = formula_value(e, NULL);
  formula_free(e);
  return isfinite(*value);
}

bool values_time(const char *text, double *seconds)
{
  int    h = 0, m = 0, used = 0;
  double s = 0;

  if (values_number(text, seconds)) return *seconds > 0;
  const bool three = sscanf(text, "%d:%d:%lf%n", &h, &m, &s, &used) == 3 && !text[used];
  if (!three) h = 0;
  if (!three && !(sscanf(text, "%d:%lf%n", &m, &s, &used) == 2 && !text[used])) return false;
  *seconds = 3600.0 * h + 60.0 * m + s;
  return h >= 0 && m >= 0 && s >= 0 && isfinite(*seconds) && *seconds > 0;
}

/* What is being read. */
typedef struct {
  const ValueRules *rules;
  Values           *values;
  Objection        *objection;
  size_t            room;
} Reader;

static bool append(Reader *r, const Node *node, double value)
{
  Values *v = r->values;

  if (r->rules->allowed && !r->rules->allowed(value, node, r->objection, r->rules->context)) return false;
  if ((size_t)v->count == r->room) {
    const size_t room   = r->room ? 2 * r->room : 1;
    double      *larger = realloc(v->number, room * sizeof *larger);
    if (!larger) return objection_set(r->objection, node, 0, "%s: no memory for its values", r->rules->name);
    v->number = larger;
    r->room   = room;
  }
  v->number[v->count++] = value;
  return true;
}

/* Cut a copy of "a:b:c" at its colons; false unless there are three pieces. */
static bool cut(char *copy, char *piece[3])
{
  piece[0] = copy;
  for (int k = 1; k < 3; k++) {
    char *colon = strchr(piece[k - 1], ':');
    if (!colon) return false;
    *colon   = 0;
    piece[k] = colon + 1;
  }
  return !strchr(piece[2], ':');
}

/* "start:stop:count", after "log:" if logarithmic. */
static bool append_range(Reader *r, const Node *node, const char *text)
{
  const char *name        = r->rules->name;
  const bool  logarithmic = !strncasecmp(text, "log:", 4);
  char        copy[PIECE], *piece[3];
  double      start, stop, points;

  snprintf(copy, sizeof copy, "%s", text + (logarithmic ? 4 : 0));
  if (!cut(copy, piece) || !values_number(piece[0], &start) || !values_number(piece[1], &stop) || !values_number(piece[2], &points))
    return objection_set(r->objection, node, 0, "%s: '%s' is not a range; allowed: start:stop:count or log:start:stop:count", name, text);
  if (points != floor(points) || points < 1 || points > VALUES_MAX || (points == 1 && start != stop))
    return objection_set(r->objection, node, 0, "%s: the range '%s' has %g points; allowed: a whole number of at least 2", name, text,
                         points);
  if (logarithmic && !(start > 0 && stop > 0))
    return objection_set(r->objection, node, 0, "%s: both ends of '%s' must be positive", name, text);
  for (int i = 0; i < (int)points; i++) {
    double value = points == 1   ? start
                   : logarithmic ? start * pow(stop / start, i / (points - 1))
                                 : start + (stop - start) * i / (points - 1);
    if (i == (int)points - 1) value = stop; /* exactly */
    if (!append(r, node, value)) return false;
  }
  return true;
}

/* "landmark:width:count" behind "around:". */
static bool append_around(Reader *r, const Node *node, const char *text)
{
  const ValueRules *rules = r->rules;
  char              copy[PIECE], *piece[3];
  double            width, points, middle;

  snprintf(copy, sizeof copy, "%s", text + sizeof around - 1);
  if (!cut(copy, piece) || !values_number(piece[1], &width) || !values_number(piece[2], &points) || !(width > 0) ||
      points != floor(points) || points < 2 || points > VALUES_MAX)
    return objection_set(r->objection, node, 0,
                         "%s: '%s' is not a range; allowed: around:landmark:width:count, width above 0, count a whole number of at least 2",
                         rules->name, text);
  if (!rules->landmark) return objection_set(r->objection, node, 0, "%s: '%s': there are no landmarks here", rules->name, text);
  if (!rules->landmark(piece[0], &middle, node, r->objection, rules->context)) return false;
  for (int i = 0; i < (int)points; i++)
    if (!append(r, node, middle + width * ((2 * i - (points - 1)) / (2 * (points - 1))))) return false;
  return true;
}

bool values_reject(const Node *node, const char *name, const FormulaError *error, Objection *objection)
{
  const char *text = node->text;

  if (!text[strspn(text, " ")]) return objection_set(objection, node, 0, "%s: nothing is given; allowed: %s", name, forms);
  if (*text == '[' || text[strcspn(text, "]")])
    return objection_set(objection, node, 0, "%s: '%s' has a bracket that is not matched by another", name, text);
  if (error->unknown_name) return objection_set(objection, node, error->at, "%s: '%s' is not a number; allowed: %s", name, text, forms);
  if (error->length == 0 || error->length == (int)strlen(text))
    return objection_set(objection, node, error->at, "%s: '%s' is not a number: %s", name, text, error->what);
  return objection_set(objection, node, error->at, "%s: '%s' is not a number: '%.*s': %s", name, text, error->length, text + error->at,
                       error->what);
}

/* Why a text is no number. */
static bool reject_number(Reader *r, const Node *node, const char *text)
{
  FormulaError error;
  Formula     *f = formula_parse(text, no_names, &error);

  if (!f) return values_reject(node, r->rules->name, &error, r->objection);
  const double value = formula_value(f, NULL);
  formula_free(f);
  return objection_set(r->objection, node, 0, "%s: '%s' is %g; allowed: finite numbers", r->rules->name, text, value);
}

/* A piece of a list, or a scalar alone. */
static bool append_piece(Reader *r, const Node *node)
{
  const char *text = node->text;
  char        shown[48];
  double      value;

  if (strlen(text) >= PIECE) {
    snprintf(shown, sizeof shown, "%.40s...", text);
    return objection_set(r->objection, node, 0, "%s: '%s' is too long; allowed: %s", r->rules->name, shown, forms);
  }
  if (!strncasecmp(text, around, sizeof around - 1)) return append_around(r, node, text);
  if (strchr(text, ':')) return append_range(r, node, text);
  if (!values_number(text, &value)) return reject_number(r, node, text);
  return append(r, node, value);
}

static int ascending(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static bool differ(double a, double b, double rounding) { return fabs(a - b) > rounding * fmax(fabs(a), fabs(b)); }

/* The usual axis, which needs no sorting. */
static bool is_monotonic(const Values *v, double rounding)
{
  for (int i = 1; i < v->count; i++)
    if ((v->number[i] > v->number[i - 1]) != (v->number[1] > v->number[0]) || !differ(v->number[i], v->number[i - 1], rounding))
      return false;
  return true;
}

/* Neighbours in a sorted copy. What differs by rounding alone, as 0.3 and 3*0.1 do, is the same value. */
static bool check_repeats(Reader *r, const Node *node)
{
  const double  rounding = 1e-15;
  const Values *v        = r->values;
  double       *sorted;
  bool          fine = true;

  if (is_monotonic(v, rounding)) return true;
  sorted = malloc((size_t)v->count * sizeof *sorted);
  if (!sorted) return objection_set(r->objection, node, 0, "%s: no memory for its values", r->rules->name);
  memcpy(sorted, v->number, (size_t)v->count * sizeof *sorted);
  qsort(sorted, (size_t)v->count, sizeof *sorted, ascending);
  for (int i = 1; i < v->count && fine; i++)
    if (!differ(sorted[i], sorted[i - 1], rounding))
      fine = objection_set(r->objection, node, 0, "%s: the value %.10g is there twice", r->rules->name, sorted[i]);
  free(sorted);
  return fine;
}

static bool read_list(Reader *r, const Node *node)
{
  r->values->listed = true;
  if (node->count == 0) return objection_set(r->objection, node, 0, "%s: an empty list; allowed: %s", r->rules->name, forms);
  for (int k = 0; k < node->count; k++) {
    const Node *child = &node->child[k];
    if (child->kind != NODE_SCALAR)
      return objection_set(r->objection, child, 0, "%s: %s inside the list; allowed there: numbers and ranges", r->rules->name,
                           node_kinds_text(child->kind));
    if (!append_piece(r, child)) return false;
  }
  return true;
}

/* A scalar may be a list in quotes, as the command line has them too. */
static bool read_scalar(Reader *r, const Node *node)
{
  const char *comma = strchr(node->text, ',');
  const char  first = node->text[strspn(node->text, " ")];
  Node        list  = {0};

  if (first == '[') {
    if (!values_split_words(node->text, &list)) return objection_set(r->objection, node, 0, "%s: no memory for its values", r->rules->name);
    list.line = node->line, list.column = node->column;
    for (int k = 0; k < list.count; k++) list.child[k].line = node->line, list.child[k].column = node->column;
    const bool fine = list.kind == NODE_LIST ? read_list(r, &list) : reject_number(r, node, node->text);
    node_free(&list);
    return fine;
  }
  if (comma)
    return objection_set(r->objection, node, (int)(comma - node->text),
                         "%s: '%.60s' has a comma; a list has brackets, [1, 5], and a number has a point, 1.5", r->rules->name, node->text);
  r->values->listed = strchr(node->text, ':') != NULL;
  return append_piece(r, node);
}

bool values_read(const Node *node, const ValueRules *rules, Values *values, Objection *objection)
{
  Reader r = {.rules = rules, .values = values, .objection = objection};

  *values = (Values){0};
  bool fine;
  if (node->kind == NODE_MAP)
    fine = objection_set(objection, node, 0, "%s: a map (nested keys) has no place here; allowed: %s", rules->name, forms);
  else fine = (node->kind == NODE_LIST ? read_list : read_scalar)(&r, node) && check_repeats(&r, node);
  if (!fine) values_free(values);
  return fine;
}

void values_free(Values *values)
{
  free(values->number);
  *values = (Values){0};
}

bool values_need_landmark(const Node *node)
{
  if (node->kind == NODE_SCALAR)
    for (const char *c = node->text; *c; c++)
      if (!strncasecmp(c, around, sizeof around - 1)) return true;
  for (int k = 0; k < node->count; k++)
    if (values_need_landmark(&node->child[k])) return true;
  return false;
}

/* The piece from `from` to `end` without its blanks, at the end of a list. */
static bool append_word(Node *list, const char *from, const char *end)
{
  Node  child;
  char *copy;

  while (from < end && isspace((unsigned char)*from)) from++;
  while (end > from && isspace((unsigned char)end[-1])) end--;
  copy            = strndup(from, (size_t)(end - from));
  const bool made = copy && node_make_scalar(&child, copy);
  free(copy);
  return made && node_append(list, &child);
}

bool values_split_words(const char *text, Node *node)
{
  const char *end = text + strlen(text);

  while (isspace((unsigned char)*text)) text++;
  while (end > text && isspace((unsigned char)end[-1])) end--;
  const bool bracket = *text == '[';
  if (!bracket && !memchr(text, ',', (size_t)(end - text))) return node_make_scalar(node, text);
  if (bracket && (end[-1] != ']' || strpbrk(text + 1, "[]") != end - 1)) return node_make_scalar(node, text);
  *node = (Node){.kind = NODE_LIST};
  text += bracket, end -= bracket;
  while (text <= end) {
    const char *comma = memchr(text, ',', (size_t)(end - text));
    if (!append_word(node, text, comma ? comma : end)) {
      node_free(node);
      return false;
    }
    text = (comma ? comma : end) + 1;
  }
  return true;
}
