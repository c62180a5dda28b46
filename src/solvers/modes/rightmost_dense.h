/* The rightmost mode of a sector that one rank takes as a dense matrix. */
#ifndef PILIND_SOLVERS_MODES_RIGHTMOST_DENSE_H
#define PILIND_SOLVERS_MODES_RIGHTMOST_DENSE_H

#include "solvers/modes/rightmost.h"

/* All of the mode but its vectors: nothing is left to SectorFinish. mode->re stays as it is where LAPACK fails. The sector is one of this
   process. Not collective. */
PetscErrorCode SectorRightmostDense(const Sector *sector, Mode *mode);

/* The sector as a dense matrix A[n*n], column-major, of M = its L or D: M, or -(M + 2 eta)^T if it is mirrored. */
PetscErrorCode SectorDense(const Sector *sector, Mat M, PetscScalar *A);

#endif
