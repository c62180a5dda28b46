/* The words of a run that do not stand in the input file: the command line, PETSC_OPTIONS in the environment, and files of options
   (-options_file).

   PETSc gets to see its own flags only (KeysIsPetscs), and no .petscrc: whatever else there is goes through the tables of this
   program first, and what reaches PETSc after that are the solver options of the task. */
#ifndef PILIND_INPUT_COMMAND_H
#define PILIND_INPUT_COMMAND_H

#include "operators/petsc.h"
#include "text/objection.h"

/* Who says it; the later one wins. */
typedef enum { FROM_ENVIRONMENT, FROM_OPTIONS_FILE, FROM_FILE, FROM_COMMAND_LINE } Origin;

typedef struct {
  char  *key;  /* without its dashes */
  Node   node; /* its value, a scalar in no file */
  bool   has_value;
  Origin origin;
} Word;

typedef struct {
  int         argc; /* as main got them; argv[1] is the input file if there is one */
  char      **argv;
  const char *input; /* or NULL */
  int         count, room;
  Word       *word;
  Objection   objection;  /* what is no key and belongs to none */
  int         petsc_argc; /* for PetscInitialize */
  char      **petsc_argv;
  char       *environment; /* PETSC_OPTIONS of rank 0, cut into words */
} CommandLine;

/* Before PetscInitialize and after MPI_Init: sort the words. PETSC_OPTIONS is rank 0's, and is taken out of the environment, as is
   PETSC_OPTIONS_YAML. Returns non-zero without memory. Collective over MPI_COMM_WORLD. */
int CommandCreate(int argc, char **argv, CommandLine *command);

/* After PetscInitialize: files of options become words, too; one that cannot be read is an objection. Collective over
   PETSC_COMM_WORLD. */
PetscErrorCode CommandReadFiles(CommandLine *command);

/* Is it the key of a file of options? */
bool CommandIsFile(const char *key);

/* One more word, copied. Returns non-zero without memory. */
int CommandAddWord(CommandLine *command, const char *key, const char *value, Origin origin);

PetscErrorCode CommandDestroy(CommandLine *command);

/* The last word with this key (case does not count) from an origin of at least `least`; NULL if there is none. */
const Word *CommandFind(const CommandLine *command, const char *key, Origin least);

/* true, yes, on, 1 and nothing; false, no, off, 0. */
bool WordIsTrue(const Word *word);

#endif
