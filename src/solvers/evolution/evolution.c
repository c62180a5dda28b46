/* The exponential from output time to output time. */
#include "solvers/evolution/run.h"

#include "operators/functional.h"
#include "operators/liouvillian_mat.h"
#include "physics/spins/charge_box.h"
#include "operators/block_results.h"
#include "solvers/evolution/ode.h"
#include "solvers/method/cost.h"
#include "solvers/method/option_trial.h"

#include <math.h>
#include <string.h>

static const PetscReal error_aim = 1e-9; /* of the bound at t_end */

DickeParity EvolutionParity(const SpinModel *model, const InitialState *initial)
{
  return spin_conserves_parity(model) && initial->spec->even(initial) ? DICKE_EVEN : DICKE_BOTH;
}

bool EvolutionOfPopulations(const SpinModel *model, const InitialState *initial)
{
  return model->symmetry.u1 && initial->spec->diagonal(initial);
}

static double dimension(const SpinModel *model, const InitialState *initial)
{
  const DickeBox all = charge_space(model);

  return EvolutionOfPopulations(model, initial) ? dicke_charge_dimension(model->N, 0, true, &all)
                                                : (double)spin_dimension(model, EvolutionParity(model, initial));
}

static bool create_basis(const SpinModel *model, const InitialState *initial, DickeBasis *basis)
{
  const DickeBox all = charge_space(model);

  return EvolutionOfPopulations(model, initial) ? dicke_basis_create_charge(model->N, 0, true, 0, &all, basis)
                                                : spin_basis_create(model, EvolutionParity(model, initial), 0, basis);
}

/* Every rank makes the blocks that reach into its own range. */
PetscErrorCode InitialStateCreateVec(MPI_Comm comm, const InitialState *initial, const DickeBasis *basis, Vec *rho)
{
  PetscInt     start, end;
  PetscScalar *x, *block;

  PetscFunctionBeginUser;
  PetscCall(VecCreateMPI(comm, PETSC_DECIDE, (PetscInt)dicke_size(basis), rho));
  PetscCall(VecGetOwnershipRange(*rho, &start, &end));
  PetscCall(PetscMalloc1(basis->first[1], &block));
  PetscCall(VecGetArrayWrite(*rho, &x));
  for (int k = 0; k < basis->blocks; k++) {
    const int64_t first = PetscMax(start, basis->first[k]), last = PetscMin(end, basis->first[k + 1]);
    if (first >= last) continue;
    const int info = initial_state_block(initial, basis, k, block);
    PetscCheck(!info, PETSC_COMM_SELF, PETSC_ERR_LIB, "the initial state cannot be made: LAPACK's info is %d", info);
    for (int64_t i = first; i < last; i++) x[i - start] = block[i - basis->first[k]];
  }
  PetscCall(VecRestoreArrayWrite(*rho, &x));
  PetscCall(PetscFree(block));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* SLEPc takes eps |L| for the rounding of every step, however short it is. Of populations, whose |L| may be as large as N^2, it would be
   all of the error: L is divided by |L|, and times are multiplied. */
static PetscErrorCode scale_of(Evolution *e)
{
  PetscReal norm;
  int       exponent;

  PetscFunctionBeginUser;
  e->scale        = 1;
  e->trace_factor = exponential_trace_norm(e->problem->model->N);
  if (!e->basis.charged) PetscFunctionReturn(PETSC_SUCCESS);
  e->trace_factor = sqrt((double)dicke_size(&e->basis)); /* a diagonal matrix */
  PetscCall(MatNorm(e->L, NORM_INFINITY, &norm));
  if (!(norm > 0)) PetscFunctionReturn(PETSC_SUCCESS);
  frexp(norm, &exponent);
  e->scale = ldexp(1, exponent);
  PetscCall(MatScale(e->L, 1 / e->scale));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create(MPI_Comm comm, const EvolutionProblem *problem, Evolution *e)
{
  const SpinModel *model = problem->model;

  PetscFunctionBeginUser;
  *e        = (Evolution){.problem = problem, .header = EvolutionIdentity(problem), .every = 240, .width = SEEN_NUMBERS + problem->numbers};
  e->pieces = exponential_pieces(model, problem->t_end / (problem->count - 1));
  PetscCall(PetscOptionsGetReal(NULL, "evolve_", "-checkpoint_seconds", &e->every, NULL));
  PetscCheck(create_basis(model, &problem->initial, &e->basis), comm, PETSC_ERR_MEM, "no memory for the basis");
  PetscCall(LiouvillianMatCreate(comm, model, &e->basis, -1, &e->L));
  PetscCall(scale_of(e));
  PetscCall(ExponentialCreate(comm, e->L, "evolve_", model->N, problem->t_end * e->scale, error_aim, &e->exponential));
  PetscCall(InitialStateCreateVec(comm, &problem->initial, &e->basis, &e->rho));
  PetscCall(PetscMalloc1((size_t)problem->count * e->width, &e->seen));
  for (size_t i = 0; i < (size_t)problem->count * e->width; i++) e->seen[i] = NAN;
  PetscCall(PetscTime(&e->saved));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy(Evolution *e)
{
  PetscFunctionBeginUser;
  PetscCall(PetscFree(e->seen));
  PetscCall(VecDestroy(&e->rho));
  PetscCall(ExponentialDestroy(&e->exponential));
  PetscCall(MatDestroy(&e->L));
  dicke_basis_free(&e->basis);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode see(Evolution *e, int k)
{
  double   *seen = e->seen + (size_t)k * e->width;
  BlockSums sums;

  PetscFunctionBeginUser;
  PetscCall(MomentEvaluate(&e->basis, MOMENT_TRACE, e->rho, &seen[SEEN_TRACE]));
  PetscCall(BlockResults(&e->basis, e->rho, &sums));
  seen[SEEN_RHO_MIN] = sums.rho_min;
  PetscCall(e->problem->see(e->problem->context, &e->basis, e->rho, &sums, seen + SEEN_NUMBERS));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Over one piece; *done tells whether the exponential converged. */
static PetscErrorCode step(Evolution *e, PetscBool *done)
{
  Exponential *exponential = &e->exponential;

  PetscFunctionBeginUser;
  exponential->error = e->header.data[AT_ERROR];
  exponential->steps = 0;
  PetscCall(ExponentialApply(exponential, e->scale * e->problem->t_end / (e->problem->count - 1) / e->pieces, e->rho, done));
  e->header.data[AT_ERROR] = exponential->error;
  e->header.data[AT_ITERATIONS] += exponential->steps;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void tell(const Evolution *e, int k, int piece)
{
  const double interval = e->problem->t_end / (e->problem->count - 1);

  monitor_tell(e->problem->monitor, (SolverNews){.stage    = "evolution",
                                                 .unit     = "time",
                                                 .count    = interval * (k + (double)piece / e->pieces),
                                                 .of       = e->problem->t_end,
                                                 .residual = NAN,
                                                 .aim      = NAN});
}

/* From output time k-1, or the piece behind it where a checkpoint was made, to time k. */
static PetscErrorCode reach(Evolution *e, int k, int first, PetscBool *done)
{
  PetscFunctionBeginUser;
  for (int piece = first; piece < e->pieces; piece++) {
    tell(e, k - 1, piece);
    PetscCall(step(e, done));
    if (!*done) PetscFunctionReturn(PETSC_SUCCESS);
    if (piece + 1 < e->pieces) PetscCall(EvolutionSaveWhenDue(e, k - 1, piece + 1));
  }
  PetscCall(see(e, k));
  PetscCall(EvolutionSaveWhenDue(e, k, 0));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The certificates are those of the first `reached` times. NaN must not get lost in them. */
static void summarise(const Evolution *e, int reached, double *number, EvolutionReport *report)
{
  const int numbers = e->problem->numbers;

  report->rho_min = INFINITY;
  for (int k = 0; k < e->problem->count; k++) {
    const double *seen = e->seen + (size_t)k * e->width;
    memcpy(number + (size_t)k * numbers, seen + SEEN_NUMBERS, (size_t)numbers * sizeof *number);
    if (k >= reached) continue;
    if (!(fabs(seen[SEEN_TRACE] - 1) <= report->trace_error)) report->trace_error = fabs(seen[SEEN_TRACE] - 1);
    if (!(seen[SEEN_RHO_MIN] >= report->rho_min)) report->rho_min = seen[SEEN_RHO_MIN];
  }
}

PetscErrorCode EvolutionSolve(MPI_Comm comm, const EvolutionProblem *problem, double *number, EvolutionReport *report)
{
  Evolution e;
  PetscBool found, done = PETSC_TRUE;

  PetscFunctionBeginUser;
  PetscCheck(problem->count >= 2 && problem->t_end > 0, comm, PETSC_ERR_ARG_OUTOFRANGE, "an evolution needs two times");
  *report = (EvolutionReport){.complete = PETSC_FALSE};
  PetscCall(create(comm, problem, &e));
  PetscCall(EvolutionResume(&e, &found));
  if (!found) PetscCall(see(&e, 0));
  report->resumed = found ? (PetscInt)e.header.data[AT_TIME] + 1 : 0;
  int k           = PetscMax(1, (int)report->resumed);
  for (; k < problem->count; k++) {
    PetscCall(reach(&e, k, k == report->resumed ? (int)e.header.data[AT_PIECE] : 0, &done));
    if (!done) break;
  }
  report->complete   = done;
  report->iterations = (PetscInt)e.header.data[AT_ITERATIONS];
  report->error      = e.trace_factor * e.header.data[AT_ERROR];
  summarise(&e, k, number, report);
  PetscCall(destroy(&e));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A matrix of one number, and the mean field's integrator on an equation that stands still. */
static PetscErrorCode trial(void)
{
  PetscReal seconds;

  PetscFunctionBeginUser;
  PetscCall(ExponentialTry("evolve_"));
  PetscCall(PetscOptionsGetReal(NULL, "evolve_", "-checkpoint_seconds", &seconds, NULL));
  PetscCall(OdeTry("evolve_"));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode EvolutionTryOptions(char *objection, size_t size)
{
  PetscFunctionBeginUser;
  PetscCall(OptionTrialRun(trial, objection, size));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* At least one Krylov space an interval. Too long where most of the time is spent near the steady state: fewer steps are needed
   there. */
EvolutionEstimate EvolutionEstimateSolve(const EvolutionProblem *problem, int ranks)
{
  const SpinModel *model = problem->model;
  const double     n = dimension(model, &problem->initial), row = spin_row_estimate(model);

  const double products = problem->count * (double)EXPONENTIAL_KRYLOV + exponential_products(model, problem->t_end);
  const double steps    = products * n * (cost(COST_PRODUCT_NONZERO) * row + EXPONENTIAL_KRYLOV * cost(COST_KRYLOV_ENTRY));
  const double blocks   = problem->count * cost(COST_BLOCK_ENTRY) * pow(model->N, 4);
  return (EvolutionEstimate){n, n * row, 12 * n * row + 8 * n * (EXPONENTIAL_KRYLOV + 8) + 3e7 * ranks,
                             cost_shared(steps + blocks, ranks, cost(COST_SERIAL))};
}
