/* What hot loops tell the compiler. PILIND_CLONES: a function gets an AVX2 version beside the portable one; the loader picks.
   PILIND_IVDEP: the elements that a loop writes are not those that it reads in another round. */
#ifndef PILIND_PHYSICS_NUMERICS_CLONES_H
#define PILIND_PHYSICS_NUMERICS_CLONES_H

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define PILIND_CLONES __attribute__((target_clones("avx2,fma", "default")))
#else
#define PILIND_CLONES
#endif

#if defined(__clang__)
#define PILIND_IVDEP _Pragma("clang loop vectorize(assume_safety)")
#elif defined(__GNUC__)
#define PILIND_IVDEP _Pragma("GCC ivdep")
#else
#define PILIND_IVDEP
#endif

#endif
