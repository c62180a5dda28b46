/* Memory at hand, as the system, the control groups and the batch system tell it; what cannot be read limits nothing. Page cache
   counts as free: the system gives it up for a program that needs the room. */
#include "farm/resources.h"

#include "physics/numerics/lapack.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

static const double unlimited = 1e30;

/* OpenBLAS takes a workspace of 128 MiB at its first call, and asks for it for ever where there is no room. */
static const size_t blas_bytes = (size_t)136 << 20;

/* The number in a file, or after a word that begins one of its lines; `missing` if it is not there ("max" is no number either). */
static double read_number(const char *path, const char *word, double missing)
{
  char   line[512];
  double number = missing;
  FILE  *file   = fopen(path, "r");

  if (!file) return missing;
  while (fgets(line, sizeof line, file)) {
    if (word && (strncmp(line, word, strlen(word)) || (line[strlen(word)] != ' ' && line[strlen(word)] != ':'))) continue;
    if (sscanf(line + (word ? strlen(word) + 1 : 0), "%lf", &number) != 1) number = missing;
    break;
  }
  fclose(file);
  return number;
}

/* Where the two versions of control groups keep what: beyond `soft` version 2 slows its processes down, beyond `limit` it ends them. */
typedef struct {
  const char *mount, *limit, *soft, *usage, *cache;
} Cgroup;

static const Cgroup cgroup_v1 = {"/sys/fs/cgroup/memory", "memory.limit_in_bytes", NULL, "memory.usage_in_bytes", "total_inactive_file"};
static const Cgroup cgroup_v2 = {"/sys/fs/cgroup", "memory.max", "memory.high", "memory.current", "inactive_file"};

static double group_bytes(const char *root, const Cgroup *c, const char *group)
{
  char   path[PETSC_MAX_PATH_LEN];
  double limit = unlimited;

  snprintf(path, sizeof path, "%s%s%s/%s", root, c->mount, group, c->limit);
  limit = read_number(path, NULL, unlimited);
  if (c->soft) {
    snprintf(path, sizeof path, "%s%s%s/%s", root, c->mount, group, c->soft);
    limit = PetscMin(limit, read_number(path, NULL, unlimited));
  }
  if (limit >= unlimited) return unlimited;
  snprintf(path, sizeof path, "%s%s%s/%s", root, c->mount, group, c->usage);
  const double usage = read_number(path, NULL, 0);
  snprintf(path, sizeof path, "%s%s%s/memory.stat", root, c->mount, group);
  const double left = limit - usage + read_number(path, c->cache, 0);
  return left > 0 ? left : 0;
}

/* The group of this process and all above it: each may have a limit. In a container the path may not exist below the mount,
   which then is the container's own group: the walk ends there. */
static double cgroup_bytes(const char *root)
{
  char   path[PETSC_MAX_PATH_LEN], line[PETSC_MAX_PATH_LEN];
  double least = unlimited;

  snprintf(path, sizeof path, "%s/proc/self/cgroup", root);
  FILE *file = fopen(path, "r");
  if (!file) return unlimited;
  while (fgets(line, sizeof line, file)) {
    char *controllers = strchr(line, ':'), *group = controllers ? strchr(controllers + 1, ':') : NULL;
    if (!group) continue;
    *group++                    = 0;
    group[strcspn(group, "\n")] = 0;
    const Cgroup *c             = !controllers[1] ? &cgroup_v2 : strstr(controllers, "memory") ? &cgroup_v1 : NULL;
    while (c) {
      char *slash = strrchr(group, '/');
      least       = PetscMin(least, group_bytes(root, c, strcmp(group, "/") ? group : ""));
      if (!slash || !*group) break;
      *slash = 0;
    }
  }
  fclose(file);
  return least;
}

static double environment_number(const char *name)
{
  const char *text = getenv(name);

  return text ? strtod(text, NULL) : 0;
}

/* Slurm counts megabytes; zero stands for all of the node. */
static double slurm_bytes(void)
{
  const double node = environment_number("SLURM_MEM_PER_NODE"), cpu = environment_number("SLURM_MEM_PER_CPU");
  const double megabytes = node > 0 ? node : cpu * environment_number("SLURM_CPUS_ON_NODE");

  return megabytes > 0 ? 1048576 * megabytes : unlimited;
}

double ResourcesNodeBytes(const char *root)
{
  char path[PETSC_MAX_PATH_LEN];

  snprintf(path, sizeof path, "%s/proc/meminfo", root);
  const double available = 1024 * read_number(path, "MemAvailable", unlimited / 1024);
  return PetscMin(PetscMin(available, cgroup_bytes(root)), slurm_bytes());
}

static double limit_left(int resource, double used)
{
  struct rlimit limit;

  if (getrlimit(resource, &limit) || limit.rlim_cur == RLIM_INFINITY) return unlimited;
  return PetscMax((double)limit.rlim_cur - used, 0);
}

double ResourcesProcessBytes(void)
{
  const double page = (double)sysconf(_SC_PAGESIZE);
  double       size = 0, data = 0;
  FILE        *file = fopen("/proc/self/statm", "r");

  if (file) {
    if (fscanf(file, "%lf %*f %*f %*f %*f %lf", &size, &data) != 2) size = data = 0;
    fclose(file);
  }
  return PetscMin(limit_left(RLIMIT_AS, page * size), limit_left(RLIMIT_DATA, page * data));
}

/* Let the BLAS take its workspace, if there is room for it and for what a run takes at least beside it. */
static PetscBool claim_blas(void)
{
  enum { ORDER = 64 };
  static double A[ORDER * ORDER];
  int           pivots[ORDER];
  void         *room = mmap(NULL, blas_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (room == MAP_FAILED) return PETSC_FALSE;
  munmap(room, blas_bytes);
  for (int i = 0; i < ORDER; i++) A[i * (ORDER + 1)] = 1;
  return lapack_factor(ORDER, A, pivots) ? PETSC_FALSE : PETSC_TRUE;
}

int ResourcesBlasThreads(void)
{
  static const char *const names[] = {"openblas_get_num_threads", "MKL_Get_Max_Threads", "bli_thread_get_num_threads"};
  int                      most    = 1;

  for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
    union {
      void *object;
      int (*function)(void);
    } found = {dlsym(RTLD_DEFAULT, names[k])};
    if (found.object) most = PetscMax(most, found.function());
  }
  return most;
}

PetscErrorCode ResourcesNodes(MPI_Comm comm, int *nodes)
{
  MPI_Comm    node;
  PetscMPIInt rank;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_split_type(comm, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &node));
  PetscCallMPI(MPI_Comm_rank(node, &rank));
  PetscCallMPI(MPI_Comm_free(&node));
  *nodes = rank == 0;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, nodes, 1, MPI_INT, MPI_SUM, comm));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResourcesClaim(MPI_Comm comm, Verdict *verdict)
{
  double room = ResourcesProcessBytes();
  int    good = claim_blas();

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &room, 1, MPI_DOUBLE, MPI_MIN, comm));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &good, 1, MPI_INT, MPI_LAND, comm));
  if (!good)
    VerdictSet(verdict, EXIT_BAD_INPUT, "memory: a process may take %.3g GB more (ulimit -v, ulimit -d), and the BLAS alone needs %.2g",
               room / 1e9, (double)blas_bytes / 1e9);
  PetscFunctionReturn(PETSC_SUCCESS);
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
  share = PetscMin(ResourcesNodeBytes("") / neighbours, ResourcesProcessBytes());
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &share, 1, MPI_DOUBLE, MPI_MIN, comm));
  *resources = (Resources){.ranks = ranks - (keeper_rank && ranks > 1), .ranks_per_point = ranks_per_point, .bytes_per_rank = share};
  PetscFunctionReturn(PETSC_SUCCESS);
}
