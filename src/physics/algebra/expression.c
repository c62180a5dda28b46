/* Recursive descent: one function a line of the grammar, each leaves a value or the first error. */
#include "physics/algebra/expression.h"

#include "physics/algebra/names.h"
#include "physics/algebra/value.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 100, NAME_SIZE = 64 };

typedef struct {
  const char            *text, *at;
  const ExpressionScope *scope;
  ExpressionError       *error;
  int                    depth;
} Parser;

static bool expr(Parser *p, ExpressionValue *v);

static bool fail(Parser *p, const char *at, const char *what, const char *detail)
{
  p->error->column            = (int)(at - p->text) + 1;
  p->error->depends_on_values = what == value_zero_division || what == value_bad_root || what == value_bad_log || what == value_not_finite;
  names_join(p->error->text, sizeof p->error->text, what, detail);
  return false;
}

/* An operation's verdict: the value is freed where it failed. */
static bool judge(Parser *p, const char *at, const char *wrong, ExpressionValue *v)
{
  if (!wrong) return true;
  expression_free(v);
  return fail(p, at, wrong, "");
}

static char peek(Parser *p)
{
  while (isspace((unsigned char)*p->at)) p->at++;
  return *p->at;
}

static bool expect(Parser *p, char c, ExpressionValue *v)
{
  const char text[2] = {c, '\0'};

  if (peek(p) == c) return p->at++, true;
  expression_free(v);
  return fail(p, p->at, *p->at ? "expected a closing " : "the expression ends without its closing ", text);
}

/* The functions of one argument. */
static const char *take_sqrt(double complex x, double complex *y)
{
  if (cimag(x) != 0 || creal(x) < 0) return value_bad_root;
  *y = sqrt(creal(x));
  return NULL;
}
static const char *take_log(double complex x, double complex *y)
{
  if (cimag(x) != 0 || creal(x) <= 0) return value_bad_log;
  *y = log(creal(x));
  return NULL;
}
static const char *take_exp(double complex x, double complex *y) { return *y = cexp(x), NULL; }
static const char *take_abs(double complex x, double complex *y) { return *y = cabs(x), NULL; }
static const char *take_sin(double complex x, double complex *y) { return *y = csin(x), NULL; }
static const char *take_cos(double complex x, double complex *y) { return *y = ccos(x), NULL; }

static const struct {
  const char *name;
  const char *(*number)(double complex x, double complex *y);
  const char *(*value)(const ExpressionScope *scope, ExpressionValue *v);
} functions[] = {
  {"dag", NULL, value_adjoint}, {"sum", NULL, value_sum}, {"sqrt", take_sqrt, NULL}, {"exp", take_exp, NULL},
  {"log", take_log, NULL},      {"sin", take_sin, NULL},  {"cos", take_cos, NULL},   {"abs", take_abs, NULL},
};
enum { FUNCTIONS = sizeof functions / sizeof *functions };

static bool call(Parser *p, int which, const char *at, ExpressionValue *v)
{
  if (peek(p) != '(') return fail(p, p->at, "expected ( after ", functions[which].name);
  p->at++;
  if (!expr(p, v) || !expect(p, ')', v)) return false;
  if (functions[which].value) {
    if (!p->scope->basis) return expression_free(v), fail(p, at, "operators have no place here: a number is wanted", "");
    return judge(p, at, functions[which].value(p->scope, v), v);
  }
  if (v->kind != EXPRESSION_NUMBER)
    return expression_free(v), fail(p, at, "a function of numbers is given an operator: ", functions[which].name);
  return judge(p, at, functions[which].number(v->number, &v->number), v);
}

static bool name(Parser *p, ExpressionValue *v)
{
  const char *at = p->at;
  char        word[NAME_SIZE], guess[NAME_SIZE];
  int         length = 0;

  *v = value_number(0);
  while (isalnum((unsigned char)p->at[length]) || p->at[length] == '_') length++;
  if (length >= NAME_SIZE) return fail(p, at, "a name of more than 63 characters", "");
  memcpy(word, at, (size_t)length);
  word[length] = '\0';
  p->at += length;
  for (int k = 0; k < FUNCTIONS; k++)
    if (!strcmp(word, functions[k].name)) return call(p, k, at, v);
  const char *wrong = names_value(word, p->scope, v);
  if (!wrong) return true;
  expression_free(v);
  names_suggest(word, p->scope, guess, sizeof guess);
  fail(p, at, wrong, word);
  if (guess[0]) names_append(p->error->text, sizeof p->error->text, "'; did you mean '", guess);
  names_append(p->error->text, sizeof p->error->text, guess[0] ? "'?" : "'", "");
  return false;
}

static bool number(Parser *p, ExpressionValue *v)
{
  char *end;

  if (p->at[0] == '0' && (p->at[1] == 'x' || p->at[1] == 'X')) return fail(p, p->at + 1, "hexadecimal numbers are not taken", "");
  *v = value_number(strtod(p->at, &end));
  if (!isfinite(creal(v->number))) return fail(p, p->at, "a number that is too large", "");
  p->at = end;
  return true;
}

static bool base(Parser *p, ExpressionValue *v)
{
  const char character[2] = {peek(p), '\0'}, c = character[0];

  if (isalpha((unsigned char)c) || c == '_') return name(p, v);
  if (isdigit((unsigned char)c) || (c == '.' && isdigit((unsigned char)p->at[1]))) return number(p, v);
  if (c == '(') {
    p->at++;
    return expr(p, v) && expect(p, ')', v);
  }
  if (c == '\0') return fail(p, p->at, "the expression ends where a number or an operator should follow", "");
  return fail(p, p->at, "a number or an operator should stand instead of ",
              isprint((unsigned char)c) ? character : "an unprintable character");
}

static bool fac(Parser *p, ExpressionValue *v)
{
  char *end;
  if (!base(p, v)) return false;
  if (peek(p) != '^') return true;
  const char *at = p->at++;
  if (*p->at == '(') return expression_free(v), fail(p, at, "the exponent must be a whole number, without parentheses", "");
  peek(p);
  const double exponent = strtod(p->at, &end);
  if (end == p->at || exponent != floor(exponent))
    return expression_free(v), fail(p, at, "the exponent must be a whole number (sqrt() takes roots)", "");
  if (fabs(exponent) > 64) return expression_free(v), fail(p, at, "the exponent is larger than 64", "");
  p->at = end;
  return judge(p, at, value_power(p->scope, v, (int)exponent), v);
}

/* next (operator next)*, the operators being first and second of `signs`. */
static bool chain(Parser *p, bool (*next)(Parser *, ExpressionValue *), const char *signs, const ValueOperation operation[2],
                  ExpressionValue *v)
{
  while (peek(p) && strchr(signs, *p->at)) {
    const char     *at = p->at++;
    ExpressionValue right;
    if (!next(p, &right)) return expression_free(v), false;
    if (!judge(p, at, operation[*at == signs[1]](p->scope, v, &right), v)) return false;
  }
  return true;
}

static bool term(Parser *p, ExpressionValue *v)
{
  static const ValueOperation operation[2] = {value_multiply, value_divide};

  return fac(p, v) && chain(p, fac, "*/", operation, v);
}

static bool expr(Parser *p, ExpressionValue *v)
{
  static const ValueOperation operation[2] = {value_add, value_subtract};
  const char                  sign         = peek(p);
  const char                 *at           = p->at;

  if (++p->depth > DEPTH_MAX) return fail(p, p->at, "parentheses nested more than 100 deep", "");
  if (sign == '+' || sign == '-') p->at++;
  if (!term(p, v)) return false;
  if (sign == '-' && !judge(p, at, value_negate(p->scope, v), v)) return false;
  p->depth--;
  return chain(p, term, "+-", operation, v);
}

static bool is_finite(const ExpressionScope *scope, const ExpressionValue *v)
{
  bool finite = isfinite(creal(v->number)) && isfinite(cimag(v->number));

  for (int k = 0; v->kind == EXPRESSION_SITE && k < scope->basis->d * scope->basis->d; k++)
    finite = finite && isfinite(creal(v->site[k])) && isfinite(cimag(v->site[k]));
  for (int k = 0; k < v->polynomial.count; k++)
    finite = finite && isfinite(creal(v->polynomial.term[k].c)) && isfinite(cimag(v->polynomial.term[k].c));
  return finite;
}

bool expression_evaluate(const char *text, const ExpressionScope *scope, ExpressionValue *v, ExpressionError *error)
{
  Parser p = {text, text, scope, error, 0};

  *v     = value_number(0);
  *error = (ExpressionError){0};
  if (!expr(&p, v)) return false;
  const char rest[2] = {peek(&p), '\0'};
  if (rest[0]) {
    expression_free(v);
    if (rest[0] == ')') return fail(&p, p.at, "a closing ) without its opening one", "");
    return fail(&p, p.at, "an operation (+ - * / ^) should stand before ",
                isprint((unsigned char)rest[0]) ? rest : "an unprintable character");
  }
  if (is_finite(scope, v)) return true;
  expression_free(v);
  return fail(&p, text, value_not_finite, "");
}

bool expression_real(const char *text, const ExpressionScope *scope, double *number_out, ExpressionError *error)
{
  ExpressionValue v;

  if (!expression_evaluate(text, scope, &v, error)) return false;
  const ExpressionKind kind  = v.kind;
  const double complex value = v.number;
  expression_free(&v);
  error->column = 1;
  if (kind != EXPRESSION_NUMBER) return names_join(error->text, sizeof error->text, "an operator where a number is wanted", ""), false;
  if (cimag(value) != 0) return names_join(error->text, sizeof error->text, "a complex number where a real one is wanted", ""), false;
  *number_out = creal(value);
  return true;
}

bool expression_collective(const char *text, const ExpressionScope *scope, Polynomial *polynomial, ExpressionError *error)
{
  ExpressionValue v;
  const char     *wrong;

  if (!expression_evaluate(text, scope, &v, error)) return false;
  if ((wrong = value_lift(scope, &v, EXPRESSION_COLLECTIVE))) {
    expression_free(&v);
    error->column = 1;
    return names_join(error->text, sizeof error->text, wrong, ""), false;
  }
  *polynomial = v.polynomial;
  return true;
}

bool expression_reserved(const char *word, int d, bool mode)
{
  for (int k = 0; k < FUNCTIONS; k++)
    if (!strcmp(word, functions[k].name)) return true;
  return names_reserved(word, d, mode);
}
