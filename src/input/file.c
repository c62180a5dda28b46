/* From a path to the text of the input, on every rank. */
#include "input/document.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const off_t size_limit = 16 << 20; /* bytes; an input file is a page */

static void reject(const char *path, const char *why, Verdict *verdict)
{
  VerdictSet(verdict, EXIT_BAD_INPUT, "cannot read the input file '%.200s': %s", path, why);
}

/* Why a path that leads to something is no file, or NULL. */
static const char *what_it_is(const struct stat *info)
{
  if (S_ISREG(info->st_mode)) return info->st_size > size_limit ? "it has more than 16 MB, which no input has" : NULL;
  if (S_ISDIR(info->st_mode)) return "it is a folder";
  return S_ISFIFO(info->st_mode) ? "it is a pipe; the input is read more than once and must be a file"
                                 : "it is a device or a socket, not a file";
}

/* Opened without waiting, as opening a pipe does, and looked at before anything is read. */
static int open_file(const char *path, struct stat *info, Verdict *verdict)
{
  const char *why = NULL;
  int         fd  = -1;

  if (stat(path, info)) why = strerror(errno);
  else why = what_it_is(info);
  if (!why && (fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)) < 0) why = strerror(errno);
  if (!why && fstat(fd, info)) why = strerror(errno);
  if (!why) why = what_it_is(info);
  if (why && fd >= 0) close(fd);
  if (why) reject(path, why, verdict);
  return why ? -1 : fd;
}

static char *read_file(const char *path, size_t *length, Verdict *verdict)
{
  struct stat info;
  const int   fd = open_file(path, &info, verdict);
  ssize_t     got;

  if (fd < 0) return NULL;
  const size_t size = (size_t)info.st_size;
  char        *text = calloc(1, size + 1);
  for (*length = 0; text && *length < size; *length += (size_t)got) {
    got = read(fd, text + *length, size - *length);
    if (got < 0 && errno == EINTR) got = 0;
    else if (got <= 0) break;
  }
  close(fd);
  if (text && *length == size) return text;
  reject(path, text ? "reading it fails" : "no memory for it", verdict);
  free(text);
  return NULL;
}

/* What only looks like a file of text. */
static void check_text(const char *path, const char *text, size_t length, Verdict *verdict)
{
  const char *zero = memchr(text, 0, length);
  int         line = 1;

  if (length >= 8 && !memcmp(text, "\x89HDF\r\n\x1a\n", 8))
    reject(path, "it is an HDF5 file; 'pilind -status FILE' tells of results", verdict);
  for (const char *c = text; zero && c < zero; c++) line += *c == '\n';
  if (zero) VerdictSet(verdict, EXIT_BAD_INPUT, "'%.200s', line %d: a zero byte; an input file is text in UTF-8", path, line);
}

static PetscErrorCode share(Document *document, size_t length)
{
  PetscMPIInt rank;
  int         size = (int)length;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  PetscCallMPI(MPI_Bcast(&size, 1, MPI_INT, 0, PETSC_COMM_WORLD));
  if (rank > 0) document->text = calloc(1, (size_t)size + 1);
  PetscCheck(document->text, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the input");
  PetscCallMPI(MPI_Bcast(document->text, size, MPI_CHAR, 0, PETSC_COMM_WORLD));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode DocumentRead(const char *path, Document *document, Verdict *verdict)
{
  PetscMPIInt rank;
  size_t      length    = 0;
  Objection   objection = {0};

  PetscFunctionBeginUser;
  *document = (Document){0};
  snprintf(document->path, sizeof document->path, "%s", path);
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  if (rank == 0 && strlen(path) >= sizeof document->path) reject(path, strerror(ENAMETOOLONG), verdict);
  else if (rank == 0) {
    document->text = read_file(path, &length, verdict);
    if (document->text) check_text(path, document->text, length, verdict);
  }
  PetscCallMPI(MPI_Bcast(verdict, sizeof *verdict, MPI_BYTE, 0, PETSC_COMM_WORLD));
  if (verdict->code) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(share(document, length));
  if (!DocumentParse(document->text, strlen(document->text), &document->root, &objection)) DocumentReject(document, &objection, verdict);
  PetscFunctionReturn(PETSC_SUCCESS);
}

bool DocumentReject(const Document *document, const Objection *objection, Verdict *verdict)
{
  const size_t length = strlen(document->path), most = 120;
  const char  *path      = length > most ? document->path + length - most : document->path;
  char         place[64] = "";

  if (!objection->text[0]) return false;
  if (objection->line > 0 && objection->column > 0)
    snprintf(place, sizeof place, ", line %d, column %d", objection->line, objection->column);
  else if (objection->line > 0) snprintf(place, sizeof place, ", line %d", objection->line);
  VerdictSet(verdict, EXIT_BAD_INPUT, "%s%s%s: %s", path == document->path ? "" : "...", path, place, objection->text);
  return true;
}
