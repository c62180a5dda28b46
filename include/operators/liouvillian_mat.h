/* The Liouvillian in the Dicke basis as a distributed PETSc matrix, made from a row generator: every rank makes its own rows, walking the
   basis in order, without communication and without search. */
#ifndef PILIND_OPERATORS_LIOUVILLIAN_MAT_H
#define PILIND_OPERATORS_LIOUVILLIAN_MAT_H

#include "physics/spins/spin_model.h"
#include "operators/petsc.h"

#include <petscmat.h>

/* Assemble L over the ranks of comm, PETSc's default row distribution. If pin >= 0 that row is replaced by x_pin: one diagonal row of L
   depends on the others (trace), so the pinned matrix is regular. The caller destroys *L. Collective. The basis must fit PetscInt: see
   LiouvillianMatOverflow. */
PetscErrorCode LiouvillianMatCreate(MPI_Comm comm, const SpinModel *model, const DickeBasis *basis, PetscInt pin, Mat *L);

/* What the matrix of a whole basis with scaling 0 lacks for being rounded (physics/generators/liouvillian_low.h), as a matrix like it. The
   caller destroys *low. Collective. */
PetscErrorCode LiouvillianLowMatCreate(MPI_Comm comm, const SpinModel *model, const DickeBasis *basis, Mat *low);

/* Row `row` of L as a vector like those of the matrix L: VecDot with x gives (L x)_row. The caller destroys *v. Collective. */
PetscErrorCode LiouvillianRowVec(const SpinModel *model, const DickeBasis *basis, PetscInt row, Mat L, Vec *v);

/* Would the matrix overflow PetscInt on this many ranks? Unknowns count as a whole, nonzeros on each rank. */
PetscBool LiouvillianMatOverflow(const SpinModel *model, int64_t unknowns, int ranks);

#endif
