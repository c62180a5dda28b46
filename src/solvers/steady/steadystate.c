/* Choice of the method and what is common to all of them. The solvers themselves: steadystate_assembled.c, steadystate_adi.c. */
#include "solvers/steady/steadystate.h"

#include "operators/functional.h"
#include "solvers/adi/adi.h"
#include "solvers/linear/bicgstab.h"
#include "solvers/linear/direct.h"
#include "operators/block_results.h"
#include "solvers/method/option_trial.h"
#include "solvers/steady/methods.h"

const SolverMethod steady_methods[STEADY_METHODS] = {
  [STEADY_LU]     = {"lu", "lu: assembled matrix, LU by MUMPS", SteadyEstimateLU, SteadyRefusesAssembled},
  [STEADY_ILU]    = {"ilu", "ilu: assembled matrix, GMRES with incomplete LU", SteadyEstimateILU, SteadyRefusesILU},
  [STEADY_ADI]    = {"adi", "adi: matrix-free, BiCGStab(2) and alternating directions, in a cut space where that pays", SteadyEstimateAdi,
                     SteadyRefusesAdi},
  [STEADY_PETSC]  = {"petsc", "petsc: assembled matrix, the KSP and PC of the options", SteadyEstimateILU, SteadyRefusesAssembled,
                     PETSC_TRUE},
  [STEADY_CHARGE] = {"charge", "charge: rate equation of the populations, LU by MUMPS, in a box where that pays", SteadyEstimateCharge,
                     SteadyRefusesCharge},
};

const MethodOption steady_method_option = {
  .name      = "steady_method",
  .pc_type   = "steady_pc_type",
  .words     = WORDS_OF(steady_methods),
  .any_pc    = STEADY_PETSC,
  .long_name = "solver of the steady state; petsc: any PC of PETSc's on the assembled matrix",
};

/* How the rows solve, and with which PC of PETSc's. */
static const struct {
  PetscErrorCode (*solve)(MPI_Comm comm, const SpinModel *model, const SteadyOptions *options, const char *pc_type, SteadyState *state);
  const char *pc_type;
} solves[STEADY_METHODS] = {
  [STEADY_LU] = {SteadySolveAssembled, PCLU},    [STEADY_ILU] = {SteadySolveAssembled, PCILU}, [STEADY_ADI] = {SteadySolveAdi, NULL},
  [STEADY_PETSC] = {SteadySolveAssembled, NULL}, [STEADY_CHARGE] = {SteadySolveCharge, PCLU},
};

PetscErrorCode SteadyChoose(const SpinModel *model, const SteadyOptions *options, int ranks, int *method, PetscBool *forced,
                            const char **why)
{
  PetscFunctionBeginUser;
  PetscCall(SolverMethodChoose(&steady_method_option, steady_methods, model, options, ranks, method, forced, why));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A direct solver, and an iterative one for a matrix of one number: a direct one does not look at tolerances. */
PetscErrorCode SteadyTrySolvers(const char *prefix, bool direct, bool any_pc)
{
  PetscReal number;
  PetscInt  count;
  Mat       A;
  KSP       ksp;

  PetscFunctionBeginUser;
  PetscCall(AdiRegister());
  PetscCall(BiCGStabRegister());
  PetscCall(PetscOptionsGetReal(NULL, prefix, "-adi_kappa", &number, NULL));
  PetscCall(PetscOptionsGetReal(NULL, prefix, "-truncate_tol", &number, NULL));
  PetscCall(PetscOptionsGetInt(NULL, prefix, "-checkpoint_iterations", &count, NULL));
  PetscCall(MatCreateSeqAIJ(PETSC_COMM_SELF, 1, 1, 1, NULL, &A));
  PetscCall(MatSetValue(A, 0, 0, 1, INSERT_VALUES));
  PetscCall(MatAssemblyBegin(A, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyEnd(A, MAT_FINAL_ASSEMBLY));
  PetscCall(SteadySolverCreate(A, prefix, any_pc ? NULL : PCNONE, &ksp));
  if (any_pc) PetscCall(KSPSetUp(ksp));
  PetscCall(KSPDestroy(&ksp));
  PetscCall(SteadySolverCreate(A, prefix, any_pc ? NULL : PCILU, &ksp)); /* what incomplete LU alone reads */
  PetscCall(KSPDestroy(&ksp));
  PetscCall(MatDestroy(&A));
  if (direct) PetscCall(DirectSolverTry(prefix));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode trial(void)
{
  int method;

  PetscFunctionBeginUser;
  PetscCall(MethodOptionGet(&steady_method_option, &method));
  PetscCall(
    SteadyTrySolvers("steady_", method == METHOD_AUTOMATIC || method == STEADY_LU || method == STEADY_CHARGE, method == STEADY_PETSC));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SteadyTryOptions(char *objection, size_t size)
{
  PetscFunctionBeginUser;
  PetscCall(OptionTrialRun(trial, objection, size));
  PetscFunctionReturn(PETSC_SUCCESS);
}

typedef struct {
  MPI_Comm             comm;
  const SpinModel     *model;
  const SteadyOptions *options;
  SteadyState         *state;
} Solve;

static PetscErrorCode attempt(void *context, int method, PetscBool *good)
{
  const Solve *s = context;

  PetscFunctionBeginUser;
  PetscCall(SteadyStateDestroy(s->state));
  PetscCall(solves[method].solve(s->comm, s->model, s->options, solves[method].pc_type, s->state));
  s->state->certificate.method = method;
  *good                        = SteadyIsAccurate(&s->state->certificate);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SteadyStateSolve(MPI_Comm comm, const SpinModel *model, const SteadyOptions *options, SteadyState *state)
{
  Solve s = {comm, model, options, state};

  PetscFunctionBeginUser;
  *state = (SteadyState){0};
  PetscCall(SolverMethodRun(comm, &steady_method_option, steady_methods, model, options, attempt, &s));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscBool SteadyIsAccurate(const SteadyCertificate *c)
{
  return c->residual < STEADY_RESIDUAL_LIMIT && c->error < STEADY_ERROR_LIMIT ? PETSC_TRUE : PETSC_FALSE;
}

DickeParity SteadyParity(const SpinModel *model) { return spin_sector(model, 0, 0); }

PetscErrorCode SteadyNormalise(SteadyState *state)
{
  PetscReal trace;

  PetscFunctionBeginUser;
  PetscCall(MomentEvaluate(&state->basis, MOMENT_TRACE, state->rho, &trace));
  PetscCall(VecScale(state->rho, 1 / trace));
  PetscCall(MomentEvaluate(&state->basis, MOMENT_TRACE, state->rho, &trace));
  state->certificate.trace_error = PetscAbsReal(trace - 1);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SteadyStateDestroy(SteadyState *state)
{
  PetscFunctionBeginUser;
  dicke_basis_free(&state->basis);
  PetscCall(VecDestroy(&state->deviation));
  PetscCall(VecDestroy(&state->rho));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SteadyStateSummary(const SteadyState *state, StateSummary *summary)
{
  PetscFunctionBeginUser;
  summary->N = state->basis.N;
  PetscCall(MomentsEvaluate(&state->basis, state->rho, summary->moment));
  PetscCall(BlockResults(&state->basis, state->rho, &summary->blocks));
  for (int i = 0; i < 3; i++) summary->meanfield[i] = NAN;
  for (int i = 0; i < 2; i++) summary->meanfield_square[i] = NAN;
  PetscFunctionReturn(PETSC_SUCCESS);
}
