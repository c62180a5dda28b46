/* Block by block and, in a block, variable by variable: what the file has there, with the points taken laid over it. */
#include "results/copy.h"

#include "results/checksum.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A block of points of the file. */
typedef struct {
  int64_t   first, count;
  int64_t  *index; /* of each point in its source; -1: not taken */
  void     *values, *theirs;
  uint64_t *sum;
} Block;

static bool make_block(const ResultsFile *file, Block *b)
{
  const size_t most   = (size_t)FileBlock(file);
  size_t       extent = 1;

  for (int k = 0; k < file->layout.noutputs; k++) extent = PetscMax(extent, (size_t)file->layout.variable[k].extent);
  b->index  = malloc(most * sizeof *b->index);
  b->values = malloc(most * extent * sizeof(double));
  b->theirs = malloc(4 * most * extent * sizeof(double));
  b->sum    = malloc(most * sizeof *b->sum);
  return b->index && b->values && b->theirs && b->sum;
}

static void free_block(Block *b)
{
  free(b->index);
  free(b->values);
  free(b->theirs);
  free(b->sum);
}

/* Find the points of a block in their sources; how many are taken. */
static int64_t find_points(const Copy *c, Block *b)
{
  double  point[PARAM_MAX];
  int64_t taken = 0;

  for (int64_t i = 0; i < b->count; i++) {
    const int s = c->take[b->first + i];
    b->index[i] = -1;
    if (!s) continue;
    PlanPoint(c->plan, b->first + i, point);
    b->index[i] = source_index(&c->source[s - 1], point);
    taken++;
  }
  return taken;
}

/* The stretch of a source that the points of the block lie in; false if it takes none from there. */
static bool find_stretch(const Copy *c, const Block *b, int source, int64_t *low, int64_t *high)
{
  *low = INT64_MAX, *high = -1;
  for (int64_t i = 0; i < b->count; i++) {
    if (c->take[b->first + i] != source + 1) continue;
    *low  = PetscMin(*low, b->index[i]);
    *high = PetscMax(*high, b->index[i]);
  }
  return *high >= 0;
}

/* Lay the values of one source over those of the block, `width` bytes a point: read at once where they lie close together. */
static bool overlay(const Copy *c, Block *b, int source, int variable, size_t width)
{
  const ResultsFile *file   = &c->source[source].file;
  char              *values = b->values, *theirs = b->theirs;
  int64_t            low, high;

  if (!find_stretch(c, b, source, &low, &high)) return true;
  const bool close = high - low < 4 * b->count;
  if (close && !FileRead(file, variable, low, high - low + 1, theirs)) return false;
  for (int64_t i = 0; i < b->count; i++) {
    if (c->take[b->first + i] != source + 1) continue;
    if (close) memcpy(values + (size_t)i * width, theirs + (size_t)(b->index[i] - low) * width, width);
    else if (!FileRead(file, variable, b->index[i], 1, values + (size_t)i * width)) return false;
  }
  return true;
}

/* A variable of the block; `own`: which of the program's own it is, or -1 and the output. */
static bool copy_variable(const Copy *c, ResultsFile *file, Block *b, int variable, int own, int output)
{
  const LayoutVariable *v     = &file->layout.variable[variable];
  const size_t          width = (size_t)v->extent * value_bytes(v->kind);
  bool                  done  = FileRead(file, variable, b->first, b->count, b->values);

  for (int s = 0; s < c->nsources && done; s++) {
    const int theirs = own < 0 ? c->source[s].output[output] : FileOwn(&c->source[s].file, own);
    if (theirs >= 0) done = overlay(c, b, s, theirs, width);
    if (own != SCHEMA_ATTEMPT) continue;
    int32_t *attempt = b->values;
    for (int64_t i = 0; i < b->count && done; i++) /* theirs is a row of theirs; format 1 has one row */
      if (c->take[b->first + i] == s + 1) attempt[i] = c->source[s].row[theirs < 0 ? 0 : attempt[i]];
  }
  if (!done) return false;
  checksum_values(b->sum, b->count, v->extent, v->kind, b->values);
  return FileWrite(file, variable, b->first, b->count, b->values);
}

/* The status that the points taken get; it counts for their checksums, and is written when all blocks have their data. */
static bool set_status(const Copy *c, ResultsFile *file, Block *b, bool write)
{
  const int      variable = FileOwn(file, SCHEMA_STATUS);
  unsigned char *status   = b->values;

  if (!FileRead(file, variable, b->first, b->count, status)) return false;
  for (int64_t i = 0; i < b->count; i++)
    if (c->take[b->first + i]) status[i] = POINT_DONE;
  if (write) return FileWrite(file, variable, b->first, b->count, status);
  checksum_values(b->sum, b->count, 1, VALUE_STATUS, status);
  return true;
}

static bool write_sums(const Copy *c, ResultsFile *file, Block *b)
{
  const int variable = FileOwn(file, SCHEMA_CHECKSUM);
  uint64_t *stored   = b->values;

  if (!FileRead(file, variable, b->first, b->count, stored)) return false;
  for (int64_t i = 0; i < b->count; i++)
    if (c->take[b->first + i]) stored[i] = b->sum[i];
  return FileWrite(file, variable, b->first, b->count, stored);
}

static bool copy_block(const Copy *c, ResultsFile *file, Block *b)
{
  bool done = true;

  FileBeginChecksums(file, b->first, b->count, b->sum);
  for (int k = 0; k < file->layout.noutputs && done; k++) done = copy_variable(c, file, b, k, -1, k);
  done = done && copy_variable(c, file, b, FileOwn(file, SCHEMA_SECONDS), SCHEMA_SECONDS, -1);
  done = done && copy_variable(c, file, b, FileOwn(file, SCHEMA_ATTEMPT), SCHEMA_ATTEMPT, -1);
  return done && set_status(c, file, b, false) && write_sums(c, file, b);
}

bool copy_points(const Copy *c, ResultsFile *file)
{
  const int64_t most  = FileBlock(file);
  Block         block = {0};
  bool          done  = make_block(file, &block);

  for (int pass = 0; pass < 2; pass++)
    for (block.first = 0; block.first < file->layout.npoints && done; block.first += most) {
      block.count = PetscMin(most, file->layout.npoints - block.first);
      if (find_points(c, &block) == 0) continue;
      done = pass == 0 ? copy_block(c, file, &block) : set_status(c, file, &block, true);
    }
  free_block(&block);
  return done;
}
