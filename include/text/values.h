/* Numbers in the input, alone or as the values of an axis:

     number       1.5, or an expression of numbers: 2*pi, 1/3, sqrt(2)
     [a, b, c]    a list; its pieces may be ranges
     start:stop:count, log:start:stop:count    evenly spaced, both ends included, or so in their logarithms
     around:landmark:width:count               evenly spaced with a place in its middle that the caller finds */
#ifndef PILIND_TEXT_VALUES_H
#define PILIND_TEXT_VALUES_H

#include "text/formula.h"
#include "text/objection.h"

enum { VALUES_MAX = 100000000 }; /* of one axis */

typedef struct {
  int     count;
  double *number; /* owned: values_free */
  bool    listed; /* written as a list or a range: an axis, also with one value */
} Values;

/* Whose values they are, and what is asked of them. Both functions may be NULL, both object by themselves. */
typedef struct {
  const char *name; /* the key, for messages */
  bool (*landmark)(const char *name, double *value, const Node *node, Objection *objection, const void *context);
  bool (*allowed)(double value, const Node *node, Objection *objection, const void *context);
  const void *context;
} ValueRules;

/* The values that a scalar or a list of scalars means. A value twice is refused. Returns false, objects, and leaves nothing to
   release. */
bool values_read(const Node *node, const ValueRules *rules, Values *values, Objection *objection);
void values_free(Values *values);

/* Object to a scalar that is neither a number nor an expression: in the formula's words, or with all that is allowed. */
bool values_reject(const Node *node, const char *name, const FormulaError *error, Objection *objection);

/* Is there an around: among them? */
bool values_need_landmark(const Node *node);

/* One finite number, written as a number or an expression of numbers. */
bool values_number(const char *text, double *value);

/* Seconds, or hh:mm:ss, or mm:ss, above 0. */
bool values_time(const char *text, double *seconds);

/* Words of the command line are lists with brackets or, there only, without: "0,6", "[1, 2]". False if there is no memory. */
bool values_split_words(const char *text, Node *node);

#endif
