/* From words and a document to a validated configuration. Everything is the same on all ranks, because all read the same words and
   parse the same text. */
#include "input/config.h"

#include "input/grid.h"
#include "input/solver_options.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A row of the tables whose name is not there: what is near, and what there is. */
typedef struct {
  const char *key, *kind, *text;
  Suggestion  near;
  char        known[200];
} Unknown;

static Unknown unknown_name(const char *key, const char *kind, const char *text)
{
  return (Unknown){.key = key, .kind = kind, .text = text ? text : "", .near = suggestion_for(text ? text : "", text ? strlen(text) : 0)};
}

static void offer_name(Unknown *u, const char *name)
{
  const size_t used = strlen(u->known);

  suggestion_offer(&u->near, name);
  snprintf(u->known + used, sizeof u->known - used, " %s", name);
}

static void reject_name(const Unknown *u, const Input *input, Objection *objection)
{
  const Node *node = InputFind(input, u->key, false, NULL);
  char        meant[80];

  if (!node) objection_set(objection, NULL, 0, "%s: missing; allowed:%s", u->key, u->known);
  else
    objection_set(objection, node, 0, "%s: '%.60s' is not a %s; allowed:%s%s", u->key, u->text, u->kind, u->known,
                  suggestion_text(&u->near, sizeof meant, meant));
}

static void choose_model(Config *config, const Input *input, Objection *objection)
{
  const char *text    = InputText(input, "model");
  Unknown     unknown = unknown_name("model", "model", text);

  config->grid.model = text ? ModelFind(text) : NULL;
  for (int k = 0; k < model_count && !config->grid.model; k++) offer_name(&unknown, models[k]->name);
  if (!config->grid.model) reject_name(&unknown, input, objection);
  else if (config->grid.model->choose) config->grid.model = config->grid.model->choose(&input->document->root);
}

static void choose_task(Config *config, const Input *input, Objection *objection)
{
  const ModelSpec *model = config->grid.model;
  const char      *text  = InputText(input, "task");
  char             kind[48];
  Unknown          unknown = unknown_name("task", kind, text);

  snprintf(kind, sizeof kind, "task of model %s", model->name);
  config->grid.task = text ? TaskFind(model, text) : NULL;
  for (int k = 0; k < task_count && !config->grid.task; k++)
    if (tasks[k]->model == model) offer_name(&unknown, tasks[k]->name);
  if (!config->grid.task) reject_name(&unknown, input, objection);
}

/* A model that takes more than parameters makes its row of this input. */
static void make_model(Config *config, Input *input, Objection *objection)
{
  const ModelSpec *row  = config->grid.model;
  const Node      *root = &input->document->root;

  for (int k = 0; k < row->nkeys; k++) {
    const Node *node = node_find(root, row->keys[k].name, true);
    if (node && !(node->kind & row->keys[k].kinds))
      objection_set(objection, node, 0, "%s: %s has no place here; allowed: %s", node->key, node_kinds_text(node->kind),
                    node_kinds_text(row->keys[k].kinds));
  }
  if (!row->make || objection->text[0]) return;
  config->made = *row;
  if (!row->make(root, &config->made, objection)) {
    config->made = (ModelSpec){0};
    return;
  }
  config->made.root  = root;
  config->grid.model = &config->made;
  input->own         = row->own_key ? node_find(root, row->own_key, true) : NULL;
  KeysCheckNames(input->own, config->grid.model, objection);
}

/* Seconds of -progress_interval. */
static const double progress_usual = 60, progress_least = 0.05, progress_most = 1e6;

/* Every -reuse of the command line counts. */
static void read_reuse(Config *config, const CommandLine *command, Objection *objection)
{
  config->reuse = calloc((size_t)command->count + 1, sizeof *config->reuse);
  for (int k = 0; config->reuse && k < command->count; k++) {
    const Word *w = &command->word[k];
    if (w->origin != FROM_COMMAND_LINE || strcasecmp(w->key, "reuse")) continue;
    if (w->has_value && w->node.text[0]) config->reuse[config->nreuse++] = w->node.text;
    else objection_set(objection, NULL, 0, "reuse: the name of a results file must follow");
  }
}

static void read_flags(Config *config, const CommandLine *command, Objection *objection)
{
  const Word *dry_run   = CommandFind(command, "dry_run", FROM_COMMAND_LINE),
             *overwrite = CommandFind(command, "overwrite", FROM_COMMAND_LINE);
  const Word *retry = CommandFind(command, "retry_failed", FROM_COMMAND_LINE), *time = CommandFind(command, "max_time", FROM_COMMAND_LINE);
  const Word *ranks    = CommandFind(command, "ranks_per_point", FROM_COMMAND_LINE),
             *keeper   = CommandFind(command, "farm_keeper", FROM_COMMAND_LINE);
  const Word *progress = CommandFind(command, "progress_interval", FROM_COMMAND_LINE);
  double      number;

  config->progress_seconds = progress_usual;
  if (dry_run && WordIsTrue(dry_run)) config->mode = MODE_DRY_RUN;
  config->overwrite    = overwrite && WordIsTrue(overwrite) ? PETSC_TRUE : PETSC_FALSE;
  config->retry_failed = retry && WordIsTrue(retry) ? PETSC_TRUE : PETSC_FALSE;
  if (time && !values_time(time->node.text, &config->max_seconds))
    objection_set(objection, NULL, 0, "max_time: '%.60s' is not a time; allowed: seconds or hh:mm:ss", time->node.text);
  if (progress && (!values_number(progress->node.text, &config->progress_seconds) || !(config->progress_seconds >= progress_least) ||
                   config->progress_seconds > progress_most))
    objection_set(objection, NULL, 0, "progress_interval: '%.60s' is not allowed; allowed: seconds, from %g to %g", progress->node.text,
                  progress_least, progress_most);
  if (ranks && (!values_number(ranks->node.text, &number) || number < 1 || number != floor(number) || number > 1e6))
    objection_set(objection, NULL, 0, "ranks_per_point: '%.60s' is not allowed; allowed: a whole number of at least 1", ranks->node.text);
  else if (ranks) config->ranks_per_point = (int)number;
  if (keeper && strcasecmp(keeper->node.text, "auto") && strcasecmp(keeper->node.text, "rank"))
    objection_set(objection, NULL, 0, "farm_keeper: '%.60s' is not allowed; allowed: auto, rank", keeper->node.text);
  else config->keeper_rank = keeper && !strcasecmp(keeper->node.text, "rank") ? PETSC_TRUE : PETSC_FALSE;
}

/* By default the input's stem in the working folder. */
static void name_output(Config *config, const Input *input, Objection *objection)
{
  const char *text = InputText(input, "output"), *path = config->document.path;
  const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path, *dot = strrchr(base, '.');
  int         length;

  if (text && !*text) objection_set(objection, InputFind(input, "output", false, NULL), 0, "output: empty; allowed: the name of a file");
  if (text) length = snprintf(config->output, sizeof config->output, "%s", text);
  else
    length =
      snprintf(config->output, sizeof config->output, "%.*s.h5", (int)(dot && dot > base ? (size_t)(dot - base) : strlen(base)), base);
  if (length >= (int)sizeof config->output)
    objection_set(objection, InputFind(input, "output", false, NULL), 0, "output: a name of more than %d characters",
                  PETSC_MAX_PATH_LEN - 1);
}

/* The order matters: what is known depends on the model and the task, and what a value means on what is known. */
static void read_document(Config *config, Input *input, Objection *objection)
{
  Grid *grid = &config->grid;

  choose_model(config, input, objection);
  if (!objection->text[0]) choose_task(config, input, objection);
  if (!objection->text[0]) make_model(config, input, objection);
  if (objection->text[0]) return;
  KeysCheckFile(&input->document->root, grid->model, grid->task, objection);
  KeysCheckCommand(input->command, grid->model, grid->task, objection, &config->warnings);
  if (!objection->text[0] && GridReadParameters(grid, input, objection)) GridReadOptions(grid, input, objection);
  read_flags(config, input->command, objection);
  read_reuse(config, input->command, objection);
  name_output(config, input, objection);
}

static PetscErrorCode read_run(CommandLine *command, Config *config, Verdict *verdict)
{
  Input     input     = {&config->document, command, NULL};
  Objection objection = {0};

  PetscFunctionBeginUser;
  PetscCall(DocumentRead(command->input, &config->document, verdict));
  if (verdict->code) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(CommandReadFiles(command));
  objection = command->objection;
  if (!objection.text[0]) read_document(config, &input, &objection);
  if (objection.line) DocumentReject(&config->document, &objection, verdict);
  else if (objection.text[0]) VerdictSet(verdict, EXIT_BAD_INPUT, "%s", objection.text);
  else PetscCall(SolverOptionsSet(&input, config->grid.task, verdict, &config->warnings));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Flags that stand alone; what else is given beside them has no effect. */
static void read_status(const CommandLine *command, const Word *status, Config *config, Objection *objection)
{
  KeysCheckFlags(command, objection);
  if (!status->node.text[0]) objection_set(objection, NULL, 0, "status: the name of a results file must follow");
  if (command->input) objection_set(objection, NULL, 0, "-status takes a results file alone: '%.100s' has no part in it", command->input);
  for (int k = 0; k < command->count; k++) {
    const Word *w = &command->word[k];
    if (w->origin == FROM_COMMAND_LINE && strcasecmp(w->key, "status") && !KeysIsPetscs(w->key))
      WarningsAdd(&config->warnings, "-%.60s has no effect beside -status", w->key);
  }
  snprintf(config->output, sizeof config->output, "%s", status->node.text);
}

PetscErrorCode ConfigRead(CommandLine *command, Config *config, Verdict *verdict)
{
  const Word *help = CommandFind(command, "help", FROM_COMMAND_LINE), *h = CommandFind(command, "h", FROM_COMMAND_LINE);
  const Word *status    = CommandFind(command, "status", FROM_COMMAND_LINE);
  Objection   objection = command->objection;

  PetscFunctionBeginUser;
  *config  = (Config){.mode = MODE_RUN};
  *verdict = (Verdict){0};
  if (help || h) {
    config->mode  = MODE_HELP;
    config->topic = help && help->has_value ? help->node.text : NULL;
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  if (CommandFind(command, "version", FROM_COMMAND_LINE)) {
    config->mode = MODE_VERSION;
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  if (status) config->mode = MODE_STATUS;
  if (status && !objection.text[0]) read_status(command, status, config, &objection);
  else if (!status && !command->input)
    objection_set(&objection, NULL, 0, "the first argument must be the input file (pilind -help shows more)");
  if (objection.text[0]) VerdictSet(verdict, EXIT_BAD_INPUT, "%s", objection.text);
  else if (!status) PetscCall(read_run(command, config, verdict));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ConfigDestroy(Config *config)
{
  PetscFunctionBeginUser;
  GridDestroy(&config->grid);
  free(config->reuse);
  if (config->made.unmake) config->made.unmake(&config->made);
  DocumentDestroy(&config->document);
  PetscFunctionReturn(PETSC_SUCCESS);
}
