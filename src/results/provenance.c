/* The texts, and what two lists of outputs differ in. */
#include "results/provenance.h"

#include "results/checksum.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct ProvenanceRow provenance_text[PROVENANCE_TEXTS] = {
  [PROVENANCE_INPUT]     = {"input", 1, 2},
  [PROVENANCE_SETTINGS]  = {"settings", 1, 2},
  [PROVENANCE_OUTPUTS]   = {"outputs", 2, 2},
  [PROVENANCE_HASH]      = {"hash", 1, 2},
  [PROVENANCE_OPTIONS]   = {"options", 1, 1}, /* later those of every attempt */
  [PROVENANCE_VERSION]   = {"program_version", 1, 2},
  [PROVENANCE_REVISION]  = {"revision", 1, 2},
  [PROVENANCE_LIBRARIES] = {"libraries", 1, 2},
};

/* A stream into a text that grows; the text is there after close_text. */
static PetscErrorCode open_text(char **text, size_t *size, FILE **stream)
{
  PetscFunctionBeginUser;
  *text   = NULL;
  *stream = open_memstream(text, size);
  PetscCheck(*stream, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory");
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode close_text(FILE *stream)
{
  PetscFunctionBeginUser;
  PetscCheck(!fclose(stream), PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory");
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void print_numbers(FILE *text, int count, const double *numbers, bool listed)
{
  if (listed) fprintf(text, "[");
  for (int i = 0; i < count; i++) fprintf(text, "%s%.17g", i ? ", " : "", numbers[i]);
  if (listed) fprintf(text, "]");
}

/* Texts of an option, as they were given. */
static void print_texts(FILE *text, OptionKind kind, const Node *node)
{
  if (!node || (kind != TASK_TEXT && kind != TASK_TEXTS)) return;
  if (node->kind == NODE_SCALAR) fprintf(text, "%s", node->text);
  for (int i = 0; i < node->count; i++) fprintf(text, "%s%s%s", i ? ", " : "[", node->child[i].text, i == node->count - 1 ? "]" : "");
}

/* A node of the input in one line, in YAML's flow style. */
static void print_node(FILE *text, const Node *node)
{
  const bool map = node->kind == NODE_MAP;

  if (node->kind == NODE_SCALAR)
    for (const char *c = node->text; *c; c++) fputc(*c == '\n' ? ' ' : *c, text);
  else fputc(map ? '{' : '[', text);
  for (int i = 0; i < node->count; i++) {
    if (i) fprintf(text, ", ");
    if (map) fprintf(text, "%s: ", node->child[i].key);
    print_node(text, &node->child[i]);
  }
  if (node->kind != NODE_SCALAR) fputc(map ? '}' : ']', text);
}

/* What the model takes beside its parameters. */
static void print_model_keys(FILE *text, const ModelSpec *model)
{
  for (int k = 0; k < model->nkeys && model->root; k++) {
    const Node *node = node_find(model->root, model->keys[k].name, true);
    if (!node || (model->own_key && !strcmp(model->own_key, model->keys[k].name))) continue;
    fprintf(text, "%s = ", model->keys[k].name);
    print_node(text, node);
    fprintf(text, "\n");
  }
}

PetscErrorCode ProvenanceSettings(const Plan *plan, char **settings)
{
  const Grid *grid = plan->grid;
  FILE       *text;
  size_t      size;

  PetscFunctionBeginUser;
  PetscCall(open_text(settings, &size, &text));
  fprintf(text, "model = %s\ntask = %s\n", grid->model->name, grid->task->name);
  print_model_keys(text, grid->model);
  for (int k = 0; k < grid->task->noptions; k++) {
    const OptionSpec *o = &grid->task->options[k];
    if (o->unsaid && !strcmp(grid->options.text[k], o->preset)) continue;
    fprintf(text, "%s = %s", grid->task->options[k].name, grid->options.text[k]);
    print_texts(text, grid->task->options[k].kind, grid->options.node[k]);
    print_numbers(text, grid->options.values[k].count, grid->options.values[k].number, grid->options.values[k].listed);
    fprintf(text, "\n");
  }
  for (int k = 0; k < grid->model->nparams; k++) {
    fprintf(text, "%s = %s", grid->model->params[k].name, grid->formula[k] ? grid->formula_text[k] : "");
    print_numbers(text, grid->count[k], grid->values[k], grid->listed[k]);
    fprintf(text, "\n");
  }
  PetscCall(close_text(text));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ProvenanceOutputs(const Plan *plan, char **outputs)
{
  FILE  *text;
  size_t size;

  PetscFunctionBeginUser;
  PetscCall(open_text(outputs, &size, &text));
  for (int k = 0; k < plan->noutputs; k++) {
    const OutputSpec *o = &plan->output[k];
    fprintf(text, "%s %s%s%s\n", o->name, o->kind == OUTPUT_INTEGER ? "integer" : "real", o->dim ? " " : "", o->dim ? o->dim : "");
  }
  PetscCall(close_text(text));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ProvenanceOptions(const TaskSpec *task, char **options)
{
  char  *all;
  FILE  *text;
  size_t size;

  PetscFunctionBeginUser;
  PetscCall(PetscOptionsGetAll(NULL, &all));
  PetscCall(open_text(options, &size, &text));
  for (const char *key = all; key && *key;) {
    const char *next = strstr(key + 1, " -");
    while (next && !isalpha((unsigned char)next[2]) && next[2] != '_') next = strstr(next + 1, " -"); /* a negative number is no key */
    size_t length = next ? (size_t)(next - key) : strlen(key);
    while (length > 0 && key[length - 1] == ' ') length--;
    if (TaskTakesOption(task, key + 1)) fprintf(text, "%.*s\n", (int)length, key);
    key = next ? next + 1 : NULL;
  }
  PetscCall(close_text(text));
  PetscCall(PetscFree(all));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ProvenanceCreate(const char *input, const Plan *plan, Provenance *provenance)
{
  char **text = provenance->text, hash[17], libraries[256];

  PetscFunctionBeginUser;
  *provenance = (Provenance){0};
  PetscCall(ProvenanceSettings(plan, &text[PROVENANCE_SETTINGS]));
  PetscCall(ProvenanceOutputs(plan, &text[PROVENANCE_OUTPUTS]));
  ProvenanceLibraries(sizeof libraries, libraries);
  snprintf(hash, sizeof hash, "%016llx", (unsigned long long)checksum_text(text[PROVENANCE_SETTINGS]));
  const char *const own[PROVENANCE_TEXTS] = {
    [PROVENANCE_INPUT]     = input,
    [PROVENANCE_HASH]      = hash,
    [PROVENANCE_VERSION]   = PILIND_VERSION,
    [PROVENANCE_REVISION]  = ProvenanceRevision(),
    [PROVENANCE_LIBRARIES] = libraries,
  };
  for (int t = 0; t < PROVENANCE_TEXTS; t++) {
    if (!own[t]) continue;
    text[t] = strdup(own[t]);
    PetscCheck(text[t], PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory");
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ProvenanceDestroy(Provenance *provenance)
{
  PetscFunctionBeginUser;
  for (int t = 0; t < PROVENANCE_TEXTS; t++) free(provenance->text[t]);
  *provenance = (Provenance){0};
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Is the line, of this length, one of the text's lines? */
static bool has_line(const char *text, const char *line, size_t length)
{
  for (; *text; text += strcspn(text, "\n"), text += *text == '\n')
    if (strcspn(text, "\n") == length && !strncmp(text, line, length)) return true;
  return false;
}

void provenance_missing(const char *outputs, const char *others, size_t size, char *names)
{
  size_t at = 0;

  names[0] = 0;
  for (const char *line = outputs; *line; line += strcspn(line, "\n"), line += *line == '\n') {
    if (has_line(others, line, strcspn(line, "\n")) || at >= size) continue;
    at += (size_t)snprintf(names + at, size - at, "%s%.*s", at ? ", " : "", (int)strcspn(line, " \n"), line);
  }
}
