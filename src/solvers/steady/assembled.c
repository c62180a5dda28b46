/* Steady state from the assembled, pinned matrix A: A x = e_pin, where row `pin` of L is replaced by x_pin.

   Algorithm  x = e_pin; repeat: r = e_pin - A x, solve A d = r by KSP, x = x + d, until the residual of the unmodified L is
              below 1e-13 or stops falling. Then x / Tr x.
   Defaults   lu: one direct solve a round (solvers/linear/direct.h).
              ilu: GMRES(200) from the right with ILU(1) in the natural order of the basis.
              petsc: the same with PETSc's own default, where the options say nothing else. */
#include "operators/liouvillian_mat.h"
#include "solvers/linear/direct.h"
#include "solvers/method/cost.h"
#include "solvers/steady/methods.h"

#include <math.h>
#include <string.h>

enum { ROUNDS = 8 };
static const PetscReal target = 1e-13;

static SteadyEstimate matrix_estimate(const XyzModel *model)
{
  const double unknowns = (double)dicke_dimension(model->N, SteadyParity(model));
  const double nonzeros = unknowns * liouvillian_row_estimate(model);

  return (SteadyEstimate){.unknowns = unknowns, .nonzeros = nonzeros, .bytes = 12 * nonzeros + 8 * 8 * unknowns};
}

SteadyEstimate SteadyEstimateLU(const XyzModel *model, const SteadyOptions *options, int ranks)
{
  (void)options;
  SteadyEstimate e = matrix_estimate(model);

  e.bytes += cost_lu_bytes(e.unknowns);
  e.wall_seconds = cost_shared(cost_lu_factor(e.unknowns, xyz_conserves_Sz(model)), ranks, cost(COST_LU_FACTOR_SERIAL));
  return e;
}

/* Largest difference of energies that one spin makes, over the rates. */
static double coherence(const XyzModel *m)
{
  const double couplings = fmax(m->Jx, fmax(m->Jy, m->Jz)) - fmin(m->Jx, fmin(m->Jy, m->Jz)), fields = hypot(m->hx, m->hy);
  double       rate = 0;

  for (int c = 0; c < CHANNEL_COUNT; c++) rate += m->rate[c];
  return (couplings + fields) / rate;
}

/* The orthogonalisation of GMRES makes late iterations dearer. Also for another PC of PETSc's, on several ranks, of which nothing is known. */
SteadyEstimate SteadyEstimateILU(const XyzModel *model, const SteadyOptions *options, int ranks)
{
  (void)options;
  SteadyEstimate e          = matrix_estimate(model);
  const double   iterations = cost(COST_ILU_FREE) + cost(COST_ILU_COHERENT) * model->N * log10(1 + coherence(model));

  e.bytes += 12 * 3 * e.nonzeros + 8 * 210 * e.unknowns;
  const double solve = cost(COST_ILU_ENTRY) * e.unknowns * iterations * (1 + iterations / cost(COST_ILU_BASIS));
  e.wall_seconds = cost(COST_ILU_START) + cost_shared(solve, ranks, cost(COST_SERIAL));
  return e;
}

const char *SteadyRefusesAssembled(const XyzModel *model, const SteadyOptions *options, int ranks)
{
  (void)options;
  return LiouvillianMatOverflow(model, dicke_dimension(model->N, SteadyParity(model)), ranks)
           ? "the assembled matrix overflows PETSc's 32-bit integers: use more ranks_per_point, or PETSc with 64-bit indices"
           : NULL;
}

const char *SteadyRefusesILU(const XyzModel *model, const SteadyOptions *options, int ranks)
{
  return ranks > 1 ? "incomplete LU works on one rank a point" : SteadyRefusesAssembled(model, options, ranks);
}

PetscErrorCode SteadySolverCreate(Mat A, const char *prefix, const char *pc_type, KSP *ksp)
{
  PC pc;

  PetscFunctionBeginUser;
  if (pc_type && !strcmp(pc_type, PCLU)) {
    PetscCall(DirectSolverCreate(A, prefix, ksp));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCall(KSPCreate(PetscObjectComm((PetscObject)A), ksp));
  PetscCall(KSPSetOptionsPrefix(*ksp, prefix));
  PetscCall(KSPSetOperators(*ksp, A, A));
  PetscCall(KSPGetPC(*ksp, &pc));
  if (pc_type) PetscCall(PCSetType(pc, pc_type));
  PetscCall(KSPSetType(*ksp, KSPGMRES));
  PetscCall(KSPGMRESSetRestart(*ksp, 200));
  PetscCall(KSPSetPCSide(*ksp, PC_RIGHT));
  PetscCall(KSPSetTolerances(*ksp, 1e-12, 1e-50, 1e5, 1000));
  if (pc_type && !strcmp(pc_type, PCILU)) PetscCall(PCFactorSetLevels(pc, 1));
  PetscCall(KSPSetFromOptions(*ksp));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SteadySolverMonitor(const Monitor *monitor, KSP ksp)
{
  PetscBool direct;

  PetscFunctionBeginUser;
  PetscCall(PetscObjectTypeCompare((PetscObject)ksp, KSPPREONLY, &direct));
  if (direct) monitor_begin(monitor, "factorisation");
  else PetscCall(MonitorKSP(monitor, "Krylov method on the assembled matrix", ksp));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* r = e_pin - A x, and the residual |L x| / |x|: outside row `pin` A and L are the same. */
static PetscErrorCode residual(Mat A, Vec pinned_row, PetscInt pin, Vec x, Vec r, PetscReal *relative)
{
  PetscScalar missing;
  PetscReal   norm, size;
  PetscInt    start, end;

  PetscFunctionBeginUser;
  PetscCall(MatMult(A, x, r));
  PetscCall(VecScale(r, -1));
  PetscCall(VecGetOwnershipRange(r, &start, &end));
  PetscScalar *array;
  PetscCall(VecGetArray(r, &array));
  if (pin >= start && pin < end) array[pin - start] += 1;
  PetscCall(VecRestoreArray(r, &array));
  PetscCall(VecDot(pinned_row, x, &missing));
  PetscCall(VecNorm(r, NORM_2, &norm));
  PetscCall(VecNorm(x, NORM_2, &size));
  *relative = hypot(norm, missing) / size;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode correct_until_converged(KSP ksp, Mat A, Vec pinned_row, PetscInt pin, Vec x, SteadyCertificate *c)
{
  Vec                r, d, best;
  KSPConvergedReason reason;
  PetscInt           its;
  PetscReal          now;

  PetscFunctionBeginUser;
  PetscCall(VecDuplicate(x, &r));
  PetscCall(VecDuplicate(x, &d));
  PetscCall(VecDuplicate(x, &best));
  PetscCall(residual(A, pinned_row, pin, x, r, &c->residual));
  PetscCall(VecCopy(x, best));
  for (int round = 0; round < ROUNDS && !(c->residual <= target); round++) {
    PetscCall(KSPSolve(ksp, r, d));
    PetscCall(KSPGetConvergedReason(ksp, &reason));
    PetscCall(KSPGetIterationNumber(ksp, &its));
    c->reason = reason;
    c->iterations += its;
    if (reason == KSP_DIVERGED_PC_FAILED) break;
    PetscCall(VecAXPY(x, 1, d));
    PetscCall(residual(A, pinned_row, pin, x, r, &now));
    if (!(now < c->residual)) break; /* NaN stops here, too */
    const PetscBool stagnates = now > 0.5 * c->residual ? PETSC_TRUE : PETSC_FALSE;
    c->residual               = now;
    PetscCall(VecCopy(x, best));
    if (stagnates) break;
  }
  PetscCall(VecCopy(best, x));
  PetscCall(VecDestroy(&best));
  PetscCall(VecDestroy(&r));
  PetscCall(VecDestroy(&d));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscInt SteadyPin(const XyzModel *model, const DickeBasis *basis)
{
  MeanFieldPoint meanfield;

  if (!meanfield_stable(model, &meanfield)) meanfield.M[0] = meanfield.M[1] = meanfield.M[2] = 0;
  return (PetscInt)dicke_index(basis, dicke_product_peak(basis, meanfield.M));
}

PetscErrorCode SteadySolveAssembled(MPI_Comm comm, const XyzModel *model, const SteadyOptions *options, const char *pc_type, SteadyState *state)
{
  Mat A;
  Vec pinned_row;
  KSP ksp;

  PetscFunctionBeginUser;
  monitor_begin(options->monitor, "matrix and solver");
  *state = (SteadyState){.certificate = {.kept = 1}};
  PetscCheck(dicke_basis_create(model->N, SteadyParity(model), 0, &state->basis), comm, PETSC_ERR_MEM, "no memory for the basis");
  const PetscInt pin = SteadyPin(model, &state->basis);
  PetscCall(LiouvillianMatCreate(comm, model, &state->basis, pin, &A));
  PetscCall(LiouvillianRowVec(model, &state->basis, pin, A, &pinned_row));
  PetscCall(MatCreateVecs(A, &state->rho, NULL));
  PetscCall(VecSetValue(state->rho, pin, 1, INSERT_VALUES));
  PetscCall(VecAssemblyBegin(state->rho));
  PetscCall(VecAssemblyEnd(state->rho));
  PetscCall(SteadySolverCreate(A, "steady_", pc_type, &ksp));
  PetscCall(SteadySolverMonitor(options->monitor, ksp));
  PetscCall(correct_until_converged(ksp, A, pinned_row, pin, state->rho, &state->certificate));
  PetscCall(SteadyNormalise(state));
  PetscCall(KSPDestroy(&ksp));
  PetscCall(VecDestroy(&pinned_row));
  PetscCall(MatDestroy(&A));
  PetscFunctionReturn(PETSC_SUCCESS);
}
