/* The arithmetic of a rung: hierarchy, solve, averages, positivity, changes. */
#include "solvers/moments/rungs.h"

#include "solvers/moments/solve.h"

#include <math.h>
#include <string.h>

enum {
  SLOW_WEIGHT = 4,
  CAP         = 16,
  CAP_STEP    = 4,
  CAP_FROM    = 100
}; /* letters beside the slow one, what they are checked with, and from which order on they are limited */
static const PetscReal residual_limit = 1e-10;

/* Of a distinct word: does it change sign under the mirror? */
static bool is_odd(const Distinct *t, const double *sign)
{
  double product = 1;

  for (int i = 0; i < t->degree; i++) product *= sign[t->x[i]];
  return product < 0;
}

double moment_product_average(const DistinctSum *sum, const double *x, const double *sign, bool mixture)
{
  double total = 0;

  for (int k = 0; k < sum->count; k++) {
    const Distinct *t = &sum->term[k];
    if (mixture && is_odd(t, sign)) continue;
    double product = creal(t->c) * distinct_sites(sum->N, t->degree);
    for (int i = 0; i < t->degree; i++) product *= x[t->x[i]];
    total += product;
  }
  return total;
}

static double average_of(const MomentCase *c, const MomentRun *run, const MomentHierarchy *h, const double *y, const DistinctSum *sum,
                         bool fluctuation)
{
  double total = 0;

  for (int k = 0; k < sum->count; k++) {
    const Distinct *t = &sum->term[k];
    if ((run->mixture && is_odd(t, c->reference->reflection)) || (fluctuation && t->degree == 0)) continue;
    total += creal(t->c) * distinct_sites(sum->N, t->degree) * moment_average(h, y, t->degree, t->x, fluctuation);
  }
  return total;
}

static PetscErrorCode rung_create(const MomentProblem *p, MomentRung *r)
{
  PetscFunctionBeginUser;
  *r = (MomentRung){.residual = PETSC_INFINITY, .positivity = NAN};
  PetscCall(PetscMalloc3(p->values, &r->value, p->count, &r->average, p->count, &r->deviation));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode fill_rung(const MomentCase *c, const MomentRun *run, const MomentHierarchy *h, const double *y, MomentRung *r)
{
  const MomentProblem   *p        = c->problem;
  const bool             at_state = !memcmp(run->frame.point, c->reference->stable, (size_t)run->frame.n * sizeof *run->frame.point);
  const MomentPositivity least    = moment_positivity(h, p->model->basis, y);

  PetscFunctionBeginUser;
  r->order      = h->cut.order;
  r->unknowns   = h->unknowns;
  r->positivity = isnan(least.collective) || isnan(least.sites) ? NAN : fmin(least.collective, least.sites);
  for (int k = 0; k < p->count; k++) {
    r->average[k]   = average_of(c, run, h, y, &c->sum[k], false);
    r->deviation[k] = at_state ? average_of(c, run, h, y, &c->sum[k], true) : r->average[k] - c->meanfield[k];
  }
  if (p->evaluate) p->evaluate(p->context, r->average, r->value);
  else PetscCall(PetscArraycpy(r->value, r->average, p->values));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The size of the slow letter as the closure has its moments, or as a quartic potential would. Larger ones are harmless, smaller ones end
   LU. */
static void adapt_scale(MomentRun *run)
{
  const double larger = 2;

  if (run->frame.slow < 0) return;
  MomentScale *scale = &run->frame.scale[run->frame.slow];
  if (run->closure.slope > 0) {
    scale->intercept = larger * fmax(0, run->closure.intercept);
    scale->slope     = larger * run->closure.slope;
  } else if (run->quartic > 0 && scale->intercept == 0) scale->slope = larger * run->quartic;
}

/* *fits false: too many unknowns. */
static PetscErrorCode solve_rung(const MomentCase *c, MomentRun *run, int order, int cap, int most, MomentRung *r, PetscBool *fits)
{
  const MomentCut cut = {.order = order, .cap = cap, .wanted = c->degree, .most = most};
  MomentHierarchy h;
  double         *y;

  PetscFunctionBeginUser;
  const MomentError error = moment_hierarchy_create(&c->maps, &run->frame, &cut, &h);
  PetscCheck(error != MOMENT_MEMORY, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for a moment hierarchy of order %d", order);
  *fits = error ? PETSC_FALSE : PETSC_TRUE;
  if (*fits) {
    PetscCall(PetscMalloc1(h.unknowns + 1, &y));
    if (run->frame.slow < 0) PetscCall(MomentSolve(c->comm, &h, &(MomentClosure){0}, y, &r->residual));
    else PetscCall(MomentSolveClosed(c->comm, &h, &run->closure, y, &r->residual));
    PetscCall(fill_rung(c, run, &h, y, r));
    PetscCall(PetscFree(y));
  }
  moment_hierarchy_free(&h);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What is no number on both sides has not changed. */
static double change(double now, double before)
{
  return isnan(now) && isnan(before) ? 0 : isnan(now) || isnan(before) ? INFINITY : fabs(now - before);
}

static double safety(const MomentCase *c) { return c->reference->mirror ? 10 : 2; }

static void sum_up(const MomentCase *c, MomentRun *run)
{
  const MomentProblem *p = c->problem;

  run->firm = run->sought = 0;
  for (int k = 0; k < p->sought; k++) {
    run->sought = fmax(run->sought, run->error[k]);
    if (k < p->firm) run->firm = fmax(run->firm, run->error[k]);
  }
}

static void estimate(const MomentCase *c, MomentRun *run)
{
  const MomentProblem *p = c->problem;

  bool known = run->rungs == MOMENT_RUNGS;

  for (int k = 0; k < run->rungs; k++) known &= run->rung[k].residual <= residual_limit;
  for (int k = 0; k < p->values + p->count; k++) run->error[k] = known ? 0 : INFINITY;
  for (int older = 1; older < run->rungs; older++) {
    const MomentRung *now = &run->rung[0], *then = &run->rung[older];
    for (int k = 0; k < p->values; k++) run->error[k] = fmax(run->error[k], safety(c) * change(now->value[k], then->value[k]));
    for (int k = 0; k < p->count; k++)
      run->error[p->values + k] = fmax(run->error[p->values + k], safety(c) * change(now->deviation[k], then->deviation[k]));
  }
  sum_up(c, run);
}

static int limit_of(const MomentRun *run, int order) { return order >= CAP_FROM ? run->cap : 0; }

PetscErrorCode MomentRunClimb(const MomentCase *c, int order, int most, MomentRun *run, PetscBool *fits)
{
  MomentRung rung;

  PetscFunctionBeginUser;
  PetscCall(rung_create(c->problem, &rung));
  adapt_scale(run);
  PetscCall(solve_rung(c, run, order, limit_of(run, order), most, &rung, fits));
  if (!*fits) {
    PetscCall(PetscFree3(rung.value, rung.average, rung.deviation));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  MomentRung *last = &run->rung[MOMENT_RUNGS - 1];
  PetscCall(PetscFree3(last->value, last->average, last->deviation));
  memmove(run->rung + 1, run->rung, (MOMENT_RUNGS - 1) * sizeof *run->rung);
  run->rung[0] = rung;
  if (run->rungs < MOMENT_RUNGS) run->rungs++;
  estimate(c, run);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode MomentRunCheckCap(const MomentCase *c, MomentRun *run)
{
  const MomentProblem *p      = c->problem;
  const MomentRung    *now    = &run->rung[0];
  const PetscReal      before = run->firm;
  MomentRung           lower;
  PetscBool            fits;

  PetscFunctionBeginUser;
  if (!limit_of(run, now->order)) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(rung_create(p, &lower));
  PetscCall(solve_rung(c, run, now->order, run->cap - CAP_STEP, now->unknowns, &lower, &fits));
  const bool known = fits && lower.residual <= residual_limit;
  for (int k = 0; k < p->values; k++)
    run->error[k] = fmax(run->error[k], known ? safety(c) * change(now->value[k], lower.value[k]) : INFINITY);
  for (int k = 0; k < p->count; k++)
    run->error[p->values + k] =
      fmax(run->error[p->values + k], known ? safety(c) * change(now->deviation[k], lower.deviation[k]) : INFINITY);
  sum_up(c, run);
  if (run->firm > before) run->cap += CAP_STEP;
  PetscCall(PetscFree3(lower.value, lower.average, lower.deviation));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* dx/dt = l x - c x^3 with the noise w of two sites: <x^a> ~ prod sqrt(w a/2c) for large a. */
static PetscErrorCode quartic_slope(const MomentCase *c, const MomentFrame *f, double *slope)
{
  const MomentReference *r = c->reference;
  SiteMaps               displaced;

  PetscFunctionBeginUser;
  PetscCheck(site_maps_displaced(&c->maps, f->point, f->V, f->U, &displaced), PETSC_COMM_SELF, PETSC_ERR_MEM, "memory is short");
  const double w = site_pair(&displaced, 1 + f->slow, 1 + f->slow, 0, 0);
  site_maps_free(&displaced);
  *slope = r->slow && r->slow_cubic > 0 && w > 0 ? w / (2 * r->slow_cubic) : 0;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode MomentRunCreate(const MomentCase *c, MomentLadder name, MomentRun *run, PetscBool *applies)
{
  const MomentReference *r = c->reference;
  const int              n = r->n, N = c->problem->model->N;

  PetscFunctionBeginUser;
  *run     = (MomentRun){.name = name, .firm = PETSC_INFINITY, .sought = PETSC_INFINITY};
  *applies = PETSC_FALSE;
  if (name == MOMENT_LADDER_A && r->classes == 1) {
    run->frame   = moment_frame_plain(n, N, r->stable);
    run->mixture = r->mirror;
    *applies     = PETSC_TRUE;
  } else if (name == MOMENT_LADDER_B && r->slow) {
    *applies = moment_frame_slow(n, N, r->slow_point, r->left, r->right, &run->frame) ? PETSC_TRUE : PETSC_FALSE;
  } else if (name == MOMENT_LADDER_C && r->mirror) {
    *applies = moment_frame_mirror(n, N, r->stable, r->image, SLOW_WEIGHT, &run->frame) ? PETSC_TRUE : PETSC_FALSE;
  }
  if (*applies && run->frame.slow >= 0) {
    run->cap = CAP;
    PetscCall(quartic_slope(c, &run->frame, &run->quartic));
  }
  if (*applies) PetscCall(PetscMalloc1(c->problem->values + c->problem->count, &run->error));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode MomentRunDestroy(MomentRun *run)
{
  PetscFunctionBeginUser;
  for (int k = 0; k < MOMENT_RUNGS; k++) PetscCall(PetscFree3(run->rung[k].value, run->rung[k].average, run->rung[k].deviation));
  PetscCall(PetscFree(run->error));
  PetscFunctionReturn(PETSC_SUCCESS);
}
