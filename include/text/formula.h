/* Expressions of numbers and names, "2*pi*f", "sqrt(N) - 1", compiled once and evaluated at any values of the names.

     sum := product (('+'|'-') product)*        product := sign (('*'|'/') sign)*        sign := ('+'|'-')* power
     power := base ['^' sign]                   base := number | name | name '(' sum ')' | '(' sum ')'

   so that -2^2 = -4 and 2^3^2 = 2^9. Numbers are decimal as in C. Known are pi and the functions of formula_functions[]; other
   names are the caller's variables. */
#ifndef PILIND_TEXT_FORMULA_H
#define PILIND_TEXT_FORMULA_H

#include "text/words.h"

#include <stdbool.h>

typedef struct {
  const char *name;
  double (*value)(double x);
} FormulaFunction;
enum { FORMULA_FUNCTIONS = 16 };
extern const FormulaFunction formula_functions[FORMULA_FUNCTIONS];

/* Is the name one of these, or pi? Variables cannot be called so. */
bool formula_reserves(const char *name);

/* Whose names there are: the index of a variable, -1 if there is none. `name` has `length` characters, no end. NULL: none. */
typedef struct {
  int (*find)(const char *name, size_t length, const void *context);
  const void *context;
} FormulaNames;

/* What is wrong, and where: a phrase, and the piece of the text, `at` bytes from its beginning, `length` long (0: at its end). */
typedef struct {
  const char *what;
  int         at, length;
  bool        unknown_name; /* the piece is a name that nobody knows */
} FormulaError;

typedef struct Formula Formula;

/* NULL: the error says why, also if there is no memory. */
Formula *formula_parse(const char *text, FormulaNames names, FormulaError *error);
void     formula_free(Formula *formula);

/* Its value at variables[]: IEEE arithmetic, so that 1/0 is inf and sqrt(-1) is nan. */
double formula_value(const Formula *formula, const double *variables);

/* A copy of the text without blanks, malloc'ed: what is equal but for its blanks is equal. NULL without memory. */
char *formula_text(const char *text);

/* Does it depend on this variable? On any (variable < 0)? */
bool formula_uses(const Formula *formula, int variable);

#endif
