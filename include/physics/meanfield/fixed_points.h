/* All fixed points of a flow, with their certificates: where they are, what they are, whether any is missing, and which one a single
   number should stand for. */
#ifndef PILIND_PHYSICS_MEANFIELD_FIXED_POINTS_H
#define PILIND_PHYSICS_MEANFIELD_FIXED_POINTS_H

#include "physics/meanfield/flow.h"

typedef struct {
  double       *x;                         /* [n], in the storage of the list */
  double        rotation[FLOW_GENERATORS]; /* of a ring, f(x) = sum_a rotation_a G_a x; 0 where it stands still, and for a point */
  FlowKind      kind;
  FlowStability stability;
  double        growth, frequency; /* of the rightmost eigenvalue, see physics/meanfield/stability.h */
  int           index;             /* sign det(-J), 0: a ring, or a point with an eigenvalue that is zero to rounding */
  int           family;            /* points that symmetries carry into each other have one number, 0, 1, ... */
  double        share;             /* of the starts, by the family whose basin they are in; NaN if it was not asked for */
  double        error;             /* estimated distance from the exact fixed point */
  double        residual;          /* largest component of f over the largest element of J */
} FlowPoint;

typedef struct {
  int        n, count, max;
  FlowPoint *point;
  double    *storage;
  int        families, stable; /* number of families, and of those that are stable */
  int        index;            /* sum of the indices of the points */
  bool       complete;         /* that sum is 1 and no point's index is left open by rounding: what a missed point would break */
} FlowPoints;

/* The root that Newton's method reaches from x (moves along), stable or not, physical or not. False if it reaches none. */
bool flow_fixed_point_from(const FlowSpec *flow, double *x, double *error);

/* All fixed points in the state space, at most `max`, in the order found: Newton's method from the seeds, and, if these leave the index
   sum (Poincare-Hopf: 1 for a flow into a convex set) open, from between the points and from the starts, without and with deflation,
   until it is 1 and so many starts in a row (8 n + 8 and 6 for each point found) bring nothing new: a pair of points whose indices
   cancel is not seen by the sum. Images under the discrete symmetries are added; what cannot be told from its own image is symmetric.
   False: no memory (then nothing is to be freed). */
bool flow_fixed_points(const FlowSpec *flow, int max, FlowPoints *points);
void flow_points_free(FlowPoints *points);

/* Sorts the points: first the family that stands for the flow, then by stability (stable, marginal, unstable), family, and x_0 descending
   (x_1, ... where these are equal).

   That family is the only stable one, if there is one. Where several are stable it is the one with the largest basin, the share of the
   starts that the flow takes to it: in 80 random XYZ models with two or three inequivalent stable points the exact states at N = 60 were
   nearest to it in 72, and in 34 of the 35 in which they had decided for one by more than 3:1 (the most strongly damped one: 59 and 26).
   Equal shares: the most strongly damped one. With basins = false the shares are not computed, and the most strongly damped one comes
   first: for estimates. Where none is stable (at a critical point, or where all states end in a limit cycle) it is the one of least
   growth. */
bool flow_rank(const FlowSpec *flow, bool basins, FlowPoints *points);

#endif
