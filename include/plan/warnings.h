/* What the user should know but what stops nothing: collected while the input is read, printed before the work begins. */
#ifndef PILIND_PLAN_WARNINGS_H
#define PILIND_PLAN_WARNINGS_H

enum { WARNINGS_MAX = 24 };

typedef struct {
  int  count; /* may be larger than WARNINGS_MAX: the rest is not kept */
  char line[WARNINGS_MAX][240];
} Warnings;

/* printf's format; the same line is kept once. */
void WarningsAdd(Warnings *warnings, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
