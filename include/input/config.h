/* The configuration of a run: what the command line and the input file say, validated, and constant from then on. */
#ifndef PILIND_INPUT_CONFIG_H
#define PILIND_INPUT_CONFIG_H

#include "input/command.h"
#include "input/document.h"
#include "plan/plan.h"
#include "plan/warnings.h"

typedef enum { MODE_RUN, MODE_DRY_RUN, MODE_STATUS, MODE_HELP, MODE_VERSION } ConfigMode;

typedef struct {
  ConfigMode  mode;
  Grid        grid;
  ModelSpec   made;     /* the model's row where the input makes it; grid.model points here then */
  Document    document; /* the input file; models and tasks may point into its tree */
  const char *topic;    /* of -help, or NULL */
  char        output[PETSC_MAX_PATH_LEN];
  PetscBool   overwrite, retry_failed, keeper_rank;
  int         nreuse;
  char      **reuse;       /* [nreuse] files that give points, as on the command line; owned are the pointers alone */
  double      max_seconds; /* 0: no limit */
  double      progress_seconds;
  int         ranks_per_point;
  Warnings    warnings;
} Config;

/* Read what the command line says and the input file, rank 0 reading for all. Command line wins over the file. The first thing wrong
   is the verdict. The command must outlive the config. Collective over PETSC_COMM_WORLD. */
PetscErrorCode ConfigRead(CommandLine *command, Config *config, Verdict *verdict);
PetscErrorCode ConfigDestroy(Config *config);

#endif
