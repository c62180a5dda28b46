/* Moments Tr(O rho) of collective spin operators in the symmetric sector: O is one row of a table of bands.
   S_a = sum_i sigma^a_i = 2 J_a (Pauli). */
#ifndef PILIND_PHYSICS_OBSERVABLES_MOMENTS_H
#define PILIND_PHYSICS_OBSERVABLES_MOMENTS_H

#include "physics/spaces/dicke.h"

#include <complex.h>

typedef enum {
  MOMENT_TRACE, /* 1 */
  MOMENT_SX,
  MOMENT_SY,
  MOMENT_SZ,
  MOMENT_SX2,
  MOMENT_SY2,
  MOMENT_SZ2,
  MOMENT_SXY, /* (Sx Sy + Sy Sx)/2 */
  MOMENT_SXZ, /* (Sx Sz + Sz Sx)/2 */
  MOMENT_SYZ, /* (Sy Sz + Sz Sy)/2 */
  MOMENT_SX4,
  MOMENT_SY4,
  MOMENT_S2, /* Sx^2 + Sy^2 + Sz^2 = 4 j (j+1) */
  MOMENT_COUNT
} Moment;

enum { MOMENT_BAND = 4 }; /* no operator connects m with m + dm beyond */

/* <j, m+dm| O |j, m>, dm >= 0; zero beyond the operator's band and where m+dm > j. */
double complex moment_element(Moment moment, double j, double m, int dm);

/* The weight of an unknown: Tr(O rho) = sum_r moment_weight(O, basis, element of r) x_r. */
double moment_weight(Moment moment, const DickeBasis *basis, DickeElement e);

#endif
