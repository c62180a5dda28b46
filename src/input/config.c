/* From text to a validated configuration. PETSc's YAML reader parses the input into a database of its own; its keys then fill
   the global database where the command line has not set them, so that the command line wins and solver options of the file
   reach PETSc. Everything is the same on all ranks, because all parse the same text. */
#include "input/config.h"

#include "input/keys.h"
#include "input/values.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const long long input_limit = 64 << 20; /* bytes; an input file is a page */

static bool is_help(const char *word) { return !strcasecmp(word, "-help") || !strcmp(word, "--help") || !strcmp(word, "-h"); }
static bool is_version(const char *word) { return !strcasecmp(word, "-version") || !strcmp(word, "--version"); }

int ConfigArguments(int argc, char **argv, int *kept_count, char ***kept)
{
  *kept_count = 0;
  *kept       = malloc(((size_t)argc + 1) * sizeof **kept);
  if (!*kept) return 1;
  for (int i = 0; i < argc; i++)
    if (i == 0 || !(is_help(argv[i]) || is_version(argv[i]))) (*kept)[(*kept_count)++] = argv[i];
  (*kept)[*kept_count] = NULL;
  return 0;
}

static bool asked(int argc, char **argv, bool (*is)(const char *word))
{
  for (int i = 1; i < argc; i++)
    if (is(argv[i])) return true;
  return false;
}

/* The whole file on rank 0, or a verdict. */
static char *read_text(const char *path, Verdict *verdict)
{
  FILE *file = fopen(path, "rb");
  long  size = -1;
  char *text = NULL;

  if (file && !fseek(file, 0, SEEK_END)) size = ftell(file);
  if (size >= 0 && size < input_limit && !fseek(file, 0, SEEK_SET)) text = calloc(1, (size_t)size + 1);
  if (text && fread(text, 1, (size_t)size, file) != (size_t)size) {
    free(text);
    text = NULL;
  }
  if (file) fclose(file);
  if (!text) VerdictSet(verdict, EXIT_BAD_INPUT, "cannot read the input file '%s'", path);
  else if (strlen(text) != (size_t)size) VerdictSet(verdict, EXIT_BAD_INPUT, "the input file '%s' is not text", path);
  return text;
}

static PetscErrorCode read_input(Config *config, Verdict *verdict)
{
  PetscMPIInt rank;
  int         length = 0;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  if (rank == 0) config->input = read_text(config->input_path, verdict);
  PetscCallMPI(MPI_Bcast(verdict, sizeof *verdict, MPI_BYTE, 0, PETSC_COMM_WORLD));
  if (verdict->code) PetscFunctionReturn(PETSC_SUCCESS);
  if (rank == 0) length = (int)strlen(config->input);
  PetscCallMPI(MPI_Bcast(&length, 1, MPI_INT, 0, PETSC_COMM_WORLD));
  if (rank > 0) config->input = calloc(1, (size_t)length + 1);
  PetscCheck(config->input, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the input");
  PetscCallMPI(MPI_Bcast(config->input, length, MPI_CHAR, 0, PETSC_COMM_WORLD));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Does a key begin at c? At the beginning of a line or in braces, quoted or not. */
static bool begins_key(const char *text, const char *c)
{
  if (c > text && strchr("\"'", c[-1])) c--;
  while (c > text && strchr(" \t", c[-1])) c--;
  return c == text || strchr("\n{,", c[-1]);
}

/* The value of the first such key of the text at or after `from`; NULL if there is none. */
static const char *find_value(const char *text, const char *from, const char *key)
{
  const size_t length = strlen(key);

  for (const char *c = from; *c; c++) {
    if (*c == '#' && (c == text || isspace((unsigned char)c[-1]))) { /* a comment */
      c += strcspn(c, "\n");
      if (!*c) return NULL;
      continue;
    }
    if (strncasecmp(c, key, length) || !begins_key(text, c)) continue;
    const char *v = c + length;
    v += strspn(v, "\"' \t");
    if (*v++ != ':') continue;
    return v + strspn(v, " \t\r\n");
  }
  return NULL;
}

/* Was the value of this key written as a YAML list? PETSc's reader makes "1.7" of both 1.7 and [1.7]; only the second is an
   axis. */
static bool written_as_list(const char *text, const char *key)
{
  const char *v = find_value(text, text, key);

  return v && (*v == '[' || (*v == '-' && isspace((unsigned char)v[1])));
}

/* PETSc's reader takes the last of two values without a word. */
static bool given_twice(const char *text, const char *key)
{
  const char *v = find_value(text, text, key);

  return v && find_value(text, v, key);
}

/* Parse the input text and put its keys where the command line has not: "key" becomes -key, lists get their brackets back.
   Flags are only collected, to be refused: PETSc must not act on them. */
static PetscErrorCode insert_input(const Config *config, int *nkeys, char ***keys, Verdict *verdict)
{
  PetscOptions yaml;
  PetscInt     n = 0;
  char       **names, **values, option[256], *bracketed;
  PetscBool    set;

  PetscFunctionBeginUser;
  PetscCall(PetscOptionsCreate(&yaml));
  PetscCall(PetscPushErrorHandler(PetscReturnErrorHandler, NULL));
  const PetscErrorCode failed = PetscOptionsInsertStringYAML(yaml, config->input);
  PetscCall(PetscPopErrorHandler());
  if (failed) VerdictSet(verdict, EXIT_BAD_INPUT, "the input file '%s' is not YAML of the form 'key: value'", config->input_path);
  PetscCall(PetscOptionsHasHelp(yaml, &set)); /* PETSc makes no key of this word */
  if (set) VerdictSet(verdict, EXIT_BAD_INPUT, "help: a flag, for the command line only");
  if (!verdict->code) {
    PetscCall(PetscOptionsLeftGet(yaml, &n, &names, &values));
    PetscCall(PetscMalloc1(n + 1, keys));
    for (PetscInt i = 0; i < n; i++) {
      PetscCall(PetscStrallocpy(names[i], &(*keys)[i]));
      if (given_twice(config->input, names[i])) VerdictSet(verdict, EXIT_BAD_INPUT, "%s: given twice in '%s'", names[i], config->input_path);
      snprintf(option, sizeof option, "-%s", names[i]);
      PetscCall(PetscOptionsHasName(NULL, NULL, option, &set));
      if (set || KeysIsFlag(names[i])) continue;
      const char *value = values[i] ? values[i] : ""; /* [] and nothing at all */
      if (written_as_list(config->input, names[i]) && value[0] != '[') {
        const size_t size = strlen(value) + 3;
        PetscCall(PetscMalloc1(size, &bracketed));
        snprintf(bracketed, size, "[%s]", value);
        PetscCall(PetscOptionsSetValue(NULL, option, bracketed));
        PetscCall(PetscFree(bracketed));
      } else PetscCall(PetscOptionsSetValue(NULL, option, value));
    }
    *nkeys = (int)n; /* before the restore, which sets n to 0 */
    PetscCall(PetscOptionsLeftRestore(yaml, &n, &names, &values));
  }
  PetscCall(PetscOptionsDestroy(&yaml));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The text of a key, NULL if it is not set. Empty text counts as given: it is refused by whoever parses it. */
static PetscErrorCode get_text(const char *key, const char **text)
{
  char        option[128];
  const char *value = NULL;
  PetscBool   set   = PETSC_FALSE;

  PetscFunctionBeginUser;
  *text = NULL;
  snprintf(option, sizeof option, "-%s", key);
  PetscCall(PetscOptionsFindPair(NULL, NULL, option, &value, &set));
  *text = set ? (value ? value : "") : NULL;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode choose_model_and_task(Config *config, Verdict *verdict)
{
  const char *text       = NULL;
  char        names[256] = "";

  PetscFunctionBeginUser;
  for (int k = 0; k < model_count; k++) snprintf(names + strlen(names), sizeof names - strlen(names), " %s", models[k]->name);
  PetscCall(get_text("model", &text));
  config->grid.model = text ? ModelFind(text) : NULL;
  if (!config->grid.model) {
    VerdictSet(verdict, EXIT_BAD_INPUT, "model: '%s' is not a model; allowed:%s", text ? text : "", names);
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  names[0] = 0;
  for (int k = 0; k < task_count; k++)
    if (tasks[k]->model == config->grid.model) snprintf(names + strlen(names), sizeof names - strlen(names), " %s", tasks[k]->name);
  PetscCall(get_text("task", &text));
  config->grid.task = text ? TaskFind(config->grid.model, text) : NULL;
  if (config->grid.task) PetscFunctionReturn(PETSC_SUCCESS);
  VerdictSet(verdict, EXIT_BAD_INPUT, "task: '%s' is not a task of model %s; allowed:%s", text ? text : "", config->grid.model->name, names);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode read_param(Grid *grid, int k, const char *text, const double *point, Verdict *verdict)
{
  const ParamSpec *spec = &grid->model->params[k];

  PetscFunctionBeginUser;
  if (text) ValuesParse(grid->model, k, point, text, &grid->count[k], &grid->values[k], &grid->listed[k], verdict);
  else if (isnan(spec->preset)) VerdictSet(verdict, EXIT_BAD_INPUT, "%s: missing (%s); allowed: a number, a list or a range", spec->name,
                                            spec->long_name);
  else {
    grid->values[k] = malloc(sizeof(double));
    PetscCheck(grid->values[k], PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory");
    grid->values[k][0] = spec->preset;
    grid->count[k]     = 1;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The point at which a landmark is looked for: all parameters but `row` must have one value. */
static void find_point(const Grid *grid, int row, double point[PARAM_MAX], Verdict *verdict)
{
  for (int k = 0; k < grid->model->nparams; k++) {
    if (k != row && grid->count[k] != 1)
      VerdictSet(verdict, EXIT_BAD_INPUT, "%s: around:... needs single values of all other parameters, but %s has several",
                 grid->model->params[row].name, grid->model->params[k].name);
    point[k] = k != row && grid->count[k] == 1 ? grid->values[k][0] : 0;
  }
}

/* First the parameters that need no others, then those that are laid around a landmark. */
static PetscErrorCode read_params(Grid *grid, Verdict *verdict)
{
  double point[PARAM_MAX];

  PetscFunctionBeginUser;
  for (int pass = 0; pass < 2; pass++)
    for (int k = 0; k < grid->model->nparams && !verdict->code; k++) {
      const char *text;
      PetscCall(get_text(grid->model->params[k].name, &text));
      if ((text && ValuesNeedPoint(text)) != pass) continue;
      if (pass) find_point(grid, k, point, verdict);
      if (!verdict->code) PetscCall(read_param(grid, k, text, point, verdict));
    }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void reject_choice(const OptionSpec *spec, const char *word, Verdict *verdict)
{
  char   known[256] = "";
  size_t at         = 0;

  for (int k = 0; k < spec->choices.count && at < sizeof known; k++) at += (size_t)snprintf(known + at, sizeof known - at, "%s%s", k ? "|" : "", words_at(spec->choices, k));
  VerdictSet(verdict, EXIT_BAD_INPUT, "%s: '%s' is not allowed; allowed: %s", spec->name, word, known);
}

static PetscErrorCode read_options(Grid *grid, Verdict *verdict)
{
  PetscFunctionBeginUser;
  grid->options.model = grid->model;
  for (int k = 0; k < grid->task->noptions && !verdict->code; k++) {
    const OptionSpec *spec = &grid->task->options[k];
    const char       *text;
    PetscCall(get_text(spec->name, &text));
    if (!text) text = spec->preset;
    if (!text) VerdictSet(verdict, EXIT_BAD_INPUT, "%s: missing (%s)", spec->name, spec->long_name);
    else if (spec->kind == TASK_CHOICE) {
      grid->options.choice[k] = words_find(spec->choices, text);
      if (grid->options.choice[k] < 0) reject_choice(spec, text, verdict);
      for (int i = 0; i < OPTION_TEXT - 1 && text[i]; i++) grid->options.text[k][i] = (char)tolower((unsigned char)text[i]);
    } else {
      double *number = &grid->options.number[k];
      if (text == spec->preset && !ValueNumber(text, number)) { /* the name of a parameter: the task takes its value */
        *number = NAN;
        snprintf(grid->options.text[k], OPTION_TEXT, "%s", text);
      } else if (!ValueNumber(text, number) || *number < spec->min || *number > spec->max || (spec->kind == TASK_COUNT && *number != floor(*number)))
        VerdictSet(verdict, EXIT_BAD_INPUT, "%s: '%s' is not allowed; allowed: a %snumber from %g to %g", spec->name, text,
                   spec->kind == TASK_COUNT ? "whole " : "", spec->min, spec->max);
      else snprintf(grid->options.text[k], OPTION_TEXT, "%.17g", *number);
    }
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode read_flags(Config *config, Verdict *verdict)
{
  const char *text;
  double      number;
  PetscBool   dry_run = PETSC_FALSE;

  PetscFunctionBeginUser;
  PetscCall(PetscOptionsGetBool(NULL, NULL, "-dry_run", &dry_run, NULL));
  if (dry_run) config->mode = MODE_DRY_RUN;
  PetscCall(PetscOptionsGetBool(NULL, NULL, "-overwrite", &config->overwrite, NULL));
  PetscCall(PetscOptionsGetBool(NULL, NULL, "-retry_failed", &config->retry_failed, NULL));
  PetscCall(get_text("max_time", &text));
  if (text && !ValueTime(text, &config->max_seconds))
    VerdictSet(verdict, EXIT_BAD_INPUT, "max_time: '%s' is not a time; allowed: seconds or hh:mm:ss", text);
  PetscCall(get_text("ranks_per_point", &text));
  if (text && (!ValueNumber(text, &number) || number < 1 || number != floor(number) || number > 1e6))
    VerdictSet(verdict, EXIT_BAD_INPUT, "ranks_per_point: '%s' is not allowed; allowed: a whole number of at least 1", text);
  else if (text) config->ranks_per_point = (int)number;
  PetscCall(get_text("farm_keeper", &text));
  if (text && strcasecmp(text, "auto") && strcasecmp(text, "rank"))
    VerdictSet(verdict, EXIT_BAD_INPUT, "farm_keeper: '%s' is not allowed; allowed: auto, rank", text);
  else config->keeper_rank = text && !strcasecmp(text, "rank") ? PETSC_TRUE : PETSC_FALSE;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode name_output(Config *config, Verdict *verdict)
{
  const char *text;

  PetscFunctionBeginUser;
  PetscCall(get_text("output", &text));
  if (text && !*text) VerdictSet(verdict, EXIT_BAD_INPUT, "output: empty; allowed: the name of a file");
  if (text) snprintf(config->output, sizeof config->output, "%s", text);
  else {
    const char *base = strrchr(config->input_path, '/') ? strrchr(config->input_path, '/') + 1 : config->input_path;
    const char *dot  = strrchr(base, '.');
    snprintf(config->output, sizeof config->output, "%.*s.h5", (int)(dot && dot > base ? (size_t)(dot - base) : strlen(base)), base);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode read_run(int argc, char **argv, Config *config, Verdict *verdict)
{
  char **keys  = NULL;
  int    nkeys = 0;

  PetscFunctionBeginUser;
  snprintf(config->input_path, sizeof config->input_path, "%s", argv[1]);
  PetscCall(read_input(config, verdict));
  if (verdict->code) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(insert_input(config, &nkeys, &keys, verdict));
  if (!verdict->code) PetscCall(choose_model_and_task(config, verdict));
  if (!verdict->code) {
    for (int i = 0; i < nkeys; i++) KeysCheckFile(keys[i], config->grid.model, config->grid.task, verdict);
    KeysCheckArguments(argc, argv, config->grid.model, config->grid.task, verdict);
    PetscCall(read_params(&config->grid, verdict));
    if (!verdict->code) PetscCall(read_options(&config->grid, verdict));
    PetscCall(read_flags(config, verdict));
    PetscCall(name_output(config, verdict));
  }
  for (int i = 0; i < nkeys; i++) PetscCall(PetscFree(keys[i]));
  PetscCall(PetscFree(keys));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ConfigRead(int argc, char **argv, Config *config, Verdict *verdict)
{
  const char *status = NULL;

  PetscFunctionBeginUser;
  *config  = (Config){.mode = MODE_RUN};
  *verdict = (Verdict){0};
  KeysCheckArguments(argc, argv, NULL, NULL, verdict);
  PetscCall(get_text("status", &status));
  if (asked(argc, argv, is_help)) config->mode = MODE_HELP;
  else if (asked(argc, argv, is_version)) config->mode = MODE_VERSION;
  else if (verdict->code) PetscFunctionReturn(PETSC_SUCCESS);
  else if (status) {
    config->mode = MODE_STATUS;
    KeysCheckFlags(argc, argv, verdict);
    if (!*status) VerdictSet(verdict, EXIT_BAD_INPUT, "status: the name of a results file must follow");
    snprintf(config->output, sizeof config->output, "%s", status);
  } else if (argc < 2 || argv[1][0] == '-')
    VerdictSet(verdict, EXIT_BAD_INPUT, "the first argument must be the input file (pilind -help shows more)");
  else PetscCall(read_run(argc, argv, config, verdict));
  if (config->mode == MODE_HELP || config->mode == MODE_VERSION) *verdict = (Verdict){0};
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ConfigDestroy(Config *config)
{
  PetscFunctionBeginUser;
  GridDestroy(&config->grid);
  free(config->input);
  config->input = NULL;
  PetscFunctionReturn(PETSC_SUCCESS);
}
