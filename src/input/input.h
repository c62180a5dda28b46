/* All that a run is told, by the file, the command line, the environment and files of options: one place to ask. */
#ifndef PILIND_INPUT_INPUT_H
#define PILIND_INPUT_INPUT_H

#include "input/document.h"
#include "input/keys.h"

typedef struct {
  const Document    *document;
  const CommandLine *command;
  const Node        *own; /* the map of the model's own parameters, or NULL */
} Input;

/* What stands under a key, by whoever has the last word; NULL if nobody says it. keeps_case: it is a name from the input. *origin (or
   NULL) is who. */
const Node *InputFind(const Input *input, const char *key, bool keeps_case, Origin *origin);

/* The text of a scalar, or NULL. */
const char *InputText(const Input *input, const char *key);

#endif
