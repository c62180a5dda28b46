/* Choice of the method and what is common to all of them. The solvers themselves: steadystate_assembled.c, steadystate_adi.c. */
#include "solvers/steady/steadystate.h"

#include "operators/functional.h"
#include "solvers/adi/adi.h"
#include "solvers/linear/bicgstab.h"
#include "solvers/linear/direct.h"
#include "operators/block_results.h"
#include "solvers/method/option_trial.h"
#include "solvers/steady/methods.h"


enum { LU, ILU, ADI };

const SolverMethod steady_methods[] = {
  [LU] = {"lu", "lu: assembled matrix, LU by MUMPS", SteadyEstimateLU, SteadyRefusesAssembled},
  [ILU] = {"ilu", "ilu: assembled matrix, GMRES with incomplete LU", SteadyEstimateILU, SteadyRefusesILU},
  [ADI] = {"adi", "adi: matrix-free, BiCGStab(2) and alternating directions, in a cut space where that pays", SteadyEstimateAdi, SteadyRefusesAdi},
};
const int steady_method_count = sizeof steady_methods / sizeof *steady_methods;

/* In the order of the rows. */
typedef PetscErrorCode (*Solve)(MPI_Comm comm, const XyzModel *model, const SteadyOptions *options, const char *pc_type, SteadyState *state);
static const Solve solves[] = {[LU] = SteadySolveAssembled, [ILU] = SteadySolveAssembled, [ADI] = SteadySolveAdi};

PetscErrorCode SteadyChoose(const XyzModel *model, const SteadyOptions *options, int ranks, int *method, PetscBool *forced, const char **why)
{
  PetscFunctionBeginUser;
  PetscCall(SolverMethodChoose(steady_method_count, steady_methods, "steady_", model, options, ranks, method, forced, why));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A direct solver, and an iterative one for a matrix of one number: a direct one does not look at tolerances. */
PetscErrorCode SteadyTrySolvers(const char *prefix)
{
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
  PetscCall(SteadySolverCreate(A, prefix, PCNONE, &ksp));
  PetscCall(KSPDestroy(&ksp));
  PetscCall(MatDestroy(&A));
  PetscCall(DirectSolverTry(prefix));
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
    PetscCall(solves[method](comm, model, options, steady_methods[method].name, state));
    state->certificate.method = method;
    tried |= 1u << method;
    if (forced || state->certificate.residual < STEADY_RESIDUAL_LIMIT) break;
    method = solver_method_cheapest(steady_method_count, steady_methods, model, options, ranks, tried, SOLVER_FALLBACK_BYTES, &why);
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
