/* Every observable decides; moments_tol is meant absolutely, as each is written. */
#include "tasks/ensemble_moments.h"

#include "tasks/ensemble_observables.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MEANFIELD, DEVIATION, DEVIATION_ERROR, KINDS, LENGTH = 128 };
static const char *const endings[KINDS]  = {[MEANFIELD] = "_mf", [DEVIATION] = "_dev", [DEVIATION_ERROR] = "_dev_error"};
static const char *const meanings[KINDS] = {
  [MEANFIELD]       = "the same observable in the mean field's stable state at this N; of a pair of mirror states their average",
  [DEVIATION]       = "observable less its mean field, without cancellation where the state is near it",
  [DEVIATION_ERROR] = "estimated relative error of that deviation"};

typedef char Names[KINDS][LENGTH];

bool EnsembleMomentsPrepare(TaskOptions *options, int first, Objection *objection)
{
  const int count = EnsembleObservableCount(options);
  Names    *names = NULL;

  if (moment_method(options, first) == METHOD_EXACT) return true;
  if (!(names = calloc((size_t)count + 1, sizeof *names))) return objection_set(objection, NULL, 0, "no memory");
  options->data = names;
  for (int k = 0; k < count; k++)
    for (int i = 0; i < KINDS; i++) {
      const char *name = ensemble_of(options->model)->observable_name[k];
      if (snprintf(names[k][i], LENGTH, "%s%s", name, endings[i]) >= LENGTH)
        return objection_set(objection, NULL, 0, "observables: '%.60s...' is too long a name beside its deviation", name);
    }
  return true;
}

void EnsembleMomentsRelease(TaskOptions *options)
{
  free(options->data);
  options->data = NULL;
}

int EnsembleMomentOutputs(const TaskOptions *options, int first, OutputSpec *list)
{
  const Names *names = options ? options->data : NULL;
  int          at    = MomentOutputs(options, first, list);

  for (int k = 0; names && k < EnsembleObservableCount(options); k++)
    for (int i = 0; i < KINDS; i++) list[at++] = (OutputSpec){names[k][i], "1", meanings[i], "moments", OUTPUT_REAL, NULL, NULL, "method"};
  return at;
}

const char *EnsembleMomentsCheck(const TaskOptions *options, const double *point)
{
  bool fits = true;

  for (int k = 0; k < EnsembleObservableCount(options) && fits; k++) {
    Polynomial P;
    if (EnsembleObservable(options, point, k, &P)) return "no memory for the observables";
    fits = polynomial_degree(&P) <= 4;
    polynomial_free(&P);
  }
  return fits ? NULL : "method moments: an observable has more than four factors";
}

PetscErrorCode EnsembleMomentsSolve(const TaskPoint *p, int first, const SpinModel *model, MomentSteady *result)
{
  const int     count   = EnsembleObservableCount(p->options);
  MomentProblem problem = moment_problem(p->options, first, &model->l, p->monitor);
  Polynomial   *polynomial;

  PetscFunctionBeginUser;
  PetscCall(PetscMalloc1(PetscMax(1, count), &polynomial));
  for (int k = 0; k < count; k++) {
    Polynomial given;
    PetscCall(EnsembleObservable(p->options, p->point, k, &given));
    PetscCheck(spin_model_polynomial(model, &given, &polynomial[k]) == POLYNOMIAL_OK, PETSC_COMM_SELF, PETSC_ERR_MEM,
               "no memory for an observable");
    polynomial_free(&given);
  }
  problem.count = problem.values = problem.firm = problem.sought = count;
  problem.polynomial                                             = polynomial;
  PetscCall(MomentSteadySolve(p->comm, &problem, result));
  for (int k = 0; k < count; k++) polynomial_free(&polynomial[k]);
  PetscCall(PetscFree(polynomial));
  PetscFunctionReturn(PETSC_SUCCESS);
}

int EnsembleMomentValues(const TaskOptions *options, int first, const MomentSteady *result, bool good, double *out)
{
  int at = MomentValues(options, first, result, out);

  for (int k = 0; at > 0 && k < EnsembleObservableCount(options); k++) {
    const double dev = result ? result->deviation[k] : NAN;
    out[at++]        = result ? result->meanfield[k] : NAN;
    out[at++]        = good ? dev : NAN;
    out[at++]        = good && result ? (dev == 0 ? 0 : result->average_error[k] / fabs(dev)) : NAN;
  }
  return at;
}
