/* Method  Recursive descent over the grammar of the header into a program for a stack machine. The depth of nesting, the length of
           the program and the height of its stack are limited, so that no text can overflow anything. */
#include "text/formula.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NESTING_MAX = 64, LENGTH_MAX = 512, STACK_MAX = 160 };

const FormulaFunction formula_functions[FORMULA_FUNCTIONS] = {
  {"sqrt", sqrt}, {"exp", exp},   {"log", log},   {"log10", log10}, {"sin", sin},   {"cos", cos},  {"tan", tan},     {"asin", asin},
  {"acos", acos}, {"atan", atan}, {"sinh", sinh}, {"cosh", cosh},   {"tanh", tanh}, {"abs", fabs}, {"floor", floor}, {"ceil", ceil},
};

typedef enum { NUMBER, VARIABLE, ADD, SUBTRACT, MULTIPLY, DIVIDE, POWER, NEGATE, FUNCTION } Operation;

typedef struct {
  Operation operation;
  int       index;  /* VARIABLE, FUNCTION */
  double    number; /* NUMBER */
} Step;

struct Formula {
  int  count;
  Step step[LENGTH_MAX];
};

typedef struct {
  const char   *text, *at;
  FormulaNames  names;
  FormulaError *error;
  Formula      *program;
  int           nesting, height;
} Parser;

static bool fail(Parser *p, const char *what, const char *from, size_t length)
{
  if (!p->error->what) *p->error = (FormulaError){.what = what, .at = (int)(from - p->text), .length = (int)length};
  return false;
}

static void skip_blanks(Parser *p)
{
  while (isspace((unsigned char)*p->at)) p->at++;
}

static int height_change(Operation operation)
{
  return operation == NUMBER || operation == VARIABLE ? 1 : operation == NEGATE || operation == FUNCTION ? 0 : -1;
}

static bool emit(Parser *p, Step step)
{
  p->height += height_change(step.operation);
  if (p->program->count == LENGTH_MAX || p->height > STACK_MAX) return fail(p, "too long", p->text, strlen(p->text));
  p->program->step[p->program->count++] = step;
  return true;
}

static bool sum(Parser *p);
static bool sign(Parser *p);

static size_t digits(const char *c)
{
  size_t n = 0;

  while (isdigit((unsigned char)c[n])) n++;
  return n;
}

static size_t word(const char *c)
{
  size_t n = 0;

  while (isalnum((unsigned char)c[n]) || c[n] == '_') n++;
  return n;
}

/* digits [. digits] [e [sign] digits], at least one digit before the exponent; nothing that goes on like a name. */
static bool number(Parser *p)
{
  const char  *from = p->at, *c = from;
  const size_t whole = digits(c);

  c += whole;
  if (*c == '.') c += 1 + digits(c + 1);
  if (c == from + 1 && !whole) return fail(p, "a point without digits", from, 1);
  if (*c == 'e' || *c == 'E') {
    const char  *exponent = c + 1 + (c[1] == '+' || c[1] == '-');
    const size_t n        = digits(exponent);
    if (n) c = exponent + n;
  }
  if (word(c)) return fail(p, "a product needs a *", from, (size_t)(c - from) + word(c));
  if (*c == '.') return fail(p, "two points in a number", from, (size_t)(c - from) + 1);
  const double value = strtod(from, NULL); /* reads the same characters */
  if (!isfinite(value)) return fail(p, "a number too large for double precision", from, (size_t)(c - from));
  if (value == 0 && strcspn(from, "123456789eE") < strcspn(from, "eE") && strcspn(from, "123456789") < (size_t)(c - from))
    return fail(p, "a number too small for double precision", from, (size_t)(c - from));
  p->at = c;
  return emit(p, (Step){.operation = NUMBER, .number = value});
}

static int find_function(const char *name, size_t length)
{
  for (int k = 0; k < FORMULA_FUNCTIONS; k++)
    if (strlen(formula_functions[k].name) == length && !memcmp(formula_functions[k].name, name, length)) return k;
  return -1;
}

static bool is_pi(const char *name, size_t length) { return length == 2 && !memcmp(name, "pi", 2); }

bool formula_reserves(const char *name) { return is_pi(name, strlen(name)) || find_function(name, strlen(name)) >= 0; }

/* '(' sum ')', the opening parenthesis being next. */
static bool parenthesis(Parser *p)
{
  const char *open = p->at++;

  if (++p->nesting > NESTING_MAX) return fail(p, "nested too deeply", open, 1);
  if (!sum(p)) return false;
  skip_blanks(p);
  if (*p->at != ')') return fail(p, "a parenthesis that is not closed", open, 1);
  p->at++;
  p->nesting--;
  return true;
}

static bool name(Parser *p)
{
  const char  *from     = p->at;
  const size_t length   = word(from);
  const int    function = find_function(from, length);

  p->at += length;
  skip_blanks(p);
  if (function >= 0 && *p->at != '(') return fail(p, "a function without its parenthesis", from, length);
  if (function >= 0) return parenthesis(p) && emit(p, (Step){.operation = FUNCTION, .index = function});
  if (is_pi(from, length)) return emit(p, (Step){.operation = NUMBER, .number = M_PI});
  const int variable = p->names.find ? p->names.find(from, length, p->names.context) : -1;
  if (variable < 0) {
    fail(p, "an unknown name", from, length);
    p->error->unknown_name = p->error->at == (int)(from - p->text);
    return false;
  }
  if (*p->at == '(') return fail(p, "no function has this name; a product needs a *", from, length);
  return emit(p, (Step){.operation = VARIABLE, .index = variable});
}

/* A character of UTF-8 whole. */
static size_t character(const char *c)
{
  size_t n = 1;

  while ((c[n] & 0xc0) == 0x80) n++;
  return n;
}

static bool base(Parser *p)
{
  skip_blanks(p);
  const char c = *p->at;

  if (isdigit((unsigned char)c) || c == '.') return number(p);
  if (isalpha((unsigned char)c) || c == '_') return name(p);
  if (c == '(') return parenthesis(p);
  if (!c) return fail(p, "it ends where a number or a name is missing", p->at, 0);
  if (strchr("+-*/^)", c))
    return fail(p, p->at > p->text && p->at[-1] == '*' && c == '*' ? "a power is written ^" : "a sign where a number or a name is missing",
                p->at, 1);
  return fail(p, "a character that has no place here", p->at, character(p->at));
}

static bool power(Parser *p)
{
  if (!base(p)) return false;
  skip_blanks(p);
  if (*p->at != '^') return true;
  p->at++;
  return sign(p) && emit(p, (Step){.operation = POWER});
}

static bool sign(Parser *p)
{
  bool negative = false;

  for (skip_blanks(p); *p->at == '+' || *p->at == '-'; skip_blanks(p)) negative ^= *p->at++ == '-';
  if (++p->nesting > NESTING_MAX) return fail(p, "nested too deeply", p->at, 1);
  if (!power(p)) return false;
  p->nesting--;
  return !negative || emit(p, (Step){.operation = NEGATE});
}

/* operand (operator operand)* of one rank of operators. */
static bool chain(Parser *p, bool (*operand)(Parser *), const char *operators, const Operation operations[2])
{
  if (!operand(p)) return false;
  for (skip_blanks(p); *p->at && strchr(operators, *p->at); skip_blanks(p)) {
    const Operation operation = operations[*p->at++ == operators[1]];
    if (!operand(p) || !emit(p, (Step){.operation = operation})) return false;
  }
  return true;
}

static bool product(Parser *p) { return chain(p, sign, "*/", (const Operation[]){MULTIPLY, DIVIDE}); }
static bool sum(Parser *p) { return chain(p, product, "+-", (const Operation[]){ADD, SUBTRACT}); }

/* What follows a whole expression, if anything does. */
static bool at_end(Parser *p)
{
  if (!*p->at) return true;
  if (*p->at == ')') return fail(p, "a parenthesis that was not opened", p->at, 1);
  if (isalnum((unsigned char)*p->at) || strchr("_.(", *p->at)) return fail(p, "a product needs a *", p->at, word(p->at) ? word(p->at) : 1);
  return fail(p, "a character that has no place here", p->at, character(p->at));
}

Formula *formula_parse(const char *text, FormulaNames names, FormulaError *error)
{
  Parser p = {.text = text, .at = text, .names = names, .error = error, .program = calloc(1, sizeof(Formula))};

  *error = (FormulaError){0};
  if (!p.program) fail(&p, "more than the memory holds", text, 0);
  else if (sum(&p) && at_end(&p)) {
    Formula *fitted = realloc(p.program, offsetof(Formula, step) + (size_t)p.program->count * sizeof(Step));
    return fitted ? fitted : p.program;
  }
  free(p.program);
  return NULL;
}

void formula_free(Formula *formula) { free(formula); }

static double combine(Operation operation, double a, double b)
{
  switch (operation) {
  case ADD: return a + b;
  case SUBTRACT: return a - b;
  case MULTIPLY: return a * b;
  case DIVIDE: return a / b;
  default: return pow(a, b);
  }
}

double formula_value(const Formula *e, const double *variables)
{
  double stack[STACK_MAX];
  int    top = -1;

  for (const Step *s = e->step; s < e->step + e->count; s++) switch (s->operation) {
    case NUMBER: stack[++top] = s->number; break;
    case VARIABLE: stack[++top] = variables[s->index]; break;
    case NEGATE: stack[top] = -stack[top]; break;
    case FUNCTION: stack[top] = formula_functions[s->index].value(stack[top]); break;
    default: top--; stack[top] = combine(s->operation, stack[top], stack[top + 1]);
    }
  return stack[0];
}

char *formula_text(const char *text)
{
  char *copy = malloc(strlen(text) + 1), *to = copy;

  for (; copy && *text; text++)
    if (!isspace((unsigned char)*text)) *to++ = *text;
  if (copy) *to = 0;
  return copy;
}

bool formula_uses(const Formula *e, int variable)
{
  for (const Step *s = e->step; s < e->step + e->count; s++)
    if (s->operation == VARIABLE && (variable < 0 || s->index == variable)) return true;
  return false;
}
