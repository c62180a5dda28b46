/* The functions behind the rows of response_methods (solvers/response/response.h says what each must do), and what they share. */
#ifndef PILIND_SOLVERS_RESPONSE_METHODS_H
#define PILIND_SOLVERS_RESPONSE_METHODS_H

#include "solvers/response/response.h"

/* The sector that holds the response: ODD, or BOTH with transverse fields. */
DickeParity ResponseParity(const SpinModel *model);

/* b = i[S_axis, rho], axis 0, 1 = x, y, over an existing basis of the response; rho: the state's, or another vector like it. Collective. */
PetscErrorCode ResponseRightHandSide(const SteadyState *state, Vec rho, int axis, const DickeBasis *basis, Vec b);

/* Column `axis` of chi from the response to that field, and its residual |L rho1 - b|/|b|: the largest one counts. Collective. */
PetscErrorCode ResponseRecord(const DickeBasis *basis, int axis, Vec rho1, PetscReal residual, Response *response);

/* What chi is off by if the responses are by z, times a factor of caution: the largest one counts. Collective. */
PetscErrorCode ResponseRecordError(const DickeBasis *basis, Vec z, PetscReal caution, Response *response);

SteadyEstimate ResponseEstimateLU(const SpinModel *model, const SteadyOptions *options, int ranks);
const char    *ResponseRefusesLU(const SpinModel *model, const SteadyOptions *options, int ranks);
PetscErrorCode ResponseSolveAssembled(const SpinModel *model, const SteadyOptions *options, const SteadyState *state, const char *pc_type, Response *response);

SteadyEstimate ResponseEstimateAdi(const SpinModel *model, const SteadyOptions *options, int ranks);
const char    *ResponseRefusesAdi(const SpinModel *model, const SteadyOptions *options, int ranks);
PetscErrorCode ResponseSolveAdi(const SpinModel *model, const SteadyOptions *options, const SteadyState *state, const char *pc_type, Response *response);

#endif
