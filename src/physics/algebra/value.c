/* Arithmetic of expression values, see the header. */
#include "physics/algebra/value.h"

#include <math.h>
#include <string.h>

static const char mixed[] = "a one-site operator (lower case) in a collective expression: write sum(sx) for the sum over sites";
const char        value_zero_division[] = "division by zero", value_bad_root[] = "sqrt of a negative or complex number";
const char        value_bad_log[] = "log of a number that is not positive", value_not_finite[] = "the value is not finite";

static const char no_memory[] = "memory is short";
static const char too_high[]  = "degree too high: products of more than 8 collective operators";

static const char *words(PolynomialError error)
{
  return error == POLYNOMIAL_OK ? NULL : error == POLYNOMIAL_MEMORY ? no_memory : too_high;
}

void expression_free(ExpressionValue *v) { polynomial_free(&v->polynomial); }

ExpressionValue value_number(double complex number) { return (ExpressionValue){.kind = EXPRESSION_NUMBER, .number = number}; }

ExpressionValue value_site(const ExpressionScope *scope, const double complex *matrix)
{
  ExpressionValue v = {.kind = EXPRESSION_SITE};

  memcpy(v.site, matrix, (size_t)scope->basis->d * scope->basis->d * sizeof *matrix);
  return v;
}

const char *value_lift(const ExpressionScope *scope, ExpressionValue *v, ExpressionKind kind)
{
  const PolynomialWord one = {0};

  if (v->kind == kind) return NULL;
  if (v->kind != EXPRESSION_NUMBER) return mixed;
  const double complex number = v->number;
  *v                          = (ExpressionValue){.kind = kind};
  if (kind == EXPRESSION_SITE) {
    for (int k = 0; k < scope->basis->d; k++) v->site[k * scope->basis->d + k] = number;
    return NULL;
  }
  v->polynomial = polynomial_zero(scope->basis);
  return words(polynomial_add_word(&v->polynomial, number, &one));
}

/* Both of the kind of the one that is an operator. */
static const char *same_kind(const ExpressionScope *scope, ExpressionValue *left, ExpressionValue *right)
{
  const ExpressionKind kind = left->kind > right->kind ? left->kind : right->kind;
  const char          *wrong;

  if ((wrong = value_lift(scope, left, kind))) return wrong;
  return value_lift(scope, right, kind);
}

static const char *combine(const ExpressionScope *scope, double sign, ExpressionValue *left, ExpressionValue *right)
{
  const char *wrong = same_kind(scope, left, right);

  if (!wrong && left->kind == EXPRESSION_NUMBER) left->number += sign * right->number;
  if (!wrong && left->kind == EXPRESSION_SITE)
    for (int k = 0; k < scope->basis->d * scope->basis->d; k++) left->site[k] += sign * right->site[k];
  if (!wrong && left->kind == EXPRESSION_COLLECTIVE) wrong = words(polynomial_add(&left->polynomial, sign, &right->polynomial));
  expression_free(right);
  return wrong;
}

const char *value_add(const ExpressionScope *scope, ExpressionValue *left, ExpressionValue *right)
{
  return combine(scope, 1, left, right);
}
const char *value_subtract(const ExpressionScope *scope, ExpressionValue *left, ExpressionValue *right)
{
  return combine(scope, -1, left, right);
}

static void scale(const ExpressionScope *scope, ExpressionValue *v, double complex factor)
{
  v->number *= factor;
  if (v->kind == EXPRESSION_SITE)
    for (int k = 0; k < scope->basis->d * scope->basis->d; k++) v->site[k] *= factor;
  for (int k = 0; k < v->polynomial.count; k++) v->polynomial.term[k].c *= factor, v->polynomial.term[k].weight *= cabs(factor);
  if (v->kind == EXPRESSION_COLLECTIVE) polynomial_clean(&v->polynomial);
}

static const char *product(const ExpressionScope *scope, ExpressionValue *left, ExpressionValue *right)
{
  if (right->kind == EXPRESSION_NUMBER) {
    scale(scope, left, right->number);
    return NULL;
  }
  if (left->kind == EXPRESSION_NUMBER) {
    const double complex factor = left->number;
    *left                       = *right;
    right->polynomial           = (Polynomial){0};
    scale(scope, left, factor);
    return NULL;
  }
  if (left->kind != right->kind) return mixed;
  ExpressionValue out   = {.kind = left->kind};
  const char     *wrong = NULL;
  if (left->kind == EXPRESSION_SITE) site_multiply(scope->basis->d, left->site, right->site, out.site);
  else wrong = words(polynomial_multiply(&left->polynomial, &right->polynomial, &out.polynomial));
  expression_free(left);
  *left = out;
  return wrong;
}

const char *value_multiply(const ExpressionScope *scope, ExpressionValue *left, ExpressionValue *right)
{
  const char *wrong = product(scope, left, right);

  expression_free(right);
  return wrong;
}

const char *value_divide(const ExpressionScope *scope, ExpressionValue *left, ExpressionValue *right)
{
  if (right->kind != EXPRESSION_NUMBER) return expression_free(right), "division by an operator";
  if (right->number == 0) return value_zero_division;
  scale(scope, left, 1 / right->number);
  return NULL;
}

const char *value_negate(const ExpressionScope *scope, ExpressionValue *v) { return scale(scope, v, -1), NULL; }

static double complex number_power(double complex base, int exponent)
{
  double complex result = 1;

  for (int k = 0; k < (exponent < 0 ? -exponent : exponent); k++) result *= base;
  return exponent < 0 ? 1 / result : result;
}

const char *value_power(const ExpressionScope *scope, ExpressionValue *v, int exponent)
{
  if (v->kind == EXPRESSION_NUMBER) {
    if (exponent < 0 && v->number == 0) return value_zero_division;
    v->number = number_power(v->number, exponent);
    return NULL;
  }
  if (exponent < 0) return "division by an operator: a negative power";
  ExpressionValue result = value_number(1);
  const char     *wrong  = NULL;
  for (int k = 0; k < exponent && !wrong; k++) {
    ExpressionValue factor = *v;
    if (v->kind == EXPRESSION_COLLECTIVE) {
      factor.polynomial = polynomial_zero(scope->basis);
      wrong             = words(polynomial_add(&factor.polynomial, 1, &v->polynomial));
    }
    if (!wrong) wrong = value_multiply(scope, &result, &factor);
    else expression_free(&factor);
  }
  if (!wrong) wrong = value_lift(scope, &result, v->kind);
  expression_free(v);
  *v = result;
  return wrong;
}

const char *value_adjoint(const ExpressionScope *scope, ExpressionValue *v)
{
  ExpressionValue out   = {.kind = v->kind, .number = conj(v->number)};
  const char     *wrong = NULL;

  if (v->kind == EXPRESSION_SITE) site_adjoint(scope->basis->d, v->site, out.site);
  if (v->kind == EXPRESSION_COLLECTIVE) wrong = words(polynomial_adjoint(&v->polynomial, &out.polynomial));
  expression_free(v);
  *v = out;
  return wrong;
}

const char *value_sum(const ExpressionScope *scope, ExpressionValue *v)
{
  ExpressionValue out = {.kind = EXPRESSION_COLLECTIVE, .polynomial = polynomial_zero(scope->basis)};

  if (v->kind == EXPRESSION_COLLECTIVE)
    return "sum() of an expression that is collective already: sum takes one-site operators (lower case)";
  const char *wrong = value_lift(scope, v, EXPRESSION_SITE);
  if (!wrong) wrong = words(polynomial_add_site(&out.polynomial, 1, v->site, (int)scope->N));
  *v = out;
  return wrong;
}
