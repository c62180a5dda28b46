/* Model xyz as solvers take it. What was made stays until the program ends: solvers borrow it. */
#ifndef PILIND_TESTS_ORACLE_SPINS_H
#define PILIND_TESTS_ORACLE_SPINS_H

#include "physics/spins/spin_model.h"

#include <stdlib.h>

typedef struct MadeSpins {
  SpinModel         model;
  struct MadeSpins *before;
} MadeSpins;

static inline const SpinModel *spins(const XyzModel *xyz)
{
  static MadeSpins *last;
  MadeSpins        *made = malloc(sizeof *made);

  if (!made || !spin_model_of_xyz(xyz, &made->model)) abort();
  made->before = last;
  last         = made;
  return &last->model;
}

#endif
