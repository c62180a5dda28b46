/* Choice of the method and what is common to all of them. The solvers themselves: steadystate_assembled.c, steadystate_adi.c. */
#include "solvers/steadystate.h"

#include "operators/functional.h"
#include "solvers/adi.h"
#include "solvers/bicgstab.h"
#include "solvers/block_results.h"
#include "solvers/option_trial.h"
#include "solvers/steadystate_methods.h"

#include <string.h>

const SteadyMethod steady_methods[] = {
  {"lu", "lu: assembled matrix, LU by MUMPS", SteadyEstimateLU, SteadyRefusesAssembled, SteadySolveAssembled},
  {"ilu", "ilu: assembled matrix, GMRES with incomplete LU", SteadyEstimateILU, SteadyRefusesILU, SteadySolveAssembled},
  {"adi", "adi: matrix-free, BiCGStab(2) and alternating directions, in a cut space where that pays", SteadyEstimateAdi, SteadyRefusesAdi, SteadySolveAdi},
};
const int steady_method_count = sizeof steady_methods / sizeof *steady_methods;

static const double fallback_bytes = 4e9; /* on each rank that a second method may take */

/* The cheapest method that takes the model within `bytes` a rank, among those not yet tried. */
static int cheapest(const XyzModel *model, const SteadyOptions *options, int ranks, unsigned tried, double bytes, const char **why)
{
  int    best = -1;
  double least = 0;

  for (int k = 0; k < steady_method_count; k++) {
    if (tried & (1u << k)) continue;
    const char *refusal = steady_methods[k].refuses(model, options, ranks);
    if (refusal) {
      *why = refusal;
      continue;
    }
    const SteadyEstimate e = steady_methods[k].estimate(model, options, ranks);
    if (e.bytes <= bytes * ranks && (best < 0 || e.seconds < least)) best = k, least = e.seconds;
  }
  return best;
}

/* Any other PC of PETSc works on the assembled matrix, too: it runs as the row "lu" with that type. */
static int by_name(const char *pc_type)
{
  for (int k = 0; k < steady_method_count; k++)
    if (!strcmp(steady_methods[k].name, pc_type)) return k;
  return 0;
}

PetscErrorCode SteadyChoose(const XyzModel *model, const SteadyOptions *options, int ranks, int *method, PetscBool *forced, const char **why)
{
  char pc_type[64];

  PetscFunctionBeginUser;
  *why = NULL;
  PetscCall(PetscOptionsGetString(NULL, "steady_", "-pc_type", pc_type, sizeof pc_type, forced));
  if (*forced) {
    *method = by_name(pc_type);
    *why    = steady_methods[*method].refuses(model, options, ranks);
    if (*why) *method = -1;
  } else *method = cheapest(model, options, ranks, 0, PETSC_INFINITY, why);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A matrix of one number for a direct solver and an iterative one: a direct one does not look at tolerances. */
PetscErrorCode SteadyTrySolvers(const char *prefix)
{
  const char *const pc_types[] = {PCLU, PCNONE};
  PetscReal         number;
  PetscInt          count;
  Mat               A;
  KSP               ksp;

  PetscFunctionBeginUser;
  PetscCall(AdiRegister());
  PetscCall(BiCGStabRegister());
  PetscCall(PetscOptionsGetReal(NULL, prefix, "-adi_kappa", &number, NULL));
  PetscCall(PetscOptionsGetReal(NULL, prefix, "-truncate_tol", &number, NULL));
  PetscCall(PetscOptionsGetInt(NULL, prefix, "-checkpoint_iterations", &count, NULL));
  PetscCall(MatCreateSeqAIJ(PETSC_COMM_SELF, 1, 1, 1, NULL, &A));
  for (int k = 0; k < 2; k++) {
    PetscCall(SteadySolverCreate(A, prefix, pc_types[k], &ksp));
    PetscCall(KSPDestroy(&ksp));
  }
  PetscCall(MatDestroy(&A));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode trial(void) { return SteadyTrySolvers("steady_"); }

PetscErrorCode SteadyTryOptions(char *objection, size_t size)
{
  PetscFunctionBeginUser;
  PetscCall(OptionTrialRun(trial, objection, size));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SteadyStateSolve(MPI_Comm comm, const XyzModel *model, const SteadyOptions *options, SteadyState *state)
{
  int         method;
  unsigned    tried = 0;
  PetscBool   forced;
  PetscMPIInt ranks;
  const char *why;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_size(comm, &ranks));
  PetscCall(SteadyChoose(model, options, ranks, &method, &forced, &why));
  PetscCheck(method >= 0, comm, PETSC_ERR_SUP, "no method for N = %d: %s", model->N, why);
  while (1) {
    PetscCall(steady_methods[method].solve(comm, model, options, steady_methods[method].name, state));
    state->certificate.method = method;
    tried |= 1u << method;
    if (forced || state->certificate.residual < STEADY_RESIDUAL_LIMIT) break;
    method = cheapest(model, options, ranks, tried, fallback_bytes, &why);
    if (method < 0) break;
    PetscCall(SteadyStateDestroy(state));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

DickeParity SteadyParity(const XyzModel *model) { return xyz_conserves_parity(model) ? DICKE_EVEN : DICKE_BOTH; }

PetscErrorCode SteadyNormalise(SteadyState *state)
{
  PetscReal moment[MOMENT_COUNT];

  PetscFunctionBeginUser;
  PetscCall(MomentsEvaluate(&state->basis, state->rho, moment));
  PetscCall(VecScale(state->rho, 1 / moment[MOMENT_TRACE]));
  PetscCall(MomentsEvaluate(&state->basis, state->rho, moment));
  state->certificate.trace_error = PetscAbsReal(moment[MOMENT_TRACE] - 1);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SteadyStateDestroy(SteadyState *state)
{
  PetscFunctionBeginUser;
  dicke_basis_free(&state->basis);
  PetscCall(VecDestroy(&state->rho));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SteadyStateSummary(const XyzModel *model, const SteadyState *state, StateSummary *summary)
{
  MeanFieldPoint point;

  PetscFunctionBeginUser;
  summary->N = model->N;
  PetscCall(MomentsEvaluate(&state->basis, state->rho, summary->moment));
  PetscCall(BlockResults(&state->basis, state->rho, &summary->blocks));
  meanfield_stable(model, &point);
  for (int i = 0; i < 3; i++) summary->meanfield[i] = point.M[i];
  PetscFunctionReturn(PETSC_SUCCESS);
}
