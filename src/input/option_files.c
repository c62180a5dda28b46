/* Files of options, in PETSc's own format. PETSc reads them, on rank 0: an error there would be one of rank 0 alone. */
#include "input/command.h"

#include "text/words.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct {
  const char *key;
  PetscErrorCode (*insert)(MPI_Comm comm, PetscOptions options, const char *path, PetscBool require);
} readers[] = {{"options_file", PetscOptionsInsertFile}, {"options_file_yaml", PetscOptionsInsertFileYAML}};

bool CommandIsFile(const char *key) { return words_find((Words)WORDS_OF(readers), key) >= 0; }

/* "key", "+value" or "-" for each option, each ended by a zero byte. */
static PetscErrorCode pack(PetscOptions options, size_t *size, char **packed)
{
  PetscInt n;
  char   **names, **values;

  PetscFunctionBeginUser;
  *size = 0;
  PetscCall(PetscOptionsLeftGet(options, &n, &names, &values));
  for (PetscInt k = 0; k < n; k++) *size += strlen(names[k]) + 3 + (values[k] ? strlen(values[k]) : 0);
  *packed = calloc(1, *size + 1);
  PetscCheck(*packed, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the options");
  char *to = *packed;
  for (PetscInt k = 0; k < n; k++) {
    to    = stpcpy(to, names[k]) + 1;
    *to++ = values[k] ? '+' : '-';
    to    = stpcpy(to, values[k] ? values[k] : "") + 1;
  }
  PetscCall(PetscOptionsLeftRestore(options, &n, &names, &values));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode unpack(const char *packed, size_t size, CommandLine *command)
{
  PetscFunctionBeginUser;
  for (const char *c = packed; c < packed + size;) {
    const char *key = c, *value = key + strlen(key) + 1;
    PetscCheck(!CommandAddWord(command, key, *value == '+' ? value + 1 : NULL, FROM_OPTIONS_FILE), PETSC_COMM_SELF, PETSC_ERR_MEM,
               "no memory for the options");
    c = value + strlen(value) + 1;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* On rank 0: *failed, or the words of the file. */
static PetscErrorCode read_here(const char *key, const char *path, size_t *size, char **packed, int *failed)
{
  const int    reader = words_find((Words)WORDS_OF(readers), key);
  PetscOptions options;
  struct stat  info;

  PetscFunctionBeginUser;
  *failed = stat(path, &info) || !S_ISREG(info.st_mode);
  if (*failed) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscOptionsCreate(&options));
  PetscCall(PetscPushErrorHandler(PetscReturnErrorHandler, NULL));
  *failed = readers[reader].insert(PETSC_COMM_SELF, options, path, PETSC_TRUE) != 0;
  PetscCall(PetscPopErrorHandler());
  PetscCall(pack(options, size, packed));
  PetscCall(PetscOptionsDestroy(&options));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode read_file(const char *key, const char *path, CommandLine *command)
{
  PetscMPIInt rank;
  size_t      size    = 0;
  char       *packed  = NULL;
  int         told[2] = {0};

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  if (rank == 0) PetscCall(read_here(key, path, &size, &packed, &told[0]));
  told[1] = (int)size;
  PetscCallMPI(MPI_Bcast(told, 2, MPI_INT, 0, PETSC_COMM_WORLD));
  if (told[0])
    objection_set(&command->objection, NULL, 0, "%s: the file '%.200s' cannot be read as options ('-key value' in each line)", key, path);
  else {
    if (rank > 0) packed = calloc(1, (size_t)told[1] + 1);
    PetscCheck(packed, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for the options");
    PetscCallMPI(MPI_Bcast(packed, told[1], MPI_CHAR, 0, PETSC_COMM_WORLD));
    PetscCall(unpack(packed, (size_t)told[1], command));
  }
  free(packed);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode CommandReadFiles(CommandLine *command)
{
  const int given = command->count;

  PetscFunctionBeginUser;
  for (int k = 0; k < given; k++) {
    const Word file = command->word[k]; /* the array may move */
    if (CommandIsFile(file.key)) PetscCall(read_file(file.key, file.node.text, command));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
