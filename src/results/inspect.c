/* What is there before the run: the folder, the room on its disk, and an earlier file. */
#include "results/h5.h"
#include "results/path.h"
#include "results/results.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static void folder_of(const char *path, size_t size, char *folder)
{
  snprintf(folder, size, "%s", path);
  char *slash = strrchr(folder, '/');
  if (!slash) snprintf(folder, size, ".");
  else slash[slash == folder] = 0;
}

double ResultsBytes(const Plan *plan, const Provenance *p)
{
  const double text = p ? (double)(strlen(p->input) + strlen(p->settings) + strlen(p->options)) : 0;

  return 1e5 + text + (8.0 * (plan->offset[plan->noutputs] + plan->grid->nformulas) + 9) * (double)plan->npoints;
}

static void inspect_folder(const char *path, Verdict *verdict)
{
  char        folder[PETSC_MAX_PATH_LEN];
  struct stat info;

  folder_of(path, sizeof folder, folder);
  if (stat(folder, &info) || !S_ISDIR(info.st_mode)) VerdictSet(verdict, EXIT_NO_OUTPUT, "output: the folder '%s' does not exist", folder);
  else if (access(folder, W_OK | X_OK)) VerdictSet(verdict, EXIT_NO_OUTPUT, "output: the folder '%s' is not writable", folder);
}

/* For a file that is still to be made; going on with one needs no more than it has. */
static void inspect_disk(const char *path, const Plan *plan, Verdict *verdict)
{
  char           folder[PETSC_MAX_PATH_LEN];
  struct statvfs disk;

  folder_of(path, sizeof folder, folder);
  if (!statvfs(folder, &disk) && (double)disk.f_bavail * (double)disk.f_frsize < ResultsBytes(plan, NULL))
    VerdictSet(verdict, EXIT_NO_OUTPUT, "output: the disk of '%s' is full (%.3g MB are needed)", folder, ResultsBytes(plan, NULL) / 1e6);
}

/* May -overwrite replace it? A file of HDF5, or one that holds nothing. */
static bool is_replaceable(const char *path)
{
  struct stat info;

  return !stat(path, &info) && (info.st_size == 0 || H5Fis_hdf5(path) > 0);
}

/* Why the file is not one of ours, or NULL; its settings if they can be read. */
static const char *read_settings(const char *path, char **settings)
{
  const char *problem = "is not a results file of pilind";
  int64_t     version = 0;
  hid_t       file, group = -1, attribute = -1;

  if ((file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT)) < 0) return problem;
  if (H5Lexists(file, "provenance", H5P_DEFAULT) > 0) group = H5Gopen2(file, "provenance", H5P_DEFAULT);
  if (group >= 0) attribute = H5Aopen(group, "format_version", H5P_DEFAULT);
  if (attribute >= 0 && H5Aread(attribute, H5T_NATIVE_INT64, &version) >= 0) {
    if (version != PILIND_FORMAT_VERSION) problem = "has another format version";
    else if (!H5ReadText(group, "settings", settings)) problem = NULL;
  }
  if (attribute >= 0) H5Aclose(attribute);
  if (group >= 0) H5Gclose(group);
  H5Fclose(file);
  return problem;
}

/* An earlier file that is not to be replaced: RESULTS_OURS, or why it cannot be gone on with. */
static PetscErrorCode inspect_earlier(const char *path, const Plan *plan, ResultsState *state, Verdict *verdict)
{
  char *theirs = NULL, *ours, key[64] = "";

  PetscFunctionBeginUser;
  *state = RESULTS_FOREIGN;
  PetscCall(PetscPushErrorHandler(PetscReturnErrorHandler, NULL));
  const char *problem = read_settings(path, &theirs);
  PetscCall(PetscPopErrorHandler());
  if (problem) VerdictSet(verdict, EXIT_OTHER_FILE, "output: '%s' %s; give another output%s", path, problem, is_replaceable(path) ? ", or -overwrite" : "");
  else {
    PetscCall(ProvenanceSettings(plan, &ours));
    ProvenanceDifference(theirs, ours, sizeof key, key);
    PetscCall(PetscFree(ours));
    if (key[0]) VerdictSet(verdict, EXIT_OTHER_FILE, "output: '%s' was made from another input: %s differs; give another output, or -overwrite", path, key);
    else if (access(path, W_OK)) VerdictSet(verdict, EXIT_NO_OUTPUT, "output: '%s' is not writable", path);
    else *state = RESULTS_OURS;
  }
  PetscCall(PetscFree(theirs));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResultsInspect(const char *path, const Plan *plan, PetscBool overwrite, ResultsState *state, Verdict *verdict)
{
  const bool there = !access(path, F_OK);

  PetscFunctionBeginUser;
  *state = RESULTS_ABSENT;
  inspect_folder(path, verdict);
  if (there && PathObjection(path)) VerdictSet(verdict, EXIT_NO_OUTPUT, "output: '%s' %s", path, PathObjection(path));
  else if (there && overwrite && !is_replaceable(path))
    VerdictSet(verdict, EXIT_OTHER_FILE, "output: '%s' is no HDF5 file, and -overwrite replaces no others; give another output", path);
  else if (there && !overwrite && !verdict->code) PetscCall(inspect_earlier(path, plan, state, verdict));
  if (*state == RESULTS_ABSENT && !verdict->code) inspect_disk(path, plan, verdict);
  PetscFunctionReturn(PETSC_SUCCESS);
}
