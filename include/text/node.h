/* A document as a tree: scalars, lists and maps, each with the place where it stands. Made from the input file (input/document.h),
   and from words of the command line, which have no place; read by whoever takes structured keys, such as a model whose parameters
   or operators come from the input. */
#ifndef PILIND_TEXT_NODE_H
#define PILIND_TEXT_NODE_H

#include <stdbool.h>

typedef enum { NODE_SCALAR = 1, NODE_LIST = 2, NODE_MAP = 4 } NodeKind; /* bits: what a key takes is their sum */

typedef struct Node Node;
struct Node {
  NodeKind kind;
  char    *key;                  /* in a map: what it is called there; else NULL */
  char    *text;                 /* NODE_SCALAR; never NULL there */
  bool     quoted;               /* written in quotes or as a block of lines */
  int      line, column;         /* where it begins, from 1; 0: in no file */
  int      key_line, key_column; /* of the key, in a map */
  int      count, room;
  Node    *child; /* NODE_LIST, NODE_MAP: count of them, in their order */
};

/* "a number or text", "a list", "a map", or several of them, for messages. */
const char *node_kinds_text(int kinds);

/* The child of a map with this key, NULL if there is none (or no map). */
const Node *node_find(const Node *map, const char *key, bool ignore_case);

/* A scalar in no file. False if there is no memory. */
bool node_make_scalar(Node *node, const char *text);

/* Move *child, with all that it owns, to the end of a list or map; on failure (no memory) it is released. */
bool node_append(Node *parent, Node *child);

/* A copy of all of it that the caller owns; false if there is no memory. */
bool node_copy(const Node *node, Node *copy);

/* Release all that it owns; the node itself is the caller's. A zeroed node is let pass. */
void node_free(Node *node);

#endif
