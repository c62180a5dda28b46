/* A file is: the front, and the unknowns as doubles. Every rank writes its own range with MPI-IO. */
#include "solvers/checkpoint/checkpoint.h"

#include <fcntl.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

typedef struct {
  char             magic[8];
  int64_t          size;
  CheckpointHeader header;
  uint32_t         numbers_crc; /* CRC-32 of the unknowns */
  uint32_t         front_crc;   /* of the front up to here */
} Front;

static const char magic[8] = "pilindC2";

static uint32_t front_crc(const Front *front) { return (uint32_t)crc32_z(0, (const Bytef *)front, offsetof(Front, front_crc)); }

static PetscErrorCode all_agree(MPI_Comm comm, PetscBool *ok)
{
  int good = *ok;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &good, 1, MPI_INT, MPI_MIN, comm));
  *ok = good ? PETSC_TRUE : PETSC_FALSE;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* CRC-32 of the whole vector on all ranks: that of each range, combined in their order. *finite: are all numbers? */
static PetscErrorCode sum_up(Vec x, uint32_t *crc, PetscBool *finite)
{
  MPI_Comm           comm = PetscObjectComm((PetscObject)x);
  PetscMPIInt        ranks;
  PetscInt           n;
  const PetscScalar *array;
  uint64_t           mine[2], *all;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_size(comm, &ranks));
  PetscCall(VecGetLocalSize(x, &n));
  PetscCall(VecGetArrayRead(x, &array));
  mine[0] = (uint64_t)n * sizeof *array;
  mine[1] = crc32_z(0, (const Bytef *)array, (size_t)mine[0]);
  *finite = PETSC_TRUE;
  for (PetscInt i = 0; i < n; i++)
    if (!isfinite(array[i])) *finite = PETSC_FALSE;
  PetscCall(VecRestoreArrayRead(x, &array));
  PetscCall(all_agree(comm, finite));
  PetscCall(PetscMalloc1(2 * ranks, &all));
  PetscCallMPI(MPI_Allgather(mine, 2, MPI_UINT64_T, all, 2, MPI_UINT64_T, comm));
  *crc = (uint32_t)crc32_z(0, NULL, 0);
  for (int k = 0; k < ranks; k++) *crc = (uint32_t)crc32_combine(*crc, (uLong)all[2 * k + 1], (z_off_t)all[2 * k]);
  PetscCall(PetscFree(all));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Transfer of the local range; large ranges in pieces, as MPI counts are ints. */
static PetscErrorCode transfer(MPI_File file, PetscInt start, PetscInt n, PetscScalar *x, PetscBool write, PetscBool *ok)
{
  const PetscInt piece = 1 << 27;

  PetscFunctionBeginUser;
  for (PetscInt done = 0; done < n && *ok; done += piece) {
    const int        count = (int)PetscMin(piece, n - done);
    const MPI_Offset at    = (MPI_Offset)sizeof(Front) + (MPI_Offset)(start + done) * (MPI_Offset)sizeof *x;
    MPI_Status       status;
    int              moved = 0;
    const int        error = write ? MPI_File_write_at(file, at, x + done, count, MPI_DOUBLE, &status)
                                   : MPI_File_read_at(file, at, x + done, count, MPI_DOUBLE, &status);
    if (!error) MPI_Get_count(&status, MPI_DOUBLE, &moved);
    if (error || moved != count) *ok = PETSC_FALSE;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscBool sync_and_rename(const char *temporary, const char *path)
{
  const int fd = open(temporary, O_RDWR);
  PetscBool ok = PETSC_FALSE;

  if (fd < 0) return PETSC_FALSE;
  ok = !fsync(fd) ? PETSC_TRUE : PETSC_FALSE;
  close(fd);
  if (ok && rename(temporary, path)) ok = PETSC_FALSE;
  return ok;
}

/* Front and unknowns into a new file of this name; what lies there, a link or a pipe included, is removed and neither followed nor
   opened. */
static PetscErrorCode write_file(const char *name, const Front *front, Vec x, PetscBool *written)
{
  MPI_Comm           comm = PetscObjectComm((PetscObject)x);
  PetscMPIInt        rank;
  PetscInt           start, end;
  MPI_File           file;
  const PetscScalar *array;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCall(VecGetOwnershipRange(x, &start, &end));
  if (rank == 0) unlink(name);
  PetscCallMPI(MPI_Barrier(comm));
  *written = MPI_File_open(comm, name, MPI_MODE_CREATE | MPI_MODE_EXCL | MPI_MODE_WRONLY, MPI_INFO_NULL, &file) == MPI_SUCCESS
               ? PETSC_TRUE
               : PETSC_FALSE;
  PetscCall(all_agree(comm, written));
  if (!*written) PetscFunctionReturn(PETSC_SUCCESS);
  if (rank == 0 && MPI_File_write_at(file, 0, front, sizeof *front, MPI_BYTE, MPI_STATUS_IGNORE)) *written = PETSC_FALSE;
  PetscCall(VecGetArrayRead(x, &array));
  PetscCall(transfer(file, start, end - start, (PetscScalar *)array, PETSC_TRUE, written));
  PetscCall(VecRestoreArrayRead(x, &array));
  if (MPI_File_close(&file)) *written = PETSC_FALSE;
  PetscCall(all_agree(comm, written));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode CheckpointWrite(Checkpoint *checkpoint, const CheckpointHeader *header, Vec x, PetscBool *written)
{
  MPI_Comm    comm = PetscObjectComm((PetscObject)x);
  char        temporary[PETSC_MAX_PATH_LEN + 80];
  Front       front = {.header = *header};
  PetscMPIInt rank;
  PetscInt    size;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  snprintf(temporary, sizeof temporary, "%s.tmp", checkpoint->path);
  memcpy(front.magic, magic, sizeof magic);
  PetscCall(VecGetSize(x, &size));
  front.size = size;
  PetscCall(sum_up(x, &front.numbers_crc, written));
  if (!*written) PetscFunctionReturn(PETSC_SUCCESS);
  front.front_crc = front_crc(&front);
  PetscCall(write_file(temporary, &front, x, written));
  if (rank == 0 && *written) *written = sync_and_rename(temporary, checkpoint->path);
  PetscCall(all_agree(comm, written));
  if (rank == 0 && !*written) unlink(temporary);
  if (*written) checkpoint->left = PETSC_TRUE;
  PetscFunctionReturn(PETSC_SUCCESS);
}

enum { ABSENT, USABLE, NO_FILE, OTHER_VERSION, DAMAGED, OTHER_POINT };
static const char *const objections[] = {
  [NO_FILE]       = "it is a folder, a device or a pipe",
  [OTHER_VERSION] = "it is not of this version of the program",
  [DAMAGED]       = "it is damaged",
  [OTHER_POINT]   = "it belongs to another point, model or method",
};

static int examine(const char *path, const CheckpointHeader *header, Front *front)
{
  struct stat info;
  FILE       *file;
  int         verdict = ABSENT;

  if (!stat(path, &info) && !S_ISREG(info.st_mode)) return NO_FILE;
  if (!(file = fopen(path, "rb"))) return ABSENT;
  if (fread(front, 1, sizeof *front, file) < sizeof front->magic || memcmp(front->magic, magic, sizeof magic)) verdict = OTHER_VERSION;
  else if (front_crc(front) != front->front_crc || fseek(file, 0, SEEK_END) ||
           (double)ftell(file) != (double)sizeof *front + (double)front->size * sizeof(PetscScalar))
    verdict = DAMAGED;
  else verdict = memcmp(front->header.key, header->key, sizeof header->key) ? OTHER_POINT : USABLE;
  fclose(file);
  return verdict;
}

PetscErrorCode CheckpointPeek(MPI_Comm comm, Checkpoint *checkpoint, CheckpointHeader *header, PetscBool *found)
{
  Front       front = {.size = 0};
  PetscMPIInt rank;
  int         verdict = ABSENT;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0) verdict = examine(checkpoint->path, header, &front);
  PetscCallMPI(MPI_Bcast(&verdict, 1, MPI_INT, 0, comm));
  PetscCallMPI(MPI_Bcast(&front, sizeof front, MPI_BYTE, 0, comm));
  *found                = verdict == USABLE ? PETSC_TRUE : PETSC_FALSE;
  checkpoint->discarded = verdict == ABSENT ? NULL : objections[verdict];
  if (verdict != ABSENT) checkpoint->left = PETSC_TRUE;
  if (*found) *header = front.header;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode CheckpointRead(Checkpoint *checkpoint, Vec x, PetscBool *found)
{
  MPI_Comm     comm = PetscObjectComm((PetscObject)x);
  Front        front;
  PetscInt     start, end, size;
  MPI_File     file;
  PetscScalar *array;
  uint32_t     crc;
  PetscBool    finite;

  PetscFunctionBeginUser;
  checkpoint->discarded = objections[DAMAGED];
  PetscCall(VecGetSize(x, &size));
  PetscCall(VecGetOwnershipRange(x, &start, &end));
  *found = MPI_File_open(comm, checkpoint->path, MPI_MODE_RDONLY, MPI_INFO_NULL, &file) == MPI_SUCCESS ? PETSC_TRUE : PETSC_FALSE;
  PetscCall(all_agree(comm, found));
  if (!*found) PetscFunctionReturn(PETSC_SUCCESS);
  if (MPI_File_read_at(file, 0, &front, sizeof front, MPI_BYTE, MPI_STATUS_IGNORE)) *found = PETSC_FALSE;
  else if (memcmp(front.magic, magic, sizeof magic) || front.size != size) *found = PETSC_FALSE;
  PetscCall(VecGetArrayWrite(x, &array));
  PetscCall(transfer(file, start, end - start, array, PETSC_FALSE, found));
  PetscCall(VecRestoreArrayWrite(x, &array));
  MPI_File_close(&file);
  PetscCall(all_agree(comm, found));
  if (!*found) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(sum_up(x, &crc, &finite));
  *found = finite && crc == front.numbers_crc ? PETSC_TRUE : PETSC_FALSE;
  if (*found) checkpoint->discarded = NULL;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode CheckpointRemove(MPI_Comm comm, const Checkpoint *checkpoint)
{
  PetscMPIInt rank;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0) unlink(checkpoint->path);
  PetscFunctionReturn(PETSC_SUCCESS);
}
