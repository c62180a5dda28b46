/* The mean field of a Lindbladian of spins-1/2 as a flow (physics/meanfield/flow.h) in the Bloch ball, with its symmetries. */
#ifndef PILIND_PHYSICS_MEANFIELD_SPIN_FLOW_H
#define PILIND_PHYSICS_MEANFIELD_SPIN_FLOW_H

#include "physics/meanfield/flow.h"
#include "physics/meanfield/polynomial_flow.h"

typedef struct {
  PolynomialFlow polynomials;
} SpinFlow;

/* flow borrows `context`, which must not move. False if memory is short; release the context with spin_flow_free (also then). */
bool spin_flow_create(const Lindbladian *l, SpinFlow *context, FlowSpec *flow);
void spin_flow_free(SpinFlow *context);

/* Start k of a sequence that fills the Bloch ball evenly; odd ones are the images under parity of the even ones before them. False after
   the last. The additive recurrence of M. Roberts (2018) in the unit cube, carried to the ball without changing volumes. */
bool bloch_ball_start(const void *context, int k, double *M);

#endif
