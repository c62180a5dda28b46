/* Random texts near to good ones: a text with some of its bytes changed, doubled, cut out or exchanged. */
#ifndef PILIND_TESTS_TEXT_FUZZ_H
#define PILIND_TESTS_TEXT_FUZZ_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* xorshift64*: the same numbers everywhere. */
static inline uint64_t fuzz_next(uint64_t *state)
{
  *state ^= *state >> 12, *state ^= *state << 25, *state ^= *state >> 27;
  return *state * 2685821657736338717u;
}

static inline size_t fuzz_below(uint64_t *state, size_t n) { return n ? (size_t)(fuzz_next(state) >> 11) % n : 0; }

/* A mutation of text[length]: malloc'ed, ended by a zero byte that does not count; *mutated is its length. `signs`: characters that
   are put in more often than others. No zero bytes are put in. */
static inline char *fuzz_mutate(uint64_t *state, const char *text, size_t length, const char *signs, size_t *mutated)
{
  char  *copy = calloc(1, 2 * length + 64);
  size_t n    = length;

  memcpy(copy, text, length);
  for (size_t k = fuzz_below(state, 6) + 1; k > 0; k--) {
    const size_t at = fuzz_below(state, n + 1), run = fuzz_below(state, 8), kind = fuzz_below(state, 4);
    const char   c = fuzz_below(state, 3) ? signs[fuzz_below(state, strlen(signs))] : (char)(1 + fuzz_below(state, 255));
    if (kind == 0 && at < n) copy[at] = c;
    if (kind == 1 && n < 2 * length + 60) memmove(copy + at + 1, copy + at, n - at), copy[at] = c, n++;
    if (kind == 2 && at + run <= n) memmove(copy + at, copy + at + run, n - at - run), n -= run;
    if (kind == 3 && at + run <= n && n + run < 2 * length + 60) memmove(copy + at + run, copy + at, n - at), n += run;
  }
  copy[n]  = 0;
  *mutated = n;
  return copy;
}

#endif
