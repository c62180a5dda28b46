/* One ladder: rung after rung of the hierarchy, and what the last three say of each other. */
#ifndef PILIND_SOLVERS_MOMENTS_RUNGS_H
#define PILIND_SOLVERS_MOMENTS_RUNGS_H

#include "physics/meanfield/distinct.h"
#include "physics/moments/positivity.h"
#include "physics/moments/reference.h"
#include "solvers/moments/steady.h"

enum { MOMENT_RUNGS = 3 }; /* a rung and the two before it */

/* What all ladders of a problem share. */
typedef struct {
  MPI_Comm               comm;
  const MomentProblem   *problem;
  const MomentReference *reference;
  SiteMaps               maps;
  DistinctSum           *sum;       /* [count] */
  double                *meanfield; /* [count] averages in the stable state, or over the pair */
  int                    degree;    /* the highest of the polynomials, at least 2 */
} MomentCase;

typedef struct {
  int       order, unknowns;
  PetscReal residual, positivity;
  double   *value, *average, *deviation;
} MomentRung;

typedef struct {
  MomentLadder  name;
  MomentFrame   frame;
  bool          mixture; /* the frame is about one of two mirror states: averages are over both */
  int           cap;
  MomentClosure closure;            /* of the newest rung */
  double        quartic;            /* slope of the closure in a quartic potential, as the mean field and the noise have it; 0: not known */
  MomentRung    rung[MOMENT_RUNGS]; /* the newest first */
  int           rungs;
  double       *error;        /* [values + count] s est of values and averages */
  PetscReal     firm, sought; /* the largest of those that decide, of those that are looked for */
} MomentRun;

/* Does the ladder apply? Then begin it, without a rung. */
PetscErrorCode MomentRunCreate(const MomentCase *c, MomentLadder name, MomentRun *run, PetscBool *applies);
PetscErrorCode MomentRunDestroy(MomentRun *run);

/* The rung of that order; *fits is false if it has more unknowns than `most` (nothing is changed then). Collective. */
PetscErrorCode MomentRunClimb(const MomentCase *c, int order, int most, MomentRun *run, PetscBool *fits);

/* How much the newest rung depends on the limit of letters, added to its errors. Collective. */
PetscErrorCode MomentRunCheckCap(const MomentCase *c, MomentRun *run);

/* Averages in a product state with <O_a> = x, over the state and its image where `mixture`. */
double moment_product_average(const DistinctSum *sum, const double *x, const double *sign, bool mixture);

#endif
