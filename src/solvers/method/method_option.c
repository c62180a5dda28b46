/* A word of the options becomes a row here and nowhere else. */
#include "solvers/method/method_option.h"

#include <stdio.h>
#include <strings.h>

enum { WORD = 64, NOT_A_WORD = -2 };

/* What the two options say. */
typedef struct {
  char      method[WORD], pc[WORD];
  PetscBool method_set, pc_set;
} Given;

static PetscErrorCode read_options(const MethodOption *o, Given *given)
{
  char name[2 * WORD];

  PetscFunctionBeginUser;
  *given = (Given){.method = ""};
  snprintf(name, sizeof name, "-%s", o->name);
  PetscCall(PetscOptionsGetString(NULL, NULL, name, given->method, WORD, &given->method_set));
  if (!o->pc_type) PetscFunctionReturn(PETSC_SUCCESS);
  snprintf(name, sizeof name, "-%s", o->pc_type);
  PetscCall(PetscOptionsGetString(NULL, NULL, name, given->pc, WORD, &given->pc_set));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static int row_of(const MethodOption *o, const char *word)
{
  const int row = words_find(o->words, word);

  return row >= 0 ? row : !strcasecmp(word, "auto") ? METHOD_AUTOMATIC : NOT_A_WORD;
}

/* A word of ours in PETSc's option. The row for any PC has no PC of its name. */
static int row_of_pc(const MethodOption *o, const char *pc)
{
  const int row = words_find(o->words, pc);

  return row >= 0 && row != o->any_pc ? row : NOT_A_WORD;
}

static PetscBool asks(const Given *given, const MethodOption *o)
{
  return given->method_set && row_of(o, given->method) != METHOD_AUTOMATIC ? PETSC_TRUE : PETSC_FALSE;
}

PetscErrorCode MethodOptionGet(const MethodOption *o, int *row)
{
  Given given;

  PetscFunctionBeginUser;
  PetscCall(read_options(o, &given));
  *row = METHOD_AUTOMATIC;
  if (asks(&given, o)) *row = row_of(o, given.method);
  else if (given.pc_set) *row = row_of_pc(o, given.pc) >= 0 ? row_of_pc(o, given.pc) : o->any_pc;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* "auto, lu, ilu" */
static const char *list(const MethodOption *o, size_t size, char *text)
{
  size_t at = (size_t)snprintf(text, size, "auto");

  for (int k = 0; k < o->words.count && at < size; k++) {
    if (row_of(o, words_at(o->words, k)) == METHOD_AUTOMATIC) continue;
    at += (size_t)snprintf(text + at, size - at, ", %s", words_at(o->words, k));
  }
  return text;
}

PetscErrorCode MethodOptionCheck(const MethodOption *o, size_t size, char objection[], char warning[])
{
  char  words[256];
  Given given;

  PetscFunctionBeginUser;
  objection[0] = warning[0] = '\0';
  PetscCall(read_options(o, &given));
  const int row = row_of(o, given.method), pc_row = row_of_pc(o, given.pc);
  if (given.method_set && row == NOT_A_WORD)
    snprintf(objection, size, "-%s: '%s' is not allowed; allowed: %s", o->name, given.method, list(o, sizeof words, words));
  else if (given.pc_set && pc_row == NOT_A_WORD && o->any_pc < 0)
    snprintf(objection, size, "-%s: '%s' is not allowed here; -%s chooses the method: %s", o->pc_type, given.pc, o->name,
             list(o, sizeof words, words));
  else if (asks(&given, o) && given.pc_set && row != o->any_pc && row != pc_row)
    snprintf(objection, size, "-%s %s and -%s %s contradict each other", o->name, given.method, o->pc_type, given.pc);
  else if (!asks(&given, o) && given.pc_set && pc_row >= 0)
    snprintf(warning, size, "-%s %s chooses a method of ours: write -%s %s; -%s is PETSc's", o->pc_type, given.pc, o->name, given.pc,
             o->pc_type);
  PetscFunctionReturn(PETSC_SUCCESS);
}
