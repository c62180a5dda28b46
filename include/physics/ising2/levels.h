/* The four levels of the mean-field Hamiltonian of a site. */
#ifndef PILIND_PHYSICS_ISING2_LEVELS_H
#define PILIND_PHYSICS_ISING2_LEVELS_H

#include "physics/ising2/ising2.h"

typedef struct {
  double E[4];  /* ascending */
  double V[16]; /* V[4*row+n]: component of eigenvector n, real */
} Ising2Levels;

/* Levels of a real symmetric 4x4 matrix, and of H for the mean fields m. */
void ising2_levels_of(const double H[16], Ising2Levels *levels);
void ising2_levels(const Ising2Model *model, const double m[2], Ising2Levels *levels);

/* out = V^T M V and out = V M V^T for a real 4x4 matrix; out must not be M. */
void ising2_to_levels(const Ising2Levels *levels, const double M[16], double out[16]);
void ising2_from_levels(const Ising2Levels *levels, const double M[16], double out[16]);

/* Jumps between eigenstates are undefined where two levels coincide (to 1e-10 of the width of the spectrum): any rotation of
   the two eigenvectors gives another dissipator. Returns 0, or 1 + n if levels n and n+1 coincide. */
int ising2_degeneracy(const Ising2Levels *levels);

/* What such a non-zero return value means, in one line. */
const char *ising2_degeneracy_message(int degeneracy);

#endif
