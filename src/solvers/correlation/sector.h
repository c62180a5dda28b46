/* One sector of a correlation: its Liouvillian, what B makes of the state there, and what A sees of it. */
#ifndef PILIND_SOLVERS_CORRELATION_SECTOR_H
#define PILIND_SOLVERS_CORRELATION_SECTOR_H

#include "solvers/correlation/correlation.h"

/* What is asked for, prepared once: A = A_1 + i A_2 and B^+B as Hermitian polynomials, mean values. */
typedef struct {
  const SpinModel          *model;
  const CorrelationProblem *problem;
  const SteadyState        *state;
  Polynomial                A[2], BB; /* owned */
  double complex            mean_A, mean_B;
  double                    scale;     /* sqrt(<A A^+><B^+ B>), not below rounding of it: no C(t) exceeds it */
  double                    intensity; /* <B^+ B>, 0 where it is rounding */
} CorrelationWork;

/* Vectors over a basis with scaling 0, whole blocks. */
typedef struct {
  const CorrelationWork *work;
  DickeBasis             basis;
  Mat                    L;
  Vec                    b[2];       /* Hermitian parts of B rho */
  Vec                    a[2];       /* functionals of those of A */
  Vec                    both;       /* B rho B^+; NULL where g2 is not asked for */
  Vec                    intensity;  /* functional of B^+B; or NULL */
  Vec                    rho, trace; /* the state and the functional of the trace; NULL where the sector has none */
} CorrelationSector;

/* Sectors that B rho, and B rho B^+ where g2 is asked for, can reach: their number. */
int correlation_sectors(const SpinModel *model, const CorrelationProblem *problem, DickeParity sectors[DICKE_SECTORS]);

PetscErrorCode CorrelationWorkCreate(const SpinModel *model, const CorrelationProblem *problem, const SteadyState *state,
                                     CorrelationWork *work);
PetscErrorCode CorrelationWorkDestroy(CorrelationWork *work);

/* *used: does A see anything of B rho there, or B^+B of B rho B^+? If not there is no L, and nothing but the destruction is left to do.
   Collective. */
PetscErrorCode CorrelationSectorCreate(const CorrelationWork *work, DickeParity parity, CorrelationSector *s, PetscBool *used);
PetscErrorCode CorrelationSectorDestroy(CorrelationSector *s);

/* Add the sector's part of the spectrum, and the squares of its residuals |b - (i omega - L) x| and of |b|, b = B rho - <B> rho.
   Collective. */
PetscErrorCode CorrelationSpectrum(const CorrelationSector *s, Correlation *c, PetscReal *square);

/* Add its part of C(t), and of g2(t) unless the intensity is 0; bound[0, 1] += what they may be off by, relative to the scale, and as it
   is. Collective. */
PetscErrorCode CorrelationTimes(const CorrelationSector *s, Correlation *c, PetscReal bound[2]);

#endif
