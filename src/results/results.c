/* Writing while the farm runs: independent raw writes through MPI-IO, one for each variable and item, the status last. */
#include "results/results.h"

#include "results/h5.h"

#include <limits.h>
#include <math.h>
#include <sys/stat.h>

struct Results {
  const Plan *plan;
  char        path[PETSC_MAX_PATH_LEN];
  struct stat opened; /* which file it is */
  hid_t       file;
  hid_t       output[OUTPUT_MAX], status, seconds;
};

PetscErrorCode ResultsOpen(MPI_Comm comm, const char *path, const Plan *plan, Results **results)
{
  Results *r;
  hid_t    access;

  PetscFunctionBeginUser;
  PetscCall(PetscNew(results));
  r       = *results;
  r->plan = plan;
  snprintf(r->path, sizeof r->path, "%s", path);
  H5Call(access = H5Pcreate(H5P_FILE_ACCESS));
  H5Call(H5Pset_fapl_mpio(access, comm, MPI_INFO_NULL));
  H5Call(r->file = H5Fopen(path, H5F_ACC_RDWR, access));
  if (stat(path, &r->opened)) r->opened = (struct stat){0};
  H5Call(H5Pclose(access));
  for (int k = 0; k < plan->noutputs; k++) H5Call(r->output[k] = H5Dopen2(r->file, plan->output[k].name, H5P_DEFAULT));
  H5Call(r->status = H5Dopen2(r->file, "status", H5P_DEFAULT));
  H5Call(r->seconds = H5Dopen2(r->file, "timing/seconds", H5P_DEFAULT));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResultsClose(Results **results)
{
  Results *r = *results;

  PetscFunctionBeginUser;
  for (int k = 0; k < r->plan->noutputs; k++) H5Call(H5Dclose(r->output[k]));
  H5Call(H5Dclose(r->status));
  H5Call(H5Dclose(r->seconds));
  H5Call(H5Fclose(r->file));
  PetscCall(PetscFree(*results));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscBool ResultsPresent(const Results *results)
{
  struct stat now;

  return !stat(results->path, &now) && now.st_ino == results->opened.st_ino && now.st_dev == results->opened.st_dev ? PETSC_TRUE : PETSC_FALSE;
}

static PetscErrorCode read_all(const char *path, const char *name, hid_t type, void *values)
{
  hid_t file, set;

  PetscFunctionBeginUser;
  H5Call(file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT));
  H5Call(set = H5Dopen2(file, name, H5P_DEFAULT));
  H5Call(H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values));
  H5Call(H5Dclose(set));
  H5Call(H5Fclose(file));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResultsReadStatus(const char *path, int64_t npoints, unsigned char **status)
{
  PetscFunctionBeginUser;
  PetscCall(PetscCalloc1(npoints, status));
  PetscCall(read_all(path, "status", H5T_NATIVE_UCHAR, *status));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResultsReadSeconds(const char *path, int64_t npoints, double **seconds)
{
  PetscFunctionBeginUser;
  PetscCall(PetscCalloc1(npoints, seconds));
  PetscCall(read_all(path, "timing/seconds", H5T_NATIVE_DOUBLE, *seconds));
  PetscFunctionReturn(PETSC_SUCCESS);
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

/* Write the points of an item of a variable, `extent` values each. */
static PetscErrorCode write_points(const Plan *plan, hid_t set, const PlanItem *item, int extent, hid_t type, const void *values)
{
  hsize_t start[PARAM_MAX + 1] = {0}, count[PARAM_MAX + 1], length = (hsize_t)item->count * (hsize_t)extent;
  hid_t   memory = H5S_ALL, file = H5S_ALL;
  int     rank;

  PetscFunctionBeginUser;
  H5Call(file = H5Dget_space(set));
  H5Call(rank = H5Sget_simple_extent_ndims(file));
  if (rank > 0) {
    find_box(plan, item, start, count);
    count[plan->naxes] = (hsize_t)extent;
    H5Call(H5Sselect_hyperslab(file, H5S_SELECT_SET, start, NULL, count, NULL));
    H5Call(memory = H5Screate_simple(1, &length, NULL));
  } else H5Call(memory = H5Screate(H5S_SCALAR));
  H5Call(H5Dwrite(set, type, memory, file, H5P_DEFAULT, values));
  H5Call(H5Sclose(memory));
  H5Call(H5Sclose(file));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Integers that a failed or short point does not have are the fill value of the file. */
static void to_integers(int64_t n, const double *values, int *whole)
{
  for (int64_t i = 0; i < n; i++) whole[i] = isnan(values[i]) ? INT_MIN : (int)values[i];
}

PetscErrorCode ResultsWrite(Results *results, const PlanItem *item, const double *values, const unsigned char *status, const double *seconds)
{
  const Plan *plan  = results->plan;
  const int   width = plan->offset[plan->noutputs];
  double     *column;
  int        *whole;

  PetscFunctionBeginUser;
  PetscCall(PetscMalloc2((size_t)item->count * width, &column, (size_t)item->count * width, &whole));
  for (int k = 0; k < plan->noutputs; k++) {
    const int extent = plan->offset[k + 1] - plan->offset[k];
    for (int i = 0; i < item->count; i++)
      for (int x = 0; x < extent; x++) column[i * extent + x] = values[(size_t)i * width + plan->offset[k] + x];
    const bool integer = plan->output[k].kind == OUTPUT_INTEGER;
    if (integer) to_integers((int64_t)item->count * extent, column, whole);
    PetscCall(write_points(plan, results->output[k], item, extent, integer ? H5T_NATIVE_INT : H5T_NATIVE_DOUBLE, integer ? (void *)whole : (void *)column));
  }
  PetscCall(write_points(plan, results->seconds, item, 1, H5T_NATIVE_DOUBLE, seconds));
  PetscCall(write_points(plan, results->status, item, 1, H5T_NATIVE_UCHAR, status));
  PetscCall(PetscFree2(column, whole));
  PetscFunctionReturn(PETSC_SUCCESS);
}
