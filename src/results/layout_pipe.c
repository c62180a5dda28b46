/* The struct as it is, then texts and arrays. */
#include "results/layout_pipe.h"

#include <stdlib.h>
#include <string.h>

static bool put(FILE *stream, const void *bytes, int64_t count) { return fwrite(bytes, 1, (size_t)count, stream) == (size_t)count; }

static bool get(FILE *stream, void *bytes, int64_t count) { return fread(bytes, 1, (size_t)count, stream) == (size_t)count; }

bool layout_send(FILE *stream, const Layout *l)
{
  bool sent = put(stream, l, sizeof *l);

  for (int t = 0; t < PROVENANCE_TEXTS && sent; t++) {
    const int64_t length = l->text[t] ? (int64_t)strlen(l->text[t]) : -1;
    sent                 = put(stream, &length, sizeof length) && (length < 0 || put(stream, l->text[t], length));
  }
  for (int a = 0; a < l->naxes && sent; a++) sent = put(stream, l->axis[a].values, l->axis[a].count * (int64_t)sizeof(double));
  for (int d = 0; d < l->ndims && sent; d++)
    if (l->dim[d].values) sent = put(stream, l->dim[d].values, l->dim[d].count * (int64_t)sizeof(double));
  return sent && !fflush(stream);
}

static bool receive_text(FILE *stream, int64_t most, char **text)
{
  int64_t length;

  if (!get(stream, &length, sizeof length) || length > most) return false;
  if (length < 0) return true;
  *text = calloc(1, (size_t)length + 1);
  return *text && get(stream, *text, length);
}

static bool receive_values(FILE *stream, int64_t most, LayoutAxis *axis)
{
  if (axis->count < 1 || axis->count > most / (int64_t)sizeof(double)) return false;
  axis->values = malloc((size_t)axis->count * sizeof(double));
  return axis->values && get(stream, axis->values, axis->count * (int64_t)sizeof(double));
}

/* Texts that the struct itself holds end. */
static void end_names(Layout *l)
{
  for (int a = 0; a < LAYOUT_AXES; a++) l->axis[a].name[LAYOUT_NAME - 1] = 0;
  for (int d = 0; d < DIM_MAX; d++) l->dim[d].name[LAYOUT_NAME - 1] = 0;
  for (int k = 0; k < SCHEMA_MAX; k++) l->variable[k].name[LAYOUT_NAME - 1] = l->variable[k].dim[LAYOUT_NAME - 1] = 0;
}

static bool counts_are_sane(const Layout *l)
{
  return l->format >= 1 && l->naxes >= 0 && l->naxes <= LAYOUT_AXES && l->ndims >= 0 && l->ndims <= DIM_MAX && l->noutputs >= 0 &&
         l->noutputs <= OUTPUT_MAX;
}

static bool is_inside(int64_t offset, int64_t count, int64_t width, int64_t file_bytes)
{
  return offset >= 0 && count >= 1 && width >= 1 && count <= file_bytes / width && offset <= file_bytes - count * width;
}

/* Does every array lie in the file? */
static bool arrays_are_inside(const Layout *l, int64_t file_bytes)
{
  const AttemptTable *t      = &l->attempts;
  double              points = 1;

  for (int a = 0; a < l->naxes; a++) points *= (double)l->axis[a].count;
  if (points != (double)l->npoints || !l->text[PROVENANCE_SETTINGS]) return false;
  for (int k = 0; k < l->noutputs + SCHEMA_OWN; k++) {
    const LayoutVariable *v = &l->variable[k];
    if (k >= l->noutputs && l->format < schema_own[k - l->noutputs].first_format && v->extent == 0) continue;
    if ((unsigned)v->kind >= VALUE_KINDS || v->extent < 1 || v->extent > file_bytes) return false;
    if (!is_inside(v->offset, l->npoints, v->extent * (int64_t)value_bytes(v->kind), file_bytes)) return false;
  }
  if (l->format < 2) return true;
  for (int c = 0; c < ATTEMPT_TEXTS; c++)
    if (!is_inside(t->text[c], t->shape.rows, t->shape.width[c], file_bytes)) return false;
  return is_inside(t->ranks, t->shape.rows, sizeof(int32_t), file_bytes) &&
         is_inside(t->checksum, t->shape.rows, sizeof(uint64_t), file_bytes);
}

bool layout_receive(FILE *stream, int64_t file_bytes, Layout *l)
{
  Layout sent;
  bool   valued[DIM_MAX];

  *l = (Layout){0};
  if (!get(stream, &sent, sizeof sent) || !counts_are_sane(&sent)) return false;
  for (int t = 0; t < PROVENANCE_TEXTS; t++) sent.text[t] = NULL;
  for (int a = 0; a < LAYOUT_AXES; a++) sent.axis[a].values = NULL;
  for (int d = 0; d < DIM_MAX; d++) valued[d] = sent.dim[d].values, sent.dim[d].values = NULL;
  *l = sent;
  end_names(l);
  for (int t = 0; t < PROVENANCE_TEXTS; t++)
    if (!receive_text(stream, file_bytes, &l->text[t])) return false;
  for (int a = 0; a < l->naxes; a++)
    if (!receive_values(stream, file_bytes, &l->axis[a])) return false;
  for (int d = 0; d < l->ndims; d++)
    if (valued[d] && !receive_values(stream, file_bytes, &l->dim[d])) return false;
  return arrays_are_inside(l, file_bytes);
}
