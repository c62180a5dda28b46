/* Multisets of letters 0 ... n-1 as occupation numbers m_a, numbered in the order in which they are added; looked up by a hash table. */
#ifndef PILIND_PHYSICS_MOMENTS_MULTISETS_H
#define PILIND_PHYSICS_MOMENTS_MULTISETS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  int       n, count, room, slots;
  uint16_t *occupation; /* [count][n] */
  int      *slot;       /* [slots] number + 1, 0 where it is free */
} Multisets;

enum { OCCUPATION_MAX = UINT16_MAX };

Multisets multisets_empty(int n);
void      multisets_free(Multisets *s);

/* The number of m[n], -1 if it is not there; multisets_add puts it there (-1: memory is short). */
int multisets_find(const Multisets *s, const uint16_t *m);
int multisets_add(Multisets *s, const uint16_t *m);

static inline const uint16_t *multiset(const Multisets *s, int i) { return s->occupation + (long)i * s->n; }

#endif
