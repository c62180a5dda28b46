/* Keys are known from tables only; names ignore case, as PETSc's do. */
#include "input/keys.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

const KeySpec file_keys[] = {
  {"model", "NAME", "the model"},
  {"task", "NAME", "what to compute at every point"},
  {"output", "FILE", "the results file (default: the input's name with .h5)"},
};
const int file_key_count = sizeof file_keys / sizeof *file_keys;

const KeySpec flag_keys[] = {
  {"dry_run", NULL, "show points, unknowns, memory, group size and solver; compute nothing"},
  {"status", "FILE", "show what is done, failed and left in a results file"},
  {"overwrite", NULL, "replace an existing output file"},
  {"retry_failed", NULL, "solve failed points again"},
  {"max_time", "TIME", "seconds or hh:mm:ss: start no point that is not expected to end by then; exit 75 if points are left"},
  {"ranks_per_point", "K", "ranks that solve one point together (default: chosen from size)"},
  {"farm_keeper", "auto|rank", "who hands out points: a thread of rank 0, or rank 0 alone (without MPI_THREAD_MULTIPLE)"},
  {"help", NULL, "show this"},
  {"version", NULL, "show the version"},
};
const int flag_key_count = sizeof flag_keys / sizeof *flag_keys;

/* Families that belong to PETSc as a whole, on the command line only. */
static const char *const petsc_families[] = {"log_", "malloc", "info", "options_", "on_error_"};

static bool in(const KeySpec *keys, int count, const char *key)
{
  for (int k = 0; k < count; k++)
    if (!strcasecmp(keys[k].name, key)) return true;
  return false;
}

static bool known_in_file(const char *key, const ModelSpec *model, const TaskSpec *task)
{
  if (in(file_keys, file_key_count, key)) return true;
  for (int k = 0; k < model->nparams; k++)
    if (!strcasecmp(model->params[k].name, key)) return true;
  for (int k = 0; k < task->noptions; k++)
    if (!strcasecmp(task->options[k].name, key)) return true;
  return TaskTakesOption(task, key);
}

bool KeysIsFlag(const char *key)
{
  for (size_t k = 0; k < sizeof petsc_families / sizeof *petsc_families; k++)
    if (!strncasecmp(key, petsc_families[k], strlen(petsc_families[k]))) return true;
  return in(flag_keys, flag_key_count, key);
}

static void reject(const char *key, const ModelSpec *model, const TaskSpec *task, Verdict *verdict)
{
  char   known[384] = "";
  size_t at         = 0;

  for (int k = 0; k < file_key_count; k++) at += (size_t)snprintf(known + at, sizeof known - at, "%s ", file_keys[k].name);
  for (int k = 0; k < model->nparams && at < sizeof known; k++) at += (size_t)snprintf(known + at, sizeof known - at, "%s ", model->params[k].name);
  for (int k = 0; k < task->noptions && at < sizeof known; k++) at += (size_t)snprintf(known + at, sizeof known - at, "%s ", task->options[k].name);
  VerdictSet(verdict, EXIT_BAD_INPUT, "%s: unknown key; model %s, task %s know: %s%s%s", key, model->name, task->name, known,
             task->prefix ? "and solver options " : "(-help shows the flags)", task->prefix ? task->prefix : "");
}

void KeysCheckFile(const char *key, const ModelSpec *model, const TaskSpec *task, Verdict *verdict)
{
  if (!known_in_file(key, model, task)) reject(key, model, task, verdict);
}

static bool is_key(const char *word) { return word[0] == '-' && (isalpha((unsigned char)word[1]) || word[1] == '_'); }

static bool takes_value(const char *key)
{
  for (int k = 0; k < flag_key_count; k++)
    if (!strcasecmp(flag_keys[k].name, key)) return flag_keys[k].value != NULL;
  return true;
}

static bool is_boolean(const char *word)
{
  static const char *const words[] = {"true", "false", "yes", "no", "on", "off", "1", "0"};

  for (size_t k = 0; k < sizeof words / sizeof *words; k++)
    if (!strcasecmp(words[k], word)) return true;
  return false;
}

void KeysCheckArguments(int argc, char **argv, const ModelSpec *model, const TaskSpec *task, Verdict *verdict)
{
  for (int i = argc > 1 && !is_key(argv[1]) ? 2 : 1; i < argc; i++) {
    if (!is_key(argv[i])) {
      VerdictSet(verdict, EXIT_BAD_INPUT, "'%s' on the command line belongs to no key", argv[i]);
      return;
    }
    const char *key   = argv[i] + 1;
    const bool  value = i + 1 < argc && !is_key(argv[i + 1]);
    if (model && task && !KeysIsFlag(key) && !known_in_file(key, model, task)) reject(key, model, task, verdict);
    if (value && (takes_value(key) || is_boolean(argv[i + 1]))) i++;
    else if (!value && model && task && !KeysIsFlag(key) && !TaskTakesOption(task, key))
      VerdictSet(verdict, EXIT_BAD_INPUT, "%s: a value must follow", key);
  }
}

void KeysCheckFlags(int argc, char **argv, Verdict *verdict)
{
  for (int i = 1; i < argc; i++)
    if (is_key(argv[i]) && !KeysIsFlag(argv[i] + 1))
      VerdictSet(verdict, EXIT_BAD_INPUT, "%s: not a flag (-help shows them); without an input file there are no other keys", argv[i] + 1);
}
