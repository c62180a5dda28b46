/* What the rows of physics/generators/dicke_liouvillian.h lack for being rounded to doubles, where it matters (physics/generators/liouvillian_low.h
   says where that is, and has the closed forms). */
#ifndef PILIND_PHYSICS_GENERATORS_DICKE_LIOUVILLIAN_LOW_H
#define PILIND_PHYSICS_GENERATORS_DICKE_LIOUVILLIAN_LOW_H

#include "physics/generators/dicke_liouvillian.h"

/* The entry to be added to row e of a whole basis with scaling 0; false: none. A population: what its column lacks to add up to 0 over the rows of
   all populations. A coherence: the low part of the difference of the energies. `work` is room for a row. */
bool dicke_liouvillian_low_row(const DickeLiouvillian *L, DickeElement e, SparseRow *work, int64_t *column, double *value);

/* What the diagonal of a population has less at the walls of a box, as in physics/generators/liouvillian_low.h. */
double dicke_liouvillian_reflection(const DickeLiouvillian *L, DickeElement e, SparseRow *work);

#endif
