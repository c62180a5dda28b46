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
#include "solvers/linear/refine.h"

typedef struct {
  KSPType  type;
  PetscInt ell, restart;
} Method;

static const Method methods[] = {
  {KSPBICGSTABL, 2, 0}, {KSPBICGSTABL, 4, 0}, {KSPBICGSTABL, 1, 0}, {KSPGMRES, 0, 60}}; /* restart: at most */
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
  Adi       *adi;
  PetscBool  trace; /* is the trace term in the operator: L is singular without it */
  KSP        ksp;
  Mat        split;
  Vec        b, x; /* b: NULL for the steady state */
  PetscReal  rtol;
  PetscReal  scale;    /* |b|, 1 for the steady state */
  PetscReal  residual; /* of x, relative */
  int        method;
  AdiReport *report; /* of the rounds before */
  Watch      watch;
} Problem;

/* The iterate in the middle of a round, x + A^-1 v, to the caller's hook. The round goes on as if nothing had happened. */
static PetscErrorCode offer_iterate(Problem *p, PetscInt it)
{
  const AdiReport report = {.residual = p->residual, .iterations = p->report->iterations + it};
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

  monitor_tell(p->adi->monitor, (SolverNews){.stage    = "adi",
                                             .unit     = "iteration",
                                             .count    = w->total,
                                             .of       = NAN,
                                             .residual = w->first > 0 ? p->residual * norm / w->first : p->residual,
                                             .aim      = p->rtol});
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
  const Method *m = &methods[p->method = method];

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
static PetscErrorCode true_residual(void *context, Vec x, Vec r, PetscReal *residual)
{
  Problem  *p = context;
  PetscReal norm, scale = p->scale;

  PetscFunctionBeginUser;
  PetscCall(AdiMult(p->adi, x, r));
  if (p->b) PetscCall(VecAYPX(r, -1, p->b));
  else PetscCall(VecScale(r, -1));
  if (p->trace) PetscCall(remove_leak(p, r));
  if (!p->b) PetscCall(VecNorm(x, NORM_2, &scale));
  PetscCall(VecNorm(r, NORM_2, &norm));
  *residual = scale > 0 ? norm / scale : norm;
  if (p->report->rounds == 0) p->residual = *residual;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode first_guess(Problem *p)
{
  PetscScalar *x, trace;

  PetscFunctionBeginUser;
  if (p->b) PetscFunctionReturn(PETSC_SUCCESS);
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
static PetscErrorCode normalise(void *context, Vec x, Vec r)
{
  Problem    *p = context;
  PetscScalar trace;

  PetscFunctionBeginUser;
  if (p->b) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(AdiTrace(p->adi, x, &trace));
  PetscCall(VecScale(x, 1 / trace));
  PetscCall(VecScale(r, 1 / trace));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Relative tolerance of a round: the goal is |r| <= rtol scale, the Krylov method sees f = B^-1 r. B lies between kappa_H and
   kappa_H + the largest frequency; the geometric mean is about what is found at the end of a round. */
static PetscErrorCode round_tolerance(Problem *p, Vec f, PetscReal *tolerance)
{
  const PetscReal kappa = AdiGetShifts(p->adi).hamiltonian, typical = PetscSqrtReal(kappa * (kappa + p->adi->kind.frequency));
  PetscReal       scale = p->scale, norm;

  PetscFunctionBeginUser;
  if (!p->b) PetscCall(VecNorm(p->x, NORM_2, &scale));
  PetscCall(VecNorm(f, NORM_2, &norm));
  *tolerance = PetscMax(PetscMin(0.5 * p->rtol * scale / (typical * norm), PetscMax(0.1, p->rtol)), 1e-15);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* One round: K v = B^-1 r, then d = A^-1 v. */
static PetscErrorCode solve_round(void *context, Vec r, Vec d, PetscBool *failed)
{
  Problem            *p         = context;
  const PetscLogEvent refine    = p->adi->event[ADI_REFINE];
  const PetscInt      allowed   = p->adi->iterations_most > 0 ? p->adi->iterations_most - p->report->iterations : iterations_max;
  PetscReal           tolerance = 0;
  PetscInt            its;

  PetscFunctionBeginUser;
  *failed = allowed <= 0 ? PETSC_TRUE : PETSC_FALSE;
  if (*failed) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscLogEventBegin(refine, 0, 0, 0, 0));
  PetscCall(AdiSolveHamiltonian(p->adi, r, d));
  PetscCall(VecCopy(d, r));
  PetscCall(round_tolerance(p, r, &tolerance));
  p->watch.patience = p->residual <= adi_rounding_floor(&p->adi->kind) ? 10 : 200 + (PetscInt)(20 * sqrt(p->adi->kind.N));
  PetscCall(KSPSetTolerances(p->ksp, tolerance, 1e-50, 1e10, PetscMin(allowed, iterations_max)));
  PetscCall(PetscLogEventEnd(refine, 0, 0, 0, 0));
  PetscCall(KSPSolve(p->ksp, r, d));
  PetscCall(KSPGetIterationNumber(p->ksp, &its));
  p->report->iterations += its;
  PetscCall(PetscLogEventBegin(refine, 0, 0, 0, 0));
  PetscCall(AdiSolveDissipation(p->adi, d, r));
  PetscCall(VecCopy(r, d));
  PetscCall(PetscLogEventEnd(refine, 0, 0, 0, 0));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Report, and after a round that gained little go on with the next method. */
static PetscErrorCode after_round(void *context, Vec x, const RefineReport *now)
{
  Problem *p = context;

  PetscFunctionBeginUser;
  p->residual         = now->residual;
  p->report->rounds   = now->rounds;
  p->report->residual = now->residual;
  if (p->adi->progress) PetscCall(p->adi->progress(x, p->report, p->adi->progress_context));
  if (now->gain < 10 && now->residual > p->rtol) PetscCall(choose_method(p, (p->method + 1) % METHODS));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode solve_rounds(Problem *p, Vec r, Vec d)
{
  const PetscReal  floor = adi_rounding_floor(&p->adi->kind);
  const RefineLoop loop  = {.context  = p,
                            .residual = true_residual,
                            .correct  = solve_round,
                            .taken    = normalise,
                            .after    = after_round,
                            .target   = p->rtol,
                            .floor    = floor,
                            .rounds   = ROUNDS_MAX,
                            .patience = METHODS};
  RefineReport     report;

  PetscFunctionBeginUser;
  PetscCall(choose_method(p, 0));
  PetscCall(first_guess(p));
  PetscCall(Refine(&loop, p->x, r, d, &report));
  p->report->residual = report.residual;
  p->report->reason   = report.residual <= p->rtol ? ADI_CONVERGED : report.residual <= floor ? ADI_ROUNDING : ADI_STAGNATED;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode solve(Adi *adi, const char *prefix, Vec b, Vec x, PetscReal rtol, AdiReport *report)
{
  const PetscBool trace = adi->basis->parity != DICKE_ODD && adi->basis->scaling == 0 ? PETSC_TRUE : PETSC_FALSE;
  Problem         p     = {.adi = adi, .trace = trace, .b = b, .x = x, .scale = 1, .rtol = rtol, .report = report};
  Vec             r, d;

  PetscFunctionBeginUser;
  *report = (AdiReport){.iterations = 0};
  if (b) PetscCall(VecNorm(b, NORM_2, &p.scale));
  PetscCall(AdiCreateMat(adi, trace ? ADI_SPLIT_TRACE : ADI_SPLIT, &p.split));
  PetscCall(AdiCreateVec(adi, &r));
  PetscCall(AdiCreateVec(adi, &d));
  PetscCall(create_krylov(&p, prefix));
  PetscCall(solve_rounds(&p, r, d));
  PetscCall(KSPDestroy(&p.ksp));
  PetscCall(VecDestroy(&d));
  PetscCall(VecDestroy(&r));
  PetscCall(MatDestroy(&p.split));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiSolve(Adi *adi, const char *prefix, Vec b, Vec x, PetscReal rtol, AdiReport *report)
{
  PetscFunctionBeginUser;
  PetscCall(solve(adi, prefix, b, x, rtol, report));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode AdiSolveSteady(Adi *adi, const char *prefix, Vec rho, PetscReal rtol, AdiReport *report)
{
  PetscFunctionBeginUser;
  PetscCall(solve(adi, prefix, NULL, rho, rtol, report));
  PetscFunctionReturn(PETSC_SUCCESS);
}
