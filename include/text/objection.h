/* What is wrong with a piece of the input, and where it stands: the first objection stays, later ones often follow from it. */
#ifndef PILIND_TEXT_OBJECTION_H
#define PILIND_TEXT_OBJECTION_H

#include "text/node.h"

typedef struct {
  char text[400];    /* "": nothing is wrong */
  int  line, column; /* 0: in no file */
} Objection;

/* Object to a node (NULL: to nothing that has a place), `offset` characters behind its beginning; printf's format. Returns false,
   so that checks can end with it. */
bool objection_set(Objection *objection, const Node *node, int offset, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The same to a key of a map. */
bool objection_to_key(Objection *objection, const Node *node, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
