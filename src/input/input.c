/* The order of who says what: command line, file, file of options. The environment says nothing but solver options. */
#include "input/input.h"

#include <string.h>

static const Word *find_word(const CommandLine *command, const char *key, bool keeps_case, Origin origin)
{
  const Word *found = NULL;

  for (int k = 0; k < command->count; k++)
    if (command->word[k].origin == origin && !(keeps_case ? strcmp : strcasecmp)(command->word[k].key, key)) found = &command->word[k];
  return found;
}

const Node *InputFind(const Input *input, const char *key, bool keeps_case, Origin *origin)
{
  const Word *line = find_word(input->command, key, keeps_case, FROM_COMMAND_LINE),
             *file = find_word(input->command, key, keeps_case, FROM_OPTIONS_FILE);
  const Node *node = keeps_case ? node_find(input->own, key, false) : node_find(&input->document->root, key, true);

  if (origin) *origin = line ? FROM_COMMAND_LINE : node ? FROM_FILE : FROM_OPTIONS_FILE;
  if (line) return &line->node;
  return node ? node : file ? &file->node : NULL;
}

const char *InputText(const Input *input, const char *key)
{
  const Node *node = InputFind(input, key, false, NULL);

  return node && node->kind == NODE_SCALAR ? node->text : NULL;
}
