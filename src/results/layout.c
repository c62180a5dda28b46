/* From names to places. Every function that reads returns false after an objection. */
#include "results/layout.h"

#include "results/settings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  hid_t   file;
  int64_t bytes;
  Layout *layout;
  char   *why;
} Reader;

/* The first objection stands. */
static bool objection(Reader *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
static bool objection(Reader *r, const char *format, ...)
{
  va_list arguments;

  if (r->why[0]) return false;
  va_start(arguments, format);
  vsnprintf(r->why, LAYOUT_WHY, format, arguments);
  va_end(arguments);
  return false;
}

int layout_format(hid_t file)
{
  int64_t version = 0;
  hid_t   attribute, type, space;

  if (H5Lexists(file, "provenance", H5P_DEFAULT) <= 0) return 0;
  if ((attribute = H5Aopen_by_name(file, "provenance", "format_version", H5P_DEFAULT, H5P_DEFAULT)) < 0) return 0;
  type            = H5Aget_type(attribute);
  space           = H5Aget_space(attribute);
  const bool fine = type >= 0 && space >= 0 && H5Tget_class(type) == H5T_INTEGER && H5Sget_simple_extent_npoints(space) == 1;
  if (!fine || H5Aread(attribute, H5T_NATIVE_INT64, &version) < 0 || version < 1 || version > 0xffff) version = 0;
  if (space >= 0) H5Sclose(space);
  if (type >= 0) H5Tclose(type);
  H5Aclose(attribute);
  return (int)version;
}

static bool read_texts(Reader *r)
{
  char name[LAYOUT_NAME];

  for (int t = 0; t < PROVENANCE_TEXTS; t++) {
    if (r->layout->format < provenance_text[t].first_format || r->layout->format > provenance_text[t].last_format) continue;
    snprintf(name, sizeof name, "provenance/%s", provenance_text[t].name);
    if (!(r->layout->text[t] = H5ReadText(r->file, name, r->bytes))) return objection(r, "'%s' cannot be read", name);
  }
  return true;
}

/* Coordinates of a dimension scale: double or int64; bytes: it has none. */
static bool read_scale(Reader *r, const char *name, LayoutAxis *axis)
{
  H5Array array;
  hid_t   set;

  snprintf(axis->name, sizeof axis->name, "%s", name);
  if (H5Find(r->file, name, H5T_STD_I8LE, r->bytes, &array) && array.rank == 1) return axis->count = array.count, true;
  if (!H5Find(r->file, name, H5T_IEEE_F64LE, r->bytes, &array) && !H5Find(r->file, name, H5T_STD_I64LE, r->bytes, &array))
    return objection(r, "the axis '%s' is not there as it should be", name);
  if (array.rank != 1) return objection(r, "the axis '%s' has %d dimensions", name, array.rank);
  axis->count = array.count;
  if (!(axis->values = malloc((size_t)array.count * sizeof *axis->values))) return objection(r, "no memory");
  if ((set = H5Dopen2(r->file, name, H5P_DEFAULT)) < 0) return objection(r, "the axis '%s' cannot be read", name);
  const bool read = H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, axis->values) >= 0;
  H5Dclose(set);
  return read || objection(r, "the axis '%s' cannot be read", name);
}

/* The axes of the grid are the lists among the settings' parameters, which come last: the last lists, as many as the status has
   dimensions. (HDF5's dimension scales say it, too, but its functions for them do not survive a damaged file.) */
static bool find_axes(Reader *r, int count, SettingsLine axes[])
{
  const char  *settings = r->layout->text[PROVENANCE_SETTINGS];
  SettingsLine line;
  int          lists = 0;

  for (const char *at = settings; settings_next(&at, &line);) lists += line.value_length > 0 && line.value[0] == '[';
  if (lists < count) return objection(r, "'status' has %d dimensions, its settings have %d axes", count, lists);
  int k = count - lists;
  for (const char *at = settings; settings_next(&at, &line);) {
    if (!line.value_length || line.value[0] != '[') continue;
    if (k >= 0) axes[k] = line;
    k++;
  }
  return true;
}

/* An axis, whose values must be those of the settings. */
static bool read_axis(Reader *r, const SettingsLine *line, int64_t wanted, LayoutAxis *axis)
{
  char    name[LAYOUT_NAME];
  double *values;
  int64_t count;
  bool    listed;

  snprintf(name, sizeof name, "%.*s", (int)line->key_length, line->key);
  if (line->key_length >= sizeof name || !settings_numbers(line, &count, &values, &listed))
    return objection(r, "'%s' in its settings is no axis", name);
  bool read = read_scale(r, name, axis);
  if (read && !axis->values) read = objection(r, "the axis '%s' has no values", name);
  if (read && axis->count != wanted)
    read = objection(r, "the axis '%s' has %lld values, 'status' %lld", name, (long long)axis->count, (long long)wanted);
  if (read && (count != axis->count || memcmp(values, axis->values, (size_t)count * sizeof *values)))
    read = objection(r, "the axis '%s' is not that of its settings", name);
  free(values);
  return read;
}

static bool read_axes(Reader *r)
{
  Layout      *l = r->layout;
  SettingsLine axes[LAYOUT_AXES];
  H5Array      status;

  if (!H5Find(r->file, "status", H5T_STD_I8LE, r->bytes, &status)) return objection(r, "'status' is not there as it should be");
  if (status.rank > LAYOUT_AXES) return objection(r, "'status' has %d dimensions", status.rank);
  l->npoints = status.count;
  if (!find_axes(r, status.rank, axes)) return false;
  for (int a = 0; a < status.rank; a++) {
    l->naxes++;
    if (!read_axis(r, &axes[a], status.dims[a], &l->axis[a])) return false;
  }
  return true;
}

/* The scale of an output's own dimension, the first word of `words`, which several outputs may share. */
static const LayoutAxis *find_dim(Reader *r, const char *words)
{
  Layout *l = r->layout;
  char    name[LAYOUT_NAME];

  snprintf(name, sizeof name, "%.*s", (int)strcspn(words, " "), words);
  for (int d = 0; d < l->ndims; d++)
    if (!strcmp(l->dim[d].name, name)) return &l->dim[d];
  if (l->ndims == DIM_MAX) return objection(r, "it has more than %d dimensions beside the axes", DIM_MAX), NULL;
  return read_scale(r, name, &l->dim[l->ndims++]) ? &l->dim[l->ndims - 1] : NULL;
}

/* A variable over the axes and perhaps some dimensions more. */
static bool read_variable(Reader *r, LayoutVariable *v)
{
  const Layout     *l = r->layout;
  const LayoutAxis *dim[OUTPUT_DIMS];
  H5Array           array;
  int               dims = 0;

  for (const char *word = v->dim; *word; word += strcspn(word, " "), word += strspn(word, " ")) {
    if (dims == OUTPUT_DIMS) return objection(r, "'%s' has more than %d dimensions beside the axes", v->name, OUTPUT_DIMS);
    if (!(dim[dims++] = find_dim(r, word))) return false;
  }
  if (!H5Find(r->file, v->name, value_file_type(v->kind), r->bytes, &array))
    return objection(r, "'%s' is not there as it should be", v->name);
  if (array.rank != l->naxes + dims) return objection(r, "'%s' has %d dimensions", v->name, array.rank);
  v->extent = 1;
  for (int d = 0; d < array.rank; d++) {
    const LayoutAxis *axis = d < l->naxes ? &l->axis[d] : dim[d - l->naxes];
    if (array.dims[d] != axis->count) return objection(r, "'%s' has %lld values along '%s'", v->name, (long long)array.dims[d], axis->name);
    if (d >= l->naxes) v->extent *= axis->count;
  }
  v->offset = array.offset;
  return true;
}

/* A line of the list of outputs: its name, real or integer, and its own dimensions if it has any. */
static bool read_output(Reader *r, const char *line, size_t length)
{
  Layout         *l = r->layout;
  LayoutVariable *v = &l->variable[l->noutputs];
  char            text[3 * LAYOUT_NAME], kind[16] = "";

  if (l->noutputs == OUTPUT_MAX || length >= sizeof text) return objection(r, "its list of outputs is too long");
  snprintf(text, sizeof text, "%.*s", (int)length, line);
  const int words = sscanf(text, "%127s %15s %127[^\n]", v->name, kind, v->dim);
  if (words < 2 || (strcmp(kind, "real") && strcmp(kind, "integer"))) return objection(r, "its list of outputs has a line '%s'", text);
  v->kind = kind[0] == 'r' ? VALUE_REAL : VALUE_INTEGER;
  l->noutputs++;
  return read_variable(r, v);
}

static bool read_variables(Reader *r, const char *outputs)
{
  Layout *l = r->layout;

  if (l->text[PROVENANCE_OUTPUTS]) outputs = l->text[PROVENANCE_OUTPUTS];
  for (const char *line = outputs; line && *line;) {
    const size_t length = strcspn(line, "\n");
    if (!read_output(r, line, length)) return false;
    line += length + (line[length] == '\n');
  }
  for (int k = 0; k < SCHEMA_OWN; k++) {
    LayoutVariable *v = &l->variable[l->noutputs + k];
    if (l->format < schema_own[k].first_format) continue;
    snprintf(v->name, sizeof v->name, "%s", schema_own[k].name);
    v->kind = schema_own[k].kind;
    if (!read_variable(r, v)) return false;
  }
  return true;
}

static bool read_seal_place(Reader *r)
{
  H5Array array;

  if (!H5Find(r->file, PROVENANCE_SEAL, -1, r->bytes, &array) || array.rank != 0) return objection(r, "its seal is not there");
  r->layout->seal = (Extent){array.offset, array.width};
  return true;
}

bool layout_read(hid_t file, int64_t file_bytes, const char *outputs, Layout *layout, char why[LAYOUT_WHY])
{
  Reader r = {file, file_bytes, layout, why};

  why[0]  = 0;
  *layout = (Layout){.format = layout_format(file)};
  if (!layout->format) return objection(&r, "it has no format version");
  if (!read_texts(&r) || !read_axes(&r) || !read_variables(&r, outputs)) return false;
  if (layout->format < 2) return true;
  if (!attempts_find(file, file_bytes, &layout->attempts)) return objection(&r, "'provenance/attempts' is not there as it should be");
  return read_seal_place(&r);
}

void layout_free(Layout *layout)
{
  for (int t = 0; t < PROVENANCE_TEXTS; t++) free(layout->text[t]);
  for (int a = 0; a < layout->naxes; a++) free(layout->axis[a].values);
  for (int d = 0; d < layout->ndims; d++) free(layout->dim[d].values);
  *layout = (Layout){0};
}

int layout_pieces(const Layout *layout, Extent piece[LAYOUT_PIECES])
{
  int count = 0;

  for (int k = 0; k < layout->noutputs + SCHEMA_OWN; k++) {
    const LayoutVariable *v = &layout->variable[k];
    piece[count++]          = (Extent){v->offset, layout->npoints * v->extent * (int64_t)value_bytes(v->kind)};
  }
  attempts_pieces(&layout->attempts, piece + count);
  return count + ATTEMPT_COLUMNS;
}
