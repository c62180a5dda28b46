/* A layout on its way from one process to another. */
#ifndef PILIND_RESULTS_LAYOUT_PIPE_H
#define PILIND_RESULTS_LAYOUT_PIPE_H

#include "results/layout.h"

#include <stdio.h>

/* Write it with all that it points to. False if it cannot be written. */
bool layout_send(FILE *stream, const Layout *layout);

/* Read it, as it must be for a file of file_bytes bytes: no number of it leads out of the file or of an array, whoever wrote it. False if
   it is not; layout_free() in any case. */
bool layout_receive(FILE *stream, int64_t file_bytes, Layout *layout);

#endif
