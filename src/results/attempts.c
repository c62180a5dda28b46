/* The columns, and rows in and out. */
#include "results/attempts.h"

#include "results/checksum.h"
#include "results/provenance.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define GROUP "provenance/attempts"

static const char *const scale_name = GROUP "/row", *const ranks_name = GROUP "/ranks", *const checksum_name = GROUP "/checksum";

static const struct {
  const char *name, *long_name;
} column[ATTEMPT_TEXTS] = {
  [ATTEMPT_DATE]      = {GROUP "/date", "when the run began, UTC"},
  [ATTEMPT_HOST]      = {GROUP "/host", "its first node"},
  [ATTEMPT_VERSION]   = {GROUP "/program_version", "version of the program"},
  [ATTEMPT_REVISION]  = {GROUP "/revision", "revision of its source"},
  [ATTEMPT_LIBRARIES] = {GROUP "/libraries", "libraries in use"},
  [ATTEMPT_OPTIONS]   = {GROUP "/options", "solver options, a line each"},
  [ATTEMPT_SOURCE]    = {GROUP "/source", "results file that the points were taken from; empty: solved here"},
};

const AttemptShape attempt_shape = {
  .rows  = 32,
  .width = {[ATTEMPT_DATE]      = 24,
            [ATTEMPT_HOST]      = 64,
            [ATTEMPT_VERSION]   = 16,
            [ATTEMPT_REVISION]  = 64,
            [ATTEMPT_LIBRARIES] = 160,
            [ATTEMPT_OPTIONS]   = 512,
            [ATTEMPT_SOURCE]    = 256},
};

bool attempt_widen(AttemptShape *shape, int64_t rows, const Attempt *attempt)
{
  bool grown = false;

  for (; shape->rows < rows; grown = true) shape->rows *= 2;
  for (int t = 0; attempt && t < ATTEMPT_TEXTS; t++)
    for (; shape->width[t] <= (int64_t)strlen(attempt->text[t]); grown = true) shape->width[t] *= 2;
  return grown;
}

double attempt_bytes(const AttemptShape *shape)
{
  double row = sizeof(int64_t) + sizeof(int32_t) + sizeof(uint64_t);

  for (int t = 0; t < ATTEMPT_TEXTS; t++) row += (double)shape->width[t];
  return row * (double)shape->rows;
}

/* A column of zeros; texts are characters along a dimension of their own. */
static PetscErrorCode create_column(hid_t file, const char *name, hid_t type, const char *long_name, const char *length)
{
  const char *const scales[] = {scale_name, length};
  const H5Words     words    = {"1", long_name, "provenance"};

  PetscFunctionBeginUser;
  PetscCall(H5CreateVariable(file, name, type, type, NULL, false, length ? 2 : 1, scales, &words));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AttemptsCreate(hid_t file, const AttemptShape *shape)
{
  const H5Words words = {"1", "number of an attempt", "provenance"};
  char          length[64];
  double       *rows;
  hid_t         group;

  PetscFunctionBeginUser;
  H5Call(group = H5Gcreate2(file, GROUP, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  H5Call(H5Gclose(group));
  PetscCall(PetscMalloc1(shape->rows, &rows));
  for (int64_t r = 0; r < shape->rows; r++) rows[r] = (double)r;
  PetscCall(H5CreateScale(file, scale_name, H5T_STD_I64LE, (int)shape->rows, rows, &words));
  PetscCall(PetscFree(rows));
  for (int t = 0; t < ATTEMPT_TEXTS; t++) {
    snprintf(length, sizeof length, "%s_length", column[t].name);
    PetscCall(H5CreateDimension(file, length, (int)shape->width[t]));
    PetscCall(create_column(file, column[t].name, H5T_C_S1, column[t].long_name, length));
  }
  PetscCall(create_column(file, ranks_name, H5T_STD_I32LE, "MPI ranks", NULL));
  PetscCall(create_column(file, checksum_name, H5T_STD_U64LE, "checksum of the row", NULL));
  PetscFunctionReturn(PETSC_SUCCESS);
}

bool attempts_find(hid_t file, int64_t file_bytes, AttemptTable *table)
{
  H5Array array;

  for (int t = 0; t < ATTEMPT_TEXTS; t++) {
    if (!H5Find(file, column[t].name, -1, file_bytes, &array) || array.rank != 2 || array.width != 1) return false;
    if (t > 0 && array.dims[0] != table->shape.rows) return false;
    table->shape.rows     = array.dims[0];
    table->shape.width[t] = array.dims[1];
    table->text[t]        = array.offset;
  }
  if (!H5Find(file, ranks_name, H5T_STD_I32LE, file_bytes, &array) || array.rank != 1 || array.count != table->shape.rows) return false;
  table->ranks = array.offset;
  if (!H5Find(file, checksum_name, H5T_STD_U64LE, file_bytes, &array) || array.rank != 1 || array.count != table->shape.rows) return false;
  table->checksum = array.offset;
  return true;
}

void attempts_pieces(const AttemptTable *table, Extent *piece)
{
  const int64_t rows = table->shape.rows;

  for (int t = 0; t < ATTEMPT_TEXTS; t++) piece[t] = (Extent){table->text[t], rows * table->shape.width[t]};
  piece[ATTEMPT_TEXTS]     = (Extent){table->ranks, rows * (int64_t)sizeof(int32_t)};
  piece[ATTEMPT_TEXTS + 1] = (Extent){table->checksum, rows * (int64_t)sizeof(uint64_t)};
}

bool attempt_make(const char *const text[ATTEMPT_TEXTS], int ranks, Attempt *attempt)
{
  bool made = true;

  *attempt = (Attempt){.ranks = ranks};
  for (int t = 0; t < ATTEMPT_TEXTS; t++) made = (attempt->text[t] = strdup(text[t] ? text[t] : "")) && made;
  if (!made) attempt_free(attempt);
  return made;
}

bool attempt_here(int ranks, const char *options, Attempt *attempt)
{
  const time_t now = time(NULL);
  struct tm    utc;
  char         date[32], host[128] = "", libraries[256];

  strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
  gethostname(host, sizeof host - 1);
  ProvenanceLibraries(sizeof libraries, libraries);
  const char *const text[ATTEMPT_TEXTS] = {
    [ATTEMPT_DATE]      = date,
    [ATTEMPT_HOST]      = host,
    [ATTEMPT_VERSION]   = PILIND_VERSION,
    [ATTEMPT_REVISION]  = ProvenanceRevision(),
    [ATTEMPT_LIBRARIES] = libraries,
    [ATTEMPT_OPTIONS]   = options,
  };
  return attempt_make(text, ranks, attempt);
}

static uint64_t row_checksum(const Attempt *attempt)
{
  uint64_t h = checksum_mix(1, (uint32_t)attempt->ranks); /* a row of zeros has not the sum 0 */

  for (int t = 0; t < ATTEMPT_TEXTS; t++) h = checksum_bytes(h, strlen(attempt->text[t]) + 1, attempt->text[t]);
  return h;
}

/* A text of the table, and whether nothing but zeros is behind its end. */
static char *read_text(int descriptor, int64_t offset, int64_t width, bool *clean)
{
  char *text = calloc(1, (size_t)width + 1);

  if (!text || !bytes_read(descriptor, offset, (size_t)width, text)) {
    free(text);
    return NULL;
  }
  for (int64_t i = (int64_t)strlen(text); i < width; i++) *clean = *clean && !text[i];
  return text;
}

bool attempt_read(int descriptor, const AttemptTable *table, int64_t row, Attempt *attempt, bool *intact)
{
  int32_t  ranks;
  uint64_t checksum;
  bool     clean = true;

  *attempt = (Attempt){0};
  if (row < 0 || row >= table->shape.rows) return errno = EINVAL, false;
  bool read = bytes_read(descriptor, table->ranks + row * (int64_t)sizeof ranks, sizeof ranks, &ranks) &&
              bytes_read(descriptor, table->checksum + row * (int64_t)sizeof checksum, sizeof checksum, &checksum);
  for (int t = 0; t < ATTEMPT_TEXTS && read; t++) {
    attempt->text[t] = read_text(descriptor, table->text[t] + row * table->shape.width[t], table->shape.width[t], &clean);
    read             = attempt->text[t];
  }
  if (!read) return attempt_free(attempt), false;
  value_reorder(VALUE_INTEGER, 1, &ranks);
  value_reorder(VALUE_HASH, 1, &checksum);
  attempt->ranks = ranks;
  *intact        = clean && checksum == row_checksum(attempt);
  return true;
}

/* The checksum last: a row that was not written to its end does not match it. */
bool attempt_write(int descriptor, const AttemptTable *table, int64_t row, const Attempt *attempt, bool intact)
{
  AttemptShape shape    = table->shape;
  int32_t      ranks    = attempt->ranks;
  uint64_t     checksum = intact ? row_checksum(attempt) : ~row_checksum(attempt);

  if (attempt_widen(&shape, row + 1, attempt)) return errno = EINVAL, false;
  for (int t = 0; t < ATTEMPT_TEXTS; t++) {
    char      *padded = calloc(1, (size_t)shape.width[t]);
    const bool copied = padded && memcpy(padded, attempt->text[t], strlen(attempt->text[t]));
    const bool done   = copied && bytes_write(descriptor, table->text[t] + row * shape.width[t], (size_t)shape.width[t], padded);
    free(padded);
    if (!done) return false;
  }
  value_reorder(VALUE_INTEGER, 1, &ranks);
  value_reorder(VALUE_HASH, 1, &checksum);
  return bytes_write(descriptor, table->ranks + row * (int64_t)sizeof ranks, sizeof ranks, &ranks) &&
         bytes_write(descriptor, table->checksum + row * (int64_t)sizeof checksum, sizeof checksum, &checksum);
}

/* Is any byte of a piece of the file not zero? False, with errno, if it cannot be read. */
static bool find_any(int descriptor, int64_t offset, int64_t bytes, bool *any)
{
  char *piece = malloc((size_t)bytes);
  bool  read  = piece && bytes_read(descriptor, offset, (size_t)bytes, piece);

  for (int64_t i = 0; read && i < bytes; i++) *any = *any || piece[i];
  free(piece);
  return read;
}

int64_t attempts_used(int descriptor, const AttemptTable *table)
{
  int64_t used = 0;

  for (int64_t row = 0; row < table->shape.rows; row++) {
    bool any  = false;
    bool read = find_any(descriptor, table->ranks + row * (int64_t)sizeof(int32_t), sizeof(int32_t), &any) &&
                find_any(descriptor, table->checksum + row * (int64_t)sizeof(uint64_t), sizeof(uint64_t), &any);
    for (int t = 0; t < ATTEMPT_TEXTS && read; t++)
      read = find_any(descriptor, table->text[t] + row * table->shape.width[t], table->shape.width[t], &any);
    if (!read) return -1;
    if (any) used = row + 1;
  }
  return used;
}

bool attempt_equal(const Attempt *a, const Attempt *b)
{
  bool equal = a->ranks == b->ranks;

  for (int t = 0; t < ATTEMPT_TEXTS; t++) equal = equal && !strcmp(a->text[t], b->text[t]);
  return equal;
}

void attempt_free(Attempt *attempt)
{
  for (int t = 0; t < ATTEMPT_TEXTS; t++) free(attempt->text[t]);
  *attempt = (Attempt){0};
}
