/* A nonlinear flow dx/dt = f(x) of any number of unknowns, as data: what the numerics of this room know of a mean field. It does not
   know what the unknowns are; a model (or the one-site equations of any permutation-invariant Lindbladian) fills it in.

   Unknowns are of order one (expectation values); time may have any unit: nothing below depends on the scale of f, and a factor of two
   in f changes no bit of x. The state space must be one that the flow does not leave (a convex set into which f points at its edge). */
#ifndef PILIND_PHYSICS_MEANFIELD_FLOW_H
#define PILIND_PHYSICS_MEANFIELD_FLOW_H

#include <stdbool.h>

enum { FLOW_GENERATORS = 4 }; /* at most so many */

typedef struct {
  int         n;
  const void *context; /* borrowed, the first argument of the functions below */

  /* f and J[n*i+k] = df_i/dx_k at x. False: not defined there. */
  bool (*rhs)(const void *context, const double *x, double *f);
  bool (*jacobian)(const void *context, const double *x, double *J);

  /* f with an error far below the rounding of its largest term, which the place of a fixed point needs where a slow rate stands beside a
     large one. NULL: rhs. */
  bool (*residual)(const void *context, const double *x, double *f);

  /* Is x a state, up to rounding? NULL: always. */
  bool (*physical)(const void *context, const double *x);

  /* Guesses that should lead to all fixed points, k = 0, 1, ...; false: there are no more. NULL: none. */
  bool (*seed)(const void *context, int k, double *x);

  /* Starts spread evenly over the state space, k = 0, 1, ...; false: there are no more. Neighbours 2k, 2k+1 may be images under a
     symmetry that the model nearly has. NULL: none. */
  bool (*start)(const void *context, int k, double *x);

  /* Symmetries. Continuous: commuting antisymmetric matrices G, f(exp(tG) x) = exp(tG) f(x), exp(2 pi G) = 1; [n*n] each, row-major.
     Discrete: orthogonal matrices R, f(R x) = R f(x), R G R^T = G or -G, all elements of the group but the identity. Borrowed. */
  int           generators, reflections;
  const double *generator, *reflection;
} FlowSpec;

typedef enum {
  FLOW_POINT, /* f = 0, isolated unless it is marginal */
  FLOW_RING   /* f = sum_a rotation_a G_a x with G x != 0: x turns along the symmetry, or stands still anywhere on its orbit */
} FlowKind;

typedef enum { FLOW_UNSTABLE, FLOW_STABLE, FLOW_MARGINAL } FlowStability; /* MARGINAL: undecided by rounding */

#endif
