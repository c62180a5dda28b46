/* Objections with their place. */
#include "text/objection.h"

#include "text/one_line.h"

#include <stdarg.h>
#include <stdio.h>

static void set(Objection *o, int line, int column, const char *format, va_list arguments)
{
  if (o->text[0]) return;
  o->line   = line;
  o->column = line > 0 ? column : 0;
  vsnprintf(o->text, sizeof o->text, format, arguments);
  one_line(o->text);
}

bool objection_set(Objection *objection, const Node *node, int offset, const char *format, ...)
{
  va_list arguments;

  va_start(arguments, format);
  set(objection, node ? node->line : 0, node ? node->column + node->quoted + offset : 0, format, arguments);
  va_end(arguments);
  return false;
}

bool objection_to_key(Objection *objection, const Node *node, const char *format, ...)
{
  va_list arguments;

  va_start(arguments, format);
  set(objection, node->key_line, node->key_column, format, arguments);
  va_end(arguments);
  return false;
}
