/* The solve and its certificate. */
#include "solvers/occupation/steady.h"

#include "operators/occupation_mat.h"
#include "physics/occupation/unique.h"
#include "solvers/linear/random_weights.h"
#include "solvers/linear/refine.h"
#include "solvers/linear/twofold_product.h"
#include "solvers/occupation/methods.h"

#include <math.h>

enum { ROUNDS = 10, SAMPLES = 3 };
static const PetscReal target = 1e-15, good = 1e-11, defect_limit = 1e-2; /* above it a solve may miss a slow mode */

typedef struct {
  OccupationSystem  m;
  TwofoldProduct   *product;
  OccupationSteady *state;
} Solve;

static PetscErrorCode residual_of(void *context, Vec x, Vec r, PetscReal *norm)
{
  const Solve *s = context;
  PetscReal    size;

  PetscFunctionBeginUser;
  PetscCall(TwofoldResidual(s->product, s->m.b, x, r));
  PetscCall(VecNorm(r, NORM_2, norm));
  PetscCall(VecNorm(x, NORM_2, &size));
  *norm /= hypot(1, size);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode correct(void *context, Vec r, Vec d, PetscBool *failed)
{
  Solve             *s = context;
  KSPConvergedReason reason;
  PetscInt           iterations;

  PetscFunctionBeginUser;
  PetscCall(KSPSolve(s->m.ksp, r, d));
  PetscCall(KSPGetConvergedReason(s->m.ksp, &reason));
  PetscCall(KSPGetIterationNumber(s->m.ksp, &iterations));
  s->state->iterations += iterations;
  s->state->reason = reason;
  *failed          = reason < 0 && reason != KSP_DIVERGED_ITS ? PETSC_TRUE : PETSC_FALSE;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The first unknowns of x on every rank, behind `first` for p_0. */
static PetscErrorCode gather(Vec x, PetscScalar first, PetscInt known, double *y)
{
  VecScatter         scatter;
  Vec                all;
  IS                 from;
  const PetscScalar *values;

  PetscFunctionBeginUser;
  PetscCall(ISCreateStride(PETSC_COMM_SELF, known - 1, 0, 1, &from));
  PetscCall(VecCreateSeq(PETSC_COMM_SELF, known - 1, &all));
  PetscCall(VecScatterCreate(x, from, all, NULL, &scatter));
  PetscCall(VecScatterBegin(scatter, x, all, INSERT_VALUES, SCATTER_FORWARD));
  PetscCall(VecScatterEnd(scatter, x, all, INSERT_VALUES, SCATTER_FORWARD));
  PetscCall(VecGetArrayRead(all, &values));
  y[0] = first;
  PetscCall(PetscArraycpy(y + 1, values, known - 1));
  PetscCall(VecRestoreArrayRead(all, &values));
  PetscCall(VecScatterDestroy(&scatter));
  PetscCall(VecDestroy(&all));
  PetscCall(ISDestroy(&from));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Solutions with random residuals as large as what is left, element by element and on the average. */
static PetscErrorCode sample_deviations(Solve *s, Vec residual)
{
  OccupationSteady *state = s->state;
  PetscReal         norm, left;
  PetscInt          size;
  PetscBool         failed;
  Vec               w, z;

  PetscFunctionBeginUser;
  PetscCall(VecDuplicate(residual, &w));
  PetscCall(VecDuplicate(residual, &z));
  PetscCall(VecGetSize(residual, &size));
  PetscCall(VecNorm(residual, NORM_2, &norm));
  for (state->samples = 0; state->samples < SAMPLES; state->samples++) {
    PetscCall(VecCopy(residual, w));
    PetscCall(VecAbs(w));
    PetscCall(VecShift(w, norm > 0 ? norm / sqrt((PetscReal)size) : PETSC_MACHINE_EPSILON));
    PetscCall(VecRandomWeights(w, (uint64_t)state->samples));
    const PetscInt iterations = state->iterations, reason = state->reason;
    PetscCall(VecNorm(w, NORM_2, &norm));
    PetscCall(correct(s, w, z, &failed));
    state->iterations = iterations, state->reason = reason;
    PetscCall(MatMult(s->m.A, z, residual)); /* the residual's room is free from here on */
    PetscCall(VecAYPX(residual, -1, w));
    PetscCall(VecNorm(residual, NORM_2, &left));
    if (failed || !(left < defect_limit * norm)) state->solved = false;
    PetscCall(gather(z, 0, state->known, state->deviation + state->samples * state->known));
    PetscCall(VecCopy(w, residual));
  }
  PetscCall(VecDestroy(&w));
  PetscCall(VecDestroy(&z));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* With one of the methods, from the beginning. */
static PetscErrorCode solve_with(MPI_Comm comm, Mat A, Vec b, OccupationMethod method, const Monitor *monitor, OccupationSteady *state)
{
  Solve            s    = {.m = {.A = A, .b = b}, .state = state};
  const RefineLoop loop = {
    .context = &s, .residual = residual_of, .correct = correct, .target = target, .floor = PETSC_INFINITY, .rounds = ROUNDS, .patience = 1};
  RefineReport report;
  PetscBool    failed;
  Vec          x, r, d;

  PetscFunctionBeginUser;
  (void)comm;
  state->method     = method;
  state->residual   = PETSC_INFINITY;
  state->solved     = false;
  state->iterations = state->reason = 0;
  PetscCall(OccupationSystemSetUp(&s.m, method, monitor, &failed));
  if (!failed) {
    PetscCall(TwofoldProductCreate(A, NULL, &s.product));
    PetscCall(MatCreateVecs(A, &x, &r));
    PetscCall(VecDuplicate(x, &d));
    PetscCall(Refine(&loop, x, r, d, &report));
    state->residual = report.residual;
    state->solved   = report.rounds > 0 || report.residual == 0;
    PetscCall(gather(x, 1, state->known, state->y));
    PetscCall(sample_deviations(&s, r));
    PetscCall(VecDestroy(&x));
    PetscCall(VecDestroy(&r));
    PetscCall(VecDestroy(&d));
    PetscCall(TwofoldProductDestroy(&s.product));
  }
  PetscCall(KSPDestroy(&s.m.ksp));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode solve_sector(MPI_Comm comm, const Monitor *monitor, OccupationSteady *state)
{
  const double unknowns = (double)state->sector.count;
  PetscBool    forced;
  int          method;
  Mat          A;
  Vec          b;

  PetscFunctionBeginUser;
  PetscCall(OccupationMatCreate(comm, state->g, &state->sector, &A, &b));
  PetscCall(OccupationMethodChoose(unknowns, &method, &forced));
  PetscCall(solve_with(comm, A, b, method, monitor, state));
  if (!(state->residual < good && state->solved) && !forced && method != OCCUPATION_LU && occupation_lu_fits(unknowns))
    PetscCall(solve_with(comm, A, b, OCCUPATION_LU, monitor, state));
  PetscCall(MatDestroy(&A));
  PetscCall(VecDestroy(&b));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static const char *create(const Lindbladian *l, OccupationSteady *state)
{
  SiteMaps    maps = {0};
  const char *why  = occupation_refuses(l);

  if (!why && site_maps_create(l, &maps)) why = "no memory for the maps of one and two sites";
  const int states = why ? 1 : occupation_steady_states(l->basis, &maps);
  if (!why && states != 1) why = states < 0 ? "no memory for a few sites" : "the steady state is not unique: something is conserved";
  if (!why && !(occupation_generator_choose(l->basis, &maps, state->g) && occupation_sector_create(state->g, &state->sector)))
    why = "no memory for the numbers of the unknowns";
  site_maps_free(&maps);
  return why;
}

PetscErrorCode OccupationSteadySolve(MPI_Comm comm, const Lindbladian *l, int degree, const Monitor *monitor, OccupationSteady *state,
                                     const char **why)
{
  PetscFunctionBeginUser;
  *state = (OccupationSteady){.solved = true};
  PetscCall(PetscCalloc1(1, &state->g));
  monitor_begin(monitor, "sectors");
  *why      = create(l, state);
  int wrong = *why != NULL;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &wrong, 1, MPI_INT, MPI_MAX, comm));
  if (wrong) {
    if (!*why) *why = "another rank has no memory";
    PetscCall(OccupationSteadyDestroy(state));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  state->known = (PetscInt)occupation_unknowns(state->g, &state->sector, PetscMax(2, degree));
  PetscCall(PetscCalloc2(state->known, &state->y, SAMPLES * state->known, &state->deviation));
  state->y[0] = 1;
  monitor_begin(monitor, "matrix and solver");
  if (state->sector.count > 1) PetscCall(solve_sector(comm, monitor, state));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode OccupationSteadyDestroy(OccupationSteady *state)
{
  PetscFunctionBeginUser;
  occupation_sector_free(&state->sector);
  if (state->g) occupation_generator_free(state->g);
  PetscCall(PetscFree(state->g));
  PetscCall(PetscFree2(state->y, state->deviation));
  PetscFunctionReturn(PETSC_SUCCESS);
}
