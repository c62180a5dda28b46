/* Hot loops get an AVX2 version beside the portable one; the loader picks. */
#ifndef PILIND_PHYSICS_NUMERICS_CLONES_H
#define PILIND_PHYSICS_NUMERICS_CLONES_H

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
  #define PILIND_CLONES __attribute__((target_clones("avx2,fma", "default")))
#else
  #define PILIND_CLONES
#endif

#endif
