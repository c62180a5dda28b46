/* The steady state of a Lindbladian at any N from its moment hierarchy, with a certificate.

   Method     Ladders of orders K about states of the mean field (physics/moments/frame.h: A, B, C); the cost of a rung does not depend on
              N.
   Certificate  est, the largest change against the two rungs before, which belong to both classes of K mod 4 (errors alternate with it);
              positive matrices of moments (physics/moments/positivity.h); one class of stable states of the mean field, with the sum of
              indices 1 (physics/moments/reference.h). A rung is accepted if s est <= tol for every value that decides, s = 2, or 10 where
              there is a pair of mirror states, and nothing is below -1e-6. Where the number of letters is limited besides, the change that
              a lower limit makes counts, too.
   Not to be had so: states without a stable isolated mean-field state (lasing, limit cycles), several inequivalent ones. */
#ifndef PILIND_SOLVERS_MOMENTS_STEADY_H
#define PILIND_SOLVERS_MOMENTS_STEADY_H

#include "operators/petsc.h"
#include "physics/models/lindbladian.h"
#include "solvers/monitor/monitor.h"

typedef enum {
  MOMENTS_CONVERGED,
  MOMENTS_AT_BIFURCATION, /* converged; the mean field's states meet here */
  MOMENTS_MIXTURE, /* converged about one of two mirror states, whose averages with equal weights these are; exponentially small corrections
                      in N */
  MOMENTS_BRANCH,  /* several inequivalent stable states: weights unknown */
  MOMENTS_NOT_CONVERGED, /* the orders are used up */
  MOMENTS_REJECTED       /* no stable state, an incomplete set of them, or moments of no state */
} MomentVerdict;
#define MOMENT_VERDICT_WORDS "converged converged_at_bifurcation mixture_of_mirror_branches branch not_converged rejected"

typedef enum { MOMENT_LADDER_AUTO, MOMENT_LADDER_A, MOMENT_LADDER_B, MOMENT_LADDER_C, MOMENT_LADDERS } MomentLadder;
extern const char *const moment_ladder_words[MOMENT_LADDERS];

/* Averages of Hermitian polynomials, and what is made of them. Values 0 ... firm-1 decide; those to sought-1 are looked for at orders up to
   half as high again as what decides needed; the rest is taken as it comes. Every value carries its own error. */
typedef struct {
  const Lindbladian *model; /* two levels; at most two sites in a term */
  int                count;
  const Polynomial  *polynomial; /* [count] degree <= 4 */
  int                values, firm, sought;
  void (*evaluate)(const void *context, const double *average, double *value); /* NULL: values are the averages */
  const void    *context;
  PetscReal      tol;
  MomentLadder   ladder;
  int            order; /* that one rung, with the two before it; 0: as many as it takes */
  const Monitor *monitor;
} MomentProblem;

typedef struct {
  MomentVerdict verdict;
  MomentLadder  ladder;
  int           order, unknowns, classes, index;
  PetscReal     error;      /* s est of what decides */
  PetscReal     positivity; /* smallest eigenvalue */
  PetscReal     residual;
  const char   *why;                 /* of a verdict that is no result; static text */
  double       *value, *value_error; /* [values] */
  double       *average, *meanfield, *deviation,
    *average_error; /* [count] deviation = average - meanfield, without cancellation; average_error is s est of it */
} MomentSteady;

/* Accepted or not, the result is filled with the best rung that there is (NaN where there is none). Destroy with MomentSteadyDestroy.
   Collective. */
PetscErrorCode MomentSteadySolve(MPI_Comm comm, const MomentProblem *problem, MomentSteady *result);
PetscErrorCode MomentSteadyDestroy(MomentSteady *result);

static inline bool moments_accepted(MomentVerdict v)
{
  return v == MOMENTS_CONVERGED || v == MOMENTS_AT_BIFURCATION || v == MOMENTS_MIXTURE;
}

/* Can the hierarchy take the model at all? NULL or why not. */
const char *moments_refuse(const Lindbladian *model);

#endif
