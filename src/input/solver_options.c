/* The trial sees a database of its own: what it leaves unread no solver of the task knows, and what it reads does not count as read in
   the run's. */
#include "input/solver_options.h"

#include <stdlib.h>
#include <string.h>

/* A list is PETSc's "a,b,c". The caller frees. */
static char *value_text(const Node *node)
{
  size_t size = 1;
  char  *text;

  if (node->kind == NODE_SCALAR) return strdup(node->text);
  for (int k = 0; k < node->count; k++) size += strlen(node->child[k].text ? node->child[k].text : "") + 1;
  if (!(text = calloc(1, size))) return NULL;
  for (int k = 0; k < node->count; k++) {
    if (k) strcat(text, ",");
    strcat(text, node->child[k].text ? node->child[k].text : "");
  }
  return text;
}

/* Into the database itself and into its copy; nothing behind a key is no value. */
static PetscErrorCode set_option(PetscOptions copy, const char *key, const Node *node)
{
  char  option[PETSC_MAX_OPTION_NAME + 2];
  char *text = value_text(node);

  PetscFunctionBeginUser;
  PetscCheck(text, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for an option");
  snprintf(option, sizeof option, "-%s", key);
  PetscCall(PetscOptionsSetValue(NULL, option, *text || node->quoted ? text : NULL));
  PetscCall(PetscOptionsSetValue(copy, option, *text || node->quoted ? text : NULL));
  free(text);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode set_words(const Input *input, const TaskSpec *task, Origin origin, PetscOptions copy)
{
  PetscFunctionBeginUser;
  for (int k = 0; k < input->command->count; k++) {
    const Word *w = &input->command->word[k];
    if (w->origin == origin && TaskTakesOption(task, w->key)) PetscCall(set_option(copy, w->key, &w->node));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The order of who wins, least first. */
static PetscErrorCode set_all(const Input *input, const TaskSpec *task, PetscOptions copy)
{
  const Node *root = &input->document->root;

  PetscFunctionBeginUser;
  PetscCall(set_words(input, task, FROM_ENVIRONMENT, copy));
  PetscCall(set_words(input, task, FROM_OPTIONS_FILE, copy));
  for (int k = 0; k < root->count; k++)
    if (TaskTakesOption(task, root->child[k].key)) PetscCall(set_option(copy, root->child[k].key, &root->child[k]));
  PetscCall(set_words(input, task, FROM_COMMAND_LINE, copy));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What comes from where nobody looks, and what loses against the input. */
static void warn_of_origins(const Input *input, const TaskSpec *task, Warnings *warnings)
{
  for (int k = 0; k < input->command->count; k++) {
    const Word *w     = &input->command->word[k];
    const char *where = w->origin == FROM_ENVIRONMENT ? "PETSC_OPTIONS" : "a file of options";
    if (w->origin == FROM_COMMAND_LINE || (w->origin == FROM_ENVIRONMENT && !TaskTakesOption(task, w->key))) continue;
    const bool beaten = node_find(&input->document->root, w->key, true) || CommandFind(input->command, w->key, (Origin)(w->origin + 1));
    if (beaten) WarningsAdd(warnings, "-%.60s %.60s from %s is ignored: the input has it, too", w->key, w->node.text, where);
    else if (w->origin == FROM_ENVIRONMENT) WarningsAdd(warnings, "%s sets -%.60s %.60s", where, w->key, w->node.text);
  }
}

/* What a solver reads at its end only, which the trial does not come to. */
static bool is_read_at_the_end(const char *key)
{
  static const char *const parts[] = {"_view", "_converged_reason", "_converged_rate", "_final_residual", "_error_if_not_converged"};

  for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
    if (strstr(key, parts[k])) return true;
  return false;
}

static PetscErrorCode warn_of_unknown(const TaskSpec *task, PetscOptions copy, Warnings *warnings)
{
  PetscInt n;
  char   **names, **values;

  PetscFunctionBeginUser;
  PetscCall(PetscOptionsLeftGet(copy, &n, &names, &values));
  for (PetscInt k = 0; k < n; k++)
    if (!is_read_at_the_end(names[k])) WarningsAdd(warnings, "-%.100s is an option that no solver of task %s knows", names[k], task->name);
  PetscCall(PetscOptionsLeftRestore(copy, &n, &names, &values));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Words of our methods in options of PETSc's. */
static PetscErrorCode warn_of_old_words(const TaskSpec *task, Warnings *warnings)
{
  char objection[256], warning[256];

  PetscFunctionBeginUser;
  for (const MethodOption *const *m = task->methods; m && *m; m++) {
    PetscCall(MethodOptionCheck(*m, sizeof warning, objection, warning));
    if (warning[0]) WarningsAdd(warnings, "%s", warning);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SolverOptionsSet(const Input *input, const TaskSpec *task, Verdict *verdict, Warnings *warnings)
{
  char         objection[256] = "";
  PetscOptions copy;

  PetscFunctionBeginUser;
  PetscCall(PetscOptionsCreate(&copy));
  PetscCall(set_all(input, task, copy));
  warn_of_origins(input, task, warnings);
  PetscCall(PetscOptionsPush(copy));
  PetscCall(TaskCheckSolvers(task, sizeof objection, objection));
  PetscCall(warn_of_old_words(task, warnings));
  PetscCall(PetscOptionsPop());
  if (objection[0]) VerdictSet(verdict, EXIT_BAD_INPUT, "%s", objection);
  else if (task->check_solver) PetscCall(warn_of_unknown(task, copy, warnings));
  PetscCall(PetscOptionsDestroy(&copy));
  PetscFunctionReturn(PETSC_SUCCESS);
}
