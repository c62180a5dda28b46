/* A results file that is there, opened for one process: its layout, then arrays that are read and written at their places. HDF5 is
   used for the layout only, and closed before this returns. The farm writes through results.h instead, from many processes. */
#ifndef PILIND_RESULTS_FILE_H
#define PILIND_RESULTS_FILE_H

#include "results/layout.h"
#include "results/seal.h"

/* What may be wrong with a file, and `why` in words that fit behind its name. */
typedef enum {
  FILE_FINE,
  FILE_UNREADABLE,   /* the system says no */
  FILE_FOREIGN,      /* no results file of pilind */
  FILE_OTHER_FORMAT, /* of another format version than this program writes; an older one can be read */
  FILE_DAMAGED       /* its structure is not the one that it was made with; if it can be read at all, what its points have can be checked */
} FileState;

typedef struct {
  FileState state;
  bool      readable; /* the layout is known, whatever the state */
  bool      unread;   /* damaged, and HDF5 was not asked whether it can be read all the same */
  int       descriptor;
  Layout    layout;
  uint64_t  seed; /* of the points' checksums */
  char      why[LAYOUT_WHY + 64];
} ResultsFile;

/* Open a file and look at it. `outputs`: those to look for in a file that does not list its own (layout.h), or NULL. A damaged file is
   read only with `anyway`. The state says how it went; FileClose in any case. */
void FileOpen(const char *path, bool writable, const char *outputs, bool anyway, ResultsFile *file);
void FileClose(ResultsFile *file);

/* Open for writing a file that this process has just made, and that has no seal yet. */
void FileOpenNew(const char *path, ResultsFile *file);

/* Read or write a variable's values of `count` points. False, with errno, if it fails. */
bool FileRead(const ResultsFile *file, int variable, int64_t first, int64_t count, void *values);
bool FileWrite(const ResultsFile *file, int variable, int64_t first, int64_t count, void *values);

/* The number of a variable by its name, and of the program's own; -1 if it has none. */
int FileVariable(const ResultsFile *file, const char *name);
int FileOwn(const ResultsFile *file, int own);

/* How many points to handle at once, so that a block of any variable takes about a megabyte. */
int64_t FileBlock(const ResultsFile *file);

/* Begin the checksums of some points (checksum.h). */
void FileBeginChecksums(const ResultsFile *file, int64_t first, int64_t count, uint64_t *h);

/* Checksums of all points that are not pending by status[npoints] against what is stored: those that do not match, and those whose
   attempt is no row, are marked in damaged[npoints] and counted. A file of format 1 has none: only a status that is none is damaged.
   False, with errno, if reading fails. */
bool FileVerify(const ResultsFile *file, const unsigned char *status, unsigned char *damaged, int64_t *count);

/* Let what was written reach the disk. */
bool FileSync(const ResultsFile *file);

/* Write the seal of a file that is complete. */
bool FileSeal(const ResultsFile *file);

#endif
