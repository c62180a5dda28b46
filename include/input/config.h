/* The configuration of a run: what the command line and the input file say, validated, and constant from then on. */
#ifndef PILIND_INPUT_CONFIG_H
#define PILIND_INPUT_CONFIG_H

#include "plan/plan.h"

typedef enum { MODE_RUN, MODE_DRY_RUN, MODE_STATUS, MODE_HELP, MODE_VERSION } ConfigMode;

typedef struct {
  ConfigMode mode;
  Grid       grid;
  char      *input;  /* text of the input file */
  char       input_path[PETSC_MAX_PATH_LEN], output[PETSC_MAX_PATH_LEN];
  PetscBool  overwrite, retry_failed, keeper_rank;
  double     max_seconds; /* 0: no limit */
  int        ranks_per_point;
} Config;

/* Read the command line (argc, argv as main got them; PETSc must be initialised) and the input file, rank 0 reading for all.
   Command line wins over the file. The first thing wrong is the verdict. Collective over PETSC_COMM_WORLD. */
PetscErrorCode ConfigRead(int argc, char **argv, Config *config, Verdict *verdict);
PetscErrorCode ConfigDestroy(Config *config);

/* A command line for PetscInitialize without -help and -version, which PETSc would take for itself. The caller frees *kept. */
int ConfigArguments(int argc, char **argv, int *kept_count, char ***kept);

#endif
