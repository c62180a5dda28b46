/* Between the two layouts, and the edges that a product with L needs. */
#ifndef PILIND_SOLVERS_ADI_EXCHANGE_H
#define PILIND_SOLVERS_ADI_EXCHANGE_H

#include "operators/petsc.h"

typedef struct {
  PetscMPIInt *own_count, *own_first;   /* [ranks] pieces of the own blocks for the lines of each other rank */
  PetscMPIInt *line_count, *line_first; /* [ranks] pieces of the own lines from the blocks of each rank; to itself none is sent */
  double      *buffer;                  /* own unknowns for the others, sorted by rank */
  double      *lines;                   /* the second layout */
} AdiExchange;

struct Adi;
PetscErrorCode AdiExchangeCreate(struct Adi *adi);
PetscErrorCode AdiExchangeDestroy(struct Adi *adi);

/* v, w: own unknowns. w = A^-1 v through the second layout; v and w may be the same. Collective. */
PetscErrorCode AdiExchangeSolve(struct Adi *adi, const double *v, double *w);

/* Fill adi->block with the blocks of x and its neighbours'. Collective. */
PetscErrorCode AdiExchangeHalo(struct Adi *adi, const double *x);

#endif
