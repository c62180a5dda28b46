/* The names of the language and what they stand for, and text for messages. */
#ifndef PILIND_PHYSICS_ALGEBRA_NAMES_H
#define PILIND_PHYSICS_ALGEBRA_NAMES_H

#include "physics/algebra/expression.h"

#include <stddef.h>

/* The value of a name; NULL, or the beginning of a message that ends in the name and a quote. */
const char *names_value(const char *word, const ExpressionScope *scope, ExpressionValue *v);
bool        names_reserved(const char *word, int d, bool mode);

/* The nearest known name, or "" if none is near. */
void names_suggest(const char *word, const ExpressionScope *scope, char *guess, size_t size);

/* out = a b; out += a b; both cut to `size`. */
void names_join(char *out, size_t size, const char *a, const char *b);
void names_append(char *out, size_t size, const char *a, const char *b);

#endif
