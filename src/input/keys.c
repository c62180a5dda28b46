/* Keys are known from tables only. */
#include "input/keys.h"

#include "text/formula.h"

#include <stdio.h>
#include <string.h>

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
  {"reuse", "FILE", "take over the points that another results file of this kind has; may be repeated"},
  {"retry_failed", NULL, "solve failed points again"},
  {"max_time", "TIME", "seconds or hh:mm:ss: start no point that is not expected to end by then; exit 75 if points are left"},
  {"progress_interval", "SECONDS", "say at least so often how the run is and what each long point has come to (default: 60)"},
  {"ranks_per_point", "K", "ranks that solve one point together (default: chosen from size)"},
  {"farm_keeper", "auto|rank", "who hands out points: a thread of rank 0, or rank 0 alone (without MPI_THREAD_MULTIPLE)"},
  {"help", "[TASK]", "show this; with the name of a task, its options and outputs; with `all`, those of all tasks"},
  {"version", NULL, "show the version"},
};
const int flag_key_count = sizeof flag_keys / sizeof *flag_keys;

/* Families that belong to PETSc as a whole. */
static const char *const petsc_families[] = {"log_", "malloc", "info", "options_", "on_error_"};

static const KeySpec *find(const KeySpec *keys, int count, const char *key)
{
  const Words names = {keys, sizeof *keys, count};
  const int   k     = words_find(names, key);

  return k < 0 ? NULL : &keys[k];
}

static bool is_flag(const char *key) { return find(flag_keys, flag_key_count, key) || !strcasecmp(key, "h"); }

bool KeysIsPetscs(const char *key)
{
  for (size_t k = 0; k < sizeof petsc_families / sizeof *petsc_families; k++)
    if (!strncasecmp(key, petsc_families[k], strlen(petsc_families[k]))) return true;
  return false;
}

bool KeysTakesValue(const char *key)
{
  const KeySpec *flag = find(flag_keys, flag_key_count, key);

  return flag ? flag->value != NULL : strcasecmp(key, "h") != 0;
}

int KeysParameter(const ModelSpec *model, const char *name, size_t length)
{
  for (int ignore_case = 0; ignore_case < 2; ignore_case++)
    for (int k = 0; k < model->nparams; k++) {
      const ParamSpec *p = &model->params[k];
      if (strlen(p->name) != length || (ignore_case && k >= model->nparams - model->nown)) continue;
      if (!(ignore_case ? strncasecmp : strncmp)(p->name, name, length)) return k;
    }
  return -1;
}

void KeysOfferParameters(const ModelSpec *model, Suggestion *suggestion)
{
  for (int k = 0; k < model->nparams; k++) suggestion_offer(suggestion, model->params[k].name);
}

static const OptionSpec *find_option(const TaskSpec *task, const char *key)
{
  for (int k = 0; k < task->noptions; k++)
    if (!strcasecmp(task->options[k].name, key)) return &task->options[k];
  return NULL;
}

static const ModelKey *find_structured(const ModelSpec *model, const char *key)
{
  for (int k = 0; k < model->nkeys; k++)
    if (!strcasecmp(model->keys[k].name, key)) return &model->keys[k];
  return NULL;
}

bool KeysIsPrograms(const char *key)
{
  if (is_flag(key) || find(file_keys, file_key_count, key)) return true;
  for (int k = 0; k < model_count; k++)
    if (KeysParameter(models[k], key, strlen(key)) >= 0 || find_structured(models[k], key)) return true;
  for (int k = 0; k < task_count; k++)
    if (find_option(tasks[k], key) || TaskTakesOption(tasks[k], key)) return true;
  return false;
}

/* What may stand under a key of the file: NodeKinds, 0 if the key is not known. */
static int kinds_of(const char *key, const ModelSpec *model, const TaskSpec *task)
{
  const ModelKey   *structured = find_structured(model, key);
  const OptionSpec *option     = find_option(task, key);

  if (find(file_keys, file_key_count, key)) return NODE_SCALAR;
  if (structured) return structured->kinds;
  if (KeysParameter(model, key, strlen(key)) >= 0) return NODE_SCALAR | NODE_LIST;
  if (option) return option->kind == TASK_TEXTS || option->kind == TASK_VALUES ? NODE_SCALAR | NODE_LIST : NODE_SCALAR;
  return TaskTakesOption(task, key) ? NODE_SCALAR | NODE_LIST : 0;
}

static void offer_all(const ModelSpec *model, const TaskSpec *task, bool flags, Suggestion *s)
{
  suggestion_offer_words(s, (Words){file_keys, sizeof *file_keys, file_key_count});
  KeysOfferParameters(model, s);
  for (int k = 0; k < model->nkeys; k++) suggestion_offer(s, model->keys[k].name);
  for (int k = 0; k < task->noptions; k++) suggestion_offer(s, task->options[k].name);
  if (flags) suggestion_offer_words(s, (Words){flag_keys, sizeof *flag_keys, flag_key_count});
}

typedef struct {
  size_t used;
  char   text[320];
} List;

static void list_name(List *list, const char *name)
{
  if (list->used < sizeof list->text)
    list->used += (size_t)snprintf(list->text + list->used, sizeof list->text - list->used, "%s%s", list->used ? " " : "", name);
}

/* A prefix of solver options with keys inside it: PETSc's way to nest, but not ours. */
static void object_to_nesting(const char *key, const Node *node, const TaskSpec *task, const Node *place, Objection *objection)
{
  char flat[128];

  if (!node || node->kind != NODE_MAP || node->count == 0) return;
  snprintf(flat, sizeof flat, "%.60s_%.60s", key, node->child[0].key);
  if (TaskTakesOption(task, flat))
    objection_set(objection, place, 0, "%.60s: keys inside this key have no place here; write %s: ...", key, flat);
}

/* Whose key it would be, or which it may have been, or which there are. */
static void reject(const char *key, const Node *node, const ModelSpec *model, const TaskSpec *task, Objection *objection)
{
  Suggestion s     = suggestion_for(key, strlen(key));
  List       known = {0};
  char       meant[80];
  const Node place = {.line = node ? node->key_line : 0, .column = node ? node->key_column : 0};

  for (int k = 0; k < model_count; k++)
    if (find_structured(models[k], key))
      objection_set(objection, &place, 0, "%.60s: a key of model %s; model %s does not take it", key, models[k]->name, model->name);
  for (int k = 0; k < task_count; k++)
    if (!strcmp(tasks[k]->model->name, model->name) && (find_option(tasks[k], key) || TaskTakesOption(tasks[k], key)))
      objection_set(objection, &place, 0, "%.60s: a key of task %s; task %s does not take it", key, tasks[k]->name, task->name);
  object_to_nesting(key, node, task, &place, objection);
  offer_all(model, task, node == NULL, &s);
  if (s.best) objection_set(objection, &place, 0, "%.60s: unknown key%s", key, suggestion_text(&s, sizeof meant, meant));
  for (int k = 0; k < file_key_count; k++) list_name(&known, file_keys[k].name);
  for (int k = 0; k < model->nparams; k++) list_name(&known, model->params[k].name);
  for (int k = 0; k < model->nkeys; k++) list_name(&known, model->keys[k].name);
  for (int k = 0; k < task->noptions; k++) list_name(&known, task->options[k].name);
  objection_set(objection, &place, 0, "%.60s: unknown key; model %s, task %s know: %s%s%s", key, model->name, task->name, known.text,
                task->prefix ? " and solver options " : "", task->prefix ? task->prefix : " (-help shows the flags)");
}

/* What stands under a key must be of a kind that it takes; what a map would mean is said. */
static void check_kind(const Node *node, int kinds, Objection *objection)
{
  if (node->kind & kinds) return;
  if (node->kind == NODE_MAP && node->count)
    objection_to_key(objection, &node->child[0], "%.60s: keys inside this key (%.60s) have no place here; allowed: %s", node->key,
                     node->child[0].key, node_kinds_text(kinds));
  objection_set(objection, node, 0, "%.60s: %s has no place here; allowed: %s", node->key, node_kinds_text(node->kind),
                node_kinds_text(kinds));
}

void KeysCheckFile(const Node *root, const ModelSpec *model, const TaskSpec *task, Objection *objection)
{
  for (int k = 0; k < root->count && !objection->text[0]; k++) {
    const Node *node  = &root->child[k];
    const int   kinds = kinds_of(node->key, model, task);
    if (is_flag(node->key) || KeysIsPetscs(node->key))
      objection_to_key(objection, node, "%.60s: a flag, for the command line only", node->key);
    else if (!kinds) reject(node->key, node, model, task, objection);
    else check_kind(node, kinds, objection);
  }
  for (int k = 0; k < model->nkeys; k++)
    if (model->keys[k].needed && !node_find(root, model->keys[k].name, true))
      objection_set(objection, NULL, 0, "%s: missing (%s)", model->keys[k].name, model->keys[k].long_name);
}

/* A word from outside of the file. The environment and files of options may hold what is asked for on purpose elsewhere, but no
   physics: they hold solver options alone. */
static void check_word(const Word *w, const ModelSpec *model, const TaskSpec *task, Objection *objection, Warnings *warnings)
{
  const bool environment = w->origin == FROM_ENVIRONMENT, solver = TaskTakesOption(task, w->key);

  if (KeysIsPetscs(w->key) && w->origin == FROM_OPTIONS_FILE)
    objection_set(objection, NULL, 0, "%.60s: a flag, for the command line only, in a file of options", w->key);
  if (KeysIsPetscs(w->key)) return;
  if (environment && !KeysIsPrograms(w->key)) {
    WarningsAdd(warnings, "PETSC_OPTIONS: -%.80s is neither a solver option of this program nor a flag that it knows of", w->key);
    return;
  }
  if (environment) {
    bool any = false;
    for (int k = 0; k < task_count; k++) any |= TaskTakesOption(tasks[k], w->key);
    if (!any)
      objection_set(objection, NULL, 0,
                    "%.60s: set by PETSC_OPTIONS in the environment, which may hold solver options only; give it in the input file or on "
                    "the command line",
                    w->key);
    return;
  }
  if (is_flag(w->key) && w->origin == FROM_OPTIONS_FILE)
    objection_set(objection, NULL, 0, "%.60s: a flag, for the command line only, in a file of options", w->key);
  if (is_flag(w->key)) return;
  const int kinds = kinds_of(w->key, model, task);
  if (!kinds) reject(w->key, NULL, model, task, objection);
  else if (!(kinds & NODE_SCALAR) || find_structured(model, w->key))
    objection_set(objection, NULL, 0, "%.60s: for the input file only: it takes %s", w->key, node_kinds_text(kinds));
  else if (!w->has_value && !solver) objection_set(objection, NULL, 0, "%.60s: a value must follow", w->key);
}

/* Later words win over earlier ones without a trace. */
static void check_twice(const CommandLine *command, int k, Warnings *warnings)
{
  const Word *w = &command->word[k];

  for (int i = 0; i < k; i++) {
    const Word *other = &command->word[i];
    if (strcasecmp(other->key, w->key) || other->origin != w->origin || w->origin != FROM_COMMAND_LINE) continue;
    if (!strcasecmp(w->key, "reuse")) continue; /* each of them counts */
    WarningsAdd(warnings, "-%.60s is given twice%s%.60s%s; the last one counts: %.80s", w->key, strcmp(other->key, w->key) ? " (as -" : "",
                strcmp(other->key, w->key) ? other->key : "", strcmp(other->key, w->key) ? ", too)" : "", w->node.text);
  }
}

void KeysCheckCommand(const CommandLine *command, const ModelSpec *model, const TaskSpec *task, Objection *objection, Warnings *warnings)
{
  for (int k = 0; k < command->count; k++) {
    check_word(&command->word[k], model, task, objection, warnings);
    check_twice(command, k, warnings);
  }
}

void KeysCheckFlags(const CommandLine *command, Objection *objection)
{
  for (int k = 0; k < command->count; k++) {
    const Word *w = &command->word[k];
    if (w->origin == FROM_COMMAND_LINE && !is_flag(w->key) && !KeysIsPetscs(w->key))
      objection_set(objection, NULL, 0, "%.60s: not a flag (-help shows them); without an input file there are no other keys", w->key);
  }
}

/* A key of the program that this model and its tasks have. */
static bool is_taken(const ModelSpec *model, const char *name)
{
  if (is_flag(name) || !strcasecmp(name, "v") || KeysIsPetscs(name) || find(file_keys, file_key_count, name) ||
      find_structured(model, name))
    return true;
  for (int k = 0; k < task_count; k++)
    if (!strcmp(tasks[k]->model->name, model->name) && (find_option(tasks[k], name) || TaskTakesOption(tasks[k], name))) return true;
  return false;
}

void KeysCheckNames(const Node *names, const ModelSpec *model, Objection *objection)
{
  for (int k = model->nparams - model->nown; k < model->nparams; k++) {
    const char *name  = model->params[k].name;
    const Node *node  = names ? node_find(names, name, false) : NULL;
    const Node  place = {.line = node ? node->key_line : 0, .column = node ? node->key_column : 0};
    if (is_taken(model, name)) objection_set(objection, &place, 0, "%.60s: a key of the program cannot be the name of a parameter", name);
    if (formula_reserves(name))
      objection_set(objection, &place, 0, "%.60s: has a meaning in expressions and cannot be the name of a parameter", name);
    for (int i = 0; i < k; i++)
      if (!strcasecmp(model->params[i].name, name))
        objection_set(objection, &place, 0, "%.60s: differs from the parameter %.60s in case only", name, model->params[i].name);
  }
}
