/* Random weights for the elements of a vector: a residual whose size is known element by element, and nothing else. The same for every
   number of ranks. */
#ifndef PILIND_SOLVERS_LINEAR_RANDOM_WEIGHTS_H
#define PILIND_SOLVERS_LINEAR_RANDOM_WEIGHTS_H

#include "operators/petsc.h"

#include <petscvec.h>
#include <stdint.h>

/* A number s with 1/2 < |s| < 3/2 and both signs alike, a function of its arguments. (With |s| = 1 few elements of one size would often
   cancel exactly.) */
double random_weight(uint64_t seed, uint64_t i);

/* x_i <- s(seed, i) x_i. Logically collective. */
PetscErrorCode VecRandomWeights(Vec x, uint64_t seed);

#endif
