/* Model xyz by its own scale, a model from strings by that of its Lindbladian. */
#include "tasks/spin_point.h"

#include "physics/models/ensemble_spec.h"

#include <math.h>

static double power_of_two_below(double x)
{
  int exponent;

  if (!(x > 0)) return 1;
  frexp(x, &exponent);
  return ldexp(1, exponent - 1);
}

PetscErrorCode EnsemblePoint(const TaskOptions *options, const double *point, double *unit, Lindbladian *l)
{
  Lindbladian given;
  char        message[320];

  PetscFunctionBeginUser;
  PetscCheck(ensemble_at(ensemble_of(options->model), point, &given, message, sizeof message), PETSC_COMM_SELF, PETSC_ERR_PLIB, "%s",
             message);
  *unit = power_of_two_below(lindbladian_rate(&given));
  PetscCheck(lindbladian_scaled(&given, 1 / *unit, l) == POLYNOMIAL_OK, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the model");
  lindbladian_free(&given);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode from_strings(const TaskOptions *options, const double *point, double *unit, SpinModel *model)
{
  Lindbladian l;

  PetscFunctionBeginUser;
  PetscCall(EnsemblePoint(options, point, unit, &l));
  PetscCheck(spin_model_create(&l, model), PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the model");
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SpinPoint(const TaskOptions *options, const double *point, double *unit, SpinModel *model)
{
  double own;

  PetscFunctionBeginUser;
  if (options->model && options->model->make == ensemble_spec.make) PetscCall(from_strings(options, point, &own, model));
  else {
    const XyzModel xyz = xyz_unit_model(point, &own);
    PetscCheck(spin_model_of_xyz(&xyz, model), PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the model");
  }
  if (unit) *unit = own;
  PetscFunctionReturn(PETSC_SUCCESS);
}
