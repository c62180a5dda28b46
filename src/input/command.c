/* Sorting the words of the command line and of the environment. */
#include "input/command.h"

#include "input/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The key that a word is, without its one or two dashes; NULL if it is none, as -0.5 and -sqrt(2) are not. */
static const char *key_of(const char *word)
{
  const char *key = word + 1 + (word[0] == '-' && word[1] == '-');

  if (word[0] != '-' || !*key || strspn(key, "0123456789") > 0) return NULL;
  return key[strspn(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")] ? NULL : key;
}

static const char *const true_words[]  = {"true", "yes", "on", "1"};
static const char *const false_words[] = {"false", "no", "off", "0"};

static bool is_boolean(const char *word)
{
  return words_find((Words)WORDS_OF(true_words), word) >= 0 || words_find((Words)WORDS_OF(false_words), word) >= 0;
}

bool WordIsTrue(const Word *word) { return words_find((Words)WORDS_OF(false_words), word->node.text) < 0; }

static bool takes(const char *key, const char *value) { return KeysTakesValue(key) || is_boolean(value); }

int CommandAddWord(CommandLine *command, const char *key, const char *value, Origin origin)
{
  if (command->count == command->room) {
    const int room   = command->room ? 2 * command->room : 16;
    Word     *larger = realloc(command->word, (size_t)room * sizeof *larger);
    if (!larger) return 1;
    command->word = larger;
    command->room = room;
  }
  Word *w = &command->word[command->count];
  *w      = (Word){.key = strdup(key), .origin = origin, .has_value = value != NULL};
  if (!w->key || !node_make_scalar(&w->node, value ? value : "")) return 1;
  command->count++;
  return 0;
}

/* Keys and the values behind them. */
static int sort_words(int n, char **words, Origin origin, CommandLine *command)
{
  for (int i = 0; i < n; i++) {
    const char *key = key_of(words[i]);
    if (!key) {
      objection_set(&command->objection, NULL, 0, "'%.100s' %s belongs to no key", words[i],
                    origin == FROM_ENVIRONMENT ? "in PETSC_OPTIONS" : "on the command line");
      continue;
    }
    const bool value = i + 1 < n && !key_of(words[i + 1]) && takes(key, words[i + 1]);
    if (CommandAddWord(command, key, value ? words[i + 1] : NULL, origin)) return 1;
    i += value;
  }
  return 0;
}

/* PETSC_OPTIONS of rank 0; the environment is cleared, for PETSc would read it without a question. */
static int share_environment(char **text)
{
  const char *here = getenv("PETSC_OPTIONS");
  int         rank, length;

  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  length = rank == 0 && here ? (int)strnlen(here, 1 << 20) : 0;
  if (MPI_Bcast(&length, 1, MPI_INT, 0, MPI_COMM_WORLD)) return 1;
  *text = calloc(1, (size_t)length + 1);
  if (!*text) return 1;
  if (rank == 0 && length) memcpy(*text, here, (size_t)length);
  unsetenv("PETSC_OPTIONS");
  return MPI_Bcast(*text, length, MPI_CHAR, 0, MPI_COMM_WORLD);
}

/* Cut at blanks, in place. */
static int cut_words(char *text, char **words)
{
  int n = 0;

  for (char *word = strtok(text, " \t\n"); word; word = strtok(NULL, " \t\n")) words[n++] = word;
  return n;
}

/* What PETSc may know from the beginning: its own flags, the environment's first. */
static int choose_petscs(CommandLine *command)
{
  int n = 0;

  command->petsc_argv = calloc(2 * (size_t)command->count + 3, sizeof *command->petsc_argv);
  if (!command->petsc_argv) return 1;
  command->petsc_argv[n++] = command->argv[0];
  command->petsc_argv[n++] = (char *)"-skip_petscrc";
  for (int k = 0; k < command->count; k++) {
    const Word *w = &command->word[k];
    if (CommandIsFile(w->key)) continue; /* CommandReadFiles */
    if (!KeysIsPetscs(w->key) && (w->origin != FROM_ENVIRONMENT || KeysIsPrograms(w->key))) continue;
    const size_t size = strlen(w->key) + 2;
    if (!(command->petsc_argv[n] = malloc(size))) return 1;
    snprintf(command->petsc_argv[n++], size, "-%s", w->key);
    if (w->has_value) command->petsc_argv[n++] = w->node.text;
  }
  command->petsc_argc = n;
  return 0;
}

int CommandCreate(int argc, char **argv, CommandLine *command)
{
  char **words;
  int    n;

  *command = (CommandLine){.argc = argc, .argv = argv};
  if (share_environment(&command->environment)) return 1;
  if (getenv("PETSC_OPTIONS_YAML"))
    objection_set(
      &command->objection, NULL, 0,
      "PETSC_OPTIONS_YAML is set in the environment; give solver options in the input file, on the command line or in PETSC_OPTIONS");
  unsetenv("PETSC_OPTIONS_YAML");
  words = calloc(strlen(command->environment) / 2 + 1, sizeof *words);
  if (!words) return 1;
  n              = cut_words(command->environment, words);
  command->input = argc > 1 && !key_of(argv[1]) ? argv[1] : NULL;
  if (sort_words(n, words, FROM_ENVIRONMENT, command)) return 1;
  if (sort_words(argc - 1 - (command->input != NULL), argv + 1 + (command->input != NULL), FROM_COMMAND_LINE, command)) return 1;
  free(words);
  return MPI_Bcast(&command->objection, sizeof command->objection, MPI_BYTE, 0, MPI_COMM_WORLD) || choose_petscs(command);
}

const Word *CommandFind(const CommandLine *command, const char *key, Origin least)
{
  const Word *found = NULL;

  for (int k = 0; k < command->count; k++) {
    const Word *w = &command->word[k];
    if (w->origin >= least && !strcasecmp(w->key, key) && (!found || w->origin >= found->origin)) found = w;
  }
  return found;
}

PetscErrorCode CommandDestroy(CommandLine *command)
{
  PetscFunctionBeginUser;
  for (int k = 0; k < command->count; k++) {
    free(command->word[k].key);
    node_free(&command->word[k].node);
  }
  free(command->word);
  free(command->petsc_argv); /* its words stay: PETSc keeps pointers to them until the process ends */
  free(command->environment);
  PetscFunctionReturn(PETSC_SUCCESS);
}
