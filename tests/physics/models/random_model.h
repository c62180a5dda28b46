/* Shared by the physics tests: reproducible random numbers and random models, and the oracle's model of the same point. */
#ifndef PILIND_TESTS_PHYSICS_RANDOM_MODEL_H
#define PILIND_TESTS_PHYSICS_RANDOM_MODEL_H

#include "oracle/brute_force.h"
#include "physics/models/xyz.h"

#include <stdint.h>

/* splitmix64 (Steele, Lea, Flood, OOPSLA 2014): the same numbers on every machine. */
static inline uint64_t random_bits(uint64_t *state)
{
  uint64_t z = (*state += 0x9e3779b97f4a7c15u);

  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static inline double random_between(uint64_t *state, double low, double high)
{
  return low + (high - low) * (double)(random_bits(state) >> 11) * 0x1p-53;
}

/* A point at which no parameter is zero. */
static inline void random_point(uint64_t *state, int N, double point[XYZ_PARAMS])
{
  point[XYZ_N] = N;
  for (int p = XYZ_JX; p <= XYZ_HZ; p++) point[p] = random_between(state, -2, 2);
  for (int p = XYZ_GAMMA; p <= XYZ_GAMMA_C_PHI; p++) point[p] = random_between(state, 0.1, 1.5);
  point[XYZ_SPIN_SCALE] = random_between(state, 0.2, 1.5);
}

/* N spins, no term at all. */
static inline void empty_point(int N, double point[XYZ_PARAMS])
{
  for (int p = 0; p < XYZ_PARAMS; p++) point[p] = 0;
  point[XYZ_N]          = N;
  point[XYZ_SPIN_SCALE] = 1;
}

static inline BruteModel brute_model(const double point[XYZ_PARAMS])
{
  return (BruteModel){
    .N          = (int)point[XYZ_N],
    .J          = {point[XYZ_JX], point[XYZ_JY], point[XYZ_JZ]},
    .spin_scale = point[XYZ_SPIN_SCALE],
    .h          = {point[XYZ_HX], point[XYZ_HY], point[XYZ_HZ]},
    .local      = {point[XYZ_GAMMA], point[XYZ_GAMMA_UP], point[XYZ_GAMMA_PHI]},
    .collective = {point[XYZ_GAMMA_C], point[XYZ_GAMMA_C_UP], point[XYZ_GAMMA_C_PHI]},
  };
}

#endif
