/* The functions behind the rows of response_methods (solvers/response/response.h says what each must do), and what they share. */
#ifndef PILIND_SOLVERS_RESPONSE_METHODS_H
#define PILIND_SOLVERS_RESPONSE_METHODS_H

#include "solvers/response/response.h"

/* The sector that holds the response: ODD, or BOTH with transverse fields. */
DickeParity ResponseParity(const XyzModel *model);

/* b = i[S_axis, rho], axis 0, 1 = x, y, over an existing basis of the response. Collective. */
PetscErrorCode ResponseRightHandSide(const SteadyState *state, int axis, const DickeBasis *basis, Vec b);

/* Column `axis` of chi from the response to that field. Its residual |L rho1 - b| = norm goes into residual (as a part of |b|) and,
   with that of the state, into error, which ResponseMeasureError must follow. Collective. */
PetscErrorCode ResponseRecord(const SteadyState *state, const DickeBasis *basis, int axis, Vec rho1, PetscReal norm, Vec b, Response *response);

/* The v of solvers/response/response.h; work: another vector like it. Collective. */
PetscErrorCode ResponseProbe(const XyzModel *model, const DickeBasis *basis, Vec v, Vec work);

/* Turn the largest residual norm into the error of chi, with the solution of L z = v. Collective. */
PetscErrorCode ResponseMeasureError(const DickeBasis *basis, Vec v, Vec z, Response *response);

SteadyEstimate ResponseEstimateLU(const XyzModel *model, const SteadyOptions *options, int ranks);
const char    *ResponseRefusesLU(const XyzModel *model, const SteadyOptions *options, int ranks);
PetscErrorCode ResponseSolveAssembled(const XyzModel *model, const SteadyOptions *options, const SteadyState *state, const char *pc_type, Response *response);

SteadyEstimate ResponseEstimateAdi(const XyzModel *model, const SteadyOptions *options, int ranks);
const char    *ResponseRefusesAdi(const XyzModel *model, const SteadyOptions *options, int ranks);
PetscErrorCode ResponseSolveAdi(const XyzModel *model, const SteadyOptions *options, const SteadyState *state, const char *pc_type, Response *response);

#endif
