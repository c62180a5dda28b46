/* "did you mean gamma?": the known word that is nearest to one that is not known. */
#ifndef PILIND_TEXT_SUGGEST_H
#define PILIND_TEXT_SUGGEST_H

#include "text/words.h"

typedef struct {
  const char *word; /* not known */
  size_t      length;
  const char *best; /* the nearest so far, NULL: none is near */
  int         distance;
} Suggestion;

Suggestion suggestion_for(const char *word, size_t length);

/* Offer a known word. Near is what differs by few changes (a character more, less or other, or two exchanged) for its length. */
void suggestion_offer(Suggestion *suggestion, const char *known);
void suggestion_offer_words(Suggestion *suggestion, Words known);

/* "; did you mean gamma?", or "" if none is near. */
const char *suggestion_text(const Suggestion *suggestion, size_t size, char *text);

#endif
