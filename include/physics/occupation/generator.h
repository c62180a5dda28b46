/* The exact Lindbladian of N sites with d levels, row by row: real equations of motion of the averages p_m = <O'_x1 O'_x2 ...> of letters
   on different sites, m a multiset of at most N letters (physics/occupation/index.h, letters.h; physics/moments/site_maps.h has the
   equations).

   p of the adjoint letters is p^*. A number r with the number r* of its adjoint letters has one real unknown: Re p_r where r <= r*, Im p_r*
   where r > r*; with r = r*, p is real. Row 0 is empty and p_0 = 1: the trace is exact. */
#ifndef PILIND_PHYSICS_OCCUPATION_GENERATOR_H
#define PILIND_PHYSICS_OCCUPATION_GENERATOR_H

#include "physics/moments/moves.h"
#include "physics/occupation/index.h"
#include "physics/occupation/letters.h"

/* One row while it is made: entries in the order found, each column once; a hash table says where a column is. */
typedef struct {
  int      count, room, slots;
  int64_t *column;
  double  *value;
  int     *slot, *used; /* [slots] entry + 1; [room] slots that are in use */
} OccupationRow;

typedef struct {
  OccupationIndex index;
  LetterBasis     letters;
  int             moves[2]; /* those with real, and with imaginary rates */
  MomentMove     *move[2];
  int             longest; /* no row has more entries */
} OccupationGenerator;

/* False if memory is short or there are 2^31 unknowns or more; release with occupation_generator_free (also then). */
bool occupation_generator_create(const SiteMaps *maps, const LetterBasis *letters, OccupationGenerator *g);
void occupation_generator_free(OccupationGenerator *g);

bool occupation_row_create(const OccupationGenerator *g, OccupationRow *row);
void occupation_row_free(OccupationRow *row);

/* Row of an unknown 0 ... index.size-1. */
void occupation_row(const OccupationGenerator *g, int64_t unknown, OccupationRow *row);

/* The number of the adjoint letters. */
int64_t occupation_adjoint(const OccupationGenerator *g, const uint16_t *m);

#endif
