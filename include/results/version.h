/* Which program this is, and which files it writes. */
#ifndef PILIND_RESULTS_VERSION_H
#define PILIND_RESULTS_VERSION_H

#include <stddef.h>

#define PILIND_VERSION "0.1.0"
#define PILIND_FORMAT_VERSION 2

/* Git revision of the source at compile time, or "unknown". */
const char *ProvenanceRevision(void);

/* "Open MPI ..., PETSc ..., SLEPc ..., HDF5 ..." */
void ProvenanceLibraries(size_t size, char *text);

#endif
