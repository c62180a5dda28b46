/* -status FILE: what is done, failed and left, from the file alone; works while a run goes on. */
#include "app/report.h"
#include "results/h5.h"

#include <math.h>

/* All values of a dataset as doubles, NULL if it is not there. */
static PetscErrorCode read_all(hid_t file, const char *name, hssize_t *count, double **values)
{
  hid_t set, space;

  PetscFunctionBeginUser;
  H5Call(set = H5Dopen2(file, name, H5P_DEFAULT));
  H5Call(space = H5Dget_space(set));
  H5Call(*count = H5Sget_simple_extent_npoints(space));
  PetscCall(PetscMalloc1(*count, values));
  H5Call(H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, *values));
  H5Call(H5Sclose(space));
  H5Call(H5Dclose(set));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode show(const char *path)
{
  hid_t    file;
  hssize_t points, timed;
  double  *status, *seconds, sum = 0, longest = 0;
  int64_t  count[3] = {0};

  PetscFunctionBeginUser;
  H5Call(file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT));
  PetscCall(read_all(file, "status", &points, &status));
  PetscCall(read_all(file, "timing/seconds", &timed, &seconds));
  for (hssize_t i = 0; i < points; i++) {
    count[(int)status[i] % 3]++;
    if (isnan(seconds[i])) continue;
    sum += seconds[i];
    longest = fmax(longest, seconds[i]);
  }
  printf("%s: %lld points, %lld done, %lld failed, %lld left; %.4g s of solving, longest point %.3g s\n", path, (long long)points, (long long)count[POINT_DONE],
         (long long)count[POINT_FAILED], (long long)count[POINT_PENDING], sum, longest);
  if (count[POINT_FAILED]) {
    printf("failed (linear index, last axis fastest):");
    for (hssize_t i = 0, shown = 0; i < points && shown < 20; i++)
      if (status[i] == POINT_FAILED) printf(" %lld", (long long)i), shown++;
    printf("%s\n", count[POINT_FAILED] > 20 ? " ..." : "");
  }
  PetscCall(PetscFree(status));
  PetscCall(PetscFree(seconds));
  H5Call(H5Fclose(file));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ReportStatus(const char *path, Verdict *verdict)
{
  PetscFunctionBeginUser;
  PetscCall(PetscPushErrorHandler(PetscReturnErrorHandler, NULL));
  const PetscErrorCode failed = show(path);
  PetscCall(PetscPopErrorHandler());
  if (failed) VerdictSet(verdict, EXIT_BAD_INPUT, "status: '%s' is not a results file of pilind", path);
  PetscFunctionReturn(PETSC_SUCCESS);
}
