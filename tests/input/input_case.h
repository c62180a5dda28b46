/* An input from a text and the words of a command line, for tests of what is made of it. */
#ifndef PILIND_TESTS_INPUT_CASE_H
#define PILIND_TESTS_INPUT_CASE_H

#include "input/input.h"

#include "mpi_main.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  Document    document;
  CommandLine command;
  Input       input;
  char       *words, *argv[64];
} InputCase;

/* `words`: the command line behind the program's name, cut at blanks. */
static inline void case_open(InputCase *c, const char *text, const char *words)
{
  Objection o    = {0};
  int       argc = 0;

  *c = (InputCase){.words = strdup(words)};
  strcpy(c->document.path, "case.yaml");
  if (!DocumentParse(text, strlen(text), &c->document.root, &o)) print_message("%s\n", o.text);
  assert_true(!o.text[0]);
  c->argv[argc++] = (char *)"pilind";
  c->argv[argc++] = (char *)"case.yaml";
  for (char *w = strtok(c->words, " "); w; w = strtok(NULL, " ")) c->argv[argc++] = w;
  assert_int_equal(CommandCreate(argc, c->argv, &c->command), 0);
  c->input = (Input){.document = &c->document, .command = &c->command};
}

static inline void case_close(InputCase *c)
{
  CommandDestroy(&c->command);
  DocumentDestroy(&c->document);
  free(c->words);
}

#endif
