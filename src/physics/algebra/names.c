/* Tables of names: constants, one-site matrices of two levels, collective words. */
#include "physics/algebra/names.h"

#include "physics/algebra/value.h"

#include <math.h>
#include <string.h>

static const struct {
  const char    *name;
  double complex value;
} constants[] = {{"i", I}, {"pi", M_PI}};

/* Two levels, row-major, up first. */
static const struct {
  const char    *name, *collective; /* the same summed over sites */
  double complex matrix[4];
} two_levels[] = {
  {"sx", "Sx", {0, 1, 1, 0}}, {"sy", "Sy", {0, -I, I, 0}}, {"sz", "Sz", {1, 0, 0, -1}}, {"sp", "Sp", {0, 1, 0, 0}},
  {"sm", "Sm", {0, 0, 1, 0}}, {"up", NULL, {1, 0, 0, 0}},  {"dn", NULL, {0, 0, 0, 1}},
};
static const char *const others[]      = {"N", "id"};
static const char *const mode_names[2] = {"a", "ad"};
static const char        square[]      = "S2"; /* Sx^2 + Sy^2 + Sz^2 */

enum {
  CONSTANTS = sizeof constants / sizeof *constants,
  MATRICES  = sizeof two_levels / sizeof *two_levels,
  OTHERS    = sizeof others / sizeof *others
};

void names_join(char *out, size_t size, const char *a, const char *b)
{
  out[0] = '\0';
  names_append(out, size, a, b);
}

void names_append(char *out, size_t size, const char *a, const char *b)
{
  strncat(out, a, size - strlen(out) - 1);
  strncat(out, b, size - strlen(out) - 1);
}

static const char short_of_memory[] = "memory is short at '";

static const char *collective(const ExpressionScope *scope, const double complex *matrix, ExpressionValue *v)
{
  *v = value_site(scope, matrix);
  return value_sum(scope, v) ? short_of_memory : NULL;
}

static const char *total_spin(const ExpressionScope *scope, ExpressionValue *v)
{
  PolynomialError error = POLYNOMIAL_OK;

  *v = (ExpressionValue){.kind = EXPRESSION_COLLECTIVE, .polynomial = polynomial_zero(scope->basis)};
  for (unsigned char a = SITE_X; a <= SITE_Z && error == POLYNOMIAL_OK; a++)
    error = polynomial_add_word(&v->polynomial, 1, &(PolynomialWord){.degree = 2, .letter = {a, a}});
  return error == POLYNOMIAL_OK ? NULL : short_of_memory;
}

static const char *mode(const ExpressionScope *scope, int creates, ExpressionValue *v)
{
  const PolynomialWord word = {.create = (unsigned char)creates, .annihilate = (unsigned char)!creates};

  *v = (ExpressionValue){.kind = EXPRESSION_COLLECTIVE, .polynomial = polynomial_zero(scope->basis)};
  return polynomial_add_word(&v->polynomial, 1, &word) == POLYNOMIAL_OK ? NULL : short_of_memory;
}

/* Operators of the language. Returns true if the name is one; *wrong says whether its value could be made. */
static bool operator_value(const char *word, const ExpressionScope *scope, ExpressionValue *v, const char **wrong)
{
  *wrong = NULL;
  for (int k = 0; k < MATRICES && scope->basis->d == 2; k++) {
    if (!strcmp(word, two_levels[k].name)) return *v = value_site(scope, two_levels[k].matrix), true;
    if (two_levels[k].collective && !strcmp(word, two_levels[k].collective))
      return *wrong = collective(scope, two_levels[k].matrix, v), true;
  }
  if (scope->basis->d == 2 && !strcmp(word, square)) return *wrong = total_spin(scope, v), true;
  if (!strcmp(word, "id")) return *v = value_number(1), *wrong = value_lift(scope, v, EXPRESSION_SITE), true;
  for (int k = 0; k < scope->matrices; k++)
    if (!strcmp(word, scope->matrix[k].name)) return *v = value_site(scope, scope->matrix[k].matrix), true;
  for (int k = 0; k < 2 && scope->mode; k++)
    if (!strcmp(word, mode_names[k])) return *wrong = mode(scope, k, v), true;
  return false;
}

const char *names_value(const char *word, const ExpressionScope *scope, ExpressionValue *v)
{
  const char *wrong;

  for (int k = 0; k < CONSTANTS; k++)
    if (!strcmp(word, constants[k].name)) return *v = value_number(constants[k].value), NULL;
  if (!strcmp(word, "N")) return *v = value_number(scope->N), NULL;
  for (int k = 0; k < scope->parameters; k++)
    if (!strcmp(word, scope->parameter[k])) {
      if (scope->used) scope->used[k] = true;
      return *v = value_number(scope->value[k]), NULL;
    }
  if (!scope->basis) return "unknown name '";
  if (operator_value(word, scope, v, &wrong)) return wrong;
  if (!scope->mode && (!strcmp(word, "a") || !strcmp(word, "ad"))) return "there is no boson mode (boson: {cutoff: M}) for '";
  return "unknown name '";
}

bool names_reserved(const char *word, int d, bool has_mode)
{
  for (int k = 0; k < CONSTANTS; k++)
    if (!strcmp(word, constants[k].name)) return true;
  for (int k = 0; k < OTHERS; k++)
    if (!strcmp(word, others[k])) return true;
  for (int k = 0; k < 2 && has_mode; k++)
    if (!strcmp(word, mode_names[k])) return true;
  for (int k = 0; k < MATRICES && d == 2; k++)
    if (!strcmp(word, two_levels[k].name) || (two_levels[k].collective && !strcmp(word, two_levels[k].collective))) return true;
  return d == 2 && !strcmp(word, square);
}

/* Levenshtein's distance, bounded: names longer than the table are far from all. */
static int distance(const char *a, const char *b)
{
  enum { LONGEST = 64 };
  int       row[LONGEST + 1];
  const int n = (int)strlen(a), m = (int)strlen(b);

  if (m > LONGEST) return LONGEST;
  for (int j = 0; j <= m; j++) row[j] = j;
  for (int i = 1; i <= n; i++) {
    int corner = row[0];
    row[0]     = i;
    for (int j = 1; j <= m; j++) {
      int best = corner + (a[i - 1] != b[j - 1]);
      if (row[j] + 1 < best) best = row[j] + 1;
      if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
      corner = row[j];
      row[j] = best;
    }
  }
  return row[m];
}

static void consider(const char *word, const char *known, int *least, char *guess, size_t size)
{
  const int d = known ? distance(word, known) : *least;

  if (d >= *least) return;
  *least = d;
  names_join(guess, size, known, "");
}

void names_suggest(const char *word, const ExpressionScope *scope, char *guess, size_t size)
{
  int least = strlen(word) > 3 ? 3 : 2; /* so many letters may be wrong, less one */

  guess[0] = '\0';
  for (int k = 0; k < scope->parameters; k++) consider(word, scope->parameter[k], &least, guess, size);
  for (int k = 0; k < CONSTANTS; k++) consider(word, constants[k].name, &least, guess, size);
  if (!scope->basis) return;
  for (int k = 0; k < scope->matrices; k++) consider(word, scope->matrix[k].name, &least, guess, size);
  for (int k = 0; k < MATRICES && scope->basis->d == 2; k++) {
    consider(word, two_levels[k].name, &least, guess, size);
    consider(word, two_levels[k].collective, &least, guess, size);
  }
}
