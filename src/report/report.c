/* Everything here comes from the tables and the plan. */
#include "report/report.h"

#include "input/keys.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

void ReportVersion(void)
{
  char libraries[256];

  ProvenanceLibraries(sizeof libraries, libraries);
  printf("pilind %s (%s), file format %d, %s\n", PILIND_VERSION, ProvenanceRevision(), PILIND_FORMAT_VERSION, libraries);
}

static void help_model(const ModelSpec *model)
{
  printf("\nModel %s: %s\n", model->name, model->long_name);
  for (int k = 0; k < model->nparams; k++) {
    const ParamSpec *p = &model->params[k];
    char             preset[32] = "needed";
    if (!isnan(p->preset)) snprintf(preset, sizeof preset, "%g", p->preset);
    printf("  %-12s %-7s %s [%s]\n", p->name, preset, p->long_name, p->unit);
  }
  for (int k = 0; k < model->nlandmarks; k++) {
    const LandmarkSpec *l = &model->landmarks[k];
    printf("  landmark %-11s %s, for %s\n", l->name, l->long_name, model->params[l->parameter].name);
  }
}

static void help_task(const TaskSpec *task)
{
  OutputSpec outputs[OUTPUT_MAX];
  const int  count = task->outputs(NULL, outputs);

  printf("\nTask %s of model %s: %s\n", task->name, task->model->name, task->long_name);
  for (int k = 0; k < task->noptions; k++) {
    const OptionSpec *o = &task->options[k];
    printf("  option %-10s %-8s %s", o->name, o->preset ? o->preset : "needed", o->long_name);
    for (int c = 0; c < o->choices.count; c++) printf("%s%s", c ? "|" : ": ", words_at(o->choices, c));
    printf("\n");
  }
  for (int k = 0; k < count; k++) printf("  %-12s %s%s%s\n", outputs[k].name, outputs[k].long_name, outputs[k].dim ? ", along " : "", outputs[k].dim ? outputs[k].dim : "");
  for (const MethodOption *const *m = task->methods; m && *m; m++) {
    printf("  -%-14s %-8s %s: auto", (*m)->name, "auto", (*m)->long_name);
    for (int k = 0; k < (*m)->words.count; k++) printf("|%s", words_at((*m)->words, k));
    printf("\n");
  }
  for (const char *word = task->prefix; word && *word;) {
    const int length = (int)strcspn(word, " ");
    printf("  solver options: -%.*s... (PETSc, SLEPc, MUMPS)\n", length, word);
    word += length + strspn(word + length, " ");
  }
}

void ReportHelp(void)
{
  printf("usage: mpiexec -n RANKS pilind INPUT.yaml [-key value ...]\n       pilind -status FILE.h5 | -help | -version\n\n");
  printf("Keys stand in the input file as 'key: value' or on the command line as '-key value', which wins.\n"
         "A parameter takes a number, a list [10, 20, 50], a range 0.75:1.75:101 (start:stop:count) or log:1:100:21, or\n"
         "around:h1c:0.01:101 (landmark:width:count), a range around a critical point that is found first;\n"
         "lists and ranges are axes of the results.\n\n");
  for (int k = 0; k < file_key_count; k++) printf("  %-8s %-6s %s\n", file_keys[k].name, file_keys[k].value, file_keys[k].text);
  printf("\nFlags (command line only):\n");
  for (int k = 0; k < flag_key_count; k++) printf("  -%-16s %-10s %s\n", flag_keys[k].name, flag_keys[k].value ? flag_keys[k].value : "", flag_keys[k].text);
  for (int k = 0; k < model_count; k++) help_model(models[k]);
  for (int k = 0; k < task_count; k++) help_task(tasks[k]);
  printf("\nExit codes: 0 complete, 1 bad input, 2 some points failed, 3 output folder, 4 file of another input, 70 internal error,\n"
         "75 stopped early: the same command goes on.\n");
}

/* A kind of point: same solver and group, and about the same size; the largest of them. */
typedef struct {
  TaskEstimate e;
  int          ranks;
  int64_t      points;
} Kind;
enum { KINDS = 64 };

static int size_class(double unknowns) { return (int)(log2(unknowns + 1) / 2); }

static void add_kind(Kind *kinds, int *count, const TaskEstimate *e, int ranks, int points)
{
  int k = 0;

  while (k < *count && !(size_class(kinds[k].e.unknowns) == size_class(e->unknowns) && kinds[k].ranks == ranks && !strcmp(kinds[k].e.method, e->method))) k++;
  if (k == KINDS) k--;
  if (k == *count) kinds[(*count)++] = (Kind){*e, ranks, 0};
  kinds[k].points += points;
  if (e->unknowns > kinds[k].e.unknowns) kinds[k].e = *e;
}

/* One line for each kind of point: how many, and what the largest takes. */
void ReportDryRun(const Config *config, const Plan *plan, const Resources *resources)
{
  const Grid *grid = plan->grid;
  Kind        kinds[KINDS];
  int         count = 0;
  double      total = 0;

  printf("%s, task %s: %lld points in %lld items, %d outputs, to '%s'\n", grid->model->long_name, grid->task->name, (long long)plan->npoints, (long long)plan->nitems, plan->noutputs, config->output);
  for (int a = 0; a < plan->naxes; a++) {
    const int k = plan->axis[a];
    printf("  axis %-11s %d values, %.10g to %.10g\n", grid->model->params[k].name, grid->count[k], grid->values[k][0], grid->values[k][grid->count[k] - 1]);
  }
  printf("  %d ranks, %.3g GB for each\n", resources->ranks, resources->bytes_per_rank / 1e9);
  for (int64_t i = 0; i < plan->nitems; i++) {
    double       point[PARAM_MAX];
    TaskEstimate e = {0};
    PlanPoint(plan, plan->items[i].first, point);
    grid->task->estimate(point, &grid->options, plan->items[i].ranks, &e);
    total += plan->items[i].wall_seconds * plan->items[i].ranks;
    add_kind(kinds, &count, &e, plan->items[i].ranks, plan->items[i].count);
  }
  printf("  %9s %12s %12s %10s %6s  %s\n", "points", "unknowns to", "nonzeros", "GB a point", "ranks", "seconds a point, solver");
  for (const Kind *k = kinds; k < kinds + count; k++)
    printf("  %9lld %12.0f %12.4g %10.3g %6d  %.2g, %s\n", (long long)k->points, k->e.unknowns, k->e.nonzeros, k->e.bytes / 1e9, k->ranks, k->e.wall_seconds, k->e.method);
  printf("  about %.3g s in all\n", total / resources->ranks);
}

PetscErrorCode ReportOldOptions(const TaskSpec *task)
{
  char objection[256], warning[256];

  PetscFunctionBeginUser;
  for (const MethodOption *const *m = task->methods; m && *m; m++) {
    PetscCall(MethodOptionCheck(*m, sizeof warning, objection, warning));
    if (warning[0]) fprintf(stderr, "pilind: warning: %s\n", warning);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ReportUnusedOptions(const TaskSpec *task)
{
  PetscInt n;
  char   **names, **values;

  PetscFunctionBeginUser;
  PetscCall(PetscOptionsLeftGet(NULL, &n, &names, &values));
  for (PetscInt i = 0; i < n; i++)
    if (TaskTakesOption(task, names[i])) fprintf(stderr, "pilind: warning: the option -%s was not used by any solver\n", names[i]);
  PetscCall(PetscOptionsLeftRestore(NULL, &n, &names, &values));
  PetscFunctionReturn(PETSC_SUCCESS);
}
