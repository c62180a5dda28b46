/* Which solver an assembled matrix of the occupation basis gets. */
#ifndef PILIND_SOLVERS_OCCUPATION_METHODS_H
#define PILIND_SOLVERS_OCCUPATION_METHODS_H

#include "solvers/occupation/steady.h"

#include <petscksp.h>

typedef struct {
  Mat A;
  Vec b;
  KSP ksp;
} OccupationSystem;

/* Make the KSP of a method for A, with the options steady_, and set it up; *failed: it cannot solve. The caller destroys ksp. Collective.
   */
PetscErrorCode OccupationSystemSetUp(OccupationSystem *system, OccupationMethod method, const Monitor *monitor, PetscBool *failed);

/* The method of the options, or for so many unknowns. Not collective. */
PetscErrorCode OccupationMethodChoose(double unknowns, int *method, PetscBool *forced);

/* Is LU worth a trial where an iterative method failed? Its bytes. */
bool   occupation_lu_fits(double unknowns);
double occupation_lu_bytes(double unknowns);

#endif
