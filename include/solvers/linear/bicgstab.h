/* BiCGStab(ell) as a KSP type, for operators beside whose cost that of the vectors is not small, and for solves that take hours.

   It is PETSc's KSPBCGSL in exact arithmetic. Different: all vectors of a step go through the cache once (about 11 reads and writes of
   a vector for every product with the operator), 2 ell + 6 work vectors, and KSPBuildSolution gives the iterate at any time, so that a
   monitor or a convergence test can save it without ending the solve. Left preconditioning; preconditioned norm.

   References Sleijpen, Fokkema, ETNA 1, 11 (1993); Sleijpen, van der Vorst, Computing 56, 141 (1996) for the group-wise update, which
   keeps the residual of the recurrence near the true one. */
#ifndef PILIND_SOLVERS_LINEAR_BICGSTAB_H
#define PILIND_SOLVERS_LINEAR_BICGSTAB_H

#include <petscksp.h>

#define KSPBICGSTABL "bicgstabl"
enum { BICGSTAB_ELL_MAX = 8 };

/* Make the type known to PETSc. Call after PetscInitialize; repeated calls do nothing. */
PetscErrorCode BiCGStabRegister(void);

/* ell from 1 to BICGSTAB_ELL_MAX, default 2; between solves. Collective. */
PetscErrorCode BiCGStabSetEll(KSP ksp, PetscInt ell);

#endif
