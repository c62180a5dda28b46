/* The factor of A: A itself = T - G_f, or (T - G_f) T^-1 (T - G_b) for it; T = kappa + losses - level gains. One family of rows. */
#ifndef PILIND_SOLVERS_ADI_FACTOR_H
#define PILIND_SOLVERS_ADI_FACTOR_H

#include "solvers/adi/dissipation.h"

typedef struct {
  const AdiDissipator *d;
  const AdiRows       *rows;
  double               kappa;
  int                  width;      /* pairs of the longest row */
  double              *inverse;    /* 1/pivots of one level, and two rows of couplings */
  double              *scratch;    /* one row */
  double              *level_rows; /* one level, only for the incomplete factor */
  double             **row;        /* rows of the level at work */
  const double       **block;      /* blocks of the vector at work */
} AdiFactor;

PetscErrorCode AdiFactorCreate(const AdiDissipator *d, const AdiRows *rows, double kappa, AdiFactor *factor);
PetscErrorCode AdiFactorDestroy(AdiFactor *factor);

/* w = A^-1 v; v and w may be the same. Arrays in the layout of `rows`; unknowns of other families are not touched. */
void adi_factor_solve(const AdiFactor *factor, const double *v, double *w);

#endif
