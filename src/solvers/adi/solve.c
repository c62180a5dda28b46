/* Solves with the split form, restarted on the true residual.

   Algorithm  x given. Repeat: r = b - L x; solve K v = B^-1 r with K = B^-1 L A^-1 by a Krylov method; x <- x + A^-1 v.
              The split form measures B^-1 r, so the round after the first makes up for the difference of the norms, for
              rounding, and for a Krylov method that went astray: a round that gains too little hands the best iterate to the
              next method of the table.
   Steady     L rho = 0 with the trace term; x is scaled to trace one before every round, so r = -L x has no trace, and neither
              has the Krylov space. In a cut basis the trace leaks over the edges, so there the part of r that leaks is taken
              out along u: rho is the eigenvector of the eigenvalue next to 0, to the accuracy of the cut.
   References Sleijpen, Fokkema, ETNA 1, 11 (1993) for BiCGStab(ell). */
#include "solvers/adi/object.h"
#include "solvers/linear/bicgstab.h"

typedef struct {
  KSPType  type;
  PetscInt ell, restart;
} Method;

static const Method methods[] = {{KSPBICGSTABL, 2, 0}, {KSPBICGSTABL, 4, 0}, {KSPBICGSTABL, 1, 0}, {KSPGMRES, 0, 60}}; /* restart: at most */
enum { METHODS = sizeof methods / sizeof *methods };

enum { ROUNDS_MAX = 100 };
static const PetscInt iterations_max = 10000; /* of a round */

static const double gmres_bytes = 1e9; /* of its vectors, on each rank */

/* What the convergence test remembers of a round. */
typedef struct {
  PetscReal first, best;
  PetscInt  best_at, patience, offered_at;
  PetscInt  before, total; /* iterations of the rounds before, and with this one */
} Watch;

typedef struct {
  Adi      *adi;
  PetscBool steady;
  KSP       ksp;
  Mat       split;
  Vec       b, x; /* b: NULL for the steady state */
  Vec       r, v;
  PetscReal scale;    /* |b|, 1 for the steady state */
  PetscReal residual; /* of x, relative */
  PetscReal aim;      /* of the residual */
  PetscInt  iterations; /* of the rounds before */
  Watch     watch;
} Problem;

/* The iterate in the middle of a round, x + A^-1 v, to the caller's hook. The round goes on as if nothing had happened. */
static PetscErrorCode offer_iterate(Problem *p, PetscInt it)
{
  const AdiReport report = {.residual = p->residual, .iterations = p->iterations + it};
  Vec             v, x;

  PetscFunctionBeginUser;
  p->watch.offered_at = it;
  PetscCall(KSPBuildSolution(p->ksp, NULL, &v));
  PetscCall(AdiCreateVec(p->adi, &x));
  PetscCall(AdiSolveDissipation(p->adi, v, x));
  PetscCall(VecAXPY(x, 1, p->x));
  PetscCall(p->adi->progress(x, &report, p->adi->progress_context));
  PetscCall(VecDestroy(&x));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The residual is taken to fall as that of the split form does. */
static void tell(const Problem *p, PetscReal norm)
{
  const Watch *w = &p->watch;

  monitor_tell(p->adi->monitor, (SolverNews){.stage = "adi", .unit = "iteration", .count = w->total, .of = NAN,
                                             .residual = w->first > 0 ? p->residual * norm / w->first : p->residual, .aim = p->aim});
}

/* Convergence as PETSc's default has it, and the end of a round that has not improved for long: it will not. */
static PetscErrorCode watch_test(KSP ksp, PetscInt it, PetscReal norm, KSPConvergedReason *reason, void *context)
{
  Problem  *p = context;
  Watch    *w = &p->watch;
  PetscReal rtol, divtol;

  PetscFunctionBeginUser;
  PetscCall(KSPGetTolerances(ksp, &rtol, NULL, &divtol, NULL));
  if (it == 0) w->first = norm, w->offered_at = 0, w->before = w->total;
  w->total = w->before + it;
  tell(p, norm);
  if (it == 0 || norm < 0.9 * w->best) w->best = norm, w->best_at = it;
  *reason = KSP_CONVERGED_ITERATING;
  if (PetscIsInfOrNanReal(norm)) *reason = KSP_DIVERGED_NANORINF;
  else if (norm <= rtol * w->first) *reason = KSP_CONVERGED_RTOL;
  else if (norm >= divtol * w->first) *reason = KSP_DIVERGED_DTOL;
  else if (it - w->best_at > w->patience) *reason = KSP_CONVERGED_ITS;
  else if (p->adi->progress && p->adi->progress_every > 0 && it - w->offered_at >= p->adi->progress_every) PetscCall(offer_iterate(p, it));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create_krylov(Problem *p, const char *prefix)
{
  PC pc;

  PetscFunctionBeginUser;
  PetscCall(KSPCreate(p->adi->comm, &p->ksp));
  PetscCall(KSPSetOperators(p->ksp, p->split, p->split));
  PetscCall(KSPGetPC(p->ksp, &pc));
  PetscCall(AdiRegister());
  PetscCall(BiCGStabRegister());
  PetscCall(PCSetType(pc, "adi"));
  PetscCall(KSPSetOptionsPrefix(p->ksp, prefix));
  PetscCall(KSPSetConvergenceTest(p->ksp, watch_test, p, NULL));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The caller's options win over the table in the first round. */
static PetscErrorCode choose_method(Problem *p, int method)
{
  const Method *m = &methods[method];

  PetscFunctionBeginUser;
  PetscCall(KSPSetType(p->ksp, m->type));
  if (m->ell > 0) PetscCall(BiCGStabSetEll(p->ksp, m->ell));
  if (m->restart > 0) {
    const double fit = gmres_bytes * p->adi->ranks / (sizeof(PetscScalar) * p->adi->unknowns);
    PetscCall(KSPGMRESSetRestart(p->ksp, (PetscInt)PetscMax(10.0, PetscMin((double)m->restart, fit))));
  }
  if (method == 0) PetscCall(KSPSetFromOptions(p->ksp));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode remove_leak(Problem *p, Vec r)
{
  PetscScalar *array, trace;

  PetscFunctionBeginUser;
  PetscCall(AdiTrace(p->adi, r, &trace));
  PetscCall(VecGetArray(r, &array));
  adi_add_populations(p->adi, -trace / p->adi->populations, array);
  PetscCall(VecRestoreArray(r, &array));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* r = b - L x, and its norm relative to |b|, or to |x|. */
static PetscErrorCode true_residual(Problem *p, Vec r, PetscReal *residual)
{
  PetscReal norm, scale = p->scale;

  PetscFunctionBeginUser;
  PetscCall(AdiMult(p->adi, p->x, r));
  if (p->steady) {
    PetscCall(VecScale(r, -1));
    PetscCall(remove_leak(p, r));
    PetscCall(VecNorm(p->x, NORM_2, &scale));
  } else PetscCall(VecAYPX(r, -1, p->b));
  PetscCall(VecNorm(r, NORM_2, &norm));
  *residual = scale > 0 ? norm / scale : norm;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode first_guess(Problem *p)
{
  PetscScalar *x, trace;

  PetscFunctionBeginUser;
  if (!p->steady) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(AdiTrace(p->adi, p->x, &trace));
  if (trace == 0 || PetscIsInfOrNanReal(trace)) {
    PetscCall(VecGetArrayWrite(p->x, &x));
    PetscCall(PetscArrayzero(x, p->adi->local));
    adi_add_populations(p->adi, 1 / p->adi->populations, x);
    PetscCall(VecRestoreArrayWrite(p->x, &x));
  } else PetscCall(VecScale(p->x, 1 / trace));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The trace of x is 1 but for rounding and leaks: take x and its residual back to trace one. */
static PetscErrorCode normalise(Problem *p)
{
  PetscScalar trace;

  PetscFunctionBeginUser;
  if (!p->steady) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(AdiTrace(p->adi, p->x, &trace));
  PetscCall(VecScale(p->x, 1 / trace));
  PetscCall(VecScale(p->r, 1 / trace));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* With w in r: x <- x + w and its residual in r, if that is better; else x as it was, and its residual. */
static PetscErrorCode accept(Problem *p)
{
  PetscReal norm, after = PETSC_INFINITY;

  PetscFunctionBeginUser;
  PetscCall(VecNorm(p->r, NORM_2, &norm));
  if (!PetscIsInfOrNanReal(norm)) {
    PetscCall(VecAXPY(p->x, 1, p->r));
    PetscCall(true_residual(p, p->v, &after));
    if (!(after < p->residual)) PetscCall(VecAXPY(p->x, -1, p->r));
  }
  if (after < p->residual) {
    Vec swap    = p->r;
    p->r        = p->v;
    p->v        = swap;
    p->residual = after;
    PetscCall(normalise(p));
  } else PetscCall(true_residual(p, p->r, &p->residual));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Relative tolerance of a round: the goal is |r| <= rtol scale, the Krylov method sees f = B^-1 r. B lies between kappa_H and
   kappa_H + the largest frequency; the geometric mean is about what is found at the end of a round. */
static PetscErrorCode round_tolerance(Problem *p, PetscReal rtol, PetscReal *tolerance)
{
  const PetscReal kappa = AdiGetShifts(p->adi).hamiltonian, typical = PetscSqrtReal(kappa * (kappa + p->adi->kind.frequency));
  PetscReal       scale = p->scale, norm;

  PetscFunctionBeginUser;
  if (p->steady) PetscCall(VecNorm(p->x, NORM_2, &scale));
  PetscCall(VecNorm(p->r, NORM_2, &norm));
  *tolerance = PetscMax(PetscMin(0.5 * rtol * scale / (typical * norm), 0.1), 1e-15);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* One round: v solves K v = B^-1 r, then x + A^-1 v if that is better. On entry r is the residual of x; on return too. */
static PetscErrorCode solve_round(Problem *p, PetscReal rtol, PetscInt *iterations)
{
  const PetscLogEvent refine    = p->adi->event[ADI_REFINE];
  PetscReal           tolerance = 0;
  PetscInt            its;

  PetscFunctionBeginUser;
  PetscCall(PetscLogEventBegin(refine, 0, 0, 0, 0));
  PetscCall(AdiSolveHamiltonian(p->adi, p->r, p->v));
  PetscCall(VecCopy(p->v, p->r));
  PetscCall(round_tolerance(p, rtol, &tolerance));
  p->watch.patience = p->residual <= adi_rounding_floor(&p->adi->kind) ? 10 : 200 + (PetscInt)(20 * sqrt(p->adi->kind.N));
  PetscCall(KSPSetTolerances(p->ksp, tolerance, 1e-50, 1e10, iterations_max));
  PetscCall(PetscLogEventEnd(refine, 0, 0, 0, 0));
  PetscCall(KSPSolve(p->ksp, p->r, p->v));
  PetscCall(KSPGetIterationNumber(p->ksp, &its));
  *iterations += its;
  PetscCall(PetscLogEventBegin(refine, 0, 0, 0, 0));
  PetscCall(AdiSolveDissipation(p->adi, p->v, p->r));
  PetscCall(accept(p));
  PetscCall(PetscLogEventEnd(refine, 0, 0, 0, 0));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode solve_rounds(Problem *p, PetscReal rtol, AdiReport *report)
{
  int method = 0, failures = 0;

  PetscFunctionBeginUser;
  PetscCall(choose_method(p, method));
  PetscCall(PetscLogEventBegin(p->adi->event[ADI_REFINE], 0, 0, 0, 0));
  PetscCall(first_guess(p));
  PetscCall(true_residual(p, p->r, &p->residual));
  PetscCall(PetscLogEventEnd(p->adi->event[ADI_REFINE], 0, 0, 0, 0));
  while (p->residual > rtol && report->rounds < ROUNDS_MAX && failures < METHODS) {
    const PetscReal before = p->residual;

    p->iterations = report->iterations;
    PetscCall(solve_round(p, rtol, &report->iterations));
    const PetscReal gain = before / p->residual;
    report->rounds++;
    report->residual = p->residual;
    if (p->adi->progress) PetscCall(p->adi->progress(p->x, report, p->adi->progress_context));
    failures = gain < 2 ? failures + 1 : 0;
    if (gain < 2 && p->residual <= adi_rounding_floor(&p->adi->kind)) break;
    if (gain < 10 && p->residual > rtol) PetscCall(choose_method(p, method = (method + 1) % METHODS));
  }
  report->residual = p->residual;
  report->reason   = p->residual <= rtol ? ADI_CONVERGED : p->residual <= adi_rounding_floor(&p->adi->kind) ? ADI_ROUNDING : ADI_STAGNATED;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode solve(Adi *adi, const char *prefix, PetscBool steady, Vec b, Vec x, PetscReal rtol, AdiReport *report)
{
  Problem p = {.adi = adi, .steady = steady, .b = b, .x = x, .scale = 1, .aim = rtol};

  PetscFunctionBeginUser;
  *report = (AdiReport){.iterations = 0};
  if (b) PetscCall(VecNorm(b, NORM_2, &p.scale));
  PetscCall(AdiCreateMat(adi, steady ? ADI_SPLIT_TRACE : ADI_SPLIT, &p.split));
  PetscCall(AdiCreateVec(adi, &p.r));
  PetscCall(AdiCreateVec(adi, &p.v));
  PetscCall(create_krylov(&p, prefix));
  PetscCall(solve_rounds(&p, rtol, report));
  PetscCall(KSPDestroy(&p.ksp));
  PetscCall(VecDestroy(&p.v));
  PetscCall(VecDestroy(&p.r));
  PetscCall(MatDestroy(&p.split));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiSolve(Adi *adi, const char *prefix, Vec b, Vec x, PetscReal rtol, AdiReport *report)
{
  PetscFunctionBeginUser;
  PetscCall(solve(adi, prefix, PETSC_FALSE, b, x, rtol, report));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiSolveSteady(Adi *adi, const char *prefix, Vec rho, PetscReal rtol, AdiReport *report)
{
  PetscFunctionBeginUser;
  PetscCall(solve(adi, prefix, PETSC_TRUE, NULL, rho, rtol, report));
  PetscFunctionReturn(PETSC_SUCCESS);
}
