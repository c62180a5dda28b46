/* Choice of the method and what both have in common. The solvers themselves: response_assembled.c, response_adi.c. */
#include "solvers/response/response.h"

#include "operators/commutator.h"
#include "operators/functional.h"
#include "solvers/method/option_trial.h"
#include "solvers/response/methods.h"
#include "solvers/steady/methods.h"

#include <math.h>

const SolverMethod response_methods[RESPONSE_METHODS] = {
  [RESPONSE_LU] = {"lu", "lu: assembled matrix of the odd sector, LU by MUMPS, after the steady state", ResponseEstimateLU, ResponseRefusesLU},
  [RESPONSE_ADI] = {"adi", "adi: odd sector matrix-free by BiCGStab(2) and alternating directions, after the steady state", ResponseEstimateAdi,
                    ResponseRefusesAdi},
  [RESPONSE_PETSC] = {"petsc", "petsc: assembled matrix of the odd sector, the KSP and PC of the options, after the steady state", ResponseEstimateLU,
                      ResponseRefusesLU, PETSC_TRUE},
};

const MethodOption response_method_option = {
  .name = "susceptibility_method", .pc_type = "susceptibility_pc_type", .words = WORDS_OF(response_methods), .any_pc = RESPONSE_PETSC,
  .long_name = "solver of the response; petsc: any PC of PETSc's on the assembled matrix",
};

static const double negligible = 1e-6; /* chi in units of the time of the largest coupling or rate */

/* How the rows solve, and with which PC of PETSc's. */
static const struct {
  PetscErrorCode (*solve)(const SpinModel *model, const SteadyOptions *options, const SteadyState *state, const char *pc_type, Response *response);
  const char *pc_type;
} solves[RESPONSE_METHODS] = {
  [RESPONSE_LU] = {ResponseSolveAssembled, PCLU}, [RESPONSE_ADI] = {ResponseSolveAdi, NULL}, [RESPONSE_PETSC] = {ResponseSolveAssembled, NULL},
};

PetscErrorCode ResponseChoose(const SpinModel *model, const SteadyOptions *options, int ranks, int *method, PetscBool *forced, const char **why)
{
  PetscFunctionBeginUser;
  PetscCall(SolverMethodChoose(&response_method_option, response_methods, model, options, ranks, method, forced, why));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResponseSolve(const SpinModel *model, const SteadyOptions *options, const SteadyState *state, Response *response)
{
  MPI_Comm    comm = PetscObjectComm((PetscObject)state->rho);
  int         method;
  unsigned    tried = 0;
  PetscBool   forced;
  PetscMPIInt ranks;
  const char *why;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_size(comm, &ranks));
  PetscCall(ResponseChoose(model, options, ranks, &method, &forced, &why));
  PetscCheck(method >= 0, comm, PETSC_ERR_SUP, "no method for N = %d: %s", model->N, why);
  while (method >= 0) {
    *response = (Response){.method = method, .kept = 1};
    PetscCall(solves[method].solve(model, options, state, solves[method].pc_type, response));
    tried |= 1u << method;
    if (forced || response->residual < RESPONSE_RESIDUAL_LIMIT) break; /* an `error` is that of L, not of the method */
    method = solver_method_cheapest(RESPONSE_METHODS, response_methods, model, options, ranks, tried, SOLVER_FALLBACK_BYTES, &why);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode trial(void)
{
  int steady, response;

  PetscFunctionBeginUser;
  PetscCall(MethodOptionGet(&steady_method_option, &steady));
  PetscCall(MethodOptionGet(&response_method_option, &response));
  PetscCall(SteadyTrySolvers("steady_", steady == METHOD_AUTOMATIC || steady == STEADY_LU, steady == STEADY_PETSC));
  PetscCall(SteadyTrySolvers("susceptibility_", response == METHOD_AUTOMATIC || response == RESPONSE_LU, response == RESPONSE_PETSC));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResponseTryOptions(char *objection, size_t size)
{
  PetscFunctionBeginUser;
  PetscCall(OptionTrialRun(trial, objection, size));
  PetscFunctionReturn(PETSC_SUCCESS);
}

DickeParity ResponseParity(const SpinModel *model) { return spin_parity_sector(model, 1); }

PetscErrorCode ResponseRightHandSide(const SteadyState *state, Vec rho, int axis, const DickeBasis *basis, Vec b)
{
  PolynomialTerm   term = {{.degree = 1, .letter = {(unsigned char)(axis == 0 ? SITE_X : SITE_Y)}}, 1, 1};
  const Polynomial V    = {&site_pauli, 1, 1, &term};

  PetscFunctionBeginUser;
  PetscCall(CommutatorFillVec(&V, &state->basis, rho, basis, b));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResponseRecord(const DickeBasis *basis, int axis, Vec rho1, PetscReal residual, Response *response)
{
  PetscReal m[2];

  PetscFunctionBeginUser;
  PetscCall(MomentEvaluate(basis, MOMENT_SX, rho1, &m[0]));
  PetscCall(MomentEvaluate(basis, MOMENT_SY, rho1, &m[1]));
  for (int a = 0; a < 2; a++) response->chi[a][axis] = m[a] / basis->N;
  if (!(residual <= response->residual)) response->residual = residual; /* NaN stays */
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResponseRecordError(const DickeBasis *basis, Vec z, PetscReal caution, Response *response)
{
  PetscReal m[2];

  PetscFunctionBeginUser;
  PetscCall(MomentEvaluate(basis, MOMENT_SX, z, &m[0]));
  PetscCall(MomentEvaluate(basis, MOMENT_SY, z, &m[1]));
  const PetscReal error = caution * hypot(m[0], m[1]) / basis->N;
  if (!(error <= response->error)) response->error = error;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscBool ResponseIsResult(const SpinModel *model, const Response *r)
{
  double largest = negligible / model->rate;

  for (int i = 0; i < 4; i++) {
    if (!isfinite(r->chi[i / 2][i % 2])) return PETSC_FALSE;
    largest = fmax(largest, fabs(r->chi[i / 2][i % 2]));
  }
  return r->residual < RESPONSE_RESIDUAL_LIMIT && r->error <= RESPONSE_ERROR_LIMIT * largest ? PETSC_TRUE : PETSC_FALSE;
}
