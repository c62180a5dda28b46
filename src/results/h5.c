/* HDF5 helpers. Modification times are off: two runs of the same input make the same bytes. */
#include "results/h5.h"

#include <hdf5_hl.h>
#include <string.h>

enum { RANK_MAX = PARAM_MAX + 1 };

static PetscErrorCode dataset_list(hid_t *list)
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
  PetscCall(dataset_list(&list));
  H5Call(set = H5Dcreate2(where, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT));
  H5Call(H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text));
  H5Call(H5Dclose(set));
  H5Call(H5Pclose(list));
  H5Call(H5Sclose(space));
  H5Call(H5Tclose(type));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode H5ReadText(hid_t where, const char *name, char **text)
{
  hid_t set, type;

  PetscFunctionBeginUser;
  H5Call(set = H5Dopen2(where, name, H5P_DEFAULT));
  H5Call(type = H5Dget_type(set));
  PetscCall(PetscCalloc1(H5Tget_size(type) + 1, text));
  H5Call(H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, *text));
  H5Call(H5Tclose(type));
  H5Call(H5Dclose(set));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode H5TextAttribute(hid_t object, const char *name, const char *text)
{
  hid_t type, space, attribute;

  PetscFunctionBeginUser;
  H5Call(type = H5Tcopy(H5T_C_S1));
  H5Call(H5Tset_size(type, strlen(text) + 1));
  H5Call(H5Tset_cset(type, H5T_CSET_UTF8));
  H5Call(space = H5Screate(H5S_SCALAR));
  H5Call(attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT));
  H5Call(H5Awrite(attribute, type, text));
  H5Call(H5Aclose(attribute));
  H5Call(H5Sclose(space));
  H5Call(H5Tclose(type));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode H5IntegerAttribute(hid_t object, const char *name, int64_t value)
{
  hid_t space, attribute;

  PetscFunctionBeginUser;
  H5Call(space = H5Screate(H5S_SCALAR));
  H5Call(attribute = H5Acreate2(object, name, H5T_NATIVE_INT64, space, H5P_DEFAULT, H5P_DEFAULT));
  H5Call(H5Awrite(attribute, H5T_NATIVE_INT64, &value));
  H5Call(H5Aclose(attribute));
  H5Call(H5Sclose(space));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode H5CreateScale(hid_t file, const char *name, hid_t type, int count, const double *coordinates, const char *unit, const char *long_name, const char *source)
{
  const hsize_t n = (hsize_t)count;
  hid_t         space, set, list;

  PetscFunctionBeginUser;
  H5Call(space = H5Screate_simple(1, &n, NULL));
  PetscCall(dataset_list(&list));
  H5Call(set = H5Dcreate2(file, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT));
  H5Call(H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, coordinates));
  H5Call(H5DSset_scale(set, name));
  PetscCall(H5TextAttribute(set, "units", unit));
  PetscCall(H5TextAttribute(set, "long_name", long_name));
  PetscCall(H5TextAttribute(set, "source", source));
  H5Call(H5Dclose(set));
  H5Call(H5Pclose(list));
  H5Call(H5Sclose(space));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The extent of the scale, and later its attachment, by name. */
static PetscErrorCode scale_extent(hid_t root, const char *name, hsize_t *extent)
{
  hid_t set, space;

  PetscFunctionBeginUser;
  H5Call(set = H5Dopen2(root, name, H5P_DEFAULT));
  H5Call(space = H5Dget_space(set));
  H5Call(H5Sget_simple_extent_dims(space, extent, NULL));
  H5Call(H5Sclose(space));
  H5Call(H5Dclose(set));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode attach_scales(hid_t root, hid_t set, int rank, const char *const scales[])
{
  PetscFunctionBeginUser;
  for (int d = 0; d < rank; d++) {
    hid_t scale;
    H5Call(scale = H5Dopen2(root, scales[d], H5P_DEFAULT));
    H5Call(H5DSattach_scale(set, scale, (unsigned)d));
    H5Call(H5Dclose(scale));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode H5CreateVariable(hid_t root, hid_t where, const char *name, hid_t type, const void *fill, int rank, const char *const scales[], const char *unit, const char *long_name, const char *source)
{
  hsize_t extent[RANK_MAX];
  hid_t   space, set, list;

  PetscFunctionBeginUser;
  for (int d = 0; d < rank; d++) PetscCall(scale_extent(root, scales[d], &extent[d]));
  if (rank > 0) H5Call(space = H5Screate_simple(rank, extent, NULL));
  else H5Call(space = H5Screate(H5S_SCALAR));
  PetscCall(dataset_list(&list));
  H5Call(H5Pset_fill_value(list, type, fill));
  H5Call(H5Pset_fill_time(list, H5D_FILL_TIME_ALLOC));
  H5Call(set = H5Dcreate2(where, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT));
  PetscCall(attach_scales(root, set, rank, scales));
  PetscCall(H5TextAttribute(set, "units", unit));
  PetscCall(H5TextAttribute(set, "long_name", long_name));
  PetscCall(H5TextAttribute(set, "source", source));
  H5Call(H5Dclose(set));
  H5Call(H5Pclose(list));
  H5Call(H5Sclose(space));
  PetscFunctionReturn(PETSC_SUCCESS);
}
