/* Trees of keys and values. Children lie in one array, so that a child may move while its parent grows: nobody keeps pointers to
   nodes before the tree is complete. */
#include "text/node.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *node_kinds_text(int kinds)
{
  static const char *const words[] = {
    "nothing", "a number or text", "a list", "a number, text or a list", "a map", "a number, text or a map", "a list or a map", "anything",
  };

  return words[kinds & 7];
}

const Node *node_find(const Node *map, const char *key, bool ignore_case)
{
  if (!map || map->kind != NODE_MAP) return NULL;
  for (int k = 0; k < map->count; k++)
    if (!(ignore_case ? strcasecmp : strcmp)(map->child[k].key, key)) return &map->child[k];
  return NULL;
}

bool node_make_scalar(Node *node, const char *text)
{
  *node = (Node){.kind = NODE_SCALAR, .text = strdup(text)};
  return node->text != NULL;
}

bool node_append(Node *parent, Node *child)
{
  if (parent->count == parent->room) {
    const int room   = parent->room ? 2 * parent->room : 4;
    Node     *larger = realloc(parent->child, sizeof *larger * (size_t)room);
    if (!larger) {
      node_free(child);
      return false;
    }
    parent->child = larger;
    parent->room  = room;
  }
  parent->child[parent->count++] = *child;
  *child                         = (Node){0};
  return true;
}

static bool copy_text(const char *text, char **copy)
{
  *copy = text ? strdup(text) : NULL;
  return *copy || !text;
}

bool node_copy(const Node *node, Node *copy)
{
  *copy       = *node;
  copy->count = copy->room = 0;
  copy->child              = NULL;
  copy->text               = NULL;
  bool whole               = copy_text(node->key, &copy->key) && copy_text(node->text, &copy->text);
  for (int k = 0; k < node->count && whole; k++) {
    Node child;
    whole = node_copy(&node->child[k], &child) && node_append(copy, &child);
  }
  if (!whole) node_free(copy);
  return whole;
}

void node_free(Node *node)
{
  for (int k = 0; k < node->count; k++) node_free(&node->child[k]);
  free(node->child);
  free(node->key);
  free(node->text);
  *node = (Node){0};
}
