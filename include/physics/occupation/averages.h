/* Averages of any operators from those of few letters. */
#ifndef PILIND_PHYSICS_OCCUPATION_AVERAGES_H
#define PILIND_PHYSICS_OCCUPATION_AVERAGES_H

#include "physics/algebra/polynomial.h"
#include "physics/occupation/sector.h"

/* y[count]: the first unknowns of a sector, p_0 = y[0]; those of at most `degree` letters are among them. */
typedef struct {
  const OccupationGenerator *g;
  const OccupationSector    *sector;
  const double              *y;
} OccupationAverages;

/* How many of the sector's unknowns belong to at most `degree` letters. */
int64_t occupation_unknowns(const OccupationGenerator *g, const OccupationSector *sector, int degree);

/* <O_x1 O_x2 ...> of letters x[degree] of physics/algebra/site_basis.h on different sites. */
double occupation_average(const OccupationAverages *a, int degree, const unsigned char *x);

/* <P> of a Hermitian polynomial. False if memory is short. */
bool occupation_expectation(const OccupationAverages *a, const Polynomial *P, double *mean);

/* Density matrix of one site, [d*d], or of two (N > 1), [d^2 * d^2] in the order of the Kronecker product, row-major. */
void occupation_site_density(const OccupationAverages *a, const SiteBasis *basis, double complex *rho);
void occupation_pair_density(const OccupationAverages *a, const SiteBasis *basis, double complex *rho);

#endif
