/* Direct solution with a sparse matrix: one KSP for all that factor one.

   Up to DIRECT_DENSE_MAX rows every rank factors the whole matrix by LAPACK (PCREDUNDANT on a dense copy): faster than MUMPS there, and
   MUMPS's orderings are not made for a handful of rows: PORD ends the process on some. Above, MUMPS with the ordering that it chooses
   itself, which is METIS where it has that, else PORD, and with as much room as it asks for (ICNTL(14)). PORD's factors of N = 90 (137000
   unknowns) have 63 million entries, AMD's 91. Options with the prefix are PETSc's and MUMPS's; below DIRECT_DENSE_MAX those of MUMPS have
   no effect. */
#ifndef PILIND_SOLVERS_LINEAR_DIRECT_H
#define PILIND_SOLVERS_LINEAR_DIRECT_H

#include "operators/petsc.h"

#include <petscksp.h>

enum { DIRECT_DENSE_MAX = 200 };

/* A KSP that solves with A (AIJ) and its transpose, factored; A must outlive it. An option that takes another PC than lu or another KSP
   than preonly is obeyed. The caller destroys *ksp. An error if PETSc has no LU package of the name that is asked for. Collective. */
PetscErrorCode DirectSolverCreate(Mat A, const char *prefix, KSP *ksp);

/* Factor, if that has not been done. *singular: a pivot is zero, and no solve is possible. A KSP with another PC is set up as it is.
   Collective. */
PetscErrorCode DirectSolverSetUp(KSP ksp, PetscBool *singular);

/* Could the matrix not be factored (no memory, singular)? Its solves would give no numbers. Collective. */
PetscErrorCode DirectSolverFailed(KSP ksp, PetscBool *failed);

/* Make and factor a matrix of either kind with the options of the prefix: PETSc's error if one is refused. Not collective. */
PetscErrorCode DirectSolverTry(const char *prefix);

#endif
