/* Parameters as variables. */
#include "results/parameters.h"

#include "results/h5.h"

#include <math.h>

static hid_t type_of(const ParamSpec *p) { return p->kind == PARAM_COUNT ? H5T_STD_I64LE : H5T_IEEE_F64LE; }

static PetscErrorCode create_scalar(hid_t file, const ParamSpec *p, double value)
{
  const H5Words words = {p->unit, p->long_name, p->source};

  PetscFunctionBeginUser;
  PetscCall(H5CreateVariable(file, p->name, type_of(p), H5T_NATIVE_DOUBLE, &value, false, 0, NULL, &words));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The values of an expression over the axes[] that it depends on, last fastest; *values is for the caller to free. */
static PetscErrorCode evaluate(const Plan *plan, int parameter, int naxes, const int axes[], double **values)
{
  const Grid *grid  = plan->grid;
  int64_t     count = 1;
  double      point[PARAM_MAX];

  PetscFunctionBeginUser;
  for (int a = 0; a < naxes; a++) count *= grid->count[axes[a]];
  PetscCall(PetscMalloc1(count, values));
  PlanPoint(plan, 0, point);
  for (int64_t i = 0; i < count; i++) {
    int64_t left = i;
    for (int a = naxes - 1; a >= 0; a--) {
      point[axes[a]] = grid->values[axes[a]][left % grid->count[axes[a]]];
      left /= grid->count[axes[a]];
    }
    GridEvaluate(grid, point);
    (*values)[i] = point[parameter];
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create_expression(hid_t file, const Plan *plan, int parameter)
{
  const ParamSpec *p = &plan->grid->model->params[parameter];
  const char      *scales[PARAM_MAX];
  const H5Words    words = {p->unit, p->long_name, p->source};
  int              axes[PARAM_MAX], naxes = 0;
  double          *values;
  hid_t            set;

  PetscFunctionBeginUser;
  for (int a = 0; a < plan->naxes; a++) {
    if (!GridDepends(plan->grid, parameter, plan->axis[a])) continue;
    scales[naxes] = plan->grid->model->params[plan->axis[a]].name;
    axes[naxes++] = plan->axis[a];
  }
  PetscCall(evaluate(plan, parameter, naxes, axes, &values));
  PetscCall(H5CreateVariable(file, p->name, type_of(p), H5T_NATIVE_DOUBLE, NULL, false, naxes, scales, &words));
  H5Call(set = H5Dopen2(file, p->name, H5P_DEFAULT));
  H5Call(H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values));
  PetscCall(H5TextAttribute(set, "expression", plan->grid->formula_text[parameter]));
  H5Call(H5Dclose(set));
  PetscCall(PetscFree(values));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ParametersCreate(hid_t file, const Plan *plan, const char *scales[])
{
  const Grid *grid = plan->grid;

  PetscFunctionBeginUser;
  for (int a = 0; a < plan->naxes; a++) {
    const int        k     = plan->axis[a];
    const ParamSpec *p     = &grid->model->params[k];
    const H5Words    words = {p->unit, p->long_name, p->source};
    scales[a]              = p->name;
    PetscCall(H5CreateScale(file, p->name, type_of(p), grid->count[k], grid->values[k], &words));
  }
  for (int k = 0; k < grid->model->nparams; k++) {
    if (grid->formula[k]) PetscCall(create_expression(file, plan, k));
    else if (!grid->listed[k]) PetscCall(create_scalar(file, &grid->model->params[k], grid->values[k][0]));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
