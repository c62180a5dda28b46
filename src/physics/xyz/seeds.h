/* Guesses at all fixed points of the XYZ model's mean field, by elimination. */
#ifndef PILIND_PHYSICS_XYZ_SEEDS_H
#define PILIND_PHYSICS_XYZ_SEEDS_H

#include "physics/models/xyz.h"

/* Rates of the equations of physics/xyz/meanfield.h: dMz/dt of a spin alone is gain - decay Mz. */
typedef struct {
  double k, c, gain, decay;
} MeanFieldRates;

MeanFieldRates meanfield_rates(const XyzModel *model);

/* Is there a rotation symmetry about z? */
bool meanfield_is_axial(const XyzModel *model);

enum { MEANFIELD_SEEDS = 12 };

/* Fills seeds with points close to all fixed points, and with others, for a model that meanfield_check has passed; returns their number. */
int meanfield_seeds(const XyzModel *model, double seeds[MEANFIELD_SEEDS][3]);

#endif
