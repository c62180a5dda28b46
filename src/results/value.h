/* The kinds of numbers in a results file: type, size, and what stands where nothing was written yet. In memory they are in this
   machine's byte order, in the file little-endian. */
#ifndef PILIND_RESULTS_VALUE_H
#define PILIND_RESULTS_VALUE_H

#include <hdf5.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  VALUE_REAL,    /* double; NaN */
  VALUE_INTEGER, /* int32_t; INT32_MIN */
  VALUE_STATUS,  /* int8_t; pending */
  VALUE_HASH,    /* uint64_t; 0 */
  VALUE_KINDS
} ValueKind;

size_t      value_bytes(ValueKind kind);
hid_t       value_file_type(ValueKind kind);
hid_t       value_memory_type(ValueKind kind);
const void *value_fill(ValueKind kind);

/* From the file's byte order to this machine's and back, in place. */
void value_reorder(ValueKind kind, int64_t count, void *values);

#endif
