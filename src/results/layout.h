/* Where everything is in a results file: read through HDF5 once, with a check of every type, shape and extent, of the axes against the
   settings, and of the file's end. From then on the file is arrays at known places. */
#ifndef PILIND_RESULTS_LAYOUT_H
#define PILIND_RESULTS_LAYOUT_H

#include "results/attempts.h"
#include "results/provenance.h"
#include "results/schema.h"

enum { LAYOUT_NAME = 128, LAYOUT_AXES = H5_RANK_MAX - OUTPUT_DIMS, LAYOUT_WHY = 256 };

/* A variable over the grid, `extent` values a point, last axis fastest. */
typedef struct {
  char      name[LAYOUT_NAME], dim[LAYOUT_NAME]; /* dim: its own dimensions, or "" */
  ValueKind kind;
  int64_t   extent, offset;
} LayoutVariable;

typedef struct {
  char    name[LAYOUT_NAME];
  int64_t count;
  double *values; /* NULL: a dimension that has a length only */
} LayoutAxis;

typedef struct {
  int        format;
  char      *text[PROVENANCE_TEXTS]; /* as in Provenance; of an older format only some */
  int        naxes;
  LayoutAxis axis[LAYOUT_AXES];
  int64_t    npoints;
  int        ndims;
  LayoutAxis dim[DIM_MAX];
  int        noutputs;
  LayoutVariable
    variable[SCHEMA_MAX]; /* noutputs outputs, then the rows of SCHEMA_OWN; those that an older format has not got have offset 0 */
  AttemptTable attempts;  /* not in format 1 */
  Extent       seal;
} Layout;

/* Read it from an open file of file_bytes bytes. A file of format 1 does not list its outputs: they are then those of `outputs` (as
   ProvenanceOutputs makes it; NULL: none). False, and why[] says what is wrong, if the file is not what it should be.
   layout_free() in any case. */
bool layout_read(hid_t file, int64_t file_bytes, const char *outputs, Layout *layout, char why[LAYOUT_WHY]);
void layout_free(Layout *layout);

/* The format version of an open file, 0 if it has none. */
int layout_format(hid_t file);

/* The pieces of the file that change while it is filled: piece[LAYOUT_PIECES]; returns their number. */
enum { LAYOUT_PIECES = SCHEMA_MAX + ATTEMPT_COLUMNS };
int layout_pieces(const Layout *layout, Extent piece[LAYOUT_PIECES]);

#endif
