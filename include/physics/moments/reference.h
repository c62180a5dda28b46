/* What the mean field says before any moment is solved: what moments can be taken about, and whether they can know the steady state at all.

   More than one class of stable states (mirror images are one class): their weights are beyond any expansion. A sum of indices other than
   1: a fixed point was missed. At a bifurcation, where an eigenvalue of the Jacobian is below 1e-6 of the largest, points nearer than 3e-3
   are one, of index +1; it counts as stable if the flow reduced to the slow direction points inward on both sides. */
#ifndef PILIND_PHYSICS_MOMENTS_REFERENCE_H
#define PILIND_PHYSICS_MOMENTS_REFERENCE_H

#include "physics/meanfield/flow.h"
#include "physics/moments/frame.h"

typedef struct {
  int    n;
  int    classes;     /* of stable isolated states, mirror images and merged points as one */
  int    index;       /* sum of the indices, 1 for each bifurcation point that counts as stable */
  bool   complete;    /* it is 1, and no index is open */
  bool   ring;        /* a ring of points is stable: none of them is a state to expand about */
  bool   bifurcation; /* the stable state is a point where states meet */
  bool   mirror;      /* it is one of a pair */
  double stable[MOMENT_LETTERS], image[MOMENT_LETTERS];

  /* A point that symmetry leaves in place (or the stable one) with one real eigenvalue below 0.35 of the next in modulus. */
  bool   slow;
  double slow_point[MOMENT_LETTERS], left[MOMENT_LETTERS], right[MOMENT_LETTERS]; /* eigenvectors of its Jacobian */
  double slow_rate;                                                               /* that eigenvalue */
  double
    slow_cubic; /* c of the flow on the slow curve, dx/dt = slow_rate x - c x^3, x = left . (O - point)/|left|; NaN: the curve ends before
                   */

  double reflection[MOMENT_LETTERS]; /* signs of the letters under the mirror; all 1 without one */
} MomentReference;

/* False if memory is short, or there are more fixed points than are looked for. */
bool moment_reference_create(const FlowSpec *flow, MomentReference *reference);

#endif
