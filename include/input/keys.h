/* Which keys there are, and whose they are. */
#ifndef PILIND_INPUT_KEYS_H
#define PILIND_INPUT_KEYS_H

#include "plan/verdict.h"
#include "tasks/task.h"

typedef struct {
  const char *name, *value, *text; /* value: what follows it in -help, NULL for a plain flag */
} KeySpec;

/* Keys of the input file that belong to no model and no task, and flags of the command line. */
extern const KeySpec file_keys[];
extern const int     file_key_count;
extern const KeySpec flag_keys[];
extern const int     flag_key_count;

/* Walk the command line: every word belongs to a key, every key is known to the model and the task (which may still be NULL:
   then only words are checked). argv[1] may be the input file. */
void KeysCheckArguments(int argc, char **argv, const ModelSpec *model, const TaskSpec *task, Verdict *verdict);

/* Is `key` (without its dash) a flag, of the program or of PETSc as a whole? They stand on the command line only. */
bool KeysIsFlag(const char *key);

/* Where there is no input file, flags are the only keys. */
void KeysCheckFlags(int argc, char **argv, Verdict *verdict);

/* Is `key` (without its dash) known in the input file? If not, the verdict says which are. */
void KeysCheckFile(const char *key, const ModelSpec *model, const TaskSpec *task, Verdict *verdict);

#endif
