/* What a state has at the edges of a box in (j, m), and how fast it would leave there. */
#ifndef PILIND_OPERATORS_BOX_EDGES_H
#define PILIND_OPERATORS_BOX_EDGES_H

#include "operators/petsc.h"
#include "physics/spins/charge_box.h"

#include <petscvec.h>

typedef struct {
  PetscReal most;              /* largest element of all */
  PetscReal side[DICKE_SIDES]; /* largest at each side that cuts something off */
  PetscReal norm;              /* of all elements at edges, over that of x */
} BoxEdges;

/* x over a basis of one charge; im: a second part of the same vector, or NULL. Collective; all ranks get the edges. */
PetscErrorCode BoxEdgesMeasure(const SpinModel *model, const DickeBasis *basis, Vec x, Vec im, BoxEdges *edges);

/* The sides with more than tol of the largest element; are there any? */
PetscBool box_edges_above(const BoxEdges *edges, PetscReal tol, bool side[DICKE_SIDES]);

/* |(L - L_box) x|_2 / |x|_2 at most, L being that of the whole space, x of charge 0 a state in a box with reflecting walls. Collective. */
PetscErrorCode BoxOutflow(const SpinModel *model, const DickeBasis *basis, Vec x, PetscReal *outflow);

#endif
