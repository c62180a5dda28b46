/* Settings are compared line by line: parameters by value, all else as text. */
#include "results/source.h"

#include "results/settings.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double tolerance = 1e-12;

/* Relative, so that a rate of 1e-14 is not the same as none. */
static bool near(double a, double b) { return fabs(a - b) <= tolerance * fmax(fabs(a), fabs(b)); }

static int find_parameter(const ModelSpec *model, const SettingsLine *line)
{
  for (int k = 0; k < model->nparams; k++)
    if (strlen(model->params[k].name) == line->key_length && !memcmp(model->params[k].name, line->key, line->key_length)) return k;
  return -1;
}

static int by_value(const void *a, const void *b)
{
  const SourceValue *p = a, *q = b;

  return (p->value > q->value) - (p->value < q->value);
}

/* An axis of the file, for looking values up. */
static bool add_axis(Source *s, const char *name, int parameter, int64_t count, const double *values)
{
  const Layout *l = &s->file.layout;
  int           a = 0;

  while (a < l->naxes && strcmp(l->axis[a].name, name)) a++;
  if (a == l->naxes || l->axis[a].count != count) return false;
  s->axis[a] = (SourceAxis){.parameter = parameter, .count = count, .values = malloc((size_t)count * sizeof(SourceValue))};
  if (!s->axis[a].values) return false;
  s->naxes++;
  for (int64_t i = 0; i < count; i++) s->axis[a].values[i] = (SourceValue){values[i], i};
  qsort(s->axis[a].values, (size_t)count, sizeof *s->axis[a].values, by_value);
  return true;
}

/* A parameter there: an axis, one value, or an expression, which must then be ours. Without a line it has its default value. */
static bool add_parameter(Source *s, const Plan *plan, int k, const SettingsLine *theirs, const SettingsLine *ours)
{
  double *values = NULL, preset = plan->grid->model->params[k].preset;
  int64_t count  = 1;
  bool    listed = false, fine;

  if (theirs && !settings_numbers(theirs, &count, &values, &listed)) return settings_equal(theirs, ours);
  if (listed) fine = add_axis(s, plan->grid->model->params[k].name, k, count, values);
  else {
    fine                  = theirs || !isnan(preset);
    s->fixed[s->nfixed]   = k;
    s->value[s->nfixed++] = theirs ? values[0] : preset;
  }
  free(values);
  return fine;
}

/* An option that the file does not know has its default value there. */
static bool is_default(const Plan *plan, const SettingsLine *ours)
{
  for (int k = 0; k < plan->grid->task->noptions; k++) {
    const OptionSpec *o = &plan->grid->task->options[k];
    if (strlen(o->name) != ours->key_length || memcmp(o->name, ours->key, ours->key_length) || !o->preset) continue;
    char        *end;
    const double number = strtod(o->preset, &end);
    if (end > o->preset && !*end) return strtod(ours->value, NULL) == number;
    return strlen(o->preset) == ours->value_length && !strncasecmp(o->preset, ours->value, ours->value_length);
  }
  return false;
}

/* Take in the file's settings; false with words if they are not of this plan's kind. */
static bool compare_settings(Source *s, const Plan *plan, const char *ours, size_t size, char *words)
{
  const char  *theirs = s->file.layout.text[PROVENANCE_SETTINGS];
  SettingsLine a, b;

  for (const char *at = ours; settings_next(&at, &b);) {
    const bool there     = settings_find(theirs, b.key, b.key_length, &a);
    const int  parameter = find_parameter(plan->grid->model, &b);
    const bool fine      = parameter >= 0 ? add_parameter(s, plan, parameter, there ? &a : NULL, &b)
                           : there        ? settings_equal(&a, &b)
                                          : is_default(plan, &b);
    if (fine) continue;
    snprintf(words, size, "%.*s = %.*s there, %.*s here", (int)b.key_length, b.key, there ? (int)PetscMin(60, a.value_length) : 9,
             there ? a.value : "not known", (int)PetscMin(60, b.value_length), b.value);
    return false;
  }
  for (const char *at = theirs; settings_next(&at, &a);) {
    if (settings_find(ours, a.key, a.key_length, &b)) continue;
    snprintf(words, size, "%.*s = %.*s there, not known here", (int)a.key_length, a.key, (int)PetscMin(60, a.value_length), a.value);
    return false;
  }
  if (s->naxes == s->file.layout.naxes) return true;
  snprintf(words, size, "its axes are not those of its settings");
  return false;
}

/* Has the file every output, of the same kind, along the same own dimension? */
static bool compare_outputs(Source *s, const Plan *plan, const char *outputs, size_t size, char *words)
{
  const Layout *l = &s->file.layout;

  if (l->text[PROVENANCE_OUTPUTS]) {
    char names[128];
    provenance_missing(outputs, l->text[PROVENANCE_OUTPUTS], sizeof names, names);
    if (names[0]) return snprintf(words, size, "it has no output %s", names), false;
  }
  for (int d = 0; d < plan->ndims; d++) {
    bool same = false;
    for (int e = 0; e < l->ndims; e++) {
      if (strcmp(l->dim[e].name, plan->dim[d].name) || l->dim[e].count != plan->dim[d].count) continue;
      same = !l->dim[e].values == !plan->dim[d].coordinates;
      for (int i = 0; i < plan->dim[d].count && same && plan->dim[d].coordinates; i++)
        same = near(l->dim[e].values[i], plan->dim[d].coordinates[i]);
    }
    if (!same) return snprintf(words, size, "its values along '%s' are others", plan->dim[d].name), false;
  }
  for (int k = 0; k < plan->noutputs; k++) {
    const int extent = plan->offset[k + 1] - plan->offset[k];
    s->output[k]     = FileVariable(&s->file, plan->output[k].name);
    if (s->output[k] < 0 || l->variable[s->output[k]].extent != extent)
      return snprintf(words, size, "it has no such output %s", plan->output[k].name), false;
  }
  return true;
}

/* Where a point depends on its neighbours along a line, lines must be the same. */
static bool compare_line(const Source *s, const Plan *plan, size_t size, char *words)
{
  if (plan->line < 0) return true;
  const Grid       *grid = plan->grid;
  const LayoutAxis *axis = NULL;
  for (int a = 0; a < s->naxes; a++)
    if (s->axis[a].parameter == plan->line) axis = &s->file.layout.axis[a];
  bool same = (axis != NULL) == grid->listed[plan->line] && (!axis || axis->count == grid->count[plan->line]);
  for (int i = 0; axis && same && i < axis->count; i++) same = near(axis->values[i], grid->values[plan->line][i]);
  if (!same)
    snprintf(words, size, "its lines along %s are others, and a point depends on those before it", grid->model->params[plan->line].name);
  return same;
}

static PetscErrorCode find_usable(Source *s, Verdict *verdict)
{
  const int64_t  n = s->file.layout.npoints;
  unsigned char *damaged;

  PetscFunctionBeginUser;
  PetscCall(PetscMalloc1(n, &s->usable));
  PetscCall(PetscCalloc1(n, &damaged));
  if (!FileRead(&s->file, FileOwn(&s->file, SCHEMA_STATUS), 0, n, s->usable) || !FileVerify(&s->file, s->usable, damaged, &s->damaged))
    VerdictSet(verdict, EXIT_BAD_INPUT, "reuse: '%s' cannot be read", s->path);
  for (int64_t i = 0; i < n; i++) s->usable[i] = s->usable[i] == POINT_DONE && !damaged[i];
  s->nattempts = s->file.layout.format < 2 ? 1 : s->file.layout.attempts.shape.rows;
  PetscCall(PetscMalloc1(s->nattempts, &s->row));
  for (int64_t r = 0; r < s->nattempts; r++) s->row[r] = -1;
  PetscCall(PetscFree(damaged));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SourceOpen(const char *path, const Plan *plan, const char *settings, const char *outputs, Source *source, Verdict *verdict)
{
  char words[256];

  PetscFunctionBeginUser;
  *source = (Source){.path = path};
  FileOpen(path, false, outputs, true, &source->file);
  if (!source->file.readable) {
    VerdictSet(verdict, source->file.state == FILE_UNREADABLE ? EXIT_BAD_INPUT : EXIT_OTHER_FILE, "reuse: '%s' %s", path, source->file.why);
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  if (!compare_settings(source, plan, settings, sizeof words, words) || !compare_outputs(source, plan, outputs, sizeof words, words) ||
      !compare_line(source, plan, sizeof words, words))
    VerdictSet(verdict, EXIT_OTHER_FILE, "reuse: '%s' has no points for this input: %s", path, words);
  else {
    int64_t stride = 1;
    for (int a = source->naxes - 1; a >= 0; stride *= source->axis[a--].count) source->axis[a].stride = stride;
    PetscCall(find_usable(source, verdict));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

void SourceClose(Source *source)
{
  for (int a = 0; a < LAYOUT_AXES; a++) free(source->axis[a].values);
  PetscFree(source->usable);
  PetscFree(source->row);
  FileClose(&source->file);
  *source = (Source){0};
}

/* The nearest value is one of the two around it in the sorted list. */
static int64_t look_up(const SourceAxis *axis, double value)
{
  int64_t low = 0, high = axis->count;

  while (low < high) {
    const int64_t middle = (low + high) / 2;
    if (axis->values[middle].value < value) low = middle + 1;
    else high = middle;
  }
  for (int64_t i = low > 0 ? low - 1 : 0; i <= low && i < axis->count; i++)
    if (near(axis->values[i].value, value)) return axis->values[i].index;
  return -1;
}

int64_t source_index(const Source *source, const double *point)
{
  int64_t index = 0;

  for (int k = 0; k < source->nfixed; k++)
    if (!near(point[source->fixed[k]], source->value[k])) return -1;
  for (int a = 0; a < source->naxes; a++) {
    const int64_t at = look_up(&source->axis[a], point[source->axis[a].parameter]);
    if (at < 0) return -1;
    index += at * source->axis[a].stride;
  }
  return index;
}

bool source_attempt(const Source *source, int64_t index, int32_t *row)
{
  const int variable = FileOwn(&source->file, SCHEMA_ATTEMPT);

  *row = 0;
  return variable < 0 || FileRead(&source->file, variable, index, 1, row);
}

/* "a.h5", or "a.h5 < b.h5" for points that a.h5 had from b.h5, with what there is to say against it. malloc'ed. */
static char *name_source(const char *path, const char *before, const char *remark)
{
  char        *text;
  const size_t size = strlen(path) + strlen(before) + strlen(remark) + 4;

  if (!(text = malloc(size))) return NULL;
  snprintf(text, size, "%s%s%s%s", path, remark, before[0] ? " < " : "", before);
  return text;
}

bool source_row(const Source *source, int32_t row, Attempt *attempt)
{
  const Layout *l      = &source->file.layout;
  bool          intact = true;
  char         *name;

  if (l->format < 2) {
    const char *const text[ATTEMPT_TEXTS] = {
      [ATTEMPT_DATE]      = "unknown",
      [ATTEMPT_HOST]      = "unknown",
      [ATTEMPT_VERSION]   = l->text[PROVENANCE_VERSION],
      [ATTEMPT_REVISION]  = l->text[PROVENANCE_REVISION],
      [ATTEMPT_LIBRARIES] = l->text[PROVENANCE_LIBRARIES],
      [ATTEMPT_OPTIONS]   = l->text[PROVENANCE_OPTIONS],
    };
    if (!attempt_make(text, 0, attempt)) return false;
  } else if (!attempt_read(source->file.descriptor, &l->attempts, row, attempt, &intact)) return false;
  name = name_source(source->path, attempt->text[ATTEMPT_SOURCE],
                     l->format < 2 ? " (its first run; later ones are not known)"
                     : intact      ? ""
                                   : " (row damaged)");
  free(attempt->text[ATTEMPT_SOURCE]);
  attempt->text[ATTEMPT_SOURCE] = name;
  if (!name) attempt_free(attempt);
  return name;
}
