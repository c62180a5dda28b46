/* What the solutions of a cut may be off by: how a small residual becomes a large error where L has slow modes.

   Method     Solve L z = w for a random residual w as large as the true ones: z is a sample of the error. A few per cent are enough, but a
              residual that is small as a whole may be all that the slowest mode has, if that has but a small part of w. So w holds, beside
              the residuals themselves, each element by itself and all alike, what feeds single j, single m and the parity of m: what
              dissipation moves slowly is a function of these. The solve goes on until they have been answered, too. */
#ifndef PILIND_SOLVERS_ADI_CUT_DEVIATION_H
#define PILIND_SOLVERS_ADI_CUT_DEVIATION_H

#include "solvers/adi/cut_solve.h"

/* w: the residuals of all solutions of the stage, once as they are and as random residuals of their size with the rounding of the product
   that measured them, and `extra` (or NULL). z: the solution of L z = w, found within `most` iterations, which are added to *iterations;
   *known: was it? If not, there are modes too slow for the solver, and z says nothing. `report` is that of the stage. Collective. */
PetscErrorCode CutDeviation(const CutProblem *problem, CutStage *stage, const CutReport *report, Vec extra, PetscInt most, Vec z, PetscBool *known,
                            PetscInt *iterations);

#endif
