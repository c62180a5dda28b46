/* What every task of model ensemble asks of a point: that its strings make a Lindbladian and Hermitian observables there. */
#include "physics/models/ensemble_spec.h"
#include "tasks/registry.h"

#include <string.h>

const char *EnsembleCheck(const double *point, const TaskOptions *options)
{
  static char          message[320]; /* the caller reads it before the next question */
  const EnsembleModel *model = ensemble_of(options->model);
  Lindbladian          l;

  if (!ensemble_at(model, point, &l, message, sizeof message)) return message;
  lindbladian_free(&l);
  for (int k = 0; k < model->observables; k++) {
    Polynomial P;
    if (!ensemble_observable_at(model, k, point, &P, message, sizeof message)) return message;
    polynomial_free(&P);
  }
  return NULL;
}
