/* Algorithm  The mean field's verdict; then ladder A, B, C in turn: rungs until one is accepted and what is looked for besides is known,
   until the change
              has not halved while the order doubled, or the unknowns are too many. Nothing is accepted that only one of the tests would
              accept. */
#include "solvers/moments/steady.h"

#include "physics/meanfield/spin_flow.h"
#include "solvers/moments/rungs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_UNKNOWNS = 60000, PATIENCE = 24, A_FIRST = 4, A_LAST = 20, SMALL = 40, SLOW_FIRST = 16, DEGREE_MOST = 4 };
static const PetscReal positivity_limit = -1e-6;
static const double    further          = 1.5; /* times the order that what decides needed */

const char *const moment_ladder_words[MOMENT_LADDERS] = {
  [MOMENT_LADDER_AUTO] = "auto", [MOMENT_LADDER_A] = "A", [MOMENT_LADDER_B] = "B", [MOMENT_LADDER_C] = "C"};

static const char *refusal(SiteMapsError error)
{
  static const char *const text[] = {
    [SITE_MAPS_OK]     = NULL,
    [SITE_MAPS_MEMORY] = "moments: memory is short",
    [SITE_MAPS_DEGREE] = "moments: terms of three and more sites (H of degree 3, collective jumps of degree 2) are not of this hierarchy"};
  return text[error];
}

const char *moments_refuse(const Lindbladian *model)
{
  SiteMaps maps;

  if (model->basis->d != 2) return "moments: sites of two levels only";
  const SiteMapsError error = site_maps_create(model, &maps);
  site_maps_free(&maps);
  return refusal(error);
}

/* The next order: another class of K mod 4, and about a seventh higher. */
static int next_order(const MomentRun *run, int order)
{
  return run->name == MOMENT_LADDER_A ? order + 2 : order + 2 * (2 * (order / 32) + 1);
}

static int first_order(const MomentCase *c, const MomentRun *run)
{
  const int weight = run->frame.weight[run->frame.n - 1], lowest = weight > 1 ? SLOW_FIRST : A_FIRST;

  return PetscMax(lowest, c->degree * weight + c->degree * weight % 2);
}

/* Few sites: to all their orders and beyond, where nothing changes any more. */
static int last_order(const MomentCase *c, const MomentRun *run)
{
  const int N = c->problem->model->N;

  if (run->name != MOMENT_LADDER_A) return OCCUPATION_MAX;
  return N <= SMALL ? PetscMax(A_LAST, N + 5) : A_LAST;
}

static bool is_accepted(const MomentCase *c, const MomentRun *run)
{
  const MomentRung *r = &run->rung[0];

  return run->rungs == MOMENT_RUNGS && run->firm <= c->problem->tol && r->positivity >= positivity_limit;
}

static PetscErrorCode keep(const MomentCase *c, const MomentRun *run, MomentSteady *result)
{
  const MomentProblem *p = c->problem;
  const MomentRung    *r = &run->rung[0];

  PetscFunctionBeginUser;
  result->ladder     = run->name;
  result->order      = r->order;
  result->unknowns   = r->unknowns;
  result->error      = run->firm;
  result->positivity = r->positivity;
  result->residual   = r->residual;
  PetscCall(PetscArraycpy(result->value, r->value, p->values));
  PetscCall(PetscArraycpy(result->value_error, run->error, p->values));
  PetscCall(PetscArraycpy(result->average, r->average, p->count));
  PetscCall(PetscArraycpy(result->deviation, r->deviation, p->count));
  PetscCall(PetscArraycpy(result->average_error, run->error + p->values, p->count));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static MomentVerdict verdict_of(const MomentCase *c, const MomentRun *run)
{
  if (run->mixture && run->rung[0].order < c->problem->model->N) return MOMENTS_MIXTURE;
  return c->reference->bifurcation ? MOMENTS_AT_BIFURCATION : MOMENTS_CONVERGED;
}

/* The newest rung against what there is: taken if it is accepted, or if nothing is yet and it has changed least. */
static PetscErrorCode judge(const MomentCase *c, MomentRun *run, MomentSteady *result, PetscBool *accepted)
{
  PetscFunctionBeginUser;
  *accepted = PETSC_FALSE;
  if (run->rungs < MOMENT_RUNGS) PetscFunctionReturn(PETSC_SUCCESS);
  if (is_accepted(c, run)) PetscCall(MomentRunCheckCap(c, run));
  *accepted = is_accepted(c, run) ? PETSC_TRUE : PETSC_FALSE;
  if (*accepted) {
    PetscCall(keep(c, run, result));
    result->verdict = verdict_of(c, run);
    result->why     = NULL;
  } else if (!moments_accepted(result->verdict) && (result->ladder == MOMENT_LADDER_AUTO || run->firm < result->error)) {
    PetscCall(keep(c, run, result));
    const bool steady = run->firm <= c->problem->tol;
    result->verdict   = steady ? MOMENTS_REJECTED : MOMENTS_NOT_CONVERGED;
    result->why       = steady ? "the moments settle on values that no state has" : "the orders tried do not agree to moments_tol";
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void tell(const MomentCase *c, const MomentRun *run, int order)
{
  static const char *const stage[] = {
    [MOMENT_LADDER_A] = "moments, ladder A", [MOMENT_LADDER_B] = "moments, ladder B", [MOMENT_LADDER_C] = "moments, ladder C"};

  monitor_tell(c->problem->monitor, (SolverNews){.stage    = stage[run->name],
                                                 .unit     = "order",
                                                 .count    = order,
                                                 .of       = NAN,
                                                 .residual = isfinite(run->firm) ? run->firm : NAN,
                                                 .aim      = c->problem->tol});
}

/* Does climbing still pay? The change halves, against the last rung or the best one, before the order has doubled (a slow mode needs
   orders of N^(1/3) before anything halves); what has settled on no state stays there. */
typedef struct {
  PetscReal least, last;
  int       gained, settled; /* orders at which the change last halved, and from which on the values are of no state; 0: they are not */
} Progress;

static bool goes_on(const MomentCase *c, const MomentRun *run, bool accepted, Progress *p)
{
  const int  order = run->rung[0].order;
  const bool gains = run->firm < p->least / 2 || run->firm < p->last / 2 || run->rungs < MOMENT_RUNGS;

  if (gains) p->gained = order;
  if (run->firm > c->problem->tol || accepted) p->settled = 0;
  else if (!p->settled) p->settled = order;
  p->least = fmin(p->least, run->firm);
  p->last  = run->firm;
  return order < fmax(2 * p->gained + PATIENCE, run->frame.slow < 0 ? 0 : 2.5 * cbrt(c->problem->model->N)) &&
         !(p->settled && order > 2 * p->settled + PATIENCE);
}

/* All rungs of one ladder. */
static PetscErrorCode climb(const MomentCase *c, MomentRun *run, MomentSteady *result)
{
  const int fixed = c->problem->order, last = fixed ? fixed : last_order(c, run);
  int       order = fixed ? PetscMax(1, fixed - 4) : first_order(c, run), enough = 0;
  Progress  progress = {INFINITY, INFINITY, 0, 0};
  PetscBool fits     = PETSC_TRUE, accepted;
  bool      on       = true;

  PetscFunctionBeginUser;
  while (on && order <= last && (!enough || order <= enough)) {
    tell(c, run, order);
    PetscCall(MomentRunClimb(c, order, MOST_UNKNOWNS, run, &fits));
    if (!fits) break;
    PetscCall(judge(c, run, result, &accepted));
    if (accepted && !enough) enough = (int)(further * order);
    on    = goes_on(c, run, accepted, &progress) && !(enough && (run->sought <= c->problem->tol || run->firm > c->problem->tol));
    order = fixed ? order + 2 : next_order(run, order);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What needs no moment. */
static void judge_reference(const MomentReference *r, MomentSteady *result)
{
  result->verdict = MOMENTS_NOT_CONVERGED;
  result->why     = "the orders tried do not agree to moments_tol";
  if (r->classes == 0 || r->ring)
    result->verdict = MOMENTS_REJECTED, result->why = "the mean field has no stable isolated state to expand about";
  else if (r->classes > 1)
    result->verdict = MOMENTS_BRANCH, result->why = "the mean field has several inequivalent stable states: their weights are unknown";
  else if (!r->complete)
    result->verdict = MOMENTS_REJECTED, result->why = "the indices of the mean field's fixed points do not add up to 1: one may be missing";
}

static PetscErrorCode run_ladders(const MomentCase *c, MomentSteady *result)
{
  PetscFunctionBeginUser;
  judge_reference(c->reference, result);
  if (result->verdict != MOMENTS_NOT_CONVERGED) PetscFunctionReturn(PETSC_SUCCESS);
  for (MomentLadder name = MOMENT_LADDER_A; name <= MOMENT_LADDER_C && !moments_accepted(result->verdict); name++) {
    MomentRun run;
    PetscBool applies;
    if (c->problem->ladder != MOMENT_LADDER_AUTO && c->problem->ladder != name) continue;
    PetscCall(MomentRunCreate(c, name, &run, &applies));
    if (applies) PetscCall(climb(c, &run, result));
    else if (c->problem->ladder == name)
      result->why = "the ladder does not apply: B needs a slow mode of the mean field, C a pair of mirror states";
    PetscCall(MomentRunDestroy(&run));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode result_create(const MomentProblem *p, MomentSteady *r)
{
  PetscFunctionBeginUser;
  *r = (MomentSteady){.error = NAN, .positivity = NAN, .residual = NAN};
  PetscCall(PetscMalloc2(p->values, &r->value, p->values, &r->value_error));
  PetscCall(PetscMalloc4(p->count, &r->average, p->count, &r->meanfield, p->count, &r->deviation, p->count, &r->average_error));
  for (int k = 0; k < p->values; k++) r->value[k] = r->value_error[k] = NAN;
  for (int k = 0; k < p->count; k++) r->average[k] = r->meanfield[k] = r->deviation[k] = r->average_error[k] = NAN;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode MomentSteadyDestroy(MomentSteady *r)
{
  PetscFunctionBeginUser;
  PetscCall(PetscFree2(r->value, r->value_error));
  PetscCall(PetscFree4(r->average, r->meanfield, r->deviation, r->average_error));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The model's maps, fixed points and polynomials. */
static PetscErrorCode case_create(MomentCase *c, MomentReference *reference, const char **refused)
{
  const MomentProblem *p       = c->problem;
  SpinFlow             context = {{0}};
  FlowSpec             flow;

  PetscFunctionBeginUser;
  *refused = p->model->basis->d == 2 ? refusal(site_maps_create(p->model, &c->maps)) : moments_refuse(p->model);
  if (*refused) PetscFunctionReturn(PETSC_SUCCESS);
  const bool good = spin_flow_create(p->model, &context, &flow) && moment_reference_create(&flow, reference);
  spin_flow_free(&context);
  PetscCheck(good, PETSC_COMM_SELF, PETSC_ERR_MEM, "the fixed points of the mean field: memory is short");
  c->reference = reference;
  c->degree    = 2;
  for (int k = 0; k < p->count; k++) {
    PetscCheck(distinct_create(&p->polynomial[k], p->model->N, &c->sum[k]), PETSC_COMM_SELF, PETSC_ERR_MEM, "memory is short");
    for (int t = 0; t < c->sum[k].count; t++) c->degree = PetscMax(c->degree, c->sum[k].term[t].degree);
    c->meanfield[k] = moment_product_average(&c->sum[k], reference->stable, reference->reflection, reference->mirror);
  }
  if (c->degree > DEGREE_MOST) *refused = "moments: observables of more than four sites";
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode case_destroy(MomentCase *c)
{
  PetscFunctionBeginUser;
  for (int k = 0; k < c->problem->count; k++) free(c->sum[k].term);
  site_maps_free(&c->maps);
  PetscCall(PetscFree2(c->sum, c->meanfield));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode MomentSteadySolve(MPI_Comm comm, const MomentProblem *problem, MomentSteady *result)
{
  MomentCase      c         = {.comm = comm, .problem = problem};
  MomentReference reference = {0};
  const char     *refused;

  PetscFunctionBeginUser;
  PetscCall(result_create(problem, result));
  PetscCall(PetscCalloc2(problem->count, &c.sum, problem->count, &c.meanfield));
  PetscCall(case_create(&c, &reference, &refused));
  if (refused) result->verdict = MOMENTS_REJECTED, result->why = refused;
  else {
    PetscCall(run_ladders(&c, result));
    result->classes = reference.classes;
    result->index   = reference.index;
    if (reference.classes == 1) PetscCall(PetscArraycpy(result->meanfield, c.meanfield, problem->count));
  }
  PetscCall(case_destroy(&c));
  PetscFunctionReturn(PETSC_SUCCESS);
}
