/* The mean field of sites with any number of levels as a flow: x_a = <O_a>, a state where its density matrix is positive. */
#ifndef PILIND_PHYSICS_MEANFIELD_LEVELS_FLOW_H
#define PILIND_PHYSICS_MEANFIELD_LEVELS_FLOW_H

#include "physics/meanfield/flow.h"
#include "physics/meanfield/polynomial_flow.h"

typedef struct {
  PolynomialFlow   polynomials;
  const SiteBasis *basis;
  double          *symmetry; /* matrices of the generators, then of the reflections */
} LevelsFlow;

/* Symmetries are looked for among phases of the levels: charges 0 and 1, or 0, 1, 2, ...; where there are none, among their signs.
   `context` must outlive `flow`. False if memory is short; levels_flow_free accepts what a failure leaves. */
bool levels_flow_create(const Lindbladian *l, LevelsFlow *context, FlowSpec *flow);
void levels_flow_free(LevelsFlow *context);

/* rho = 1/d + sum_a x_a O_a/2, row-major [d*d]. */
void levels_density(const SiteBasis *basis, const double *x, double complex *rho);

#endif
