/* What is there before the run: the folder, the room on its disk, and an earlier file. */
#include "results/results.h"

#include "results/create.h"
#include "results/path.h"
#include "results/place.h"
#include "results/settings.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Ways out of a file that cannot go on; its points are of use to the same task with the same options only. */
#define way_out "give another output, or -overwrite"
#define way_of_points                                                                                                                      \
  "take over its points by -reuse %s with another output (or with -overwrite, in its place), or begin anew by -overwrite"

/* Do the settings differ in nothing but parameters, and the outputs not at all? */
static bool shares_points(const Plan *plan, const char *theirs, const char *ours)
{
  SettingsLine a, b;

  for (const char *at = ours; settings_next(&at, &b);) {
    bool parameter = false;
    for (int k = 0; k < plan->grid->model->nparams; k++)
      parameter =
        parameter || (!strncmp(plan->grid->model->params[k].name, b.key, b.key_length) && !plan->grid->model->params[k].name[b.key_length]);
    if (!settings_find(theirs, b.key, b.key_length, &a) || (!parameter && !settings_equal(&a, &b))) return false;
  }
  return true;
}

/* Was it made from other settings, or for other outputs? */
static PetscErrorCode compare(const char *path, const Plan *plan, const Layout *layout, Verdict *verdict)
{
  const char *their_settings = layout->text[PROVENANCE_SETTINGS], *their_outputs = layout->text[PROVENANCE_OUTPUTS];
  char       *settings, *outputs, words[256], gone[128], added[128], way[PETSC_MAX_PATH_LEN + 128];

  PetscFunctionBeginUser;
  PetscCall(ProvenanceSettings(plan, &settings));
  PetscCall(ProvenanceOutputs(plan, &outputs));
  if (shares_points(plan, their_settings, settings) && !strcmp(outputs, their_outputs)) snprintf(way, sizeof way, way_of_points, path);
  else snprintf(way, sizeof way, way_out);
  provenance_missing(outputs, their_outputs, sizeof added, added);
  provenance_missing(their_outputs, outputs, sizeof gone, gone);
  if (settings_difference(their_settings, settings, sizeof words, words))
    VerdictSet(verdict, EXIT_OTHER_FILE, "output: '%s' was made from another input: %s; %s", path, words, way);
  else if (added[0] || gone[0])
    VerdictSet(verdict, EXIT_OTHER_FILE, "output: '%s' has other outputs: %s%s%s%s%s; %s", path, added[0] ? "without " : "", added,
               added[0] && gone[0] ? ", " : "", gone[0] ? "with " : "", gone, way);
  else if (strcmp(outputs, their_outputs))
    VerdictSet(verdict, EXIT_OTHER_FILE, "output: '%s' has its outputs in another order; %s", path, way_out);
  free(settings);
  free(outputs);
  PetscFunctionReturn(PETSC_SUCCESS);
}

double ResultsBytes(const Plan *plan) { return CreateBytes(plan, NULL, &attempt_shape); }

/* May -overwrite replace it? A file of HDF5, or one that holds nothing. */
static bool is_replaceable(const char *path)
{
  struct stat info;

  return !stat(path, &info) && (info.st_size == 0 || H5Fis_hdf5(path) > 0);
}

/* An earlier file that is not to be replaced: RESULTS_OURS, or why it cannot be gone on with. */
static PetscErrorCode inspect_earlier(const char *path, const Plan *plan, ResultsState *state, Verdict *verdict)
{
  ResultsFile file;
  char        way[PETSC_MAX_PATH_LEN + 128];

  PetscFunctionBeginUser;
  *state = RESULTS_FOREIGN;
  FileOpen(path, false, NULL, false, &file);
  if (file.state == FILE_FINE) {
    PetscCall(compare(path, plan, &file.layout, verdict));
    if (access(path, W_OK)) VerdictSet(verdict, EXIT_NO_OUTPUT, "output: '%s' is not writable", path);
    if (!verdict->code) *state = RESULTS_OURS;
  } else {
    if (file.readable || file.unread) snprintf(way, sizeof way, way_of_points, path);
    else snprintf(way, sizeof way, "%s", is_replaceable(path) ? way_out : "give another output");
    VerdictSet(verdict, file.state == FILE_UNREADABLE ? EXIT_NO_OUTPUT : EXIT_OTHER_FILE, "output: '%s' %s; %s", path, file.why, way);
  }
  FileClose(&file);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResultsInspect(const char *path, const Plan *plan, PetscBool overwrite, ResultsState *state, Verdict *verdict)
{
  const bool there = !access(path, F_OK);

  PetscFunctionBeginUser;
  *state = RESULTS_ABSENT;
  PlaceInspectFolder(path, verdict);
  if (there && PathObjection(path)) VerdictSet(verdict, EXIT_NO_OUTPUT, "output: '%s' %s", path, PathObjection(path));
  else if (there && overwrite && !is_replaceable(path))
    VerdictSet(verdict, EXIT_OTHER_FILE, "output: '%s' is no HDF5 file, and -overwrite replaces no others; give another output", path);
  else if (there && !overwrite && !verdict->code) PetscCall(inspect_earlier(path, plan, state, verdict));
  if (*state == RESULTS_ABSENT && !verdict->code) PlaceInspectDisk(path, ResultsBytes(plan), verdict);
  PetscFunctionReturn(PETSC_SUCCESS);
}
