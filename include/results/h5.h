/* Small helpers over HDF5's C interface for the rooms of results/: strings, attributes, variables in netCDF-4's conventions. */
#ifndef PILIND_RESULTS_H5_H
#define PILIND_RESULTS_H5_H

#include "tasks/task.h"

#include <hdf5.h>

/* Evaluate an HDF5 call that returns an id or a status; a negative value is a PETSc error. */
#define H5Call(...) \
  do { \
    const long long h5_result_ = (long long)(__VA_ARGS__); \
    PetscCheck(h5_result_ >= 0, PETSC_COMM_SELF, PETSC_ERR_LIB, "HDF5 call failed: %s", #__VA_ARGS__); \
  } while (0)

/* A scalar string dataset of any length, and reading one (PetscFree). */
PetscErrorCode H5WriteText(hid_t where, const char *name, const char *text);
PetscErrorCode H5ReadText(hid_t where, const char *name, char **text);

/* A short string or integer attribute. */
PetscErrorCode H5TextAttribute(hid_t object, const char *name, const char *text);
PetscErrorCode H5IntegerAttribute(hid_t object, const char *name, int64_t value);

/* A dimension scale `name` with its coordinates, double or int64. */
PetscErrorCode H5CreateScale(hid_t file, const char *name, hid_t type, int count, const double *coordinates, const char *unit, const char *long_name, const char *source);

/* A variable, contiguous, allocated now and filled with *fill (of `type`); its axes are existing scales of the file `root`. */
PetscErrorCode H5CreateVariable(hid_t root, hid_t where, const char *name, hid_t type, const void *fill, int rank, const char *const scales[], const char *unit, const char *long_name, const char *source);

#endif
