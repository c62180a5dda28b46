/* The program's revision and libraries. */
#include "results/version.h"

#include <hdf5.h>
#include <slepcsys.h>
#include <stdio.h>
#include <string.h>

#include "revision.h"

const char *ProvenanceRevision(void) { return PILIND_REVISION; }

void ProvenanceLibraries(size_t size, char *text)
{
  char mpi[MPI_MAX_LIBRARY_VERSION_STRING];
  int  length;

  MPI_Get_library_version(mpi, &length);
  snprintf(text, size, "%.*s, PETSc %d.%d.%d%s, SLEPc %d.%d.%d, HDF5 %d.%d.%d", (int)strcspn(mpi, ",\n"), mpi, PETSC_VERSION_MAJOR,
           PETSC_VERSION_MINOR, PETSC_VERSION_SUBMINOR, sizeof(PetscInt) > 4 ? " with 64-bit indices" : "", SLEPC_VERSION_MAJOR,
           SLEPC_VERSION_MINOR, SLEPC_VERSION_SUBMINOR, H5_VERS_MAJOR, H5_VERS_MINOR, H5_VERS_RELEASE);
}
