/* The first objection stands: later ones often follow from it. */
#include "plan/verdict.h"

#include "text/one_line.h"

#include <stdarg.h>
#include <stdio.h>

int VerdictSet(Verdict *verdict, int code, const char *format, ...)
{
  va_list arguments;

  if (verdict->code != EXIT_COMPLETE) return 0;
  verdict->code = code;
  va_start(arguments, format);
  vsnprintf(verdict->line, sizeof verdict->line, format, arguments);
  va_end(arguments);
  one_line(verdict->line);
  return 0;
}
