/* Parsing of numbers, lists and ranges. */
#include "input/values.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PIECE = 256, COUNT_MAX = 100000000 };

static const char *const forms = "a number, a list [a, b, c], a range start:stop:count, log:start:stop:count or around:landmark:width:count";

bool ValueNumber(const char *text, double *value)
{
  char *end;

  while (isspace((unsigned char)*text)) text++;
  if (!*text || !strpbrk(text, "0123456789") || strpbrk(text, "xXpP")) return false; /* no hexadecimal, no nan, no inf */
  *value = strtod(text, &end);
  while (isspace((unsigned char)*end)) end++;
  return !*end && isfinite(*value);
}

bool ValueTime(const char *text, double *seconds)
{
  double part[3];
  int    parts = 0, used = 0, h = 0, m = 0;
  double s = 0;

  if (ValueNumber(text, seconds)) return *seconds > 0;
  if (sscanf(text, "%d:%d:%lf%n", &h, &m, &s, &used) == 3 && !text[used]) parts = 3;
  else if (h = 0, sscanf(text, "%d:%lf%n", &m, &s, &used) == 2 && !text[used]) parts = 2;
  part[0] = h, part[1] = m, part[2] = s;
  *seconds = 3600 * part[0] + 60 * part[1] + part[2];
  return parts > 0 && h >= 0 && m >= 0 && s >= 0 && *seconds > 0;
}

static bool allowed(const ParamSpec *spec, double value, Verdict *verdict)
{
  char range[96];

  if (spec->kind == PARAM_COUNT && value != floor(value)) {
    VerdictSet(verdict, EXIT_BAD_INPUT, "%s: %.17g is not a whole number", spec->name, value);
    return false;
  }
  if (value >= spec->min && value <= spec->max) return true;
  if (isinf(spec->max)) snprintf(range, sizeof range, ">= %g", spec->min);
  else snprintf(range, sizeof range, "%.10g to %.10g", spec->min, spec->max);
  VerdictSet(verdict, EXIT_BAD_INPUT, "%s: %.17g is out of range; allowed: %s", spec->name, value, range);
  return false;
}

static bool append(const ParamSpec *spec, double value, int *count, double **values, Verdict *verdict)
{
  if (!allowed(spec, value, verdict)) return false;
  if ((*count & (*count - 1)) == 0) { /* grow at powers of two */
    double *larger = realloc(*values, sizeof *larger * (*count ? 2 * (size_t)*count : 1));
    if (!larger) {
      VerdictSet(verdict, EXIT_INTERNAL, "%s: no memory for its values", spec->name);
      return false;
    }
    *values = larger;
  }
  (*values)[(*count)++] = value;
  return true;
}

/* "start:stop:count", after "log:" if logarithmic. */
static bool append_range(const ParamSpec *spec, const char *piece, int *count, double **values, Verdict *verdict)
{
  const bool  logarithmic = !strncasecmp(piece, "log:", 4);
  char        copy[PIECE], *second, *third;
  double      start, stop, points;

  snprintf(copy, sizeof copy, "%s", piece + (logarithmic ? 4 : 0));
  second = strchr(copy, ':');
  third  = second ? strchr(second + 1, ':') : NULL;
  if (third) *second++ = 0, *third++ = 0;
  if (!third || !ValueNumber(copy, &start) || !ValueNumber(second, &stop) || !ValueNumber(third, &points)) {
    VerdictSet(verdict, EXIT_BAD_INPUT, "%s: '%s' is not a range; allowed: start:stop:count or log:start:stop:count", spec->name, piece);
    return false;
  }
  if (points != floor(points) || points < 1 || points > COUNT_MAX || (points == 1 && start != stop)) {
    VerdictSet(verdict, EXIT_BAD_INPUT, "%s: the range '%s' has %g points; allowed: a whole number of at least 2", spec->name, piece, points);
    return false;
  }
  if (logarithmic && !(start > 0 && stop > 0)) {
    VerdictSet(verdict, EXIT_BAD_INPUT, "%s: both ends of '%s' must be positive", spec->name, piece);
    return false;
  }
  for (int i = 0; i < (int)points; i++) {
    double value = points == 1 ? start : logarithmic ? start * pow(stop / start, i / (points - 1)) : start + (stop - start) * i / (points - 1);
    if (i == (int)points - 1) value = stop; /* exactly */
    if (!append(spec, value, count, values, verdict)) return false;
  }
  return true;
}

static const char around[] = "around:";

bool ValuesNeedPoint(const char *text)
{
  for (; *text; text++)
    if (!strncasecmp(text, around, sizeof around - 1)) return true;
  return false;
}

static const LandmarkSpec *find_landmark(const ModelSpec *model, int row, const char *name)
{
  for (int k = 0; k < model->nlandmarks; k++)
    if (model->landmarks[k].parameter == row && !strcasecmp(model->landmarks[k].name, name)) return &model->landmarks[k];
  return NULL;
}

static void reject_landmark(const ModelSpec *model, int row, const char *name, Verdict *verdict)
{
  char known[128] = "";

  for (int k = 0; k < model->nlandmarks; k++)
    if (model->landmarks[k].parameter == row) snprintf(known + strlen(known), sizeof known - strlen(known), " %s", model->landmarks[k].name);
  VerdictSet(verdict, EXIT_BAD_INPUT, "%s: '%s' is not one of its landmarks; allowed:%s", model->params[row].name, name, known[0] ? known : " none");
}

/* "landmark:width:count". */
static bool append_around(const ModelSpec *model, int row, const double *point, const char *piece, int *count, double **values, Verdict *verdict)
{
  const ParamSpec *spec = &model->params[row];
  char             copy[PIECE], *second, *third;
  double           width, points;

  snprintf(copy, sizeof copy, "%s", piece + sizeof around - 1);
  second = strchr(copy, ':');
  third  = second ? strchr(second + 1, ':') : NULL;
  if (third) *second++ = 0, *third++ = 0;
  if (!third || !ValueNumber(second, &width) || !ValueNumber(third, &points) || !(width > 0) || points != floor(points) || points < 2 || points > COUNT_MAX) {
    VerdictSet(verdict, EXIT_BAD_INPUT, "%s: '%s' is not a range; allowed: around:landmark:width:count, width above 0, count a whole number of at least 2", spec->name, piece);
    return false;
  }
  const LandmarkSpec *landmark = find_landmark(model, row, copy);
  if (!landmark) {
    reject_landmark(model, row, copy, verdict);
    return false;
  }
  const double middle = landmark->value(point);
  if (!isfinite(middle)) {
    VerdictSet(verdict, EXIT_BAD_INPUT, "%s: '%s': there is no %s (%s) at these parameters", spec->name, piece, landmark->name, landmark->long_name);
    return false;
  }
  for (int i = 0; i < (int)points; i++)
    if (!append(spec, middle + width * ((2 * i - (points - 1)) / (2 * (points - 1))), count, values, verdict)) return false;
  return true;
}

void ValuesParse(const ModelSpec *model, int row, const double *point, const char *text, int *count, double **values, bool *listed, Verdict *verdict)
{
  const ParamSpec *spec = &model->params[row];
  char             piece[PIECE];
  double           number;

  while (isspace((unsigned char)*text)) text++;
  *count  = 0;
  *values = NULL;
  *listed = *text == '[' || strpbrk(text, ",:");
  const char *end = text + strlen(text);
  while (end > text && (isspace((unsigned char)end[-1]) || end[-1] == ']')) end--;
  if (*text == '[') text++;
  while (1) {
    const char  *comma  = memchr(text, ',', (size_t)(end - text));
    const size_t length = (size_t)((comma ? comma : end) - text);
    while (*text == ' ' && text < end) text++;
    snprintf(piece, sizeof piece, "%.*s", (int)PIECE - 1 < (int)length ? (int)PIECE - 1 : (int)((comma ? comma : end) - text), text);
    if (length >= PIECE) {
      VerdictSet(verdict, EXIT_BAD_INPUT, "%s: '%.40s...' is too long; allowed: %s", spec->name, piece, forms);
      return;
    }
    if (!strncasecmp(piece, around, sizeof around - 1)) {
      if (!append_around(model, row, point, piece, count, values, verdict)) return;
    } else if (strchr(piece, ':')) {
      if (!append_range(spec, piece, count, values, verdict)) return;
    } else if (!ValueNumber(piece, &number)) {
      VerdictSet(verdict, EXIT_BAD_INPUT, "%s: '%s' is not a number; allowed: %s", spec->name, piece, forms);
      return;
    } else if (!append(spec, number, count, values, verdict)) return;
    if (!comma) return;
    text = comma + 1;
  }
}
