/* What the solutions of a cut may be off by: how a small residual becomes a large error where L has slow modes.

   Method     Solve L z = w for a random residual w as large as the true ones: z is a sample of the error. A tenth is accurate enough, but
              the residual that is left may be all that the slowest mode has, if that has but a small part of w. What dissipation moves
              slowly is weight between values of j, values of m, or the two parities of m, and in the odd sector the order along x and
              y: the solve goes on until the sums that belong to each of these have been answered, too, and w holds, beside the residuals
              element by element and as much everywhere, the solution with random weights for each j and m. Checked against LU over
              rates of 20 decades, N = 2 ... 25. */
#ifndef PILIND_SOLVERS_ADI_CUT_DEVIATION_H
#define PILIND_SOLVERS_ADI_CUT_DEVIATION_H

#include "solvers/adi/cut_solve.h"

/* w: the residuals of all solutions of the stage, once as they are and as random residuals of their size with the rounding of the product
   that measured them, and `extra` (or NULL). z: the solution of L z = w, found within `most` iterations, which are added to *iterations;
   *known: was it? If not, there are modes too slow for the solver, and z says nothing. `report` is that of the stage. Collective. */
PetscErrorCode CutDeviation(const CutProblem *problem, CutStage *stage, const CutReport *report, Vec extra, PetscInt most, Vec z,
                            PetscBool *known, PetscInt *iterations);

#endif
