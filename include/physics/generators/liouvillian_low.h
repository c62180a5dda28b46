/* What the rows of the Liouvillian lack for being rounded to doubles, where it matters. Rates may lie many decades apart: then the rounding
   of the large ones outweighs the small ones, unless what the small ones decide is exact in the large ones: that no trace is lost, and that
   the frequencies of -i[H, .] are differences of energies. All else may be off by its own rounding: that is a model as good as this one. */
#ifndef PILIND_PHYSICS_GENERATORS_LIOUVILLIAN_LOW_H
#define PILIND_PHYSICS_GENERATORS_LIOUVILLIAN_LOW_H

#include "physics/generators/liouvillian.h"

/* What the diagonal of a population has less where its jumps would lead out of a box (physics/spaces/dicke.h): the walls of the box of
   charge 0 reflect, and no trace is lost. 0 elsewhere. liouvillian_row is without it, row generators are with it. */
double liouvillian_reflection(const XyzModel *model, const DickeBasis *basis, DickeElement e);

/* Row of the unknown e, to be added to that of liouvillian_row: at most one entry. Population: what its column lacks to add up to 0, on the
   diagonal. Re and Im of a coherence: the low part of its frequency (xyz_frequency). A whole basis with scaling 0; the trace counts
   unless the basis is that of the odd sector. */
void liouvillian_low_row(const XyzModel *model, const DickeBasis *basis, DickeElement e, LiouvillianRow *row);

#endif
