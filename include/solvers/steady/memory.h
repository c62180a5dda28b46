/* Steady states of the points before, for the first guess of the next one: the warm start of a chunk of a sweep.

   Method     Reduced basis: of all combinations x = sum_i c_i rho_i, sum_i c_i = 1, of the states kept, the one of least |L x|, L being
              that of the new point. It holds linear and higher extrapolation along the sweep as special cases, on any grid.
   References Noor, Peters, AIAA J. 18, 455 (1980); Fischer, Comput. Methods Appl. Mech. Eng. 163, 193 (1998) for successive right
              sides. */
#ifndef PILIND_SOLVERS_STEADY_MEMORY_H
#define PILIND_SOLVERS_STEADY_MEMORY_H

#include "solvers/adi/adi.h"
#include "solvers/adi/cut.h"

/* Measured over 26 points at N = 60: two states save 32 % of the iterations, four 36 %, six 43 %, and each takes a vector's room. */
enum { STEADY_MEMORY_STATES = 4 };

typedef struct {
  Cut        fit; /* the smallest cut that the state needs */
  DickeBasis basis;
  Vec        rho;
} SteadyMemoryState;

/* The latest state first. Zero: nothing kept yet. All states are of one N and on one communicator. */
typedef struct SteadyMemory {
  int               count;
  SteadyMemoryState state[STEADY_MEMORY_STATES];
} SteadyMemory;

/* Keep a copy of a state that has been solved in a cut; the oldest one is forgotten. Collective. */
PetscErrorCode SteadyMemoryKeep(SteadyMemory *memory, const DickeBasis *basis, Cut cut, Vec rho);

/* The cut that the next state is likely to need: that of the last one, and as much larger as that was than the one before. With one
   state or more; else the caller has to begin cold. Not collective. */
Cut SteadyMemoryCut(const SteadyMemory *memory);

/* The first guess in the basis of `adi`, trace one but for what the cut loses. With one state or more. Collective. */
PetscErrorCode SteadyMemoryGuess(const SteadyMemory *memory, Adi *adi, const DickeBasis *basis, Vec rho);

/* Forget everything. Collective. */
PetscErrorCode SteadyMemoryClear(SteadyMemory *memory);

#endif
