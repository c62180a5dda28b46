/* The loops go over points inside: their sums are independent, and the multiplications overlap. */
#include "results/checksum.h"

#include <string.h>

uint64_t checksum_text(const char *text)
{
  uint64_t hash = 14695981039346656037u;

  for (; *text; text++) hash = (hash ^ (unsigned char)*text) * 1099511628211u;
  return hash;
}

uint64_t checksum_bytes(uint64_t h, size_t count, const void *bytes)
{
  const char *c = bytes;
  uint64_t    word;

  for (; count >= sizeof word; c += sizeof word, count -= sizeof word) {
    memcpy(&word, c, sizeof word);
    value_reorder(VALUE_HASH, 1, &word);
    h = checksum_mix(h, word);
  }
  if (!count) return h;
  word = 0;
  memcpy(&word, c, count);
  value_reorder(VALUE_HASH, 1, &word);
  return checksum_mix(h, word);
}

void checksum_values(uint64_t *h, int64_t count, int64_t extent, ValueKind kind, const void *values)
{
  const uint64_t *words  = values;
  const uint32_t *halves = values;
  const uint8_t  *bytes  = values;

  for (int64_t x = 0; x < extent; x++) switch (value_bytes(kind)) {
    case 8:
      for (int64_t i = 0; i < count; i++) h[i] = checksum_mix(h[i], words[i * extent + x]);
      break;
    case 4:
      for (int64_t i = 0; i < count; i++) h[i] = checksum_mix(h[i], halves[i * extent + x]);
      break;
    default:
      for (int64_t i = 0; i < count; i++) h[i] = checksum_mix(h[i], bytes[i * extent + x]);
    }
}

void checksum_begin(uint64_t seed, int naxes, const int64_t *length, const double *const *axis, int64_t first, int64_t count, uint64_t *h)
{
  int64_t inner = 1;

  for (int a = 0; a < naxes; a++) inner *= length[a];
  for (int64_t i = 0; i < count; i++) h[i] = seed;
  for (int a = 0; a < naxes; a++) {
    inner /= length[a];
    for (int64_t i = 0; i < count; i++) {
      uint64_t word;
      memcpy(&word, &axis[a][(first + i) / inner % length[a]], sizeof word);
      h[i] = checksum_mix(h[i], word);
    }
  }
}
