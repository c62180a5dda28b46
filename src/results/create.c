/* The seal's place is made first, so that it lies near the beginning; its text is written when all else is. */
#include "results/create.h"

#include "results/parameters.h"
#include "results/place.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* CF's flag_values and flag_meanings, values 0, 1, 2, ... in the variable's own type. */
static PetscErrorCode flag_attributes(hid_t file, const char *name, hid_t type, const char *meanings)
{
  hsize_t count = 1;
  int     values[32];
  hid_t   set, space, attribute;

  PetscFunctionBeginUser;
  for (const char *c = meanings; *c; c++) count += *c == ' ';
  for (int k = 0; k < (int)count; k++) values[k] = k;
  H5Call(set = H5Dopen2(file, name, H5P_DEFAULT));
  H5Call(space = H5Screate_simple(1, &count, NULL));
  H5Call(attribute = H5Acreate2(set, "flag_values", type, space, H5P_DEFAULT, H5P_DEFAULT));
  H5Call(H5Awrite(attribute, H5T_NATIVE_INT, values));
  H5Call(H5Aclose(attribute));
  H5Call(H5Sclose(space));
  PetscCall(H5TextAttribute(set, "flag_meanings", meanings));
  H5Call(H5Dclose(set));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create_group(hid_t file, const char *name)
{
  hid_t group;

  PetscFunctionBeginUser;
  H5Call(group = H5Gcreate2(file, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  H5Call(H5Gclose(group));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The group in which a path's last part lies. */
static PetscErrorCode create_group_of(hid_t file, const char *path)
{
  const char *slash = strchr(path, '/');
  char        name[64];
  htri_t      there;

  PetscFunctionBeginUser;
  if (!slash) PetscFunctionReturn(PETSC_SUCCESS);
  snprintf(name, sizeof name, "%.*s", (int)(slash - path), path);
  H5Call(there = H5Lexists(file, name, H5P_DEFAULT));
  if (!there) PetscCall(create_group(file, name));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What stands along a dimension beside its coordinates. */
static PetscErrorCode create_label(hid_t file, const TaskDim *t)
{
  const H5Words     words    = {"1", t->label_long_name, "definition"};
  const char *const scales[] = {t->name};
  hid_t             set;

  PetscFunctionBeginUser;
  PetscCall(create_group_of(file, t->label_name));
  PetscCall(H5CreateVariable(file, t->label_name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, NULL, false, 1, scales, &words));
  H5Call(set = H5Dopen2(file, t->label_name, H5P_DEFAULT));
  H5Call(H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, t->label));
  H5Call(H5Dclose(set));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create_variables(hid_t file, const Plan *plan)
{
  SchemaVariable list[SCHEMA_MAX];
  const char    *scales[H5_RANK_MAX];
  const int      count = schema_variables(plan, list);

  PetscFunctionBeginUser;
  PetscCall(ParametersCreate(file, plan, scales));
  for (int d = 0; d < plan->ndims; d++) {
    const TaskDim *t     = &plan->dim[d];
    const H5Words  words = {t->unit, t->long_name, plan->grid->task->long_name};
    PetscCall(create_group_of(file, t->name));
    if (t->coordinates) PetscCall(H5CreateScale(file, t->name, H5T_IEEE_F64LE, t->count, t->coordinates, &words));
    else PetscCall(H5CreateDimension(file, t->name, t->count));
    if (t->label) PetscCall(create_label(file, t));
  }
  for (int k = 0; k < count; k++) {
    const SchemaVariable *v    = &list[k];
    const hid_t           type = value_file_type(v->kind);
    const TaskDim        *dims[OUTPUT_DIMS];
    const int             ndims = k < plan->noutputs ? PlanDims(plan, &plan->output[k], dims) : 0;
    for (int d = 0; d < ndims; d++) scales[plan->naxes + d] = dims[d]->name;
    PetscCall(create_group_of(file, v->name));
    PetscCall(H5CreateVariable(file, v->name, type, value_memory_type(v->kind), value_fill(v->kind), v->missing, plan->naxes + ndims,
                               scales, &v->words));
    if (v->flag_meanings) PetscCall(flag_attributes(file, v->name, type, v->flag_meanings));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* How many pieces the seal leaves out. */
static int count_pieces(const Plan *plan) { return plan->noutputs + SCHEMA_OWN + ATTEMPT_COLUMNS; }

static PetscErrorCode write_provenance(hid_t file, const Plan *plan, const Provenance *p)
{
  char *blank = seal_blank(count_pieces(plan));
  hid_t group;

  PetscFunctionBeginUser;
  PetscCheck(blank, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory");
  PetscCall(H5WriteText(file, PROVENANCE_SEAL, blank));
  free(blank);
  H5Call(group = H5Gopen2(file, "provenance", H5P_DEFAULT));
  for (int t = 0; t < PROVENANCE_TEXTS; t++)
    if (p->text[t] && provenance_text[t].last_format >= PILIND_FORMAT_VERSION)
      PetscCall(H5WriteText(group, provenance_text[t].name, p->text[t]));
  PetscCall(H5IntegerAttribute(group, "format_version", PILIND_FORMAT_VERSION));
  H5Call(H5Gclose(group));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode write_hdf5(const char *path, const Plan *plan, const Provenance *provenance, const AttemptShape *shape)
{
  char  title[256];
  hid_t file;

  PetscFunctionBeginUser;
  H5Call(file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
  snprintf(title, sizeof title, "pilind: %s, %s", plan->grid->model->long_name, plan->grid->task->long_name);
  PetscCall(H5TextAttribute(file, "title", title));
  PetscCall(H5TextAttribute(file, "Conventions", "CF-1.8"));
  PetscCall(H5TextAttribute(file, "model", plan->grid->model->name));
  PetscCall(H5TextAttribute(file, "task", plan->grid->task->name));
  PetscCall(create_group(file, "provenance"));
  PetscCall(create_group(file, "timing"));
  PetscCall(write_provenance(file, plan, provenance));
  PetscCall(AttemptsCreate(file, shape));
  PetscCall(create_variables(file, plan));
  H5Call(H5Fclose(file));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Fill, seal and sync what HDF5 has written. Returns an errno. */
static int complete(const char *temporary, CreateFill fill, void *context)
{
  ResultsFile made;
  int         error = 0;

  FileOpenNew(temporary, &made);
  errno = EIO;
  if (!made.readable || (fill && !fill(context, &made)) || !FileSeal(&made) || !FileSync(&made)) error = errno ? errno : EIO;
  FileClose(&made);
  return error;
}

double CreateBytes(const Plan *plan, const Provenance *provenance, const AttemptShape *shape)
{
  double bytes = 1e5 + (double)seal_bytes(count_pieces(plan)) + attempt_bytes(shape), point = 0;

  for (int t = 0; provenance && t < PROVENANCE_TEXTS; t++) bytes += provenance->text[t] ? (double)strlen(provenance->text[t]) : 0;
  for (int k = 0; k < SCHEMA_OWN; k++) point += (double)value_bytes(schema_own[k].kind);
  for (int d = 0; d < plan->ndims; d++) bytes += plan->dim[d].count * ((plan->dim[d].coordinates ? 8.0 : 1) + (plan->dim[d].label ? 8 : 0));
  return bytes + (point + 8.0 * (plan->offset[plan->noutputs] + plan->grid->nformulas)) * (double)plan->npoints;
}

PetscErrorCode CreateFile(const char *path, const Plan *plan, const Provenance *provenance, const AttemptShape *shape, CreateFill fill,
                          void *context, Verdict *verdict)
{
  char temporary[PETSC_MAX_PATH_LEN];

  PetscFunctionBeginUser;
  PlaceTemporary(path, temporary);
  int error = PlaceReserve(temporary, CreateBytes(plan, provenance, shape));
  if (!error) {
    PetscCall(PetscPushErrorHandler(PetscReturnErrorHandler, NULL));
    error = write_hdf5(temporary, plan, provenance, shape) ? EIO : 0;
    PetscCall(PetscPopErrorHandler());
  }
  if (!error) error = complete(temporary, fill, context);
  if (!error) error = PlaceRename(temporary, path);
  if (error) {
    unlink(temporary);
    VerdictSet(verdict, EXIT_NO_OUTPUT, "output: cannot write '%s' (%s)%s", path, strerror(error),
               error == EIO ? "; is the disk full?" : "");
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
