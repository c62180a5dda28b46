/* Choice of the method and what both have in common. The solvers themselves: response_assembled.c, response_adi.c. */
#include "solvers/response.h"

#include "operators/commutator.h"
#include "operators/functional.h"
#include "solvers/option_trial.h"
#include "solvers/response_methods.h"
#include "solvers/steadystate_methods.h"

#include <math.h>
#include <string.h>

const ResponseMethod response_methods[] = {
  {"lu", "lu: assembled matrix of the odd sector, LU by MUMPS, after the steady state", ResponseEstimateLU, ResponseRefusesLU,
   ResponseSolveAssembled},
  {"adi", "adi: odd sector matrix-free by BiCGStab(2) and alternating directions, after the steady state", ResponseEstimateAdi, ResponseRefusesAdi,
   ResponseSolveAdi},
};
const int response_method_count = sizeof response_methods / sizeof *response_methods;

static const double negligible = 1e-6; /* chi in units of the time of the rates */
static const double fallback   = 4e9;  /* bytes on each rank that a second method may take */

/* The cheaper method of those not yet tried that take the model within `bytes` a rank. */
static int cheapest(const XyzModel *model, const SteadyOptions *options, int ranks, unsigned tried, double bytes, const char **why)
{
  int    best = -1;
  double least = 0;

  for (int k = 0; k < response_method_count; k++) {
    if (tried & (1u << k)) continue;
    const char *refusal = response_methods[k].refuses(model, options, ranks);
    if (refusal) {
      *why = refusal;
      continue;
    }
    const SteadyEstimate e = response_methods[k].estimate(model, options, ranks);
    if (e.bytes <= bytes * ranks && (best < 0 || e.seconds < least)) best = k, least = e.seconds;
  }
  return best;
}

/* Any other PC of PETSc works on the assembled matrix, too: it runs as the row "lu" with that type. */
static int by_name(const char *pc_type)
{
  for (int k = 0; k < response_method_count; k++)
    if (!strcmp(response_methods[k].name, pc_type)) return k;
  return 0;
}

PetscErrorCode ResponseChoose(const XyzModel *model, const SteadyOptions *options, int ranks, int *method, PetscBool *forced, const char **why)
{
  char pc_type[64];

  PetscFunctionBeginUser;
  *why = NULL;
  PetscCall(PetscOptionsGetString(NULL, "susceptibility_", "-pc_type", pc_type, sizeof pc_type, forced));
  if (*forced) {
    *method = by_name(pc_type);
    *why    = response_methods[*method].refuses(model, options, ranks);
    if (*why) *method = -1;
  } else *method = cheapest(model, options, ranks, 0, PETSC_INFINITY, why);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResponseSolve(const XyzModel *model, const SteadyOptions *options, const SteadyState *state, Response *response)
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
    PetscCall(response_methods[method].solve(model, state, response_methods[method].name, response));
    tried |= 1u << method;
    if (forced || response->residual < RESPONSE_RESIDUAL_LIMIT) break; /* an `error` is that of L, not of the method */
    method = cheapest(model, options, ranks, tried, fallback, &why);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode trial(void)
{
  PetscFunctionBeginUser;
  PetscCall(SteadyTrySolvers("steady_"));
  PetscCall(SteadyTrySolvers("susceptibility_"));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResponseTryOptions(char *objection, size_t size)
{
  PetscFunctionBeginUser;
  PetscCall(OptionTrialRun(trial, objection, size));
  PetscFunctionReturn(PETSC_SUCCESS);
}

DickeParity ResponseParity(const XyzModel *model) { return xyz_conserves_parity(model) ? DICKE_ODD : DICKE_BOTH; }

PetscErrorCode ResponseRightHandSide(const SteadyState *state, int axis, const DickeBasis *basis, Vec b)
{
  const XyzModel field = {.N = basis->N, .hx = axis == 0, .hy = axis == 1};

  PetscFunctionBeginUser;
  PetscCall(CommutatorFillVec(&field, &state->basis, state->rho, basis, b));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResponseRecord(const SteadyState *state, const DickeBasis *basis, int axis, Vec rho1, PetscReal norm, Vec b, Response *response)
{
  PetscReal moment[MOMENT_COUNT], size;

  PetscFunctionBeginUser;
  PetscCall(MomentsEvaluate(basis, rho1, moment));
  PetscCall(VecNorm(b, NORM_2, &size));
  response->chi[0][axis] = moment[MOMENT_SX] / basis->N;
  response->chi[1][axis] = moment[MOMENT_SY] / basis->N;
  response->residual     = PetscMax(response->residual, size > 0 ? norm / size : norm);
  response->error        = PetscMax(response->error, norm + size * state->certificate.residual);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResponseProbe(const XyzModel *model, const DickeBasis *basis, Vec v, Vec work)
{
  MeanFieldPoint point;

  PetscFunctionBeginUser;
  meanfield_stable(model, &point);
  if (!(hypot(point.M[0], point.M[1]) > 0)) point.M[0] = point.M[1] = 1;
  PetscCall(MomentFillVec(basis, MOMENT_SX, v));
  PetscCall(MomentFillVec(basis, MOMENT_SY, work));
  PetscCall(VecAXPBY(v, point.M[1], point.M[0], work));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ResponseMeasureError(const DickeBasis *basis, Vec v, Vec z, Response *response)
{
  PetscReal moment[MOMENT_COUNT], size;

  PetscFunctionBeginUser;
  PetscCall(MomentsEvaluate(basis, z, moment));
  PetscCall(VecNorm(v, NORM_2, &size));
  response->error *= hypot(moment[MOMENT_SX], moment[MOMENT_SY]) / (basis->N * size);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscBool ResponseIsResult(const XyzModel *model, const Response *r)
{
  double rate = 0, largest;

  for (int c = 0; c < CHANNEL_COUNT; c++) rate += model->rate[c];
  largest = negligible / rate;
  for (int i = 0; i < 4; i++) {
    if (!isfinite(r->chi[i / 2][i % 2])) return PETSC_FALSE;
    largest = fmax(largest, fabs(r->chi[i / 2][i % 2]));
  }
  return r->residual < RESPONSE_RESIDUAL_LIMIT && r->error <= RESPONSE_ERROR_LIMIT * largest ? PETSC_TRUE : PETSC_FALSE;
}
