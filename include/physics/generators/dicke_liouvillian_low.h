/* What the rows of physics/generators/dicke_liouvillian.h lack for being rounded to doubles, where it matters
   (physics/generators/liouvillian_low.h says where that is, and has the closed forms): entries are sums of terms that may lie many decades
   apart, and columns must add up to 0 over the rows of all populations, also those of coherences, which jumps with cross terms turn into
   populations. */
#ifndef PILIND_PHYSICS_GENERATORS_DICKE_LIOUVILLIAN_LOW_H
#define PILIND_PHYSICS_GENERATORS_DICKE_LIOUVILLIAN_LOW_H

#include "physics/generators/dicke_liouvillian.h"

/* Room of the result, beyond dicke_liouvillian_row_max. */
int dicke_liouvillian_low_max(const DickeLiouvillian *L);

/* Entries to be added to row e of a whole basis with scaling 0: what its sums lack; and, in the row of a population (b, b), what the
   columns (a, b), a >= b, lack to add up to 0. `work`: room for a row, with low. */
void dicke_liouvillian_low_row(const DickeLiouvillian *L, DickeElement e, SparseRow *work, SparseRow *low);

/* What the diagonal of a population has less at the walls of a box, as in physics/generators/liouvillian_low.h. */
double dicke_liouvillian_reflection(const DickeLiouvillian *L, DickeElement e, SparseRow *work);

#endif
