/* Iterative refinement on the true residual: the one loop behind every solve.

   Algorithm  r = b - A x; repeat: solve A d = r as well as it goes, x <- x + d, unless that is worse; until |r| is below the target, or
              rounds gain less than a factor of two. x is never given up for a worse one, and what is not a number ends the loop.
   References Wilkinson, Rounding Errors in Algebraic Processes (1963); Higham, Accuracy and Stability (2002), ch. 12. */
#ifndef PILIND_SOLVERS_LINEAR_REFINE_H
#define PILIND_SOLVERS_LINEAR_REFINE_H

#include "operators/petsc.h"

#include <petscvec.h>

typedef struct {
  PetscReal residual; /* of x, in the caller's norm */
  PetscReal gain;     /* of the last round: residual before it over residual after it */
  PetscInt  rounds;
} RefineReport;

typedef struct {
  void *context; /* of all functions below */
  /* r = b - A x and its norm, absolute or relative as the caller wants it. */
  PetscErrorCode (*residual)(void *context, Vec x, Vec r, PetscReal *norm);
  /* A d = r; r may be used as work space. *failed: there is no d, and the loop ends. */
  PetscErrorCode (*correct)(void *context, Vec r, Vec d, PetscBool *failed);
  /* A correction was taken: a chance to bring x and its residual r into the form wanted. NULL: none. */
  PetscErrorCode (*taken)(void *context, Vec x, Vec r);
  /* A round is over. NULL: nothing to do. */
  PetscErrorCode (*after)(void *context, Vec x, const RefineReport *report);
  PetscReal target;   /* the loop ends at residual <= target */
  PetscReal floor;    /* a round that gains less than two at or below this residual is the last one */
  PetscInt  rounds;   /* at most */
  PetscInt  patience; /* so many rounds in a row that gain less than two end the loop */
} RefineLoop;

/* x holds the first guess, and the best iterate on return, r its residual; d is work space like x. Collective. */
PetscErrorCode Refine(const RefineLoop *loop, Vec x, Vec r, Vec d, RefineReport *report);

#endif
