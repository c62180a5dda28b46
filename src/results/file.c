/* Opening, and arrays in and out. */
#include "results/file.h"

#include "results/checksum.h"
#include "results/path.h"

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

/* HDF5 closes all that is open in a file together with it. */
static hid_t open_hdf5(const char *path)
{
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  hid_t       file   = -1;

  if (access < 0) return -1;
  if (H5Pset_fclose_degree(access, H5F_CLOSE_STRONG) >= 0) file = H5Fopen(path, H5F_ACC_RDONLY, access);
  H5Pclose(access);
  return file;
}

static void read_layout(ResultsFile *file, const char *path, int64_t bytes, const char *outputs)
{
  const hid_t hdf5 = open_hdf5(path);
  char        why[LAYOUT_WHY];

  if (hdf5 < 0) {
    conclude(file, file->state ? file->state : FILE_FOREIGN, "%s", file->state ? "is damaged" : foreign);
    return;
  }
  const int format = layout_format(hdf5);
  if (!format) conclude(file, file->state ? file->state : FILE_FOREIGN, "%s", foreign);
  else if (format > PILIND_FORMAT_VERSION) conclude(file, FILE_OTHER_FORMAT, newer, format, PILIND_FORMAT_VERSION);
  else if (!layout_read(hdf5, bytes, outputs, &file->layout, why)) conclude(file, FILE_DAMAGED, "is damaged: %s", why);
  else {
    file->readable = true;
    file->seed     = checksum_text(file->layout.text[PROVENANCE_SETTINGS]);
    if (format < PILIND_FORMAT_VERSION && file->state == FILE_FINE)
      conclude(file, FILE_OTHER_FORMAT, "has format version %d, this program writes version %d", format, PILIND_FORMAT_VERSION);
  }
  H5Fclose(hdf5);
}

/* The seal of a file of ours decides whether HDF5 may look at it. */
void FileOpen(const char *path, bool writable, const char *outputs, bool anyway, ResultsFile *file)
{
  const char *objected = PathObjection(path);
  struct stat info;
  int         format;

  *file = (ResultsFile){.descriptor = -1};
  if (objected) {
    conclude(file, FILE_UNREADABLE, "%s", objected);
    return;
  }
  file->descriptor = open(path, (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC);
  if (file->descriptor < 0 || fstat(file->descriptor, &info)) {
    conclude(file, FILE_UNREADABLE, "cannot be read (%s)", strerror(errno));
    return;
  }
  const SealState seal = seal_check(file->descriptor, &format);
  if (seal == SEAL_BROKEN) conclude(file, FILE_DAMAGED, "is damaged outside of its points, or was changed by another program");
  if (seal == SEAL_INTACT && format > PILIND_FORMAT_VERSION) conclude(file, FILE_OTHER_FORMAT, newer, format, PILIND_FORMAT_VERSION);
  else if (seal != SEAL_BROKEN || anyway) read_layout(file, path, (int64_t)info.st_size, outputs);
  else file->unread = true;
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
