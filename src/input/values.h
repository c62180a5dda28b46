/* Values as text: numbers, lists and ranges. */
#ifndef PILIND_INPUT_VALUES_H
#define PILIND_INPUT_VALUES_H

#include "plan/verdict.h"
#include "physics/models/param.h"

/* The values of parameter `row` of a model: a number, a list "a, b, c" (with or without brackets; its pieces may be ranges), a
   range "start:stop:count" (both ends included) or "log:start:stop:count", or "around:landmark:width:count", a range with one of the
   model's landmarks in its middle, which is found at the other parameters' values in `point` (may be NULL if the text has no such
   range, see ValuesNeedPoint). *values is malloc'ed for the caller, *listed says whether it is more than a plain number. Every
   value is checked against the row. An objection is a verdict that names key and value. */
void ValuesParse(const ModelSpec *model, int row, const double *point, const char *text, int *count, double **values, bool *listed, Verdict *verdict);

/* Does the text have an around:...? */
bool ValuesNeedPoint(const char *text);

/* One finite number, nothing after it. */
bool ValueNumber(const char *text, double *value);

/* Seconds, or hh:mm:ss, or mm:ss. */
bool ValueTime(const char *text, double *seconds);

#endif
