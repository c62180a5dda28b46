/* HDF5 helpers. Modification times are off: two runs of the same input make the same bytes. */
#include "results/h5.h"

#include <hdf5_hl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

PetscErrorCode H5DatasetList(hid_t *list)
{
  PetscFunctionBeginUser;
  H5Call(*list = H5Pcreate(H5P_DATASET_CREATE));
  H5Call(H5Pset_obj_track_times(*list, 0));
  H5Call(H5Pset_layout(*list, H5D_CONTIGUOUS));
  H5Call(H5Pset_alloc_time(*list, H5D_ALLOC_TIME_EARLY));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode H5WriteText(hid_t where, const char *name, const char *text)
{
  hid_t type, space, set, list;

  PetscFunctionBeginUser;
  H5Call(type = H5Tcopy(H5T_C_S1));
  H5Call(H5Tset_size(type, strlen(text) + 1));
  H5Call(H5Tset_cset(type, H5T_CSET_UTF8));
  H5Call(space = H5Screate(H5S_SCALAR));
  PetscCall(H5DatasetList(&list));
  H5Call(set = H5Dcreate2(where, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT));
  H5Call(H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text));
  H5Call(H5Dclose(set));
  H5Call(H5Pclose(list));
  H5Call(H5Sclose(space));
  H5Call(H5Tclose(type));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A scalar attribute of any type. */
static PetscErrorCode scalar_attribute(hid_t object, const char *name, hid_t type, hid_t memory, const void *value)
{
  hid_t space, attribute;

  PetscFunctionBeginUser;
  H5Call(space = H5Screate(H5S_SCALAR));
  H5Call(attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT));
  H5Call(H5Awrite(attribute, memory, value));
  H5Call(H5Aclose(attribute));
  H5Call(H5Sclose(space));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode H5TextAttribute(hid_t object, const char *name, const char *text)
{
  hid_t type;

  PetscFunctionBeginUser;
  H5Call(type = H5Tcopy(H5T_C_S1));
  H5Call(H5Tset_size(type, strlen(text) + 1));
  H5Call(H5Tset_cset(type, H5T_CSET_UTF8));
  PetscCall(scalar_attribute(object, name, type, type, text));
  H5Call(H5Tclose(type));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode H5IntegerAttribute(hid_t object, const char *name, int64_t value)
{
  PetscFunctionBeginUser;
  PetscCall(scalar_attribute(object, name, H5T_STD_I64LE, H5T_NATIVE_INT64, &value));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode H5WordAttributes(hid_t object, const H5Words *words)
{
  PetscFunctionBeginUser;
  PetscCall(H5TextAttribute(object, "units", words->unit));
  PetscCall(H5TextAttribute(object, "long_name", words->long_name));
  PetscCall(H5TextAttribute(object, "source", words->source));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode H5CreateScale(hid_t file, const char *name, hid_t type, int count, const double *coordinates, const H5Words *words)
{
  const hsize_t n     = (hsize_t)count;
  const char   *slash = strrchr(name, '/');
  hid_t         space, set, list;

  PetscFunctionBeginUser;
  H5Call(space = H5Screate_simple(1, &n, NULL));
  PetscCall(H5DatasetList(&list));
  H5Call(set = H5Dcreate2(file, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT));
  H5Call(H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, coordinates));
  H5Call(H5DSset_scale(set, slash ? slash + 1 : name));
  PetscCall(H5WordAttributes(set, words));
  H5Call(H5Dclose(set));
  H5Call(H5Pclose(list));
  H5Call(H5Sclose(space));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* netCDF knows such a dimension by the name of its scale. */
PetscErrorCode H5CreateDimension(hid_t file, const char *name, int count)
{
  const hsize_t n = (hsize_t)count;
  char          mark[96];
  hid_t         space, set, list;

  PetscFunctionBeginUser;
  snprintf(mark, sizeof mark, "This is a netCDF dimension but not a netCDF variable.%10d", count);
  H5Call(space = H5Screate_simple(1, &n, NULL));
  PetscCall(H5DatasetList(&list));
  H5Call(H5Pset_fill_time(list, H5D_FILL_TIME_ALLOC));
  H5Call(set = H5Dcreate2(file, name, H5T_STD_I8LE, space, H5P_DEFAULT, list, H5P_DEFAULT));
  H5Call(H5DSset_scale(set, mark));
  H5Call(H5Dclose(set));
  H5Call(H5Pclose(list));
  H5Call(H5Sclose(space));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The extent of the scale, and later its attachment, by name. */
static PetscErrorCode scale_extent(hid_t file, const char *name, hsize_t *extent)
{
  hid_t set, space;

  PetscFunctionBeginUser;
  H5Call(set = H5Dopen2(file, name, H5P_DEFAULT));
  H5Call(space = H5Dget_space(set));
  H5Call(H5Sget_simple_extent_dims(space, extent, NULL));
  H5Call(H5Sclose(space));
  H5Call(H5Dclose(set));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode attach_scales(hid_t file, hid_t set, int rank, const char *const scales[])
{
  PetscFunctionBeginUser;
  for (int d = 0; d < rank; d++) {
    hid_t scale;
    H5Call(scale = H5Dopen2(file, scales[d], H5P_DEFAULT));
    H5Call(H5DSattach_scale(set, scale, (unsigned)d));
    H5Call(H5Dclose(scale));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode H5CreateVariable(hid_t file, const char *name, hid_t type, hid_t memory, const void *fill, bool missing, int rank,
                                const char *const scales[], const H5Words *words)
{
  hsize_t extent[H5_RANK_MAX];
  hid_t   space, set, list;

  PetscFunctionBeginUser;
  for (int d = 0; d < rank; d++) PetscCall(scale_extent(file, scales[d], &extent[d]));
  if (rank > 0) H5Call(space = H5Screate_simple(rank, extent, NULL));
  else H5Call(space = H5Screate(H5S_SCALAR));
  PetscCall(H5DatasetList(&list));
  if (fill) H5Call(H5Pset_fill_value(list, memory, fill));
  H5Call(H5Pset_fill_time(list, H5D_FILL_TIME_ALLOC));
  H5Call(set = H5Dcreate2(file, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT));
  PetscCall(attach_scales(file, set, rank, scales));
  PetscCall(H5WordAttributes(set, words));
  if (missing) PetscCall(scalar_attribute(set, "_FillValue", type, memory, fill));
  H5Call(H5Dclose(set));
  H5Call(H5Pclose(list));
  H5Call(H5Sclose(space));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Rank, extents and the number of elements, if that is a number that a file can hold. */
static bool read_space(hid_t set, int64_t most, H5Array *array)
{
  const hid_t space = H5Dget_space(set);
  hsize_t     dims[H5_RANK_MAX];
  double      count = 1;

  if (space < 0) return false;
  array->rank       = H5Sget_simple_extent_ndims(space);
  const bool simple = H5Sget_simple_extent_type(space) != H5S_NULL && array->rank >= 0 && array->rank <= H5_RANK_MAX &&
                      H5Sget_simple_extent_dims(space, dims, NULL) >= 0;
  H5Sclose(space);
  for (int d = 0; simple && d < array->rank; d++) {
    array->dims[d] = (int64_t)dims[d];
    count *= (double)dims[d];
  }
  if (!simple || !(count >= 1 && count <= (double)most)) return false;
  array->count = (int64_t)count;
  return true;
}

static bool read_type(hid_t set, hid_t type, H5Array *array)
{
  const hid_t stored = H5Dget_type(set);

  if (stored < 0) return false;
  array->text     = H5Tget_class(stored) == H5T_STRING && H5Tis_variable_str(stored) == 0;
  array->width    = (int64_t)H5Tget_size(stored);
  const bool fine = array->width > 0 && (type < 0 ? array->text : H5Tequal(stored, type) > 0);
  H5Tclose(stored);
  return fine;
}

static bool is_contiguous(hid_t set)
{
  const hid_t list = H5Dget_create_plist(set);
  const bool  is   = list >= 0 && H5Pget_layout(list) == H5D_CONTIGUOUS && H5Pget_external_count(list) == 0;

  if (list >= 0) H5Pclose(list);
  return is;
}

bool H5Find(hid_t file, const char *name, hid_t type, int64_t file_bytes, H5Array *array)
{
  const hid_t set = H5Dopen2(file, name, H5P_DEFAULT);
  bool        found;

  if (set < 0) return false;
  found = read_type(set, type, array) && read_space(set, file_bytes / array->width, array) && is_contiguous(set);
  if (found) {
    const haddr_t at = H5Dget_offset(set);
    array->offset    = (int64_t)at;
    found            = at != HADDR_UNDEF && array->offset >= 0 && array->offset <= file_bytes - array->count * array->width;
    found            = found && (int64_t)H5Dget_storage_size(set) == array->count * array->width;
  }
  H5Dclose(set);
  return found;
}

char *H5ReadText(hid_t file, const char *name, int64_t file_bytes)
{
  H5Array array;
  hid_t   set, type = -1;
  char   *text = NULL;

  if (!H5Find(file, name, -1, file_bytes, &array) || array.rank != 0) return NULL;
  if ((set = H5Dopen2(file, name, H5P_DEFAULT)) < 0) return NULL;
  if ((type = H5Dget_type(set)) >= 0) text = calloc(1, (size_t)array.width + 1);
  if (text && H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text) < 0) {
    free(text);
    text = NULL;
  }
  if (type >= 0) H5Tclose(type);
  H5Dclose(set);
  return text;
}
