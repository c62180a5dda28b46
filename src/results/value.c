/* One row a kind. */
#include "results/value.h"

#include <endian.h>
#include <math.h>

static const double   no_real    = NAN;
static const int32_t  no_integer = INT32_MIN;
static const int8_t   pending    = 0;
static const uint64_t no_hash    = 0;

static const struct {
  size_t      bytes;
  const void *fill;
} kinds[VALUE_KINDS] = {
  [VALUE_REAL]    = {8, &no_real},
  [VALUE_INTEGER] = {4, &no_integer},
  [VALUE_STATUS]  = {1, &pending},
  [VALUE_HASH]    = {8, &no_hash},
};

size_t value_bytes(ValueKind kind) { return kinds[kind].bytes; }

const void *value_fill(ValueKind kind) { return kinds[kind].fill; }

/* HDF5's types are known at run time only. */
hid_t value_file_type(ValueKind kind)
{
  const hid_t types[VALUE_KINDS] = {H5T_IEEE_F64LE, H5T_STD_I32LE, H5T_STD_I8LE, H5T_STD_U64LE};

  return types[kind];
}

hid_t value_memory_type(ValueKind kind)
{
  const hid_t types[VALUE_KINDS] = {H5T_NATIVE_DOUBLE, H5T_NATIVE_INT32, H5T_NATIVE_INT8, H5T_NATIVE_UINT64};

  return types[kind];
}

void value_reorder(ValueKind kind, int64_t count, void *values)
{
  if (__BYTE_ORDER == __LITTLE_ENDIAN) return;
  for (int64_t i = 0; i < count; i++) {
    if (kinds[kind].bytes == 8) ((uint64_t *)values)[i] = le64toh(((uint64_t *)values)[i]);
    if (kinds[kind].bytes == 4) ((uint32_t *)values)[i] = le32toh(((uint32_t *)values)[i]);
  }
}
