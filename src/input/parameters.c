/* Method  Every parameter is read as numbers, which may make an axis, or as an expression in other parameters. Expressions are put
           in an order in which each follows those that it uses; one that depends on no axis becomes its number. Ranges around a
           landmark come last: it is found from the values of all others. */
#include "input/grid.h"
#include "physics/models/param.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_own(const ModelSpec *model, int k) { return k >= model->nparams - model->nown; }

static bool is_allowed(double value, const Node *node, Objection *objection, const void *context)
{
  const Grid *grid = ((const void *const *)context)[0];
  const int   k    = *(const int *)((const void *const *)context)[1];
  char        why[GRID_WHY];

  return !GridObjects(grid, k, value, why) || objection_set(objection, node, 0, "%s", why);
}

static void reject_landmark(const ModelSpec *model, int row, const char *name, const Node *node, Objection *objection)
{
  Suggestion s          = suggestion_for(name, strlen(name));
  char       known[128] = "", meant[80];

  for (int k = 0; k < model->nlandmarks; k++) {
    if (model->landmarks[k].parameter != row) continue;
    snprintf(known + strlen(known), sizeof known - strlen(known), " %s", model->landmarks[k].name);
    suggestion_offer(&s, model->landmarks[k].name);
  }
  objection_set(objection, node, 0, "%s: '%s' is not one of its landmarks; allowed:%s%s", model->params[row].name, name,
                known[0] ? known : " none", suggestion_text(&s, sizeof meant, meant));
}

/* The point at which a landmark is looked for: all parameters but `row` must have one value. */
static bool find_point(const Grid *grid, int row, double point[PARAM_MAX], const Node *node, Objection *objection)
{
  const ParamSpec *params = grid->model->params;

  for (int k = 0; k < grid->model->nparams; k++) {
    if (k != row && grid->formula[k])
      return objection_set(objection, node, 0, "%s: around:... needs single values of all other parameters, but %s depends on axes",
                           params[row].name, params[k].name);
    if (k != row && grid->count[k] != 1)
      return objection_set(objection, node, 0, "%s: around:... needs single values of all other parameters, but %s has several",
                           params[row].name, params[k].name);
    point[k] = k != row ? grid->values[k][0] : 0;
  }
  return true;
}

static bool landmark_value(const char *name, double *value, const Node *node, Objection *objection, const void *context)
{
  const Grid      *grid  = ((const void *const *)context)[0];
  const int        row   = *(const int *)((const void *const *)context)[1];
  const ModelSpec *model = grid->model;
  double           point[PARAM_MAX];

  for (int k = 0; k < model->nlandmarks; k++) {
    const LandmarkSpec *l = &model->landmarks[k];
    if (l->parameter != row || strcasecmp(l->name, name)) continue;
    if (!find_point(grid, row, point, node, objection)) return false;
    *value = l->value(point);
    return isfinite(*value) ||
           objection_set(objection, node, 0, "%s: there is no %s (%s) at these parameters", model->params[row].name, l->name, l->long_name);
  }
  reject_landmark(model, row, name, node, objection);
  return false;
}

static bool read_numbers(Grid *grid, int k, const Node *node, Objection *objection)
{
  const void      *context[] = {grid, &k};
  const ValueRules rules     = {grid->model->params[k].name, landmark_value, is_allowed, context};
  Values           values;

  if (!values_read(node, &rules, &values, objection)) return false;
  grid->count[k]  = values.count;
  grid->listed[k] = values.listed;
  grid->values[k] = values.number;
  return true;
}

static int find_name(const char *name, size_t length, const void *context) { return KeysParameter(context, name, length); }

/* A scalar that is no number, list or range may be an expression. */
static bool may_be_formula(const Node *node)
{
  double value;

  return node->kind == NODE_SCALAR && !strpbrk(node->text, ":,[]") && node->text[strspn(node->text, " ")] &&
         !values_number(node->text, &value);
}

static bool reject_name(const Grid *grid, int k, const Node *node, const FormulaError *error, Objection *objection)
{
  const char *name = node->text + error->at;
  Suggestion  s    = suggestion_for(name, (size_t)error->length);
  char        meant[80];

  KeysOfferParameters(grid->model, &s);
  for (int f = 0; f < FORMULA_FUNCTIONS; f++) suggestion_offer(&s, formula_functions[f].name);
  return objection_set(objection, node, error->at, "%s: '%.60s': %.*s is no parameter of model %s%s", grid->model->params[k].name,
                       node->text, error->length, name, grid->model->name, suggestion_text(&s, sizeof meant, meant));
}

/* An expression in other parameters. What is none is left to the numbers' own objection, but for a name among other things. */
static bool read_formula(Grid *grid, int k, const Node *node, Objection *objection)
{
  FormulaError error;
  const char  *name = grid->model->params[k].name;
  Formula     *e    = formula_parse(node->text, (FormulaNames){find_name, grid->model}, &error);

  if (!e && error.unknown_name && (size_t)error.length < strlen(node->text)) return reject_name(grid, k, node, &error, objection);
  if (!e) return values_reject(node, name, &error, objection);
  grid->formula[k]      = e;
  grid->formula_text[k] = formula_text(node->text);
  if (!grid->formula_text[k]) return objection_set(objection, node, 0, "%s: no memory", name);
  return !formula_uses(e, k) || objection_set(objection, node, 0, "%s: '%.60s' depends on %s itself", name, node->text, name);
}

static bool read_preset(Grid *grid, int k, Objection *objection)
{
  const ParamSpec *p = &grid->model->params[k];

  if (isnan(p->preset))
    return objection_set(objection, NULL, 0, "%s: missing (%s); allowed: a number, a list, a range or an expression", p->name,
                         p->long_name);
  if (!(grid->values[k] = malloc(sizeof(double)))) return objection_set(objection, NULL, 0, "%s: no memory", p->name);
  grid->values[k][0] = p->preset;
  grid->count[k]     = 1;
  return true;
}

/* Does formula k depend on what varies along an axis? Those that it uses are already sorted out. */
static bool varies(const Grid *grid, int k)
{
  for (int i = 0; i < grid->model->nparams; i++)
    if (formula_uses(grid->formula[k], i) && (grid->listed[i] || grid->formula[i])) return true;
  return false;
}

/* Where all that it uses is known, an expression is a number. */
static bool fold(Grid *grid, int k, const Node *node, Objection *objection)
{
  double point[PARAM_MAX] = {0};
  char   why[GRID_WHY];

  for (int i = 0; i < grid->model->nparams; i++)
    if (grid->values[i]) point[i] = grid->values[i][0];
  const double value = formula_value(grid->formula[k], point);
  if (GridObjects(grid, k, value, why)) return objection_set(objection, node, 0, "%s ('%.60s')", why, node->text);
  if (!(grid->values[k] = malloc(sizeof(double)))) return objection_set(objection, node, 0, "%s: no memory", grid->model->params[k].name);
  grid->values[k][0] = value;
  grid->count[k]     = 1;
  formula_free(grid->formula[k]);
  free(grid->formula_text[k]);
  grid->formula[k]      = NULL;
  grid->formula_text[k] = NULL;
  return true;
}

/* Is formula k next: are all formulas that it uses sorted out already? */
static bool is_ready(const Grid *grid, int k, const bool done[PARAM_MAX])
{
  for (int i = 0; i < grid->model->nparams; i++)
    if (grid->formula[i] && !done[i] && formula_uses(grid->formula[k], i)) return false;
  return true;
}

static bool order_formulas(Grid *grid, const Node *const nodes[PARAM_MAX], Objection *objection)
{
  bool done[PARAM_MAX] = {false}, progress = true;

  while (progress) {
    progress = false;
    for (int k = 0; k < grid->model->nparams; k++) {
      if (!grid->formula[k] || done[k] || !is_ready(grid, k, done)) continue;
      progress = done[k] = true;
      if (varies(grid, k)) grid->order[grid->nformulas++] = k;
      else if (!fold(grid, k, nodes[k], objection)) return false;
    }
  }
  for (int k = 0; k < grid->model->nparams; k++)
    if (grid->formula[k] && !done[k])
      return objection_set(objection, nodes[k], 0, "%s: '%.60s' goes in a circle: what it depends on depends on %s",
                           grid->model->params[k].name, nodes[k]->text, grid->model->params[k].name);
  return true;
}

/* Words of the command line may be lists without brackets; *split is then to be released. */
static const Node *find_value(const Grid *grid, int k, const Input *input, Node *split, Objection *objection)
{
  Origin      origin;
  const Node *node = InputFind(input, grid->model->params[k].name, is_own(grid->model, k), &origin);

  *split = (Node){0};
  if (!node || origin == FROM_FILE) return node;
  if (!values_split_words(node->text, split)) objection_set(objection, NULL, 0, "%s: no memory", grid->model->params[k].name);
  return split;
}

static bool read_all(Grid *grid, const Node *const nodes[PARAM_MAX], Objection *objection)
{
  const int n = grid->model->nparams;

  for (int k = 0; k < n; k++) {
    const Node *node = nodes[k];
    if (!node && !read_preset(grid, k, objection)) return false;
    if (!node) continue;
    if (values_need_landmark(node)) grid->listed[k] = true;
    else if (!(may_be_formula(node) ? read_formula : read_numbers)(grid, k, node, objection)) return false;
  }
  if (!order_formulas(grid, nodes, objection)) return false;
  for (int k = 0; k < n; k++)
    if (nodes[k] && values_need_landmark(nodes[k]) && !read_numbers(grid, k, nodes[k], objection)) return false;
  return true;
}

bool GridReadParameters(Grid *grid, const Input *input, Objection *objection)
{
  Node        split[PARAM_MAX];
  const Node *nodes[PARAM_MAX];
  int         axes = 0;

  for (int k = 0; k < grid->model->nparams; k++) nodes[k] = find_value(grid, k, input, &split[k], objection);
  const bool fine = !objection->text[0] && read_all(grid, nodes, objection);
  for (int k = 0; k < grid->model->nparams; k++) {
    node_free(&split[k]);
    axes += grid->listed[k];
  }
  if (fine && axes > AXES_MAX)
    return objection_set(objection, NULL, 0, "%d parameters have several values; a results file holds at most %d axes", axes, AXES_MAX);
  return fine;
}
