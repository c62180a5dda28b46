/* Observables of a state of the XYZ model: one table, read by the tasks, the results file, -help and the README.
   To add one: a function of StateSummary and a row (and a moment in physics/observables/moments.h if it needs a new one). */
#ifndef PILIND_PHYSICS_OBSERVABLES_OBSERVABLES_H
#define PILIND_PHYSICS_OBSERVABLES_OBSERVABLES_H

#include "physics/spaces/blocks.h"
#include "physics/xyz/meanfield.h"
#include "physics/observables/moments.h"
#include "physics/observables/two_spin.h"

/* All that the observables may depend on. */
typedef struct {
  int       N;
  double    moment[MOMENT_COUNT];
  BlockSums blocks;
  double    meanfield[3];        /* Bloch vector of the mean field, NaN where there is none */
  double    meanfield_square[2]; /* its Mx^2 and My^2; of a steady state on a ring averaged over the ring */
} StateSummary;

/* Averages over one spin and over pairs of different spins. */
PairAverages pair_averages(const StateSummary *s);

/* What a value is made of. */
typedef enum {
  OBSERVABLE_AVERAGES, /* linear in averages over one and two spins */
  OBSERVABLE_FOURTH,   /* a ratio with averages over four */
  OBSERVABLE_DERIVED,  /* not linear: the error of the averages is magnified */
  OBSERVABLE_STATE,    /* of the whole density matrix */
  OBSERVABLE_MEANFIELD
} ObservableKind;

typedef struct {
  const char *name, *unit, *long_name, *source;
  double (*value)(const StateSummary *s);
  ObservableKind kind;
} ObservableSpec;

extern const ObservableSpec observables[];
extern const int            observable_count;

#endif
