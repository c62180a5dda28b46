/* provenance/attempts: one row for every run that solved points of the file, and for every attempt of another file whose points were
   taken over; timing/attempt says which row made a point. The rows are there from the beginning, raw data like the points, so that a
   row is added without a change of the file's structure. Every row has a checksum of its own. */
#ifndef PILIND_RESULTS_ATTEMPTS_H
#define PILIND_RESULTS_ATTEMPTS_H

#include "results/bytes.h"
#include "results/h5.h"

typedef enum {
  ATTEMPT_DATE,
  ATTEMPT_HOST,
  ATTEMPT_VERSION,
  ATTEMPT_REVISION,
  ATTEMPT_LIBRARIES,
  ATTEMPT_OPTIONS,
  ATTEMPT_SOURCE,
  ATTEMPT_TEXTS
} AttemptText;

enum { ATTEMPT_COLUMNS = ATTEMPT_TEXTS + 2 };

/* A row. All texts are malloc'ed (attempt_free); "" where there is nothing to say. */
typedef struct {
  char   *text[ATTEMPT_TEXTS];
  int32_t ranks;
} Attempt;

/* Room: rows, and characters of each text. */
typedef struct {
  int64_t rows, width[ATTEMPT_TEXTS];
} AttemptShape;

/* Where the table is in a file: its shape, and the bytes where its columns begin. */
typedef struct {
  AttemptShape shape;
  int64_t      text[ATTEMPT_TEXTS], ranks, checksum;
} AttemptTable;

/* The room that a new file has at least. */
extern const AttemptShape attempt_shape;

/* Make the shape hold so many rows and this one's texts. True if it had to grow. */
bool attempt_widen(AttemptShape *shape, int64_t rows, const Attempt *attempt);

/* Bytes of the table. */
double attempt_bytes(const AttemptShape *shape);

/* Make the empty table in a file that is being made. */
PetscErrorCode AttemptsCreate(hid_t file, const AttemptShape *shape);

/* Find the table; false if it is not there, or not as we make it. */
bool attempts_find(hid_t file, int64_t file_bytes, AttemptTable *table);

/* The pieces of the file that it takes: piece[ATTEMPT_COLUMNS]. */
void attempts_pieces(const AttemptTable *table, Extent *piece);

/* A row with these texts, copied; NULL is "". False without memory. */
bool attempt_make(const char *const text[ATTEMPT_TEXTS], int ranks, Attempt *attempt);

/* The row of this run: date, this node, program, libraries, and its solver options. */
bool attempt_here(int ranks, const char *options, Attempt *attempt);

/* Read or write a row. A row that does not match its checksum is read as it is, and *intact is false; one that is not intact is written
   so that it does not match. False, with errno, if it cannot be read or written, or does not fit. */
bool attempt_read(int descriptor, const AttemptTable *table, int64_t row, Attempt *attempt, bool *intact);
bool attempt_write(int descriptor, const AttemptTable *table, int64_t row, const Attempt *attempt, bool intact);

/* How many rows are in use: all up to the last that has anything in it. -1, with errno, if they cannot be read. */
int64_t attempts_used(int descriptor, const AttemptTable *table);

bool attempt_equal(const Attempt *a, const Attempt *b);
void attempt_free(Attempt *attempt);

#endif
