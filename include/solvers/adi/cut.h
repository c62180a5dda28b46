/* Support truncation: near and below the transition a steady state lives on few unknowns. A cut keeps the first `blocks` values
   of j and m <= N/2 - top; it is grown until the state has died out at every edge.

   Certificate  `edge`: largest |element| on an edge of the cut, relative to the largest of all. `TruncationOutflow`: what L makes
                of the state just outside the cut, so that the residual of the whole space is known, not that of the cut. */
#ifndef PILIND_SOLVERS_ADI_CUT_H
#define PILIND_SOLVERS_ADI_CUT_H

#include "physics/spaces/dicke.h"
#include "physics/spins/spin_model.h"
#include "operators/petsc.h"

#include <petscvec.h>

typedef struct {
  int blocks, top; /* see dicke_basis_create_cut; (N/2+1, 0) is the whole space */
} Cut;

Cut       TruncationWhole(int N);
PetscBool TruncationIsWhole(int N, Cut cut);

/* A first cut around the mean-field state, too small rather than too large; and what the final cut is likely to be (for
   estimates). Neither knows the exact state. The whole space where a cut is not likely to pay. */
Cut TruncationStart(const SpinModel *model);
Cut TruncationPredict(const SpinModel *model);

/* A cut with so many more blocks and levels; the whole space where that does not pay. */
Cut TruncationGrow(int N, Cut cut, int blocks, int levels);

/* Unknowns of the even sector that a cut keeps, as a fraction of all. */
double TruncationKept(int N, Cut cut);

/* Edge weight of a state, and the cut that would bring it below tol, by extrapolating the decay of the state towards the edges
   as far as it is above `noise` (relative to the largest element). Returns the same cut if the edge is below tol, and the whole
   space if the next cut would keep more than half of it. Collective. */
PetscErrorCode TruncationNext(const DickeBasis *basis, Vec rho, Cut cut, PetscReal tol, PetscReal noise, PetscReal *edge, Cut *next);

/* The smallest cut, within that of the state, that TruncationNext would leave as it is. Collective. */
PetscErrorCode TruncationFit(const DickeBasis *basis, Vec rho, Cut cut, PetscReal tol, Cut *fit);

/* Copy a state to another cut of the same N, or another sector: elements that the target does not have are lost, those that the source
   does not have are zero. Collective. */
PetscErrorCode TruncationCopy(const DickeBasis *from, Vec x, const DickeBasis *to, Vec y);

/* 2-norm of the part of L rho that lies outside the cut, rho being zero there. Collective. */
PetscErrorCode TruncationOutflow(const SpinModel *model, const DickeBasis *basis, Cut cut, Vec rho, PetscReal *norm);

#endif
