/* The task's options: words become indices of its table, numbers numbers, texts stay with their place. */
#include "input/grid.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct {
  Grid             *grid;
  const OptionSpec *spec;
  int               k;
  Objection        *objection;
} Reader;

static bool read_choice(const Reader *r, const Node *node, const char *text)
{
  TaskOptions *o          = &r->grid->options;
  Suggestion   s          = suggestion_for(text, strlen(text));
  char         known[256] = "", meant[80];
  size_t       at         = 0;

  o->choice[r->k] = words_find(r->spec->choices, text);
  if (o->choice[r->k] >= 0) {
    const char *word = words_at(r->spec->choices, o->choice[r->k]);
    for (int i = 0; i < OPTION_TEXT - 1 && word[i]; i++) o->text[r->k][i] = (char)tolower((unsigned char)word[i]);
    return true;
  }
  suggestion_offer_words(&s, r->spec->choices);
  for (int k = 0; k < r->spec->choices.count && at < sizeof known; k++)
    at += (size_t)snprintf(known + at, sizeof known - at, "%s%s", k ? "|" : "", words_at(r->spec->choices, k));
  return objection_set(r->objection, node, 0, "%s: '%.60s' is not allowed; allowed: %s%s", r->spec->name, text, known,
                       suggestion_text(&s, sizeof meant, meant));
}

static int find_name(const char *name, size_t length, const void *context) { return KeysParameter(context, name, length); }

/* A number, or an expression in parameters that have one value each: an option is the same at every point. */
static bool evaluate(const Reader *r, const Node *node, const char *text, double *value)
{
  const Grid  *grid             = r->grid;
  double       point[PARAM_MAX] = {0};
  FormulaError error;

  if (values_number(text, value)) return true;
  Formula *e = formula_parse(text, (FormulaNames){find_name, grid->model}, &error);
  if (!e) return false;
  for (int i = 0; i < grid->model->nparams; i++) {
    if (formula_uses(e, i) && (grid->listed[i] || grid->formula[i]))
      objection_set(r->objection, node, 0, "%s: '%.60s' depends on %s, which varies over the grid; an option has one value", r->spec->name,
                    text, grid->model->params[i].name);
    point[i] = grid->values[i] ? grid->values[i][0] : NAN;
  }
  *value = formula_value(e, point);
  formula_free(e);
  return !r->objection->text[0] && isfinite(*value);
}

static bool in_range(double value, const Node *node, Objection *objection, const void *context)
{
  const OptionSpec *spec = context;

  if (value >= spec->min && value <= spec->max) return true;
  return objection_set(objection, node, 0, "%s: %.10g is not allowed; allowed: numbers from %g to %g", spec->name, value, spec->min,
                       spec->max);
}

static bool read_number(const Reader *r, const Node *node, const char *text)
{
  TaskOptions *o = &r->grid->options;
  double       number;

  if (!node && !values_number(text, &number)) { /* the preset names a parameter: the task takes its value */
    o->number[r->k] = NAN;
    snprintf(o->text[r->k], OPTION_TEXT, "%s", text);
    return true;
  }
  const bool good = evaluate(r, node, text, &number) && number >= r->spec->min && number <= r->spec->max &&
                    (r->spec->kind != TASK_COUNT || number == floor(number));
  if (!good)
    return objection_set(r->objection, node, 0, "%s: '%.60s' is not allowed; allowed: a %snumber from %g to %g", r->spec->name, text,
                         r->spec->kind == TASK_COUNT ? "whole " : "", r->spec->min, r->spec->max);
  o->number[r->k] = number;
  snprintf(o->text[r->k], OPTION_TEXT, "%.17g", number);
  return true;
}

static bool read_values(const Reader *r, const Node *node, const char *preset)
{
  const ValueRules rules = {r->spec->name, NULL, in_range, r->spec};
  Node             split = {0};

  if ((!node || node->line == 0) && !values_split_words(node ? node->text : preset, &split))
    return objection_set(r->objection, node, 0, "%s: no memory", r->spec->name);
  const bool fine = values_read(split.kind ? &split : node, &rules, &r->grid->options.values[r->k], r->objection);
  node_free(&split);
  return fine;
}

/* One text, or a list of nothing else. */
static bool check_texts(const Reader *r, const Node *node)
{
  for (int i = 0; i < node->count; i++)
    if (node->child[i].kind != NODE_SCALAR || !node->child[i].text[0])
      return objection_set(r->objection, &node->child[i], 0, "%s: %s in the list; allowed there: texts", r->spec->name,
                           node->child[i].kind == NODE_SCALAR ? "nothing" : node_kinds_text(node->child[i].kind));
  if (node->kind == NODE_LIST ? node->count > 0 : node->text[0] != 0) return true;
  return objection_set(r->objection, node, 0, "%s: empty", r->spec->name);
}

static bool read_option(const Reader *r, const Node *node)
{
  const char *text = node && node->kind == NODE_SCALAR ? node->text : r->spec->preset;

  if (!node && !text) return objection_set(r->objection, NULL, 0, "%s: missing (%s)", r->spec->name, r->spec->long_name);
  if (!node && !*text) return true;
  r->grid->options.node[r->k] = node;
  switch (r->spec->kind) {
  case TASK_CHOICE: return read_choice(r, node, text);
  case TASK_VALUES: return read_values(r, node, text);
  case TASK_TEXT:
  case TASK_TEXTS: return !node || check_texts(r, node);
  default: return read_number(r, node, text);
  }
}

/* How large the points are: values of the first parameter, which sets the size. */
static void note_sizes(Grid *grid)
{
  TaskOptions *o = &grid->options;

  o->size_max = 0, o->size_mixed = false;
  for (int i = 0; i < grid->count[0]; i++) {
    const int size = (int)fmin(fabs(grid->values[0][i]), 1e9);
    o->size_max    = size > o->size_max ? size : o->size_max;
    o->size_mixed  = o->size_mixed || (size - (int)fmin(fabs(grid->values[0][0]), 1e9)) % 2;
  }
}

bool GridReadOptions(Grid *grid, const Input *input, Objection *objection)
{
  const TaskSpec *task = grid->task;

  grid->options.model = grid->model;
  note_sizes(grid);
  for (int k = 0; k < task->noptions; k++) {
    const Reader r = {grid, &task->options[k], k, objection};
    if (!read_option(&r, InputFind(input, task->options[k].name, false, NULL))) return false;
  }
  return !task->prepare || task->prepare(&grid->options, objection);
}
