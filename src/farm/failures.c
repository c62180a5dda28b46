/* The reason is the task's; the certificates say how far the point missed. */
#include "farm/failures.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Word k of "a b c", or NULL. */
static const char *flag_word(const char *words, int k, int *length)
{
  while (words && k-- > 0) words = strchr(words, ' ') ? strchr(words, ' ') + 1 : NULL;
  *length = words ? (int)strcspn(words, " ") : 0;
  return words;
}

static size_t add_certificate(const OutputSpec *o, double value, const char *comma, size_t size, char *text)
{
  int         length;
  const char *word = o->flag_meanings && value >= 0 ? flag_word(o->flag_meanings, (int)value, &length) : NULL;

  if (word) return (size_t)snprintf(text, size, "%s%s %.*s", comma, o->name, length, word);
  return (size_t)snprintf(text, size, "%s%s %.3g", comma, o->name, value);
}

const char *failure_line(const Plan *plan, int64_t index, const double *values, const char *why, size_t size, char text[])
{
  char        where[256];
  size_t      at = (size_t)snprintf(text, size, "failed: %s%s%s", PlanDescribe(plan, index, sizeof where, where), why[0] ? ": " : "", why);
  const char *comma = why[0] ? "; " : ": ";

  for (int k = 0; k < plan->noutputs && at < size; k++) {
    const OutputSpec *o = &plan->output[k];
    if (o->dim || strcmp(o->source, "certificate") || isnan(values[plan->offset[k]])) continue;
    at += add_certificate(o, values[plan->offset[k]], comma, size - at, text + at);
    comma = ", ";
  }
  return text;
}

void FailuresName(Failures *failures, const Plan *plan, int64_t index, const double *values, const char *why)
{
  char text[1024];

  if (failures->named++ < FAILURES_NAMED) printf("%s\n", failure_line(plan, index, values, why, sizeof text, text));
  else if (failures->named == FAILURES_NAMED + 1) printf("more points failed, which are not named here: -status FILE lists them\n");
  fflush(stdout);
}
