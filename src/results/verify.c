/* Points against their checksums, block by block, variable by variable. */
#include "results/checksum.h"
#include "results/file.h"

#include <stdlib.h>
#include <string.h>

void FileBeginChecksums(const ResultsFile *file, int64_t first, int64_t count, uint64_t *h)
{
  const Layout *l = &file->layout;
  int64_t       length[LAYOUT_AXES];
  const double *axis[LAYOUT_AXES];

  for (int a = 0; a < l->naxes; a++) length[a] = l->axis[a].count, axis[a] = l->axis[a].values;
  checksum_begin(file->seed, l->naxes, length, axis, first, count, h);
}

/* Room for a block: values of the largest variable, sums, stored sums, and attempts. */
typedef struct {
  void     *values;
  uint64_t *sum, *stored;
  int32_t  *attempt;
} Block;

static bool make_block(const ResultsFile *file, int64_t points, Block *b)
{
  int64_t extent = 1;

  for (int k = 0; k < file->layout.noutputs; k++)
    extent = file->layout.variable[k].extent > extent ? file->layout.variable[k].extent : extent;
  b->values  = malloc((size_t)(points * extent) * sizeof(double));
  b->sum     = malloc((size_t)points * sizeof *b->sum);
  b->stored  = malloc((size_t)points * sizeof *b->stored);
  b->attempt = malloc((size_t)points * sizeof *b->attempt);
  return b->values && b->sum && b->stored && b->attempt;
}

static void free_block(Block *b)
{
  free(b->values);
  free(b->sum);
  free(b->stored);
  free(b->attempt);
}

/* The sums of all that is stored of a block, beside those that are stored. */
static bool sum_block(const ResultsFile *file, int64_t first, int64_t count, Block *b)
{
  const Layout *l = &file->layout;

  FileBeginChecksums(file, first, count, b->sum);
  for (int k = 0; k <= l->noutputs + SCHEMA_STATUS; k++) {
    const LayoutVariable *v = &l->variable[k];
    if (!FileRead(file, k, first, count, b->values)) return false;
    checksum_values(b->sum, count, v->extent, v->kind, b->values);
    if (k == l->noutputs + SCHEMA_ATTEMPT) memcpy(b->attempt, b->values, (size_t)count * sizeof *b->attempt);
  }
  return FileRead(file, l->noutputs + SCHEMA_CHECKSUM, first, count, b->stored);
}

static bool any_stored(const unsigned char *status, int64_t count)
{
  for (int64_t i = 0; i < count; i++)
    if (status[i] != POINT_PENDING) return true;
  return false;
}

bool FileVerify(const ResultsFile *file, const unsigned char *status, unsigned char *damaged, int64_t *count)
{
  const Layout *l     = &file->layout;
  const int64_t most  = FileBlock(file);
  const bool    sums  = FileOwn(file, SCHEMA_CHECKSUM) >= 0;
  Block         block = {0};
  bool          read  = !sums || make_block(file, most, &block);

  *count = 0;
  for (int64_t first = 0; first < l->npoints && read; first += most) {
    const int64_t n = l->npoints - first < most ? l->npoints - first : most;
    memset(damaged + first, 0, (size_t)n);
    if (!any_stored(status + first, n)) continue;
    read = !sums || sum_block(file, first, n, &block);
    for (int64_t i = 0; i < n && read; i++) {
      const unsigned char s = status[first + i];
      if (s == POINT_PENDING) continue;
      bool fine = s == POINT_DONE || s == POINT_FAILED;
      if (sums) fine = fine && block.sum[i] == block.stored[i] && block.attempt[i] >= 0 && block.attempt[i] < l->attempts.shape.rows;
      damaged[first + i] = !fine;
      *count += !fine;
    }
  }
  free_block(&block);
  return read;
}
