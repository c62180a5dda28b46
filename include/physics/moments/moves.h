/* The terms of a row, collected by where they lead: moves m -> m + change. The rates depend on m by few factors, which is what makes the
   terms of one move one number. */
#ifndef PILIND_PHYSICS_MOMENTS_MOVES_H
#define PILIND_PHYSICS_MOMENTS_MOVES_H

#include "physics/moments/hierarchy.h"

/* c times m_a, -(k-1) m_a, (N-k) m_a or the pairs of letters a, c, where k = sum m. */
typedef enum { FACTOR_SITE, FACTOR_LESS, FACTOR_FREE, FACTOR_PAIR } MomentFactor;

typedef struct {
  MomentFactor factor;
  int          a, c;
  double       value;
} MomentPart;

struct MomentMove {
  int         parts, room;
  MomentPart *part;
  int16_t     change[MOMENT_LETTERS];
};

/* From displaced maps; elements below `negligible` of the largest are zero. False if memory is short; release with moment_moves_free (also
   then). */
bool moment_moves_create(const SiteMaps *displaced, double negligible, int *moves, MomentMove **move);
void moment_moves_free(int moves, MomentMove *move);

/* The rate of a move from m (k letters): 0 where it takes more letters than there are. */
double moment_move_rate(const MomentMove *move, int N, int k, const uint16_t *m);

#endif
