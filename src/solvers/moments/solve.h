/* The steady state of a moment hierarchy: sparse LU with iterative refinement. */
#ifndef PILIND_SOLVERS_MOMENTS_SOLVE_H
#define PILIND_SOLVERS_MOMENTS_SOLVE_H

#include "operators/petsc.h"
#include "physics/moments/hierarchy.h"

/* y[unknowns], the same on all ranks of comm. *residual: the largest component of what the rows leave, relative to the largest of the sums
   of the moduli of a row's terms; infinite where there is no solution (singular, or no memory for the factors). Small systems are solved
   by every rank for itself, the smallest by LAPACK. Collective. */
PetscErrorCode MomentSolve(MPI_Comm comm, const MomentHierarchy *h, const MomentClosure *closure, double *y, PetscReal *residual);

/* The same with the closure that the solution itself suggests, found by a few solves in a row. *closure is where they begin, that of
   another order or none (zero), and becomes the one of y; none is left where the solution suggests none, and then y is the solution
   without. Collective. */
PetscErrorCode MomentSolveClosed(MPI_Comm comm, const MomentHierarchy *h, MomentClosure *closure, double *y, PetscReal *residual);

#endif
