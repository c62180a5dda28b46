/* pilind: exact and mean-field Liouvillians of all-to-all connected dissipative spins.

   input -> Config -> Plan -> Farm -> Task -> Results. The exit codes are in plan/verdict.h; every PETSc error is 70. */
#include "farm/resources.h"
#include "input/config.h"
#include "report/log.h"
#include "report/report.h"
#include "results/probe.h"
#include "report/streams.h"
#include "run.h"
#include "solvers/adi/adi.h"

#include <hdf5.h>
#include <petscdm.h>
#include <petscsf.h>
#include <signal.h>
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

/* A reader that closes the pipe early, as head does, ends no run: writing fails, and that is all. Nor does a limit of a file's size
   (ulimit -f), which is a full disk then. */
static void ignore_failed_writes(void)
{
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
}

static PetscErrorCode journey(CommandLine *command, Verdict *verdict)
{
  Config      config = {.mode = MODE_RUN};
  PetscMPIInt rank;

  PetscFunctionBeginUser;
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  ignore_failed_writes(); /* PETSc has its own handler */
  PetscCall(register_events());
  if (rank == 0) LogByLines();
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  PetscCall(PetscOptionsSetValue(NULL, "-options_left", "no")); /* input/solver_options.h says it before the run */
  PetscCall(ResourcesClaim(PETSC_COMM_WORLD, verdict));
  if (!verdict->code) PetscCall(ConfigRead(command, &config, verdict));
  if (rank == 0 && !verdict->code) ReportWarnings(&config.warnings);
  if (!verdict->code) {
    switch (config.mode) {
    case MODE_HELP:
      if (rank == 0) ReportHelp(config.topic, verdict);
      break;
    case MODE_VERSION:
      if (rank == 0) ReportVersion();
      break;
    case MODE_STATUS:
      if (rank == 0) PetscCall(ReportStatus(config.output, verdict));
      break;
    default: PetscCall(Run(&config, command, verdict));
    }
  }
  if (rank == 0 && verdict->line[0]) fprintf(stderr, "pilind: %s\n", verdict->line);
  PetscCallMPI(MPI_Bcast(&verdict->code, 1, MPI_INT, 0, PETSC_COMM_WORLD));
  PetscCall(ConfigDestroy(&config));
  PetscFunctionReturn(PETSC_SUCCESS);
}

int main(int argc, char **argv)
{
  Verdict     verdict = {0};
  CommandLine command;
  int         level;
  const int   probe = Probe(argc, argv);

  if (probe >= 0) return probe;
  StreamsOpen();
  setenv("HDF5_USE_FILE_LOCKING", "FALSE", 0); /* Lustre and NFS may have no locks; results/lock.h has its own */
  MPI_Init_thread(&argc, &argv, MPI_THREAD_MULTIPLE, &level);
  if (CommandCreate(argc, argv, &command)) MPI_Abort(MPI_COMM_WORLD, EXIT_INTERNAL);
  if (SlepcInitialize(&command.petsc_argc, &command.petsc_argv, NULL, NULL)) return EXIT_INTERNAL;
  if (journey(&command, &verdict)) MPI_Abort(MPI_COMM_WORLD, EXIT_INTERNAL);
  if (SlepcFinalize()) return EXIT_INTERNAL;
  ignore_failed_writes();
  CommandDestroy(&command);
  MPI_Finalize();
  return verdict.code;
}
