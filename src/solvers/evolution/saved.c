/* A checkpoint is one Vec: rho, and behind it on the last rank what was seen at earlier times (certificates and the numbers of the caller).
   So the file does not depend on the number of ranks, and nothing is computed twice. */
#include "solvers/evolution/run.h"

#include <petsctime.h>

#include <string.h>

/* Everything that the state depends on. */
CheckpointHeader EvolutionIdentity(const EvolutionProblem *p)
{
  const InitialParams *q  = &p->initial.params;
  const double     key[]  = {5, (double)(p->initial.spec - initial_states), q->theta, q->phi, q->m, q->T, p->t_end, p->count, p->numbers};
  CheckpointHeader header = {.key = {0}};

  memcpy(header.key, key, sizeof key);
  spin_fingerprint(p->model, header.key + sizeof key / sizeof *key);
  return header;
}

/* rho and, behind it on the last rank, `extra` numbers. */
static PetscErrorCode create_extended(Vec rho, PetscInt extra, Vec *both, PetscInt *local, PetscBool *last)
{
  MPI_Comm    comm = PetscObjectComm((PetscObject)rho);
  PetscMPIInt rank, ranks;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCallMPI(MPI_Comm_size(comm, &ranks));
  *last = rank == ranks - 1 ? PETSC_TRUE : PETSC_FALSE;
  PetscCall(VecGetLocalSize(rho, local));
  PetscCall(VecCreateMPI(comm, *local + (*last ? extra : 0), PETSC_DETERMINE, both));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode save(Evolution *e)
{
  const PetscInt extra = e->problem->count * e->width, seen = ((PetscInt)e->header.data[AT_TIME] + 1) * e->width;
  PetscInt       local;
  PetscBool      last, written;
  Vec            both;
  PetscScalar   *to, *x;

  PetscFunctionBeginUser;
  PetscCall(create_extended(e->rho, extra, &both, &local, &last));
  PetscCall(VecGetArrayWrite(both, &to));
  PetscCall(VecGetArray(e->rho, &x));
  PetscCall(PetscArraycpy(to, x, local));
  PetscCall(VecRestoreArray(e->rho, &x));
  for (PetscInt i = 0; i < extra && last; i++) to[local + i] = i < seen ? e->seen[i] : 0;
  PetscCall(VecRestoreArrayWrite(both, &to));
  PetscCall(CheckpointWrite(e->problem->checkpoint, &e->header, both, &written));
  PetscCall(VecDestroy(&both));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode EvolutionSaveWhenDue(Evolution *e, int k, int piece)
{
  PetscLogDouble now;
  int            due;

  PetscFunctionBeginUser;
  if (!e->problem->checkpoint || k == e->problem->count - 1) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscTime(&now));
  due = now - e->saved >= e->every;
  PetscCallMPI(MPI_Bcast(&due, 1, MPI_INT, 0, PetscObjectComm((PetscObject)e->rho)));
  if (!due) PetscFunctionReturn(PETSC_SUCCESS);
  e->header.data[AT_TIME]  = k;
  e->header.data[AT_PIECE] = piece;
  PetscCall(save(e));
  e->saved = now;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Does the header lead into this evolution? */
static PetscBool fits(const Evolution *e)
{
  const double time = e->header.data[AT_TIME], piece = e->header.data[AT_PIECE];

  return time >= 0 && time < e->problem->count - 1 && piece >= 0 && piece < e->pieces ? PETSC_TRUE : PETSC_FALSE;
}

PetscErrorCode EvolutionResume(Evolution *e, PetscBool *found)
{
  const PetscInt extra = e->problem->count * e->width;
  MPI_Comm       comm  = PetscObjectComm((PetscObject)e->rho);
  PetscInt       local;
  PetscBool      last;
  PetscMPIInt    ranks;
  Vec            both;
  PetscScalar   *from, *x;

  PetscFunctionBeginUser;
  *found = PETSC_FALSE;
  if (!e->problem->checkpoint) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(CheckpointPeek(comm, e->problem->checkpoint, &e->header, found));
  if (!*found) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCallMPI(MPI_Comm_size(comm, &ranks));
  PetscCall(create_extended(e->rho, extra, &both, &local, &last));
  PetscCall(CheckpointRead(e->problem->checkpoint, both, found));
  if (*found && fits(e)) {
    const PetscInt seen = ((PetscInt)e->header.data[AT_TIME] + 1) * e->width;
    PetscCall(VecGetArray(both, &from));
    PetscCall(VecGetArray(e->rho, &x));
    PetscCall(PetscArraycpy(x, from, local));
    PetscCall(VecRestoreArray(e->rho, &x));
    if (last) PetscCall(PetscArraycpy(e->seen, from + local, seen));
    PetscCall(VecRestoreArray(both, &from));
    PetscCallMPI(MPI_Bcast(e->seen, seen, MPIU_REAL, ranks - 1, comm));
  } else {
    if (*found) e->problem->checkpoint->discarded = "it names a time that is none of this evolution's";
    *found    = PETSC_FALSE;
    e->header = EvolutionIdentity(e->problem);
  }
  PetscCall(VecDestroy(&both));
  PetscFunctionReturn(PETSC_SUCCESS);
}
