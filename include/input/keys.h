/* Which keys there are, whose they are, and where they may stand. Names ignore case, but for those that come from the input. */
#ifndef PILIND_INPUT_KEYS_H
#define PILIND_INPUT_KEYS_H

#include "input/command.h"
#include "plan/warnings.h"
#include "tasks/task.h"
#include "text/node.h"
#include "text/suggest.h"

typedef struct {
  const char *name, *value, *text; /* value: what follows it in -help, NULL for a plain flag, in brackets if it may be left out */
} KeySpec;

/* Keys of the input file that belong to no model and no task, and flags of the command line. */
extern const KeySpec file_keys[];
extern const int     file_key_count;
extern const KeySpec flag_keys[];
extern const int     flag_key_count;

/* A flag of PETSc as a whole, such as -log_view: on the command line and in the environment only. */
bool KeysIsPetscs(const char *key);

/* A key of this program, of any of its models, tasks and their solvers. */
bool KeysIsPrograms(const char *key);

/* Does a value follow it on the command line? */
bool KeysTakesValue(const char *key);

/* The row of a parameter, -1 if the model has none of this name (of `length` characters). */
int KeysParameter(const ModelSpec *model, const char *name, size_t length);

/* Offer the names of the model's parameters to a suggestion. */
void KeysOfferParameters(const ModelSpec *model, Suggestion *suggestion);

/* Look at every key of the file and of the command line, for a model and a task: is it known, may it stand there, and what may stand
   under it? Two words of one key are warned of. */
void KeysCheckFile(const Node *root, const ModelSpec *model, const TaskSpec *task, Objection *objection);
void KeysCheckCommand(const CommandLine *command, const ModelSpec *model, const TaskSpec *task, Objection *objection, Warnings *warnings);

/* Where there is no input file, flags are the only keys. */
void KeysCheckFlags(const CommandLine *command, Objection *objection);

/* Parameters that come from the input must not be called like anything else. `names`: the map that they stand in. */
void KeysCheckNames(const Node *names, const ModelSpec *model, Objection *objection);

#endif
