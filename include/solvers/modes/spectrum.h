/* Eigenvalues of the Liouvillian with their multiplicities, in the symmetric sector or the full 4^N space.

   Method     Blocks of up to SPECTRUM_DENSE_MAX unknowns, and of twice as many if a quarter of their modes or more is asked for: all
              eigenvalues by LAPACK, in the orthonormal basis, where fast and slow modes are conditioned alike. Larger ones (symmetric
              sector only): the `nev` of each sector nearest to 0, by shift-invert (solvers/modes/rightmost.h).
   Error      Of every eigenvalue, from its condition number: LAPACK's (src/solvers/modes/dense_modes.h), or residuals of both vectors.
   Order      -Re ascending, then |Im|: the paper's (XYZ paper, Sec. IV). */
#ifndef PILIND_SOLVERS_MODES_SPECTRUM_H
#define PILIND_SOLVERS_MODES_SPECTRUM_H

#include "physics/spaces/irreps.h"
#include "physics/spins/spin_model.h"
#include "operators/petsc.h"

enum { SPECTRUM_DENSE_MAX = 2000 };

typedef struct {
  PetscReal re, im;
  PetscReal error;        /* estimate of how far off the eigenvalue is at most; inf where nothing is known */
  PetscReal multiplicity; /* of the irrep; 1 in the symmetric sector */
  int       rows;         /* boxes below its first row */
  int       parity;       /* DickeParity */
} SpectrumMode;

typedef struct {
  PetscInt      count;
  PetscBool     complete; /* are these all eigenvalues? */
  SpectrumMode *mode;     /* [count], on every rank */
} LiouvillianSpectrum;

/* A spectrum with an error above so many units of the model's largest rate in a mode that is asked for counts as failed. */
#define SPECTRUM_ERROR_LIMIT 1e-3

/* Collective. nev: how many are wanted where not all can be had. Release with SpectrumDestroy. */
PetscErrorCode SpectrumSolve(MPI_Comm comm, const SpinModel *model, PetscBool full, PetscInt nev, LiouvillianSpectrum *spectrum);
PetscErrorCode SpectrumDestroy(LiouvillianSpectrum *spectrum);

/* Is a block of that size solved as a whole where so many modes are asked for? */
static inline bool spectrum_is_dense(double size, double nev)
{
  return size <= SPECTRUM_DENSE_MAX || (size <= 2 * SPECTRUM_DENSE_MAX && nev >= size / 4);
}

/* Unknowns of all blocks and of the largest one. */
void spectrum_sizes(const SpinModel *model, bool full, double *unknowns, double *largest);

#endif
