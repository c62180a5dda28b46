/* The words of a table whose rows begin with their name: choices of an option are its rows' names, and the index of a word is the
   row. A plain array of words is such a table too. */
#ifndef PILIND_TEXT_WORDS_H
#define PILIND_TEXT_WORDS_H

#include <stddef.h>
#include <strings.h>

typedef struct {
  const void *rows;
  size_t      stride;
  int         count;
} Words;

/* Of a table whose size the compiler knows, as an initialiser. */
#define WORDS_OF(table)                                                                                                                    \
  {                                                                                                                                        \
    table, sizeof *(table), (int)(sizeof table / sizeof *(table))                                                                          \
  }

static inline const char *words_at(Words words, int k)
{
  return *(const char *const *)((const char *)words.rows + (size_t)k * words.stride);
}

/* The index of a word, -1 if it is none of them. Case does not count. */
static inline int words_find(Words words, const char *word)
{
  for (int k = 0; k < words.count; k++)
    if (!strcasecmp(words_at(words, k), word)) return k;
  return -1;
}

#endif
