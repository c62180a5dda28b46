/* Memory at hand, from /proc/meminfo; where it cannot be read, nothing is refused. */
#include "farm/resources.h"

#include <stdio.h>

static double available_bytes(void)
{
  char   line[256];
  double kilobytes = 1e30;
  FILE  *file      = fopen("/proc/meminfo", "r");

  if (!file) return 1e30;
  while (fgets(line, sizeof line, file))
    if (sscanf(line, "MemAvailable: %lf", &kilobytes) == 1) break;
  fclose(file);
  return 1024 * kilobytes;
}

PetscErrorCode ResourcesFind(MPI_Comm comm, int ranks_per_point, PetscBool keeper_rank, Resources *resources)
{
  MPI_Comm    node;
  PetscMPIInt ranks, neighbours;
  double      share;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_size(comm, &ranks));
  PetscCallMPI(MPI_Comm_split_type(comm, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &node));
  PetscCallMPI(MPI_Comm_size(node, &neighbours));
  PetscCallMPI(MPI_Comm_free(&node));
  share = available_bytes() / neighbours;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &share, 1, MPI_DOUBLE, MPI_MIN, comm));
  *resources = (Resources){.ranks = ranks - (keeper_rank && ranks > 1), .ranks_per_point = ranks_per_point, .bytes_per_rank = share};
  PetscFunctionReturn(PETSC_SUCCESS);
}
