/* The tables of models and tasks. */
#include "tasks/registry.h"

#include <string.h>
#include <strings.h>

const ModelSpec *const models[]    = {&xyz_spec, &ising2_spec, &ensemble_spec};
const int              model_count = sizeof models / sizeof *models;

const TaskSpec *const tasks[] = {
  &task_steady,
  &task_susceptibility,
  &task_meanfield,
  &task_gap,
  &task_spectrum,
  &task_evolve,
  &task_correlation,
  &task_ising2_equilibrium,
  &task_ising2_quench,
  &task_ising2_steady,
  &task_ising2_stability,
  &task_ising2_transitions,
  &task_ensemble_steady,
  &task_ensemble_susceptibility,
  &task_ensemble_correlation,
  &task_ensemble_evolve,
  &task_ensemble_meanfield,
  &task_ensemble_gap,
  &task_ensemble_spectrum,
  &task_levels_steady,
  &task_levels_meanfield,
};
const int task_count = sizeof tasks / sizeof *tasks;

PetscErrorCode TaskCheckSolvers(const TaskSpec *task, size_t size, char objection[])
{
  char warning[256];

  PetscFunctionBeginUser;
  objection[0] = '\0';
  for (const MethodOption *const *m = task->methods; m && *m && !objection[0]; m++)
    PetscCall(MethodOptionCheck(*m, PetscMin(size, sizeof warning), objection, warning));
  if (!objection[0] && task->check_solver) PetscCall(task->check_solver(objection, size));
  PetscFunctionReturn(PETSC_SUCCESS);
}

bool TaskTakesOption(const TaskSpec *task, const char *key)
{
  size_t length;

  for (int k = 0; k < task->noptions; k++)
    if (!strcasecmp(key, task->options[k].name)) return false; /* one of its own that begins so */
  for (const char *word = task->prefix; word && *word; word += length + strspn(word + length, " ")) {
    length = strcspn(word, " ");
    if (!strncasecmp(key, word, length)) return true;
  }
  return false;
}

const ModelSpec *ModelFind(const char *name)
{
  for (int k = 0; k < model_count; k++)
    if (!strcasecmp(models[k]->name, name)) return models[k];
  return NULL;
}

const TaskSpec *TaskFind(const ModelSpec *model, const char *name)
{
  for (int k = 0; k < task_count; k++)
    if (tasks[k]->model == model && !strcasecmp(tasks[k]->name, name)) return tasks[k];
  return NULL;
}
