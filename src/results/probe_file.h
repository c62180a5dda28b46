/* What HDF5 says of a file. */
#ifndef PILIND_RESULTS_PROBE_FILE_H
#define PILIND_RESULTS_PROBE_FILE_H

#include "results/layout.h"

typedef struct {
  bool   opened, read;    /* is it HDF5's; could the layout be read? */
  int    format;          /* its format version, 0: it has none */
  char   why[LAYOUT_WHY]; /* what is wrong with the layout */
  Layout layout;          /* if read; layout_free */
} Finding;

/* Ask in this process: for a file with an intact seal, or one that was just made. */
void ProbeHere(const char *path, int64_t bytes, const char *outputs, Finding *finding);

/* Ask in a process of its own (probe.h). False if that did not come to a good end. */
bool ProbeApart(const char *path, int64_t bytes, const char *outputs, Finding *finding);

#endif
