/* What the machine offers to this run. */
#ifndef PILIND_FARM_RESOURCES_H
#define PILIND_FARM_RESOURCES_H

#include "plan/plan.h"

/* Let the BLAS of every rank take its workspace, so that no point waits for it in vain later; a verdict (1) if there is no room.
   Call it before anything that may call the BLAS. Collective. */
PetscErrorCode ResourcesClaim(MPI_Comm comm, Verdict *verdict);

/* Ranks that solve points (all, or all but the keeper) and memory: what is available on a node, shared by its ranks, or what limits
   of the process leave; the smallest of all ranks. Collective. */
PetscErrorCode ResourcesFind(MPI_Comm comm, int ranks_per_point, PetscBool keeper_rank, Resources *resources);

/* Nodes that the ranks of comm are on. Collective. */
PetscErrorCode ResourcesNodes(MPI_Comm comm, int *nodes);

/* Bytes that this process's node still has for the job: the least of what the system has free, what the control groups leave
   (version 1 or 2, the group of this process and those above it), and what Slurm granted (SLURM_MEM_PER_NODE, or SLURM_MEM_PER_CPU
   for SLURM_CPUS_ON_NODE processors). `root` stands before /proc and /sys: "" but in tests. 1e30 where nothing can be read. */
double ResourcesNodeBytes(const char *root);

/* Bytes that the limits of this process (ulimit -v, ulimit -d) leave it; 1e30 without limits. */
double ResourcesProcessBytes(void);

/* Threads that the BLAS in use starts in every rank; 1 if it does not say. */
int ResourcesBlasThreads(void);

#endif
