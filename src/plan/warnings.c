/* Warnings as a list of lines. */
#include "plan/warnings.h"

#include "text/one_line.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void WarningsAdd(Warnings *warnings, const char *format, ...)
{
  char    line[sizeof warnings->line[0]];
  va_list arguments;

  va_start(arguments, format);
  vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  one_line(line);
  for (int k = 0; k < warnings->count && k < WARNINGS_MAX; k++)
    if (!strcmp(warnings->line[k], line)) return;
  if (warnings->count < WARNINGS_MAX) memcpy(warnings->line[warnings->count], line, sizeof line);
  warnings->count++;
}
