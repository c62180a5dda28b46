/* Making the file: whole, under another name, synced, renamed. */
#include "results/h5.h"
#include "results/parameters.h"
#include "results/path.h"
#include "results/results.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const point_words = "pending done failed";

/* CF's flag_values and flag_meanings, values 0, 1, 2, ... in the variable's own type. */
static PetscErrorCode flag_attributes(hid_t root, const char *name, hid_t type, const char *meanings)
{
  hsize_t count = 1;
  int     values[32];
  hid_t   set, space, attribute;

  PetscFunctionBeginUser;
  for (const char *c = meanings; *c; c++) count += *c == ' ';
  for (int k = 0; k < (int)count; k++) values[k] = k;
  H5Call(set = H5Dopen2(root, name, H5P_DEFAULT));
  H5Call(space = H5Screate_simple(1, &count, NULL));
  H5Call(attribute = H5Acreate2(set, "flag_values", type, space, H5P_DEFAULT, H5P_DEFAULT));
  H5Call(H5Awrite(attribute, H5T_NATIVE_INT, values));
  H5Call(H5Aclose(attribute));
  H5Call(H5Sclose(space));
  PetscCall(H5TextAttribute(set, "flag_meanings", meanings));
  H5Call(H5Dclose(set));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Outputs that were never computed read as missing values. */
static PetscErrorCode fill_attribute(hid_t root, const char *name, hid_t type, const void *fill)
{
  hid_t set, space, attribute;

  PetscFunctionBeginUser;
  H5Call(set = H5Dopen2(root, name, H5P_DEFAULT));
  H5Call(space = H5Screate(H5S_SCALAR));
  H5Call(attribute = H5Acreate2(set, "_FillValue", type, space, H5P_DEFAULT, H5P_DEFAULT));
  H5Call(H5Awrite(attribute, type, fill));
  H5Call(H5Aclose(attribute));
  H5Call(H5Sclose(space));
  H5Call(H5Dclose(set));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create_output(hid_t file, const OutputSpec *o, int naxes, const char *scales[])
{
  const double nan_fill = NAN;
  const int    int_fill = INT_MIN;
  const bool   integer  = o->kind == OUTPUT_INTEGER;
  const void  *fill     = integer ? (const void *)&int_fill : (const void *)&nan_fill;
  const hid_t  type     = integer ? H5T_STD_I32LE : H5T_IEEE_F64LE;
  int          rank     = naxes;

  PetscFunctionBeginUser;
  if (o->dim) scales[rank++] = o->dim;
  PetscCall(H5CreateVariable(file, file, o->name, type, fill, rank, scales, o->unit, o->long_name, o->source));
  PetscCall(fill_attribute(file, o->name, type, fill));
  if (o->flag_meanings) PetscCall(flag_attributes(file, o->name, type, o->flag_meanings));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create_variables(hid_t file, const Plan *plan)
{
  const Grid *grid = plan->grid;
  const char *scales[PARAM_MAX + 1];
  const char  pending  = POINT_PENDING;
  const double nan_fill = NAN;
  hid_t       group;

  PetscFunctionBeginUser;
  PetscCall(ParametersCreate(file, plan, scales));
  for (int d = 0; d < plan->ndims; d++) {
    const TaskDim *t = &plan->dim[d];
    PetscCall(H5CreateScale(file, t->name, H5T_IEEE_F64LE, t->count, t->coordinates, t->unit, t->long_name, grid->task->long_name));
  }
  for (int k = 0; k < plan->noutputs; k++) PetscCall(create_output(file, &plan->output[k], plan->naxes, scales));
  PetscCall(H5CreateVariable(file, file, "status", H5T_STD_I8LE, &pending, plan->naxes, scales, "1", "state of the point", "farm"));
  PetscCall(flag_attributes(file, "status", H5T_STD_I8LE, point_words));
  H5Call(group = H5Gopen2(file, "timing", H5P_DEFAULT));
  PetscCall(H5CreateVariable(file, group, "seconds", H5T_IEEE_F64LE, &nan_fill, plan->naxes, scales, "s", "wall time of the point", "MPI_Wtime"));
  H5Call(H5Gclose(group));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode write_provenance(hid_t file, const Provenance *p)
{
  const struct {
    const char *name, *text;
  } rows[] = {{"input", p->input}, {"settings", p->settings}, {"hash", p->hash}, {"options", p->options}, {"program_version", PILIND_VERSION}, {"revision", ProvenanceRevision()}, {"libraries", p->libraries}};
  hid_t group;

  PetscFunctionBeginUser;
  H5Call(group = H5Gcreate2(file, "provenance", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) PetscCall(H5WriteText(group, rows[k].name, rows[k].text));
  PetscCall(H5IntegerAttribute(group, "format_version", PILIND_FORMAT_VERSION));
  H5Call(H5Gclose(group));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode write_file(const char *path, const Plan *plan, const Provenance *provenance)
{
  char  title[256];
  hid_t file, group;

  PetscFunctionBeginUser;
  H5Call(file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
  snprintf(title, sizeof title, "pilind: %s, %s", plan->grid->model->long_name, plan->grid->task->long_name);
  PetscCall(H5TextAttribute(file, "title", title));
  PetscCall(H5TextAttribute(file, "Conventions", "CF-1.8"));
  PetscCall(H5TextAttribute(file, "model", plan->grid->model->name));
  PetscCall(H5TextAttribute(file, "task", plan->grid->task->name));
  H5Call(group = H5Gcreate2(file, "timing", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  H5Call(H5Gclose(group));
  PetscCall(write_provenance(file, provenance));
  PetscCall(create_variables(file, plan));
  H5Call(H5Fclose(file));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* To the disk, or an errno. */
static int sync_path(const char *path, int flags)
{
  const int fd = open(path, flags);

  if (fd < 0) return errno;
  const int failed = fsync(fd) ? errno : 0;
  close(fd);
  return failed == EINVAL ? 0 : failed; /* some file systems cannot sync a folder */
}

/* Is there room? Asked of the file system before HDF5 writes, which does not survive a write that fails: its clean-up at the end
   of MPI crashes. Returns an errno. */
static int reserve(const char *path, double bytes)
{
  const int fd = PathCreate(path);

  if (fd < 0) return errno;
  const int failed = posix_fallocate(fd, 0, (off_t)bytes);
  close(fd);
  return failed == EINVAL || failed == EOPNOTSUPP ? 0 : failed;
}

PetscErrorCode ResultsCreate(const char *path, const Plan *plan, const Provenance *provenance, Verdict *verdict)
{
  char temporary[PETSC_MAX_PATH_LEN], folder[PETSC_MAX_PATH_LEN];
  char *slash;

  PetscFunctionBeginUser;
  snprintf(temporary, sizeof temporary, "%s.tmp", path);
  snprintf(folder, sizeof folder, "%s", path);
  slash = strrchr(folder, '/');
  if (slash == folder) slash[1] = 0;
  else if (slash) *slash = 0;
  else snprintf(folder, sizeof folder, ".");
  int error = reserve(temporary, ResultsBytes(plan, provenance));
  if (!error) {
    PetscCall(PetscPushErrorHandler(PetscReturnErrorHandler, NULL));
    error = write_file(temporary, plan, provenance) ? EIO : sync_path(temporary, O_RDWR);
    PetscCall(PetscPopErrorHandler());
  }
  if (!error && rename(temporary, path)) error = errno;
  if (!error) error = sync_path(folder, O_RDONLY);
  if (error) {
    unlink(temporary);
    VerdictSet(verdict, EXIT_NO_OUTPUT, "output: cannot write '%s' (%s)%s", path, strerror(error), error == EIO ? "; is the disk full?" : "");
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
