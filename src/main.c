/* pilind: exact and mean-field Liouvillians of all-to-all connected dissipative spins.

   input -> Config -> Plan -> Farm -> Task -> Results. The exit codes are in plan/verdict.h; every PETSc error is 70. */
#include "input/config.h"
#include "report/log.h"
#include "report/report.h"
#include "report/streams.h"
#include "run.h"
#include "solvers/adi/adi.h"

#include <hdf5.h>
#include <petscdm.h>
#include <petscsf.h>
#include <slepceps.h>
#include <stdlib.h>

/* -log_view takes it that all ranks know the same events; a rank that is given no point would not register the solvers' own. */
static PetscErrorCode register_events(void)
{
  PetscFunctionBeginUser;
  PetscCall(VecInitializePackage());
  PetscCall(PetscSFInitializePackage());
  PetscCall(MatInitializePackage());
  PetscCall(DMInitializePackage());
  PetscCall(PCInitializePackage());
  PetscCall(KSPInitializePackage());
  PetscCall(EPSInitializePackage());
  PetscCall(AdiRegister());
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode journey(int argc, char **argv, Verdict *verdict)
{
  Config      config;
  PetscMPIInt rank;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  PetscCall(register_events());
  if (rank == 0) LogByLines();
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  PetscCall(PetscOptionsSetValue(NULL, "-options_left", "no")); /* ReportUnusedOptions says it in one line */
  PetscCall(ConfigRead(argc, argv, &config, verdict));
  if (!verdict->code) {
    switch (config.mode) {
    case MODE_HELP: if (rank == 0) ReportHelp(); break;
    case MODE_VERSION: if (rank == 0) ReportVersion(); break;
    case MODE_STATUS: if (rank == 0) PetscCall(ReportStatus(config.output, verdict)); break;
    default: PetscCall(Run(&config, argc, argv, verdict));
    }
  }
  if (rank == 0 && verdict->line[0]) fprintf(stderr, "pilind: %s\n", verdict->line);
  PetscCallMPI(MPI_Bcast(&verdict->code, 1, MPI_INT, 0, PETSC_COMM_WORLD));
  PetscCall(ConfigDestroy(&config));
  PetscFunctionReturn(PETSC_SUCCESS);
}

int main(int argc, char **argv)
{
  Verdict verdict = {0};
  char  **kept, **start;
  int     count, level;

  StreamsOpen();
  if (ConfigArguments(argc, argv, &count, &kept)) return EXIT_INTERNAL;
  setenv("HDF5_USE_FILE_LOCKING", "FALSE", 0); /* Lustre and NFS may have no locks; results/lock.h has its own */
  start = kept;
  MPI_Init_thread(&count, &kept, MPI_THREAD_MULTIPLE, &level);
  if (SlepcInitialize(&count, &kept, NULL, NULL)) return EXIT_INTERNAL;
  if (journey(argc, argv, &verdict)) MPI_Abort(MPI_COMM_WORLD, EXIT_INTERNAL);
  if (SlepcFinalize()) return EXIT_INTERNAL;
  MPI_Finalize();
  free(start);
  return verdict.code;
}
