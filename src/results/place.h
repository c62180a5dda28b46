/* Where the file goes: its folder, room on the disk, and a complete file put under its name. Rank 0 only. */
#ifndef PILIND_RESULTS_PLACE_H
#define PILIND_RESULTS_PLACE_H

#include "operators/petsc.h"
#include "plan/verdict.h"

/* Is there a folder that can be written? If not, verdict 3. */
void PlaceInspectFolder(const char *path, Verdict *verdict);

/* Is there room for a new file of so many bytes? If not, verdict 3. Going on with one needs no more than it has. */
void PlaceInspectDisk(const char *path, double bytes, Verdict *verdict);

/* The name under which a file is made before it gets its own. */
void PlaceTemporary(const char *path, char temporary[PETSC_MAX_PATH_LEN]);

/* Reserve room for the file before HDF5 writes it, which does not survive a write that fails: its clean-up at the end of MPI
   crashes. Returns an errno. */
int PlaceReserve(const char *temporary, double bytes);

/* Put the complete, synced file under its name, for good. Returns an errno. */
int PlaceRename(const char *temporary, const char *path);

#endif
