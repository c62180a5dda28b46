#include "farm/memory.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Of an error that begins in PETSc's allocation, PETSc 3.18 passes on a number that says nothing (the line of the caller). */
static PetscErrorCode listen(MPI_Comm comm, int line, const char *function, const char *file, PetscErrorCode code, PetscErrorType type,
                             const char *text, void *context)
{
  const PetscBool begins = !strncmp(function, "PetscMalloc", 11) || !strncmp(function, "PetscRealloc", 12) ? PETSC_TRUE : PETSC_FALSE;
  PetscBool      *ended  = context;

  if (code == PETSC_ERR_MEM || (type == PETSC_ERROR_INITIAL && begins)) *ended = PETSC_TRUE;
  return *ended ? code : PetscTraceBackErrorHandler(comm, line, function, file, code, type, text, context);
}

PetscErrorCode FarmMemoryGuard(PetscBool *ended)
{
  PetscFunctionBeginUser;
  *ended = PETSC_FALSE;
  PetscCall(PetscPushErrorHandler(listen, ended));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode FarmMemoryRelease(void)
{
  PetscFunctionBeginUser;
  PetscCall(PetscPopErrorHandler());
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void say(const Plan *plan, const PlanItem *item, int first, int count, const char *consequence)
{
  char where[256];

  PlanDescribe(plan, item->first + first * plan->stride, sizeof where, where);
  fprintf(stderr, "pilind: out of memory at %s%s: %s\n", where, count > 1 ? " and the points of its line" : "", consequence);
}

PointStatus FarmMemoryAlone(FarmMemory *memory, const Plan *plan, const PlanItem *item, int first, int count)
{
  memory->retired = memory->failed;
  memory->failed  = PETSC_TRUE;
  say(plan, item, first, count,
      memory->retired ? "left for a process that has all of its memory; this one takes no more" : "failed; the others go on");
  return memory->retired ? POINT_PENDING : POINT_FAILED;
}

PetscErrorCode FarmMemoryGroup(const Plan *plan, const FarmSink *sink, const PlanItem *item, int first, int count)
{
  const PlanItem lost  = {.first = item->first + first * plan->stride, .count = count, .ranks = item->ranks};
  const size_t   width = (size_t)plan->offset[plan->noutputs];
  double        *values, *seconds;
  unsigned char *status;

  PetscFunctionBeginUser;
  PetscCall(PetscMalloc3((size_t)count * width, &values, count, &seconds, count, &status));
  for (size_t i = 0; i < (size_t)count * width; i++) values[i] = NAN;
  for (int i = 0; i < count; i++) seconds[i] = NAN, status[i] = POINT_FAILED;
  PetscCall(sink->write(sink->context, &lost, values, status, seconds));
  say(plan, item, first, count, "failed; the other ranks of its group cannot go on: the same command does");
  MPI_Abort(MPI_COMM_WORLD, EXIT_RESTARTABLE);
  PetscFunctionReturn(PETSC_ERR_MEM);
}
