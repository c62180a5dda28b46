/* A sector's part of C(t) and g2(t): each start is evolved from time to time in their order, and seen there. */
#include "solvers/correlation/sector.h"

#include "solvers/evolution/exponential.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>

/* A start with what is seen of it: functionals, the places for their values, and what multiplies these. */
typedef struct {
  Vec     start;
  Vec     functional[2];
  double *out[2];
  double  factor[2];
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
    course->out[f][index] += course->factor[f] * size * value;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* From one stop to the next; times that are not reached are NAN. */
static PetscErrorCode follow(const CorrelationSector *s, const Stop *stops, const Course *course, Exponential *exponential,
                             PetscBool *complete)
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
    for (int piece = 0; piece < pieces && interval > 0 && *complete; piece++)
      PetscCall(ExponentialApply(exponential, interval / pieces, x, complete));
    if (*complete) PetscCall(see(course, x, size, stops[k].index));
    else
      for (int f = 0; f < 2; f++)
        if (course->functional[f]) course->out[f][stops[k].index] = NAN;
  }
  PetscCall(VecDestroy(&x));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* One start; weight: by how much more than its size the start counts in what is wanted. *bound += what that may be off by. */
static PetscErrorCode run_course(const CorrelationSector *s, const Stop *stops, const Course *course, double weight, Correlation *c,
                                 PetscReal *bound)
{
  const int    N    = s->work->model->N;
  const double last = fmax(stops[s->work->problem->times - 1].time, 1e-300);
  Exponential  exponential;
  PetscReal    size;

  PetscFunctionBeginUser;
  PetscCall(VecNorm(course->start, NORM_2, &size));
  if (size == 0) PetscFunctionReturn(PETSC_SUCCESS);
  const PetscReal aim = 0.1 * CorrelationLimit(N) / (weight * size);
  PetscCall(ExponentialCreate(PetscObjectComm((PetscObject)s->L), s->L, "correlation_", N, last, aim, &exponential));
  PetscCall(follow(s, stops, course, &exponential, &c->complete));
  *bound += weight * exponential_trace_norm(N) * exponential.error * size;
  c->steps += exponential.steps;
  PetscCall(ExponentialDestroy(&exponential));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode CorrelationTimes(const CorrelationSector *s, Correlation *c, PetscReal bound[2])
{
  const CorrelationWork    *w       = s->work;
  const CorrelationProblem *p       = w->problem;
  const int                 N       = w->model->N;
  const Course              parts[] = {
                 /* Tr[(A_1 + i A_2)(b_1 + i b_2)] */
    {s->b[0], {s->a[0], s->a[1]}, {c->re, c->im}, {1, 1}},
    {s->b[1], {s->a[1], s->a[0]}, {c->re, c->im}, {-1, 1}},
  };
  Stop *stops;

  PetscFunctionBeginUser;
  PetscCall(PetscMalloc1(p->times, &stops));
  for (int k = 0; k < p->times; k++) stops[k] = (Stop){k, p->time[k]};
  qsort(stops, (size_t)p->times, sizeof *stops, by_time);
  for (int k = 0; k < 2; k++) PetscCall(run_course(s, stops, &parts[k], polynomial_bound(p->A, N) / w->scale, c, &bound[0]));
  if (p->g2 && w->intensity > 0) {
    const double square = w->intensity * w->intensity;
    const Course g2     = {s->both, {s->intensity}, {c->g2}, {1 / square}};
    PetscCall(run_course(s, stops, &g2, polynomial_bound(&w->BB, N) / square, c, &bound[1]));
  }
  PetscCall(PetscFree(stops));
  PetscFunctionReturn(PETSC_SUCCESS);
}
