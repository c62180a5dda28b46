/* Checksums of 64 bits. Every step is one to one in the state and in the word, so that a change of a single word, be it one bit or
   all of them, always changes the sum; other changes slip through with probability 2^-64.

     mix(h, w) = r ^ (r >> 32), r = (h ^ w) * 0x9e3779b97f4a7c15 modulo 2^64

   The checksum of a point begins with the FNV-1a hash of the settings and takes, in this order: the point's coordinates along the
   axes, its outputs in the order of provenance/outputs, seconds, attempt, status. A number is one word: the bits of a double, those
   of an integer as unsigned, zeros above. */
#ifndef PILIND_RESULTS_CHECKSUM_H
#define PILIND_RESULTS_CHECKSUM_H

#include "results/value.h"

static inline uint64_t checksum_mix(uint64_t h, uint64_t word)
{
  const uint64_t r = (h ^ word) * 0x9e3779b97f4a7c15u;

  return r ^ r >> 32;
}

/* FNV-1a, 64 bits. */
uint64_t checksum_text(const char *text);

/* Words of 8 bytes, then what is left as one more. */
uint64_t checksum_bytes(uint64_t h, size_t count, const void *bytes);

/* Mix the values[i*extent + x] of points i < count into h[count]. */
void checksum_values(uint64_t *h, int64_t count, int64_t extent, ValueKind kind, const void *values);

/* Begin the sums of the points first ... first + count - 1 of a grid (last axis fastest): seed and coordinates. axis[a] has length[a]
   values. */
void checksum_begin(uint64_t seed, int naxes, const int64_t *length, const double *const *axis, int64_t first, int64_t count, uint64_t *h);

#endif
