/* A sector's part of C(t) and g2(t): each start is evolved from time to time in their order, and seen there. */
#include "solvers/correlation/sector.h"

#include "solvers/evolution/exponential.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>

/* A start with what is seen of it: its size, and the places for the values of two functionals with their signs. */
typedef struct {
  Vec     start;
  Vec     functional[2];
  double *out[2];
  double  sign[2];
} Course;

typedef struct {
  int    index;
  double time;
} Stop;

static int by_time(const void *a, const void *b)
{
  const double x = ((const Stop *)a)->time, y = ((const Stop *)b)->time;

  return (x > y) - (x < y);
}

static PetscErrorCode see(const Course *course, Vec x, PetscReal size, int index)
{
  PetscFunctionBeginUser;
  for (int f = 0; f < 2; f++) {
    PetscReal value;
    if (!course->functional[f]) continue;
    PetscCall(VecDot(course->functional[f], x, &value));
    course->out[f][index] += course->sign[f] * size * value;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* From one stop to the next; times that are not reached are NAN. */
static PetscErrorCode follow(const CorrelationSector *s, const Stop *stops, const Course *course, Exponential *exponential, PetscBool *complete)
{
  const int count = s->work->problem->times;
  double    now   = 0;
  PetscReal size;
  Vec       x;

  PetscFunctionBeginUser;
  PetscCall(VecDuplicate(course->start, &x));
  PetscCall(VecCopy(course->start, x));
  PetscCall(VecNormalize(x, &size));
  for (int k = 0; k < count && size > 0; now = stops[k++].time) {
    const double interval = stops[k].time - now;
    const int    pieces   = exponential_pieces(s->work->model, interval);
    for (int piece = 0; piece < pieces && interval > 0 && *complete; piece++) PetscCall(ExponentialApply(exponential, interval / pieces, x, complete));
    if (*complete) PetscCall(see(course, x, size, stops[k].index));
    else
      for (int f = 0; f < 2; f++)
        if (course->functional[f]) course->out[f][stops[k].index] = NAN;
  }
  PetscCall(VecDestroy(&x));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* One start; *bound += what the largest of its functionals may be off by. */
static PetscErrorCode run_course(const CorrelationSector *s, const Stop *stops, const Course *course, double operator_bound, Correlation *c, PetscReal *bound)
{
  const int   N = s->work->model->N;
  Exponential exponential;
  PetscReal   size;

  PetscFunctionBeginUser;
  PetscCall(VecNorm(course->start, NORM_2, &size));
  if (size == 0) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(ExponentialCreate(PetscObjectComm((PetscObject)s->L), s->L, "correlation_", N, fmax(stops[s->work->problem->times - 1].time, 1e-300), &exponential));
  PetscCall(follow(s, stops, course, &exponential, &c->complete));
  *bound += operator_bound * exponential_trace_norm(N) * exponential.error * size;
  c->steps += exponential.steps;
  PetscCall(ExponentialDestroy(&exponential));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode CorrelationTimes(const CorrelationSector *s, Correlation *c, PetscReal *bound, PetscReal *bound_g2)
{
  const CorrelationWork    *w     = s->work;
  const CorrelationProblem *p     = w->problem;
  const Course              parts[] = { /* Tr[(A_1 + i A_2)(b_1 + i b_2)] */
    {s->b[0], {s->a[0], s->a[1]}, {c->re, c->im}, {1, 1}},
    {s->b[1], {s->a[1], s->a[0]}, {c->re, c->im}, {-1, 1}},
  };
  Stop *stops;

  PetscFunctionBeginUser;
  PetscCall(PetscMalloc1(p->times, &stops));
  for (int k = 0; k < p->times; k++) stops[k] = (Stop){k, p->time[k]};
  qsort(stops, (size_t)p->times, sizeof *stops, by_time);
  for (int k = 0; k < 2; k++) PetscCall(run_course(s, stops, &parts[k], polynomial_bound(p->A, w->model->N), c, bound));
  if (p->g2) {
    const Course g2 = {s->both, {s->intensity}, {c->g2}, {1}};
    PetscCall(run_course(s, stops, &g2, polynomial_bound(&w->BB, w->model->N), c, bound_g2));
  }
  PetscCall(PetscFree(stops));
  PetscFunctionReturn(PETSC_SUCCESS);
}
