/* Numbers of multisets of at most N letters 0 ... n-1 (occupations m_a), without a table of them: those of fewer letters first, of k
   letters in colexicographic order,
     rank = off_k + sum_(i<k) C(x_i + i, i + 1),   x_0 <= x_1 <= ... the letters,   off_k = C(k - 1 + n, n). */
#ifndef PILIND_PHYSICS_OCCUPATION_INDEX_H
#define PILIND_PHYSICS_OCCUPATION_INDEX_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  int      n, N;
  int64_t  size;   /* C(N + n, n) */
  int64_t *offset; /* [N+2] off_k */
  int64_t *sum;    /* [n][N+1] sum_(j<i) C(x + j, j + 1) */
} OccupationIndex;

/* C(N + n, n), also where it is beyond any memory. */
double occupation_count(int n, int N);

/* False if memory is short or the number of multisets is 2^31 or more; release with occupation_index_free (also then). */
bool occupation_index_create(int n, int N, OccupationIndex *index);
void occupation_index_free(OccupationIndex *index);

/* The number of m[n], sum m <= N; m of a number; the m that follows. */
int64_t occupation_rank(const OccupationIndex *index, const uint16_t *m);
void    occupation_unrank(const OccupationIndex *index, int64_t rank, uint16_t *m);
void    occupation_next(int n, uint16_t *m);

#endif
