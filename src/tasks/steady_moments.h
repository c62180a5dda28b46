/* The moment hierarchy for task steady of model xyz: the observables that need no density matrix, and their deviations from the mean field.
   */
#ifndef PILIND_TASKS_STEADY_MOMENTS_H
#define PILIND_TASKS_STEADY_MOMENTS_H

#include "physics/observables/observables.h"
#include "tasks/moment_options.h"

/* Rows NAME_mf, NAME_dev, NAME_dev_error of one- and two-spin averages, there where the method is not exact, and the certificate; their
   number. */
int SteadyMomentOutputs(const TaskOptions *options, int first, OutputSpec *list);

typedef struct {
  MomentSteady steady;
  StateSummary summary;      /* averages; blocks: NaN */
  double      *observable;   /* [observable_count] NaN: not known well enough */
  double       fourth_error; /* of the bimodalities */
} SteadyMoments;

/* Destroy *result. Collective. */

PetscErrorCode SteadyMomentsSolve(const TaskPoint *p, int first, const SpinModel *model, SteadyMoments *result);
PetscErrorCode SteadyMomentsDestroy(SteadyMoments *result);

/* Values of the rows, from moments or (NULL) for a state that was solved exactly and has this summary; `good`: it is a result. Their
   number. */
int SteadyMomentValues(const TaskOptions *options, int first, const SteadyMoments *moments, const MeanField *mf,
                       const StateSummary *summary, bool good, double *out);

#endif
