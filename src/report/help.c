/* -help: everything here comes from the tables. */
#include "report/report.h"

#include "input/keys.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void print_model(const ModelSpec *model)
{
  printf("\nModel %s: %s\n", model->name, model->long_name);
  for (int k = 0; k < model->nparams; k++) {
    const ParamSpec *p          = &model->params[k];
    char             preset[32] = "needed";
    if (!isnan(p->preset)) snprintf(preset, sizeof preset, "%g", p->preset);
    printf("  %-12s %-7s %s [%s]\n", p->name, preset, p->long_name, p->unit);
  }
  for (int k = 0; k < model->nkeys; k++)
    printf("  %-12s %-7s %s (%s)\n", model->keys[k].name, model->keys[k].needed ? "needed" : "", model->keys[k].long_name,
           node_kinds_text(model->keys[k].kinds));
  for (int k = 0; k < model->nlandmarks; k++) {
    const LandmarkSpec *l = &model->landmarks[k];
    printf("  landmark %-11s %s, for %s\n", l->name, l->long_name, model->params[l->parameter].name);
  }
}

static void print_option(const OptionSpec *o)
{
  printf("  option %-10s %-8s %s", o->name, !o->preset ? "needed" : *o->preset ? o->preset : "none", o->long_name);
  for (int c = 0; c < o->choices.count; c++) printf("%s%s", c ? "|" : ": ", words_at(o->choices, c));
  printf("\n");
}

static void print_task(const TaskSpec *task)
{
  OutputSpec outputs[OUTPUT_MAX];
  const int  count = task->outputs(NULL, outputs);

  printf("\nTask %s of model %s: %s\n", task->name, task->model->name, task->long_name);
  for (int k = 0; k < task->noptions; k++) print_option(&task->options[k]);
  for (int k = 0; k < count; k++)
    printf("  %-12s %s%s%s%s%s\n", outputs[k].name, outputs[k].long_name, outputs[k].dim ? ", along " : "",
           outputs[k].dim ? outputs[k].dim : "", outputs[k].option ? "; with option " : "", outputs[k].option ? outputs[k].option : "");
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

static void print_usage(void)
{
  printf("usage: mpiexec -n RANKS pilind INPUT.yaml [-key value ...]\n       pilind -status FILE.h5 | -help [TASK] | -version\n\n");
  printf("Keys stand in the input file as 'key: value' or on the command line as '-key value', which wins.\n"
         "A parameter takes a number, a list [10, 20, 50], a range 0.75:1.75:101 (start:stop:count) or log:1:100:21, or\n"
         "around:h1c:0.01:101 (landmark:width:count), a range around a critical point that is found first;\n"
         "lists and ranges are axes of the results. Or an expression in other parameters, 2*Jx - 1/(N - 1): it is no axis.\n"
         "Expressions know + - * / ^, parentheses, pi and");
  for (int k = 0; k < FORMULA_FUNCTIONS; k++) printf(" %s", formula_functions[k].name);
  printf(".\n\n");
  for (int k = 0; k < file_key_count; k++) printf("  %-8s %-6s %s\n", file_keys[k].name, file_keys[k].value, file_keys[k].text);
  printf("\nFlags (command line only):\n");
  for (int k = 0; k < flag_key_count; k++)
    printf("  -%-16s %-10s %s\n", flag_keys[k].name, flag_keys[k].value ? flag_keys[k].value : "", flag_keys[k].text);
  for (int k = 0; k < model_count; k++) print_model(models[k]);
  printf("\nTasks (-help TASK shows the options and outputs of one):\n");
  for (int k = 0; k < task_count; k++) printf("  %-6s %-14s %s\n", tasks[k]->model->name, tasks[k]->name, tasks[k]->long_name);
  printf("\nExit codes: 0 complete, 1 bad input, 2 some points failed, 3 output folder, 4 file of another input, 70 internal error,\n"
         "75 stopped early: the same command goes on.\n");
}

/* Every task of this name, whatever its model. */
static int print_topic(const char *topic)
{
  int found = 0;

  for (int k = 0; k < task_count; k++)
    if (!strcasecmp(topic, "all") || !strcasecmp(topic, tasks[k]->name)) print_task(tasks[k]), found++;
  for (int k = 0; k < model_count; k++)
    if (!strcasecmp(topic, models[k]->name)) print_model(models[k]), found++;
  return found;
}

void ReportHelp(const char *topic, Verdict *verdict)
{
  Suggestion s;
  char       meant[80];

  if (!topic || !strcasecmp(topic, "all")) print_usage();
  if (!topic || print_topic(topic)) return;
  s = suggestion_for(topic, strlen(topic));
  for (int k = 0; k < task_count; k++) suggestion_offer(&s, tasks[k]->name);
  for (int k = 0; k < model_count; k++) suggestion_offer(&s, models[k]->name);
  VerdictSet(verdict, EXIT_BAD_INPUT, "help: '%.60s' is no task and no model%s (-help alone lists them)", topic,
             suggestion_text(&s, sizeof meant, meant));
}
