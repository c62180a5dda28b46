/* Opening, and arrays in and out. */
#include "results/file.h"

#include "results/checksum.h"
#include "results/path.h"
#include "results/probe_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const foreign = "is not a results file of pilind";
#define newer "has format version %d, this program knows versions to %d"

static void conclude(ResultsFile *file, FileState state, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void conclude(ResultsFile *file, FileState state, const char *format, ...)
{
  va_list arguments;

  file->state = state;
  va_start(arguments, format);
  vsnprintf(file->why, sizeof file->why, format, arguments);
  va_end(arguments);
}

/* What is found decides, unless the seal has. */
static void judge(ResultsFile *file, Finding *finding)
{
  const bool damaged = file->state == FILE_DAMAGED;

  if (!finding->opened || !finding->format) conclude(file, damaged ? FILE_DAMAGED : FILE_FOREIGN, "%s", damaged ? "is damaged" : foreign);
  else if (finding->format > PILIND_FORMAT_VERSION) conclude(file, FILE_OTHER_FORMAT, newer, finding->format, PILIND_FORMAT_VERSION);
  else if (!finding->read) conclude(file, FILE_DAMAGED, "cannot be used: %s", finding->why);
  else {
    file->readable  = true;
    file->layout    = finding->layout;
    finding->layout = (Layout){0};
    file->seed      = checksum_text(file->layout.text[PROVENANCE_SETTINGS]);
    if (finding->format < PILIND_FORMAT_VERSION && !damaged)
      conclude(file, FILE_OTHER_FORMAT, "has format version %d, this program writes version %d", finding->format, PILIND_FORMAT_VERSION);
  }
  layout_free(&finding->layout);
}

static bool open_descriptor(const char *path, bool writable, ResultsFile *file, int64_t *bytes)
{
  const char *objected = PathObjection(path);
  struct stat info;

  *file = (ResultsFile){.descriptor = -1};
  if (objected) return conclude(file, FILE_UNREADABLE, "%s", objected), false;
  file->descriptor = open(path, (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC);
  if (file->descriptor < 0 || fstat(file->descriptor, &info))
    return conclude(file, FILE_UNREADABLE, "cannot be read (%s)", strerror(errno)), false;
  *bytes = (int64_t)info.st_size;
  return true;
}

void FileOpenNew(const char *path, ResultsFile *file)
{
  Finding finding;
  int64_t bytes;

  if (!open_descriptor(path, true, file, &bytes)) return;
  ProbeHere(path, bytes, NULL, &finding);
  judge(file, &finding);
}

void FileOpen(const char *path, bool writable, const char *outputs, bool anyway, ResultsFile *file)
{
  Finding finding;
  int64_t bytes;
  int     format;

  if (!open_descriptor(path, writable, file, &bytes)) return;
  const SealState seal = seal_check(file->descriptor, &format);
  if (seal == SEAL_BROKEN) conclude(file, FILE_DAMAGED, "is damaged outside of its points, or was changed by another program");
  file->unread = seal == SEAL_BROKEN && !anyway;
  if (file->unread) return;
  if (seal == SEAL_INTACT && format > PILIND_FORMAT_VERSION) conclude(file, FILE_OTHER_FORMAT, newer, format, PILIND_FORMAT_VERSION);
  else if (seal == SEAL_INTACT) {
    ProbeHere(path, bytes, outputs, &finding);
    judge(file, &finding);
  } else if (ProbeApart(path, bytes, outputs, &finding)) judge(file, &finding);
  else conclude(file, FILE_DAMAGED, "is damaged: HDF5 cannot read it");
  if (seal == SEAL_ABSENT && file->state == FILE_FINE) conclude(file, FILE_DAMAGED, "has lost its seal: it was changed by another program");
}

void FileClose(ResultsFile *file)
{
  if (file->descriptor >= 0) close(file->descriptor);
  layout_free(&file->layout);
  *file = (ResultsFile){.descriptor = -1};
}

int FileVariable(const ResultsFile *file, const char *name)
{
  for (int k = 0; k < file->layout.noutputs; k++)
    if (!strcmp(file->layout.variable[k].name, name)) return k;
  return -1;
}

int FileOwn(const ResultsFile *file, int own)
{
  const int k = file->layout.noutputs + own;

  return file->layout.variable[k].extent > 0 ? k : -1;
}

/* Where the values begin, and how many bytes they are. */
static int64_t place(const ResultsFile *file, int variable, int64_t first, int64_t count, size_t *bytes)
{
  const LayoutVariable *v     = &file->layout.variable[variable];
  const int64_t         point = v->extent * (int64_t)value_bytes(v->kind);

  *bytes = (size_t)(count * point);
  return v->offset + first * point;
}

bool FileRead(const ResultsFile *file, int variable, int64_t first, int64_t count, void *values)
{
  const LayoutVariable *v = &file->layout.variable[variable];
  size_t                bytes;
  const int64_t         at = place(file, variable, first, count, &bytes);

  if (!bytes_read(file->descriptor, at, bytes, values)) return false;
  value_reorder(v->kind, count * v->extent, values);
  return true;
}

bool FileWrite(const ResultsFile *file, int variable, int64_t first, int64_t count, void *values)
{
  const LayoutVariable *v = &file->layout.variable[variable];
  size_t                bytes;
  const int64_t         at = place(file, variable, first, count, &bytes);

  value_reorder(v->kind, count * v->extent, values);
  const bool written = bytes_write(file->descriptor, at, bytes, values);
  value_reorder(v->kind, count * v->extent, values);
  return written;
}

int64_t FileBlock(const ResultsFile *file)
{
  static const int64_t bytes = 1 << 20, points = 1 << 16;
  int64_t              extent = 1;

  for (int k = 0; k < file->layout.noutputs; k++)
    extent = file->layout.variable[k].extent > extent ? file->layout.variable[k].extent : extent;
  const int64_t fit = bytes / (extent * (int64_t)sizeof(double));
  return fit < 1 ? 1 : fit < points ? fit : points;
}

bool FileSync(const ResultsFile *file) { return !fsync(file->descriptor) || errno == EINVAL; }

bool FileSeal(const ResultsFile *file)
{
  Extent    piece[LAYOUT_PIECES];
  const int pieces = layout_pieces(&file->layout, piece);

  if (file->layout.seal.bytes != (int64_t)seal_bytes(pieces)) return errno = EINVAL, false;
  return seal_write(file->descriptor, file->layout.format, file->layout.seal.offset, pieces, piece);
}
