/* Eigenvalues of the Liouvillian with their multiplicities, in the symmetric sector or the full 4^N space.

   Method     Blocks of up to SPECTRUM_DENSE_MAX unknowns: all eigenvalues by LAPACK, in the orthonormal basis, where fast and slow
              modes are conditioned alike. Larger ones (symmetric sector only): the `nev` of each sector nearest to 0, by
              shift-invert (solvers/modes/rightmost.h).
   Order      -Re ascending, then |Im|: the paper's (XYZ paper, Sec. IV). */
#ifndef PILIND_SOLVERS_MODES_SPECTRUM_H
#define PILIND_SOLVERS_MODES_SPECTRUM_H

#include "physics/spaces/irreps.h"
#include "operators/petsc.h"

enum { SPECTRUM_DENSE_MAX = 2000 };

typedef struct {
  PetscReal re, im, multiplicity; /* multiplicity: of the irrep; 1 in the symmetric sector */
  int       rows;                 /* boxes below its first row */
  int       parity;               /* DickeParity */
} SpectrumMode;

typedef struct {
  PetscInt      count;
  PetscBool     complete; /* are these all eigenvalues? */
  SpectrumMode *mode;     /* [count], on every rank */
} LiouvillianSpectrum;

/* Collective. nev: how many are wanted where not all can be had. Release with SpectrumDestroy. */
PetscErrorCode SpectrumSolve(MPI_Comm comm, const XyzModel *model, PetscBool full, PetscInt nev, LiouvillianSpectrum *spectrum);
PetscErrorCode SpectrumDestroy(LiouvillianSpectrum *spectrum);

/* Unknowns of all blocks and of the largest one. */
void spectrum_sizes(const XyzModel *model, bool full, double *unknowns, double *largest);

#endif
