/* Arithmetic of expression values; the rules of what may stand beside what. */
#ifndef PILIND_PHYSICS_ALGEBRA_VALUE_H
#define PILIND_PHYSICS_ALGEBRA_VALUE_H

#include "physics/algebra/expression.h"

/* What is wrong with values, not with the text: other values may be sound. */
extern const char value_zero_division[], value_bad_root[], value_bad_log[], value_not_finite[];

/* Each returns NULL or what is wrong. left is replaced by the result; right is consumed. */
typedef const char *(*ValueOperation)(const ExpressionScope *scope, ExpressionValue *left, ExpressionValue *right);

const char *value_add(const ExpressionScope *scope, ExpressionValue *left, ExpressionValue *right);
const char *value_subtract(const ExpressionScope *scope, ExpressionValue *left, ExpressionValue *right);
const char *value_multiply(const ExpressionScope *scope, ExpressionValue *left, ExpressionValue *right);
const char *value_divide(const ExpressionScope *scope, ExpressionValue *left, ExpressionValue *right);

/* In place. */
const char *value_negate(const ExpressionScope *scope, ExpressionValue *v);
const char *value_power(const ExpressionScope *scope, ExpressionValue *v, int exponent);
const char *value_adjoint(const ExpressionScope *scope, ExpressionValue *v);
const char *value_sum(const ExpressionScope *scope, ExpressionValue *v); /* one site to all sites */

ExpressionValue value_number(double complex number);
ExpressionValue value_site(const ExpressionScope *scope, const double complex *matrix);

/* A number becomes a multiple of the identity of that kind. */
const char *value_lift(const ExpressionScope *scope, ExpressionValue *v, ExpressionKind kind);

#endif
