/* The moment hierarchy for task steady of model ensemble: the input's observables, and their deviations from the mean field. */
#ifndef PILIND_TASKS_ENSEMBLE_MOMENTS_H
#define PILIND_TASKS_ENSEMBLE_MOMENTS_H

#include "tasks/moment_options.h"

/* Names NAME_mf, NAME_dev, NAME_dev_error of the input's observables, kept in options->data where the method is not exact. For prepare()
   and release(). */
bool EnsembleMomentsPrepare(TaskOptions *options, int first, Objection *objection);
void EnsembleMomentsRelease(TaskOptions *options);

/* Rows of the certificate and of these; their number. */
int EnsembleMomentOutputs(const TaskOptions *options, int first, OutputSpec *list);

/* Are the observables of this point of four sites at most? NULL or what is wrong. */
const char *EnsembleMomentsCheck(const TaskOptions *options, const double *point);

/* Solve; destroy *result. Collective. */
PetscErrorCode EnsembleMomentsSolve(const TaskPoint *p, int first, const SpinModel *model, MomentSteady *result);

/* Values of the rows, from moments or (NULL) of a state that was solved exactly. Their number. */
int EnsembleMomentValues(const TaskOptions *options, int first, const MomentSteady *result, bool good, double *out);

#endif
