/* The scope of the strings is that of the model's parameters behind the first, which is N. */
#include "tasks/operator_option.h"

#include "physics/models/ensemble.h"

#include <stdio.h>
#include <string.h>

typedef struct {
  const char *name[PARAM_MAX];
  bool        used[PARAM_MAX];
} Names;

static ExpressionScope scope_of(const TaskOptions *options, const double *point, Names *names)
{
  const ModelSpec *model = options->model;

  *names = (Names){0};
  for (int k = 1; k < model->nparams; k++) names->name[k - 1] = model->params[k].name;
  return (ExpressionScope){.basis      = &site_pauli,
                           .N          = point[0],
                           .parameters = model->nparams - 1,
                           .parameter  = names->name,
                           .value      = point + 1,
                           .used       = names->used};
}

static bool is_used(const Names *names)
{
  for (int k = 0; k < PARAM_MAX; k++)
    if (names->used[k]) return true;
  return false;
}

static bool evaluate(const char *text, const ExpressionScope *scope, const OperatorRule *rule, Polynomial *P, ExpressionError *error)
{
  *P = polynomial_zero(&site_pauli);
  if (!(rule->otherwise ? ensemble_hermitian(text, rule->otherwise, scope, P, error) : expression_collective(text, scope, P, error)))
    return false;
  if (polynomial_degree(P) <= rule->degree) return true;
  *error = (ExpressionError){.column = 1};
  snprintf(error->text, sizeof error->text, "products of %d operators; allowed: at most %d", polynomial_degree(P), rule->degree);
  polynomial_free(P);
  return false;
}

/* Is a mistake at these values one at all values? */
static bool is_certain(const ExpressionError *error, const Names *names)
{
  return !error->depends_on_values && (error->column > 1 || !is_used(names));
}

bool OperatorCheck(const TaskOptions *options, const Node *node, const OperatorRule *rule, Objection *objection)
{
  double          values[PARAM_MAX] = {10};
  Names           names;
  Polynomial      P;
  ExpressionError error;

  for (int k = 1; k < options->model->nparams; k++) values[k] = 0.7 + 0.13 * k;
  ExpressionScope scope = scope_of(options, values, &names);
  if (evaluate(node->text, &scope, rule, &P, &error)) return polynomial_free(&P), true;
  if (!is_certain(&error, &names)) return true;
  return objection_set(objection, node, error.column - 1 + node->quoted, "%s: %s, in \"%.100s\"", rule->name, error.text, node->text);
}

const char *OperatorAt(const TaskOptions *options, const double *point, const Node *node, const OperatorRule *rule, Polynomial *P)
{
  static char           message[400];
  Names                 names;
  ExpressionError       error;
  const ExpressionScope scope = scope_of(options, point, &names);

  if (evaluate(node->text, &scope, rule, P, &error)) return NULL;
  snprintf(message, sizeof message, "%s: %s, in \"%.100s\"", rule->name, error.text, node->text);
  return message;
}
