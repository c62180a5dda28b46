/* A file is: magic, the header, the global size, the unknowns as doubles. Every rank writes its own range with MPI-IO. */
#include "solvers/checkpoint/checkpoint.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  char             magic[8];
  int64_t          size;
  CheckpointHeader header;
} Front;

static const char magic[8] = "pilindC1";

static PetscErrorCode all_agree(MPI_Comm comm, PetscBool *ok)
{
  int good = *ok;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &good, 1, MPI_INT, MPI_MIN, comm));
  *ok = good ? PETSC_TRUE : PETSC_FALSE;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Collective transfer of the local range; large ranges in pieces, as MPI counts are ints. */
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
  if (!ok) unlink(temporary);
  return ok;
}

PetscErrorCode CheckpointWrite(const char *path, const CheckpointHeader *header, Vec x, PetscBool *written)
{
  MPI_Comm           comm = PetscObjectComm((PetscObject)x);
  char               temporary[PETSC_MAX_PATH_LEN + 80];
  Front              front = {.header = *header};
  PetscMPIInt        rank;
  PetscInt           start, end, size;
  MPI_File           file;
  const PetscScalar *array;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  snprintf(temporary, sizeof temporary, "%s.tmp", path);
  memcpy(front.magic, magic, sizeof magic);
  PetscCall(VecGetSize(x, &size));
  PetscCall(VecGetOwnershipRange(x, &start, &end));
  front.size = size;
  *written   = MPI_File_open(comm, temporary, MPI_MODE_CREATE | MPI_MODE_WRONLY, MPI_INFO_NULL, &file) == MPI_SUCCESS ? PETSC_TRUE : PETSC_FALSE;
  PetscCall(all_agree(comm, written));
  if (!*written) PetscFunctionReturn(PETSC_SUCCESS);
  if (rank == 0 && MPI_File_write_at(file, 0, &front, sizeof front, MPI_BYTE, MPI_STATUS_IGNORE)) *written = PETSC_FALSE;
  PetscCall(VecGetArrayRead(x, &array));
  PetscCall(transfer(file, start, end - start, (PetscScalar *)array, PETSC_TRUE, written));
  PetscCall(VecRestoreArrayRead(x, &array));
  if (MPI_File_close(&file)) *written = PETSC_FALSE;
  PetscCall(all_agree(comm, written));
  if (rank == 0 && *written) *written = sync_and_rename(temporary, path);
  PetscCall(all_agree(comm, written));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode CheckpointPeek(MPI_Comm comm, const char *path, CheckpointHeader *header, PetscBool *found)
{
  Front       front = {.size = 0};
  PetscMPIInt rank;
  int         ok = 0;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0) {
    FILE *file = fopen(path, "rb");
    if (file) {
      ok = fread(&front, sizeof front, 1, file) == 1 && !memcmp(front.magic, magic, sizeof magic) && !fseek(file, 0, SEEK_END) &&
           ftell(file) == (long)(sizeof front + (size_t)front.size * sizeof(PetscScalar)) &&
           !memcmp(front.header.key, header->key, sizeof header->key);
      fclose(file);
    }
  }
  PetscCallMPI(MPI_Bcast(&ok, 1, MPI_INT, 0, comm));
  PetscCallMPI(MPI_Bcast(&front, sizeof front, MPI_BYTE, 0, comm));
  *found = ok ? PETSC_TRUE : PETSC_FALSE;
  if (ok) *header = front.header;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode CheckpointRead(const char *path, Vec x, PetscBool *found)
{
  MPI_Comm     comm = PetscObjectComm((PetscObject)x);
  Front        front;
  PetscInt     start, end, size;
  MPI_File     file;
  PetscScalar *array;

  PetscFunctionBeginUser;
  PetscCall(VecGetSize(x, &size));
  PetscCall(VecGetOwnershipRange(x, &start, &end));
  *found = MPI_File_open(comm, path, MPI_MODE_RDONLY, MPI_INFO_NULL, &file) == MPI_SUCCESS ? PETSC_TRUE : PETSC_FALSE;
  PetscCall(all_agree(comm, found));
  if (!*found) PetscFunctionReturn(PETSC_SUCCESS);
  if (MPI_File_read_at(file, 0, &front, sizeof front, MPI_BYTE, MPI_STATUS_IGNORE)) *found = PETSC_FALSE;
  else if (memcmp(front.magic, magic, sizeof magic) || front.size != size) *found = PETSC_FALSE;
  PetscCall(VecGetArrayWrite(x, &array));
  PetscCall(transfer(file, start, end - start, array, PETSC_FALSE, found));
  PetscCall(VecRestoreArrayWrite(x, &array));
  MPI_File_close(&file);
  PetscCall(all_agree(comm, found));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode CheckpointRemove(MPI_Comm comm, const char *path)
{
  PetscMPIInt rank;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0) unlink(path);
  PetscFunctionReturn(PETSC_SUCCESS);
}
