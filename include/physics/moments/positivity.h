/* What every state obeys and a hierarchy that is cut need not: positive matrices of moments. */
#ifndef PILIND_PHYSICS_MOMENTS_POSITIVITY_H
#define PILIND_PHYSICS_MOMENTS_POSITIVITY_H

#include "physics/moments/hierarchy.h"

/* Smallest eigenvalues, which rounding may take below zero.
   collective: of G_ab = <S_a^+ S_b>, S_a = sum_n O'_a(n) of the displaced letters, its diagonal normalised to 1;
   sites: of the density matrices of one and of two sites. NaN if LAPACK fails or memory is short. cut.wanted >= 2. */
typedef struct {
  double collective, sites;
} MomentPositivity;

MomentPositivity moment_positivity(const MomentHierarchy *h, const SiteBasis *basis, const double *y);

#endif
