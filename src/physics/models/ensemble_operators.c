/* Elements are numbers of the language of expressions, where "2i" and "1 - .5i" are written so. */
#include "physics/models/ensemble_operators.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { ELEMENT_TEXT = 64 };

static bool whole_number(const char *text, int *value)
{
  char      *end;
  const long number = strtol(text, &end, 10);

  *value = (int)number;
  return end != text && !*end && number >= 2 && number <= SITE_LEVELS_MAX;
}

int ensemble_levels(const Node *root)
{
  const Node *node = node_find(root, "levels", true);
  int         d;

  return node && node->kind == NODE_SCALAR && whole_number(node->text, &d) ? d : 2;
}

/* A number just before an i that stands alone is multiplied with it. */
static bool spell_out(const char *text, char spelt[ELEMENT_TEXT])
{
  size_t at = 0;

  for (const char *c = text; *c; c++) {
    const bool alone = *c == 'i' && !isalnum((unsigned char)c[1]) && c[1] != '_';
    if (at + 3 > ELEMENT_TEXT) return false;
    if (alone && c > text && (isdigit((unsigned char)c[-1]) || c[-1] == '.')) spelt[at++] = '*';
    spelt[at++] = *c;
  }
  spelt[at] = '\0';
  return true;
}

static bool read_element(const Node *node, const char *name, double complex *element, Objection *objection)
{
  const ExpressionScope scope = {.N = 1};
  char                  spelt[ELEMENT_TEXT];
  ExpressionValue       v;
  ExpressionError       error;

  if (node->kind != NODE_SCALAR) return objection_set(objection, node, 0, "%s: an element of a matrix is a number", name);
  if (!spell_out(node->text, spelt))
    return objection_set(objection, node, 0, "%s: an element of more than %d characters", name, ELEMENT_TEXT - 4);
  if (strchr(spelt, 'N')) return objection_set(objection, node, 0, "%s: '%.60s' is not a number", name, node->text);
  if (!expression_evaluate(spelt, &scope, &v, &error))
    return objection_set(objection, node, 0, "%s: '%.60s' is not a number such as 1, 0.5i or \"1 - 2i\": %s", name, node->text, error.text);
  *element = v.number;
  return true;
}

static bool read_matrix(const Node *node, int d, double complex *element, Objection *objection)
{
  if (node->kind != NODE_LIST || node->count != d)
    return objection_set(objection, node, 0, "%s: a matrix of %d rows is wanted (levels: %d), each a list of %d numbers", node->key, d, d,
                         d);
  for (int r = 0; r < d; r++) {
    const Node *row = &node->child[r];
    if (row->kind != NODE_LIST || row->count != d)
      return objection_set(objection, row, 0, "%s: row %d must be a list of %d numbers (levels: %d)", node->key, r + 1, d, d);
    for (int c = 0; c < d; c++)
      if (!read_element(&row->child[c], node->key, &element[r * d + c], objection)) return false;
  }
  return true;
}

static bool is_name(const char *text)
{
  if (!isalpha((unsigned char)text[0])) return false;
  for (const char *c = text; *c; c++)
    if (!isalnum((unsigned char)*c) && *c != '_') return false;
  return strlen(text) < 64;
}

static bool check_name(const Node *root, const Node *node, int d, Objection *objection)
{
  if (!is_name(node->key))
    return objection_to_key(objection, node, "operators: '%.40s' is no name: letters, digits and _ are allowed, a letter first", node->key);
  if (expression_reserved(node->key, d, true))
    return objection_to_key(objection, node, "operators: '%.40s' has a meaning already", node->key);
  if (node_find(node_find(root, "parameters", true), node->key, false))
    return objection_to_key(objection, node, "operators: '%.40s' is the name of a parameter, too", node->key);
  return true;
}

bool ensemble_operators_read(const Node *root, EnsembleOperators *o, Objection *objection)
{
  const Node *levels = node_find(root, "levels", true), *map = node_find(root, "operators", true);
  const int   count = map ? map->count : 0;
  int         d     = 2;

  *o = (EnsembleOperators){0};
  if (levels && !whole_number(levels->text, &d))
    return objection_set(objection, levels, 0, "levels: '%.40s' is not allowed; allowed: a whole number from 2 to %d", levels->text,
                         SITE_LEVELS_MAX);
  o->matrix  = calloc((size_t)count + 1, sizeof *o->matrix);
  o->element = calloc(((size_t)count + 1) * (size_t)(d * d), sizeof *o->element);
  o->basis   = site_pauli;
  if ((d > 2 && !site_basis_create(d, &o->basis)) || !o->matrix || !o->element) return objection_set(objection, root, 0, "memory is short");
  for (int k = 0; k < count; k++) {
    const Node     *node    = &map->child[k];
    double complex *element = o->element + (size_t)k * (size_t)(d * d);
    if (!check_name(root, node, d, objection) || !read_matrix(node, d, element, objection)) return false;
    o->matrix[o->count++] = (NamedMatrix){node->key, element};
  }
  return true;
}

void ensemble_operators_free(EnsembleOperators *o)
{
  if (o->basis.d > 2) site_basis_free(&o->basis);
  free(o->matrix);
  free(o->element);
  *o = (EnsembleOperators){0};
}
