/* Names and strings of the input, evaluated at a point. */
#include "tasks/ensemble_observables.h"

int EnsembleObservableCount(const TaskOptions *options) { return options ? ensemble_of(options->model)->observables : 0; }

int EnsembleObservableOutputs(const TaskOptions *options, const char *source, const char *dim, OutputSpec *list)
{
  const int count = EnsembleObservableCount(options);

  for (int k = 0; k < count; k++)
    list[k] = (OutputSpec){
      ensemble_of(options->model)->observable_name[k], "1", ensemble_of(options->model)->observable[k], source, OUTPUT_REAL, dim, NULL};
  return count;
}

PetscErrorCode EnsembleObservable(const TaskOptions *options, const double *point, int k, Polynomial *observable)
{
  char message[320];

  PetscFunctionBeginUser;
  PetscCheck(ensemble_observable_at(ensemble_of(options->model), k, point, observable, message, sizeof message), PETSC_COMM_SELF,
             PETSC_ERR_PLIB, "%s", message);
  PetscFunctionReturn(PETSC_SUCCESS);
}
