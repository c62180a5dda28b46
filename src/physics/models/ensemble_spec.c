/* The row of an input: its strings are read once for mistakes of the language, at values that stand for the parameters, and again at every
   point for their numbers. */
#include "physics/models/ensemble_spec.h"

#include "physics/models/ensemble_operators.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const ParamSpec own_rows[] = {
  [ENSEMBLE_N] = {"N", PARAM_COUNT, NAN, 1, 1000000000, "1", "number of sites", "sum over n = 1 ... N"},
};
enum { OWN_ROWS = sizeof own_rows / sizeof *own_rows };

static const ModelKey keys[] = {
  {"levels", NODE_SCALAR, false, "levels of a site (2: spins-1/2, whose operators have names)"},
  {"operators", NODE_MAP, false, "name: matrix of one site, a list of its rows; elements may be complex: \"1 - 0.5i\""},
  {"parameters", NODE_MAP, false, "numbers that the strings below may name: any form that an axis has, or an expression"},
  {"hamiltonian", NODE_SCALAR, false, "Hermitian polynomial in collective operators"},
  {"dissipators", NODE_LIST, true, "list of {jump: operator, rate: number}; lower case: on every site; upper case: collective"},
  {"observables", NODE_MAP, false, "name: Hermitian collective operator; its expectation value is an output"},
};

ExpressionScope ensemble_scope(const EnsembleModel *model, const double *point)
{
  return (ExpressionScope){.basis      = model->basis,
                           .N          = point[ENSEMBLE_N],
                           .parameters = model->parameters,
                           .parameter  = model->parameter,
                           .value      = point + OWN_ROWS,
                           .matrices   = model->matrices,
                           .matrix     = model->matrix};
}

/* Sound at some values: what depends on the values is asked at every point. */
static bool check_string(const EnsembleModel *model, const Node *node, bool *used, Objection *objection)
{
  double          values[PARAM_MAX];
  ExpressionValue v;
  ExpressionError error;

  if (node->kind != NODE_SCALAR)
    return objection_set(objection, node, 0, "%s: a string is wanted here", node->key ? node->key : "dissipators");
  values[ENSEMBLE_N] = 10;
  for (int k = 0; k < model->parameters; k++) values[OWN_ROWS + k] = 0.7 + 0.13 * k;
  ExpressionScope scope = ensemble_scope(model, values);
  scope.used            = used;
  if (expression_evaluate(node->text, &scope, &v, &error)) return expression_free(&v), true;
  if (error.depends_on_values) return true;
  return objection_set(objection, node, error.column - 1 + node->quoted, "%s: %s, in \"%.100s\"", node->key ? node->key : "dissipators",
                       error.text, node->text);
}

static bool read_parameters(const Node *map, ModelSpec *made, EnsembleModel *model, ParamSpec *rows, Objection *objection)
{
  for (int k = 0; map && k < map->count; k++) {
    const char *name = map->child[k].key;
    if (OWN_ROWS + k >= PARAM_MAX) return objection_set(objection, map, 0, "parameters: more than %d", PARAM_MAX - OWN_ROWS);
    if (expression_reserved(name, model->basis->d, true))
      return objection_to_key(objection, &map->child[k], "%s: a parameter of this name would hide an operator", name);
    rows[OWN_ROWS + k]  = (ParamSpec){name, PARAM_REAL, NAN, -INFINITY, INFINITY, "1", "parameter of the input", "input"};
    model->parameter[k] = name;
    model->parameters++;
  }
  made->params  = rows;
  made->nparams = OWN_ROWS + model->parameters;
  made->nown    = model->parameters;
  return true;
}

static bool read_jump(const Node *node, EnsembleJump *jump, Objection *objection)
{
  const Node *what = node_find(node, "jump", false), *rate = node_find(node, "rate", false);

  if (node->kind != NODE_MAP || !what)
    return objection_set(objection, node, 0, "dissipators: each is a map {jump: operator, rate: number}");
  if (!rate) return objection_set(objection, node, 0, "dissipators: the rate is missing");
  for (int k = 0; k < node->count; k++)
    if (&node->child[k] != what && &node->child[k] != rate)
      return objection_to_key(objection, &node->child[k], "%s: not a key of a dissipator; allowed: jump, rate", node->child[k].key);
  *jump = (EnsembleJump){what->text, rate->text};
  return true;
}

static bool read_dissipators(const Node *list, EnsembleModel *model, EnsembleJump *jump, bool *used, Objection *objection)
{
  model->text.jump = jump;
  for (int k = 0; list && k < list->count; k++) {
    if (!read_jump(&list->child[k], &jump[k], objection)) return false;
    for (int i = 0; i < list->child[k].count; i++)
      if (!check_string(model, &list->child[k].child[i], used, objection)) return false;
    model->text.jumps++;
  }
  if (model->text.jumps == 0)
    return objection_set(objection, list, 0, "dissipators: missing; a steady state needs at least one {jump: ..., rate: ...}");
  return true;
}

/* Each is an output, of which the results file holds so many beside the program's own. */
enum { OBSERVABLES_MAX = 48 };

static bool read_observables(const Node *map, EnsembleModel *model, bool *used, Objection *objection)
{
  if (map && map->count > OBSERVABLES_MAX)
    return objection_set(objection, map, 0, "observables: %d; allowed: at most %d", map->count, OBSERVABLES_MAX);
  for (int k = 0; map && k < map->count; k++) {
    if (!check_string(model, &map->child[k], used, objection)) return false;
    model->observable_name[k] = map->child[k].key;
    model->observable[k]      = map->child[k].text;
    model->observables++;
  }
  return true;
}

/* One piece of memory for all of it. */
typedef struct {
  EnsembleModel     model;
  ParamSpec         rows[PARAM_MAX];
  const char       *names[PARAM_MAX];
  bool              used[PARAM_MAX];
  EnsembleOperators operators;
} Made;

static void unmake(ModelSpec *made)
{
  Made *all = made->data;

  if (!all) return;
  free(all->model.observable_name);
  free(all->model.observable);
  free((void *)all->model.text.jump);
  ensemble_operators_free(&all->operators);
  free(all);
  made->data = NULL;
}

static bool fill(const Node *root, ModelSpec *made, Made *all, Objection *objection)
{
  const Node    *hamiltonian = node_find(root, "hamiltonian", true), *list = node_find(root, "dissipators", true);
  const Node    *observables = node_find(root, "observables", true);
  const size_t   jumps = list ? (size_t)list->count : 0, count = observables ? (size_t)observables->count : 0;
  EnsembleModel *model = &all->model;

  EnsembleJump *jump     = calloc(jumps + 1, sizeof *jump);
  model->text.jump       = jump;
  model->observable_name = calloc(count + 1, sizeof *model->observable_name);
  model->observable      = calloc(count + 1, sizeof *model->observable);
  if (!jump || !model->observable_name || !model->observable) return objection_set(objection, root, 0, "memory is short");
  memcpy(all->rows, own_rows, sizeof own_rows);
  model->parameter = all->names;
  if (!ensemble_operators_read(root, &all->operators, objection)) return false;
  model->basis    = all->operators.basis.d == 2 ? &site_pauli : &all->operators.basis;
  model->matrices = all->operators.count;
  model->matrix   = all->operators.matrix;
  if (!read_parameters(node_find(root, "parameters", true), made, model, all->rows, objection)) return false;
  if (hamiltonian && !check_string(model, hamiltonian, all->used, objection)) return false;
  model->text.hamiltonian = hamiltonian ? hamiltonian->text : NULL;
  return read_dissipators(list, model, jump, all->used, objection) && read_observables(observables, model, all->used, objection);
}

static bool make(const Node *root, ModelSpec *made, Objection *objection)
{
  Made *all = calloc(1, sizeof *all);

  if (!all) return objection_set(objection, root, 0, "memory is short");
  made->data = all;
  if (fill(root, made, all, objection)) return true;
  unmake(made);
  return false;
}

static const ModelSpec *choose(const Node *root) { return ensemble_levels(root) > 2 ? &ensemble_levels_spec : &ensemble_spec; }

#define ENSEMBLE_ROW(what)                                                                                                                 \
  {                                                                                                                                        \
    .name = "ensemble", .long_name = what, .params = own_rows, .nparams = OWN_ROWS, .keys = keys, .nkeys = sizeof keys / sizeof *keys,     \
    .own_key = "parameters", .choose = choose, .make = make, .unmake = unmake,                                                             \
  }

const ModelSpec ensemble_spec = ENSEMBLE_ROW("any permutation-invariant Lindbladian of spins-1/2, from the input");
const ModelSpec ensemble_levels_spec =
  ENSEMBLE_ROW("any permutation-invariant Lindbladian of sites with more than two levels, from the input");

static void join(char *message, size_t size, const char *a, const char *b)
{
  strncat(message, a, size - strlen(message) - 1);
  strncat(message, b, size - strlen(message) - 1);
}

bool ensemble_at(const EnsembleModel *model, const double *point, Lindbladian *l, char *message, size_t size)
{
  static const char *const part[] = {[ENSEMBLE_HAMILTONIAN] = "hamiltonian: ",
                                     [ENSEMBLE_JUMP]        = "dissipators: jump ",
                                     [ENSEMBLE_RATE]        = "dissipators: rate ",
                                     [ENSEMBLE_WHOLE]       = ""};
  const ExpressionScope    scope  = ensemble_scope(model, point);
  EnsembleError            error;

  message[0] = '\0';
  if (ensemble_lindbladian(&model->text, &scope, l, &error)) return true;
  join(message, size, part[error.part], "");
  if (error.part == ENSEMBLE_JUMP) join(message, size, model->text.jump[error.jump].jump, ": ");
  if (error.part == ENSEMBLE_RATE) join(message, size, model->text.jump[error.jump].rate, ": ");
  join(message, size, error.error.text, "");
  return false;
}

bool ensemble_observable_at(const EnsembleModel *model, int k, const double *point, Polynomial *observable, char *message, size_t size)
{
  const ExpressionScope scope = ensemble_scope(model, point);
  ExpressionError       error;

  message[0] = '\0';
  if (ensemble_observable(model->observable[k], &scope, observable, &error)) return true;
  join(message, size, "observables: ", model->observable_name[k]);
  join(message, size, ": ", error.text);
  return false;
}
