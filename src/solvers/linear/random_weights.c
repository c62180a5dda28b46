/* One step of splitmix64 (Steele, Lea, Flood, OOPSLA 2014) an element: the last bit is the sign, the first 52 the size. */
#include "solvers/linear/random_weights.h"

static uint64_t mix(uint64_t z)
{
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

double random_weight(uint64_t seed, uint64_t i)
{
  const uint64_t bits = mix(0x9e3779b97f4a7c15u * (i + 1) + mix(seed));
  const double   size = 0.5 + (double)(bits >> 12 << 1 | 1) * 0x1p-53;

  return bits & 1 ? -size : size;
}

PetscErrorCode VecRandomWeights(Vec x, uint64_t seed)
{
  PetscScalar *array;
  PetscInt     start, end;

  PetscFunctionBeginUser;
  PetscCall(VecGetOwnershipRange(x, &start, &end));
  PetscCall(VecGetArray(x, &array));
  for (PetscInt i = start; i < end; i++) array[i - start] *= random_weight(seed, (uint64_t)i);
  PetscCall(VecRestoreArray(x, &array));
  PetscFunctionReturn(PETSC_SUCCESS);
}
