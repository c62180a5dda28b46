/* The functions behind the rows of response_methods (solvers/response/response.h says what each must do), and what they share. */
#ifndef PILIND_SOLVERS_RESPONSE_METHODS_H
#define PILIND_SOLVERS_RESPONSE_METHODS_H

#include "solvers/response/response.h"

/* The part of a response in one sector: the perturbations that reach it. */
typedef struct {
  const SpinModel       *model;
  const ResponseProblem *problem;
  const SteadyOptions   *options;
  const SteadyState     *state;
  DickeParity            sector;
  int                    count;
  int                    number[RESPONSE_PERTURBATIONS_MAX]; /* [count] of the perturbations */
} ResponsePart;

static inline PetscBool ResponseHasTrace(const ResponsePart *part)
{
  return dicke_has_class(part->sector, 0, 0) ? PETSC_TRUE : PETSC_FALSE;
}

/* b = i[V, rho]/|V| of perturbation k of the part over an existing basis of the sector, |V| its size for one spin (so that residuals of
   different V can be added); rho: the state's, or another vector like it. Collective. */
PetscErrorCode ResponseRightHandSide(const ResponsePart *part, Vec rho, int k, const DickeBasis *basis, Vec b);

/* Add the response to perturbation k to chi, with its residual |L rho1 - b|/|b|: the largest one counts. Collective. */
PetscErrorCode ResponseRecord(const ResponsePart *part, const DickeBasis *basis, int k, Vec rho1, PetscReal residual, Response *response);

/* What chi is off by if the responses are by z, times a factor of caution: the largest one counts. Collective. */
PetscErrorCode ResponseRecordError(const ResponsePart *part, const DickeBasis *basis, Vec z, PetscReal caution, Response *response);

/* The error is not known. */
void ResponseRecordUnknown(const ResponsePart *part, Response *response);

SteadyEstimate ResponseEstimateLU(const SpinModel *model, const SteadyOptions *options, int ranks);
const char    *ResponseRefusesLU(const SpinModel *model, const SteadyOptions *options, int ranks);
PetscErrorCode ResponseSolveAssembled(const ResponsePart *part, const char *pc_type, Response *response);

SteadyEstimate ResponseEstimateAdi(const SpinModel *model, const SteadyOptions *options, int ranks);
const char    *ResponseRefusesAdi(const SpinModel *model, const SteadyOptions *options, int ranks);
PetscErrorCode ResponseSolveAdi(const ResponsePart *part, const char *pc_type, Response *response);

#endif
