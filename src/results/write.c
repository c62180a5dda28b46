/* The farm's side of the file. Through the MPI-IO driver HDF5 keeps no data back: what is written is with the system when the call
   returns, and in this order. */
#include "results/results.h"

#include "results/checksum.h"
#include "results/provenance.h"
#include "results/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct Results {
  const Plan    *plan;
  int            attempt;
  uint64_t       seed;
  char           path[PETSC_MAX_PATH_LEN];
  struct stat    opened; /* which file it is */
  int            nvariables;
  SchemaVariable variable[SCHEMA_MAX];
  hid_t          file, set[SCHEMA_MAX];
};

/* On this process alone. */
static PetscErrorCode open_here(Results *r)
{
  hid_t access;

  PetscFunctionBeginUser;
  H5Call(access = H5Pcreate(H5P_FILE_ACCESS));
  H5Call(H5Pset_fapl_mpio(access, MPI_COMM_SELF, MPI_INFO_NULL));
  H5Call(H5Pset_fclose_degree(access, H5F_CLOSE_STRONG));
  r->file = H5Fopen(r->path, H5F_ACC_RDWR, access);
  H5Call(H5Pclose(access));
  H5Call(r->file);
  for (int k = 0; k < r->nvariables; k++) H5Call(r->set[k] = H5Dopen2(r->file, r->variable[k].name, H5P_DEFAULT));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Why this process cannot open the file, or "": the system's word where it has one. */
static PetscErrorCode try_open(Results *r, size_t size, char *why)
{
  PetscFunctionBeginUser;
  why[0]       = 0;
  const int fd = open(r->path, O_RDWR | O_CLOEXEC);
  if (fd < 0 || fstat(fd, &r->opened)) snprintf(why, size, "%s", strerror(errno));
  if (fd >= 0) close(fd);
  if (why[0]) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscPushErrorHandler(PetscReturnErrorHandler, NULL));
  const PetscErrorCode failed = open_here(r);
  PetscCall(PetscPopErrorHandler());
  if (failed) snprintf(why, size, "HDF5 cannot open it");
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The first rank of comm that failed speaks for all. */
static PetscErrorCode agree(MPI_Comm comm, const char *path, const char *why, Verdict *verdict)
{
  PetscMPIInt rank, ranks, first;
  char        host[64] = "";

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCallMPI(MPI_Comm_size(comm, &ranks));
  first = why[0] ? rank : ranks;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &first, 1, MPI_INT, MPI_MIN, comm));
  if (first == ranks) PetscFunctionReturn(PETSC_SUCCESS);
  gethostname(host, sizeof host - 1);
  if (rank == first) VerdictSet(verdict, EXIT_NO_OUTPUT, "output: rank %d on %s cannot open '%s' (%s)", rank, host, path, why);
  PetscCallMPI(MPI_Bcast(verdict, sizeof *verdict, MPI_BYTE, first, comm));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResultsOpen(MPI_Comm comm, const char *path, const Plan *plan, int attempt, Results **results, Verdict *verdict)
{
  Results *r;
  char    *settings, why[128];

  PetscFunctionBeginUser;
  PetscCall(PetscNew(results));
  r          = *results;
  r->plan    = plan;
  r->attempt = attempt;
  r->file    = -1;
  snprintf(r->path, sizeof r->path, "%s", path);
  r->nvariables = schema_variables(plan, r->variable);
  PetscCall(ProvenanceSettings(plan, &settings));
  r->seed = checksum_text(settings);
  free(settings);
  PetscCall(try_open(r, sizeof why, why));
  PetscCall(agree(comm, path, why, verdict));
  if (verdict->code) PetscCall(ResultsClose(results));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Closing the file closes what is open in it. */
PetscErrorCode ResultsClose(Results **results)
{
  PetscFunctionBeginUser;
  if (*results && (*results)->file >= 0) H5Call(H5Fclose((*results)->file));
  PetscCall(PetscFree(*results));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscBool ResultsPresent(const Results *results)
{
  struct stat now;

  return !stat(results->path, &now) && now.st_ino == results->opened.st_ino && now.st_dev == results->opened.st_dev ? PETSC_TRUE
                                                                                                                    : PETSC_FALSE;
}

/* The box of the grid that an item fills. */
static void find_box(const Plan *plan, const PlanItem *item, hsize_t *start, hsize_t *count)
{
  int64_t at[PARAM_MAX], left = item->count;

  PlanIndices(plan, item->first, at);
  for (int d = plan->naxes - 1; d >= 0; d--) {
    const bool along = plan->line < 0 || d == plan->along;
    start[d]         = (hsize_t)at[d];
    count[d]         = along ? (hsize_t)PetscMin(left, plan->grid->count[plan->axis[d]]) : 1;
    left /= (int64_t)count[d];
  }
}

/* An output's own dimensions are filled whole. */
static void fill_own_dims(const Plan *plan, int variable, int rank, hsize_t *count)
{
  const TaskDim *dims[OUTPUT_DIMS];
  const int      ndims = variable < plan->noutputs ? PlanDims(plan, &plan->output[variable], dims) : 0;

  for (int d = 0; d < ndims && plan->naxes + d < rank; d++) count[plan->naxes + d] = (hsize_t)dims[d]->count;
}

/* Write the points of an item of a variable, `extent` values each. */
static PetscErrorCode write_variable(const Results *r, int variable, const PlanItem *item, int extent, const void *values)
{
  hsize_t start[H5_RANK_MAX] = {0}, count[H5_RANK_MAX], length = (hsize_t)item->count * (hsize_t)extent;
  hid_t   memory, file;
  int     rank;

  PetscFunctionBeginUser;
  H5Call(file = H5Dget_space(r->set[variable]));
  H5Call(rank = H5Sget_simple_extent_ndims(file));
  if (rank > 0) {
    find_box(r->plan, item, start, count);
    fill_own_dims(r->plan, variable, rank, count);
    H5Call(H5Sselect_hyperslab(file, H5S_SELECT_SET, start, NULL, count, NULL));
    H5Call(memory = H5Screate_simple(1, &length, NULL));
  } else H5Call(memory = H5Screate(H5S_SCALAR));
  H5Call(H5Dwrite(r->set[variable], value_memory_type(r->variable[variable].kind), memory, file, H5P_DEFAULT, values));
  H5Call(H5Sclose(memory));
  H5Call(H5Sclose(file));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Points of one output in a row. Integers that a failed or short point does not have are the fill value of the file. */
static void gather(const Plan *plan, int output, int count, const double *values, void *column)
{
  const int  width = plan->offset[plan->noutputs], extent = plan->offset[output + 1] - plan->offset[output];
  const bool integer = plan->output[output].kind == OUTPUT_INTEGER;

  for (int i = 0; i < count; i++)
    for (int x = 0; x < extent; x++) {
      const double value = values[(size_t)i * width + plan->offset[output] + x];
      if (integer) ((int32_t *)column)[i * extent + x] = isnan(value) ? INT32_MIN : (int32_t)value;
      else ((double *)column)[i * extent + x] = value;
    }
}

/* Begin the checksums with the coordinates of the points. */
static void begin_sums(const Results *r, const PlanItem *item, uint64_t *sum)
{
  const Grid   *grid = r->plan->grid;
  int64_t       length[PARAM_MAX];
  const double *axis[PARAM_MAX];

  for (int a = 0; a < r->plan->naxes; a++) length[a] = grid->count[r->plan->axis[a]], axis[a] = grid->values[r->plan->axis[a]];
  for (int i = 0; i < item->count; i++)
    checksum_begin(r->seed, r->plan->naxes, length, axis, item->first + i * r->plan->stride, 1, &sum[i]);
}

/* Points that fill a box: outputs, seconds, attempt and checksum, then the status. */
static PetscErrorCode write_box(const Results *r, const PlanItem *item, const double *values, const unsigned char *status,
                                const double *seconds)
{
  const Plan *plan  = r->plan;
  const int   own   = plan->noutputs;
  const int   width = PetscMax(1, plan->offset[plan->noutputs]);
  double     *column;
  int32_t    *attempt;
  uint64_t   *sum;

  PetscFunctionBeginUser;
  PetscCall(PetscMalloc3((size_t)item->count * width, &column, item->count, &attempt, item->count, &sum));
  begin_sums(r, item, sum);
  for (int k = 0; k < plan->noutputs; k++) {
    const int extent = plan->offset[k + 1] - plan->offset[k];
    gather(plan, k, item->count, values, column);
    checksum_values(sum, item->count, extent, r->variable[k].kind, column);
    PetscCall(write_variable(r, k, item, extent, column));
  }
  for (int i = 0; i < item->count; i++) attempt[i] = r->attempt;
  checksum_values(sum, item->count, 1, VALUE_REAL, seconds);
  checksum_values(sum, item->count, 1, VALUE_INTEGER, attempt);
  checksum_values(sum, item->count, 1, VALUE_STATUS, status);
  PetscCall(write_variable(r, own + SCHEMA_SECONDS, item, 1, seconds));
  PetscCall(write_variable(r, own + SCHEMA_ATTEMPT, item, 1, attempt));
  PetscCall(write_variable(r, own + SCHEMA_CHECKSUM, item, 1, sum));
  PetscCall(write_variable(r, own + SCHEMA_STATUS, item, 1, status));
  PetscCall(PetscFree3(column, attempt, sum));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* How many points from the k-th on are to be written in one box: all, or a stretch of those that were solved within a row. */
static int stretch(const Plan *plan, const PlanItem *item, const unsigned char *status, int k)
{
  const int row = plan->naxes > 0 ? plan->grid->count[plan->axis[plan->naxes - 1]] : 1;
  int       n   = 0;

  while (n < item->count && status[n] != POINT_PENDING) n++;
  if (k == 0 && n == item->count) return n;
  for (n = 0; k + n < item->count && status[k + n] != POINT_PENDING; n++)
    if (n > 0 && (plan->line >= 0 || (item->first + k + n) % row == 0)) break;
  return n;
}

PetscErrorCode ResultsWrite(Results *results, const PlanItem *item, const double *values, const unsigned char *status,
                            const double *seconds)
{
  const Plan *plan  = results->plan;
  const int   width = plan->offset[plan->noutputs];

  PetscFunctionBeginUser;
  for (int k = 0, n; k < item->count; k += PetscMax(n, 1)) {
    n              = stretch(plan, item, status, k);
    PlanItem piece = *item;
    piece.first += k * plan->stride;
    piece.count = n;
    if (n > 0) PetscCall(write_box(results, &piece, values + (size_t)k * width, status + k, seconds + k));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
