/* Small helpers over HDF5's C interface: making strings, attributes and variables in netCDF-4's conventions, and finding what lies
   in a file that somebody else may have made. */
#ifndef PILIND_RESULTS_H5_H
#define PILIND_RESULTS_H5_H

#include "operators/petsc.h"

#include <hdf5.h>
#include <stdbool.h>

/* Evaluate an HDF5 call that returns an id or a status; a negative value is a PETSc error. */
#define H5Call(...)                                                                                                                        \
  do {                                                                                                                                     \
    const long long h5_result_ = (long long)(__VA_ARGS__);                                                                                 \
    PetscCheck(h5_result_ >= 0, PETSC_COMM_SELF, PETSC_ERR_LIB, "HDF5 call failed: %s", #__VA_ARGS__);                                     \
  } while (0)

/* What a variable says of itself. */
typedef struct {
  const char *unit, *long_name, *source;
} H5Words;

/* How datasets are made: contiguous, allocated at once, without times. *list is to be closed. */
PetscErrorCode H5DatasetList(hid_t *list);

/* A scalar string dataset of any length. */
PetscErrorCode H5WriteText(hid_t where, const char *name, const char *text);

/* A short string or integer attribute. */
PetscErrorCode H5TextAttribute(hid_t object, const char *name, const char *text);
PetscErrorCode H5IntegerAttribute(hid_t object, const char *name, int64_t value);
PetscErrorCode H5WordAttributes(hid_t object, const H5Words *words);

/* A dimension scale with its coordinates, double or int64. `name` may be a path: its last part is the scale's name. */
PetscErrorCode H5CreateScale(hid_t file, const char *name, hid_t type, int count, const double *coordinates, const H5Words *words);

/* A dimension that has a length but no coordinates. */
PetscErrorCode H5CreateDimension(hid_t file, const char *name, int count);

/* A variable, contiguous, allocated now and filled with *fill (of the type `memory`; NULL: zeros); its axes are existing scales of the
   file. `name` may be a path. With `missing`, the attribute _FillValue says that *fill is no value. */
PetscErrorCode H5CreateVariable(hid_t file, const char *name, hid_t type, hid_t memory, const void *fill, bool missing, int rank,
                                const char *const scales[], const H5Words *words);

enum { H5_RANK_MAX = 32 };

/* A dataset as an array of bytes in the file. */
typedef struct {
  int     rank;
  int64_t dims[H5_RANK_MAX], count; /* numbers or strings */
  int64_t width;                    /* bytes of one */
  int64_t offset;                   /* of the first one in the file */
  bool    text;                     /* strings of fixed length; netCDF's characters are strings of length 1 */
} H5Array;

/* Find a contiguous dataset that lies within the first file_bytes bytes of its file: of the type, or of fixed-length strings if type
   is negative. False if there is no such dataset. Prints and raises nothing. */
bool H5Find(hid_t file, const char *name, hid_t type, int64_t file_bytes, H5Array *array);

/* A scalar string of fixed length, malloc'ed for the caller; NULL if there is none. */
char *H5ReadText(hid_t file, const char *name, int64_t file_bytes);

#endif
