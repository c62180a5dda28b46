/* Expressions in operators: "(Jx*Sx^2 + Jy*Sy^2)/(2*(N-1)) + 0.3*i*sum(sp*sz)".

     expr := ['+'|'-'] term (('+'|'-') term)*        term := fac (('*'|'/') fac)*        fac := base ['^' integer]
     base := number | i | name | '(' expr ')' | dag(expr) | sum(one-site expr) | sqrt(number) | exp, log, sin, cos, abs(number)

   Names    pi, N, the caller's parameters;
            one site:    id; for two levels sx sy sz (Pauli), sp = |up><dn|, sm = |dn><up|, up, dn (projectors); the caller's matrices;
            collective:  sum(one-site); for two levels Sx Sy Sz = sum(sx) ..., Sp Sm = sum(sp), sum(sm), S2 = Sx^2 + Sy^2 + Sz^2;
            mode:        a, ad where the caller has one.
   A number beside an operator is a multiple of the identity. One-site and collective operators do not mix; products of one-site
   operators are products on the same site. Names keep their case. */
#ifndef PILIND_PHYSICS_ALGEBRA_EXPRESSION_H
#define PILIND_PHYSICS_ALGEBRA_EXPRESSION_H

#include "physics/algebra/polynomial.h"

typedef enum { EXPRESSION_NUMBER, EXPRESSION_SITE, EXPRESSION_COLLECTIVE } ExpressionKind;

typedef struct {
  ExpressionKind kind;
  double complex number;
  double complex site[SITE_LEVELS_MAX * SITE_LEVELS_MAX]; /* row-major d x d */
  Polynomial     polynomial;
} ExpressionValue;

typedef struct {
  const char           *name;
  const double complex *matrix; /* d x d, row-major */
} NamedMatrix;

/* What the names stand for. */
typedef struct {
  const SiteBasis   *basis; /* NULL: only numbers are allowed */
  double             N;
  bool               mode;
  int                parameters;
  const char *const *parameter; /* [parameters] */
  const double      *value;
  bool              *used; /* [parameters] set where a name was read, or NULL */
  int                matrices;
  const NamedMatrix *matrix;
} ExpressionScope;

/* `column` counts from 1; the text is one line without it. Some mistakes depend on the values: division by zero, the root of a negative
   number. */
typedef struct {
  int  column;
  bool depends_on_values;
  char text[200];
} ExpressionError;

/* Evaluate. False: error is filled, and there is nothing to free. */
bool expression_evaluate(const char *text, const ExpressionScope *scope, ExpressionValue *value, ExpressionError *error);
void expression_free(ExpressionValue *value);

/* The same where one kind is wanted; a number is a multiple of the identity where an operator may stand. `real` refuses imaginary parts.
   The polynomial is the caller's to free. */
bool expression_real(const char *text, const ExpressionScope *scope, double *number, ExpressionError *error);
bool expression_collective(const char *text, const ExpressionScope *scope, Polynomial *polynomial, ExpressionError *error);

/* Is it the name of an operator, a function or a constant of the language for sites of d levels? Such a name cannot be a parameter's. */
bool expression_reserved(const char *name, int d, bool mode);

#endif
