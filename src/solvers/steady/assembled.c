/* Steady state from the assembled, pinned matrix A: A x = e_pin, where row `pin` of L is replaced by x_pin.

   Algorithm  x = e_pin; refine until the residual of the unmodified L is below 1e-13 or stops falling; x / Tr x. One more correction, whose
              own residual is what is left; solves with random residuals, which say what that does to the observables (`error`).
   Defaults   lu: one direct solve a round (solvers/linear/direct.h).
              ilu: GMRES(200) from the right with ILU(1) in the natural order of the basis.
              petsc: the same with PETSc's own default, where the options say nothing else. */
#include "operators/functional.h"
#include "operators/liouvillian_mat.h"
#include "solvers/linear/direct.h"
#include "solvers/linear/random_weights.h"
#include "solvers/method/cost.h"
#include "solvers/steady/deviation.h"
#include "solvers/steady/methods.h"
#include "solvers/steady/system.h"

#include <math.h>
#include <string.h>

enum { ROUNDS = 8, DIRECT_PROBES = 3, PINS = 3 };
static const PetscReal target = 1e-13, rough = 1e-2;
static const double    unproven = 10;  /* the constants of incomplete LU are those of axial models; others take more, or do not converge */
static const PetscReal light    = 1e3; /* a pinned population that is so much smaller than the largest is not fit for it */

static SteadyEstimate matrix_estimate(const SpinModel *model)
{
  const double unknowns = (double)spin_dimension(model, SteadyParity(model));
  const double nonzeros = unknowns * spin_row_estimate(model);

  return (SteadyEstimate){.unknowns = unknowns, .nonzeros = nonzeros, .bytes = 12 * nonzeros + 8 * 8 * unknowns};
}

SteadyEstimate SteadyEstimateLU(const SpinModel *model, const SteadyOptions *options, int ranks)
{
  (void)options;
  SteadyEstimate e = matrix_estimate(model);

  e.bytes += cost_lu_bytes(e.unknowns);
  e.wall_seconds = cost_shared(cost_lu_factor(e.unknowns, model->symmetry.u1), ranks, cost(COST_LU_FACTOR_SERIAL));
  return e;
}

/* Largest difference of energies that one spin makes, over the rates. */
static double coherence(const SpinModel *model)
{
  const XyzModel *m = &model->xyz;

  if (!model->axial) return unproven * model->rate / model->total_rate;
  return (fmax(m->Jx, fmax(m->Jy, m->Jz)) - fmin(m->Jx, fmin(m->Jy, m->Jz)) + hypot(m->hx, m->hy)) / model->total_rate;
}

/* The orthogonalisation of GMRES makes late iterations dearer. Also for another PC of PETSc's, on several ranks, of which nothing is known.
   */
SteadyEstimate SteadyEstimateILU(const SpinModel *model, const SteadyOptions *options, int ranks)
{
  (void)options;
  SteadyEstimate e          = matrix_estimate(model);
  const double   iterations = cost(COST_ILU_FREE) + cost(COST_ILU_COHERENT) * model->N * log10(1 + coherence(model));

  e.bytes += 12 * 3 * e.nonzeros + 8 * 210 * e.unknowns;
  const double solve = cost(COST_ILU_ENTRY) * e.unknowns * iterations * (1 + iterations / cost(COST_ILU_BASIS));
  e.wall_seconds     = cost(COST_ILU_START) + cost_shared(solve, ranks, cost(COST_SERIAL));
  return e;
}

const char *SteadyRefusesAssembled(const SpinModel *model, const SteadyOptions *options, int ranks)
{
  (void)options;
  return LiouvillianMatOverflow(model, spin_dimension(model, SteadyParity(model)), ranks)
           ? "the assembled matrix overflows PETSc's 32-bit integers: use more ranks_per_point, or PETSc with 64-bit indices"
           : NULL;
}

const char *SteadyRefusesILU(const SpinModel *model, const SteadyOptions *options, int ranks)
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

PetscInt SteadyPin(const SpinModel *model, const DickeBasis *basis)
{
  double M[3];

  spin_reference(model, M);
  return (PetscInt)dicke_index(basis, dicke_product_peak(basis, M));
}

/* w: random weights times the residual that is left and as much everywhere; no trace; norm one. */
static PetscErrorCode fill_probe(const SteadyState *state, Vec residual, uint64_t seed, Vec w)
{
  PetscScalar trace;
  PetscReal   norm;
  PetscInt    size;

  PetscFunctionBeginUser;
  PetscCall(VecGetSize(w, &size));
  PetscCall(VecNorm(residual, NORM_2, &norm));
  PetscCall(VecCopy(residual, w));
  PetscCall(VecAbs(w));
  PetscCall(VecShift(w, norm > 0 ? norm / sqrt(size) : 1));
  PetscCall(VecRandomWeights(w, seed));
  PetscCall(MomentEvaluate(&state->basis, MOMENT_TRACE, w, &trace));
  PetscCall(VecAXPY(w, -trace, state->rho));
  PetscCall(VecNormalize(w, NULL));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* z: the worst that random residuals of norm one make of the state; *size: what that does to the observables, INFINITY if the solver
   misses slow modes. */
static PetscErrorCode probe(AssembledSystem *s, const SteadyState *state, Vec z, PetscReal *size)
{
  PetscReal defect, found;
  Vec       w, residual, response;

  PetscFunctionBeginUser;
  PetscCall(VecDuplicate(z, &w));
  PetscCall(VecDuplicate(z, &residual));
  PetscCall(VecDuplicate(z, &response));
  PetscCall(VecCopy(s->r, residual));
  *size = 0;
  for (uint64_t seed = 0; seed < (s->direct ? DIRECT_PROBES : 1) && *size < PETSC_INFINITY; seed++) {
    PetscCall(fill_probe(state, residual, seed, w));
    PetscCall(AssembledProbe(s, rough, w, response, &defect));
    PetscCall(DeviationSize(&state->basis, state->rho, response, &found));
    if (!(defect <= ASSEMBLED_DEFECT_LIMIT)) found = PETSC_INFINITY;
    if (found <= *size) continue;
    *size = found;
    PetscCall(VecCopy(response, z));
  }
  PetscCall(VecDestroy(&response));
  PetscCall(VecDestroy(&residual));
  PetscCall(VecDestroy(&w));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Correct until the error is that of rounding, or where corrections are not cheap far below what is allowed; record it. */
static PetscErrorCode assess(AssembledSystem *s, SteadyState *state)
{
  const PetscReal aim = s->direct ? PETSC_MACHINE_EPSILON : 1e-3 * STEADY_ERROR_LIMIT;
  PetscReal       left, size = 0;
  Vec             z;

  PetscFunctionBeginUser;
  PetscCall(VecDuplicate(state->rho, &z));
  for (int round = 0; round < ROUNDS; round++) {
    PetscCall(AssembledPolish(s, NULL, state->rho, rough, &left));
    if (round == 0) PetscCall(probe(s, state, z, &size));
    if (size * left <= aim || !(size * left < PETSC_INFINITY)) break;
  }
  PetscCall(SteadyNormalise(state));
  PetscCall(SteadyRecordError(state, size < PETSC_INFINITY ? left : PETSC_INFINITY, z));
  PetscCall(VecDestroy(&z));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The population that carries most weight in x, and its value. */
static PetscErrorCode heaviest(const DickeBasis *basis, Vec x, PetscInt *index, PetscReal *value)
{
  MPI_Comm           comm = PetscObjectComm((PetscObject)x);
  const PetscScalar *array;
  PetscInt           start, end, best = PETSC_INT_MAX;
  PetscReal          largest = 0, mine;

  PetscFunctionBeginUser;
  PetscCall(VecGetOwnershipRange(x, &start, &end));
  PetscCall(VecGetArrayRead(x, &array));
  DickeElement e = dicke_element(basis, start < end ? start : 0);
  for (PetscInt i = start; i < end; i++, e = dicke_next(basis, e))
    if (e.a == e.b && fabs(array[i - start]) > fabs(largest)) largest = array[i - start], best = i;
  PetscCall(VecRestoreArrayRead(x, &array));
  mine   = fabs(largest);
  *value = mine;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, value, 1, MPIU_REAL, MPI_MAX, comm));
  *index = mine == *value ? best : PETSC_INT_MAX;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, index, 1, MPIU_INT, MPI_MIN, comm));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Solve with a population pinned. If another one turns out to carry far more weight the pinned matrix is nearly singular: begin again from
   the state found, with that one pinned. */
static PetscErrorCode solve_pinned(MPI_Comm comm, const SpinModel *model, const Monitor *monitor, const char *pc_type, SteadyState *state,
                                   AssembledSystem *system)
{
  SteadyCertificate *c   = &state->certificate;
  PetscInt           pin = SteadyPin(model, &state->basis), best;
  PetscReal          largest;

  PetscFunctionBeginUser;
  for (int round = 0; round < PINS; round++) {
    PetscCall(AssembledCreate(comm, model, &state->basis, pin, "steady_", pc_type, system));
    PetscCall(SteadySolverMonitor(monitor, system->ksp));
    if (!state->rho) {
      PetscCall(MatCreateVecs(system->A, &state->rho, NULL));
      PetscCall(VecSetValue(state->rho, pin, 1, INSERT_VALUES));
      PetscCall(VecAssemblyBegin(state->rho));
      PetscCall(VecAssemblyEnd(state->rho));
    }
    PetscCall(AssembledSolve(system, NULL, state->rho, target, &c->residual));
    c->iterations += system->iterations;
    system->iterations = 0;
    PetscCall(heaviest(&state->basis, state->rho, &best, &largest));
    if (round + 1 == PINS || best == pin || !(largest > light) || !(largest < PETSC_INFINITY)) break;
    pin = best;
    PetscCall(VecScale(state->rho, 1 / largest));
    PetscCall(AssembledDestroy(system));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SteadySolveInBasis(MPI_Comm comm, const SpinModel *model, const SteadyOptions *options, const char *pc_type,
                                  SteadyState *state)
{
  AssembledSystem    system;
  SteadyCertificate *c = &state->certificate;
  PetscReal          size;

  PetscFunctionBeginUser;
  monitor_begin(options->monitor, "matrix and solver");
  PetscCall(solve_pinned(comm, model, options->monitor, pc_type, state, &system));
  PetscCall(SteadyNormalise(state));
  PetscCall(assess(&system, state));
  PetscCall(AssembledResidual(&system, NULL, state->rho, system.r, &c->residual));
  PetscCall(VecNorm(state->rho, NORM_2, &size));
  c->residual /= size;
  c->iterations += system.iterations;
  c->reason = system.reason;
  PetscCall(AssembledDestroy(&system));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode SteadySolveAssembled(MPI_Comm comm, const SpinModel *model, const SteadyOptions *options, const char *pc_type,
                                    SteadyState *state)
{
  PetscFunctionBeginUser;
  *state = (SteadyState){.certificate = {.kept = 1}};
  PetscCheck(spin_basis_create(model, SteadyParity(model), 0, &state->basis), comm, PETSC_ERR_MEM, "no memory for the basis");
  PetscCall(SteadySolveInBasis(comm, model, options, pc_type, state));
  PetscFunctionReturn(PETSC_SUCCESS);
}
