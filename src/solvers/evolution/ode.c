/* Method     An explicit Runge-Kutta pair of order 8(7) by Verner with PETSc's basic step controller.
   Measured   On the field quench of the Ising paper (Fig. 2, T = 0.05) to t = 2000, error of mx_1 against a reference: 5dp at
              rtol 1e-12 2e-8 in 73000 steps, 6vr at 1e-11 5e-9 in 29000, 7vr at 1e-11 2e-9 in 22000, 8vr at 1e-10 1e-11 in
              19000. The correlator O, 1e-3 small, needs atol 1e-13 for eight digits: 36000 steps of 8vr, about 0.7 s.
   Event      The first change of sign at the end of a step; within that step the cubic Hermite interpolant of the state is exact to
              fourth order in the step, which the fast oscillations keep much shorter than anything the event follows.
   References J. H. Verner, SIAM J. Numer. Anal. 15, 772 (1978); Hairer, Norsett & Wanner, Solving ODEs I. */
#include "solvers/evolution/ode.h"

#include <math.h>

typedef struct {
  const OdeProblem *problem;
  OdeReport        *report;
  const double     *times;
  int               count, next;          /* times, and the first that was not visited */
  PetscBool         bad;                  /* did the right-hand side not exist in this step? */
  double            t, x[ODE_MAX], value; /* end of the last step, and the event there */
} Run;

static PetscErrorCode evaluate(TS ts, PetscReal t, Vec X, Vec F, void *context)
{
  Run               *run = context;
  const PetscScalar *x;
  PetscScalar       *f;

  PetscFunctionBeginUser;
  (void)ts, (void)t;
  PetscCall(VecGetArrayRead(X, &x));
  PetscCall(VecGetArrayWrite(F, &f));
  const int why = run->problem->rhs(x, f, run->problem->context);
  if (why) {
    PetscCall(PetscArrayzero(f, run->problem->n));
    run->bad               = PETSC_TRUE;
    run->report->undefined = why;
  }
  run->report->evaluations++;
  PetscCall(VecRestoreArrayWrite(F, &f));
  PetscCall(VecRestoreArrayRead(X, &x));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* TS asks after each stage whether the state is one. */
static PetscErrorCode in_domain(TS ts, PetscReal t, Vec X, PetscBool *accept)
{
  Run *run;

  PetscFunctionBeginUser;
  (void)t, (void)X;
  PetscCall(TSGetApplicationContext(ts, &run));
  *accept  = run->bad ? PETSC_FALSE : PETSC_TRUE;
  run->bad = PETSC_FALSE;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The event on the cubic through both ends of a step with their derivatives, at the fraction s. */
static double event_inside(const Run *run, double h, const double *x, const double *slope0, const double *slope1, double s)
{
  const double a = (1 + 2 * s) * (1 - s) * (1 - s), b = s * (1 - s) * (1 - s), c = s * s * (3 - 2 * s), d = s * s * (s - 1);
  double       y[ODE_MAX];

  for (int i = 0; i < run->problem->n; i++) y[i] = a * run->x[i] + h * b * slope0[i] + c * x[i] + h * d * slope1[i];
  return run->problem->event(y, run->problem->context);
}

/* The event changed sign between run->t and t: bisect. */
static double locate_event(const Run *run, double t, const double *x)
{
  const OdeProblem *p               = run->problem;
  double            slope0[ODE_MAX] = {0}, slope1[ODE_MAX] = {0}, low = 0, high = 1;

  if (p->rhs(run->x, slope0, p->context) || p->rhs(x, slope1, p->context)) return NAN;
  for (int k = 0; k < 60; k++) {
    const double middle                                                                         = (low + high) / 2;
    *(event_inside(run, t - run->t, x, slope0, slope1, middle) * run->value > 0 ? &low : &high) = middle;
  }
  return run->t + low * (t - run->t);
}

static void watch_event(Run *run, double t, const double *x)
{
  if (!run->problem->event || !isnan(run->report->event)) return;
  const double value = run->problem->event(x, run->problem->context);
  if (value * run->value < 0) run->report->event = locate_event(run, t, x);
  for (int i = 0; i < run->problem->n; i++) run->x[i] = x[i];
  run->value = value;
}

/* The state x at time t is the end of a step, or the beginning. */
static PetscErrorCode arrive(Run *run, double t, const double *x)
{
  PetscFunctionBeginUser;
  watch_event(run, t, x);
  run->t = t;
  while (run->next < run->count && t >= run->times[run->next] - 1e-12 * fabs(t)) {
    PetscCall(run->problem->visit(run->next, x, run->problem->context));
    run->next++;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Where the right-hand side ends, ever shorter steps creep up to it: the integration ends there, too. */
static PetscErrorCode after_step(TS ts)
{
  Run               *run;
  const PetscScalar *x;
  PetscReal          t;
  Vec                X;

  PetscFunctionBeginUser;
  PetscCall(TSGetApplicationContext(ts, &run));
  PetscCall(TSGetTime(ts, &t));
  if (run->report->undefined && t - run->t > 1e-10 * (1 + fabs(t))) run->report->undefined = 0;
  if (run->report->undefined) PetscCall(TSSetConvergedReason(ts, TS_DIVERGED_STEP_REJECTED));
  PetscCall(TSGetSolution(ts, &X));
  PetscCall(VecGetArrayRead(X, &x));
  PetscCall(arrive(run, t, x));
  PetscCall(VecRestoreArrayRead(X, &x));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create(Run *run, TS *ts)
{
  TSAdapt adapt;

  PetscFunctionBeginUser;
  PetscCall(TSCreate(PETSC_COMM_SELF, ts));
  PetscCall(TSSetOptionsPrefix(*ts, run->problem->prefix));
  PetscCall(TSSetApplicationContext(*ts, run));
  PetscCall(TSSetProblemType(*ts, TS_NONLINEAR));
  PetscCall(TSSetRHSFunction(*ts, NULL, evaluate, run));
  PetscCall(TSSetFunctionDomainError(*ts, in_domain));
  PetscCall(TSSetPostStep(*ts, after_step));
  PetscCall(TSSetType(*ts, TSRK));
  PetscCall(TSRKSetType(*ts, TSRK8VR));
  PetscCall(TSSetTolerances(*ts, 1e-13, NULL, 1e-11, NULL));
  PetscCall(TSGetAdapt(*ts, &adapt));
  PetscCall(TSAdaptSetType(adapt, TSADAPTBASIC));
  PetscCall(TSAdaptSetStepLimits(adapt, 1e-14, 1e30));
  PetscCall(TSSetMaxSteps(*ts, PETSC_INT_MAX));
  PetscCall(TSSetErrorIfStepFails(*ts, PETSC_FALSE));
  PetscCall(TSSetExactFinalTime(*ts, TS_EXACTFINALTIME_MATCHSTEP));
  PetscCall(TSSetTimeStep(*ts, 1e-2));
  PetscCall(TSSetTimeSpan(*ts, run->count, (PetscReal *)run->times));
  PetscCall(TSSetFromOptions(*ts));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode OdeSolve(const OdeProblem *problem, int count, const double *times, double *x, OdeReport *report)
{
  Run run = {.problem = problem, .report = report, .times = times, .count = count};
  TS  ts;
  Vec X;

  PetscFunctionBeginUser;
  PetscCheck(problem->n <= ODE_MAX, PETSC_COMM_SELF, PETSC_ERR_ARG_SIZ, "at most %d unknowns", ODE_MAX);
  *report = (OdeReport){.event = NAN};
  PetscCall(create(&run, &ts));
  PetscCall(VecCreateSeqWithArray(PETSC_COMM_SELF, 1, problem->n, x, &X));
  PetscCall(arrive(&run, times[0], x));
  PetscCall(TSSolve(ts, X));
  PetscCall(TSGetConvergedReason(ts, &report->reason));
  PetscCall(TSGetStepNumber(ts, &report->steps));
  PetscCall(TSGetStepRejections(ts, &report->rejected));
  report->complete = report->reason >= 0 && run.next == count ? PETSC_TRUE : PETSC_FALSE;
  if (report->complete) report->undefined = 0;
  PetscCall(VecDestroy(&X));
  PetscCall(TSDestroy(&ts));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static int stand_still(const double *x, double *dx, void *context)
{
  (void)x, (void)context;
  dx[0] = 0;
  return 0;
}

static PetscErrorCode look_away(int k, const double *x, void *context)
{
  PetscFunctionBeginUser;
  (void)k, (void)x, (void)context;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode OdeTry(const char *prefix)
{
  const OdeProblem still   = {1, stand_still, look_away, NULL, NULL, prefix};
  const double     times[] = {0, 1};
  double           x       = 1;
  OdeReport        report;

  PetscFunctionBeginUser;
  PetscCall(OdeSolve(&still, 2, times, &x, &report));
  PetscFunctionReturn(PETSC_SUCCESS);
}
