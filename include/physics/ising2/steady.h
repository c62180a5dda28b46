/* Steady states of the two coupled Ising models. For given mean fields m = (mx_1, mx_2) the steady state is explicit, the Gibbs
   state of H or the solution of the linear Bloch equations; the states of the full, nonlinear equations are the fixed points of
   the flow dm/ds = <sx>(m) - m with its exact Jacobian, two equations for two unknowns, to which physics/meanfield is applied. */
#ifndef PILIND_PHYSICS_ISING2_STEADY_H
#define PILIND_PHYSICS_ISING2_STEADY_H

#include "physics/ising2/stability.h"
#include "physics/meanfield/continuation.h"

typedef struct {
  double          m[2];          /* mx_1, mx_2 */
  double          x[ISING2_DIM]; /* the state; x has m to rounding */
  double          residual;      /* largest |dx_i/dt| */
  double          error;         /* estimated distance of m from the exact fixed point */
  Ising2Stability stability;     /* gap > 0: stable */
  int             index;         /* sign of det(1 - d<sx>/dm); the sum over all steady states is 1 */
  int             degeneracy;    /* not 0: the thermal jumps are undefined at this state; residual and stability are then NaN */
} Ising2Steady;

enum { ISING2_BRANCHES = 16 }; /* the two models alone have three states each */

/* The map and its derivatives at m for the dissipator of the model: x, by_field[n] = dx/dmx_n, by_parameter = dx/dp at fixed m.
   `parameter` is a row of the parameter table or -1. Returns false where it does not exist (local, both rates zero). */
bool ising2_response(const Ising2Model *model, const double m[2], int parameter, double x[ISING2_DIM], double by_field[2][ISING2_DIM],
                     double by_parameter[ISING2_DIM]);

/* The fixed point that Newton's method reaches from m, stable or not. Returns false if it reaches none; *state is then not set. */
bool ising2_steady_from(const Ising2Model *model, const double m[2], Ising2Steady *state);

/* All steady states: the stable ones first, then by descending mx_1 and mx_2. Returns their number, at most ISING2_BRANCHES; *complete (may
   be NULL) tells whether the sum of the indices is 1, which a missed state would break. */
int ising2_steady_all(const Ising2Model *model, Ising2Steady states[ISING2_BRANCHES], bool *complete);

/* The stable steady state closest to m: one step of a sweep that follows the state. On a tie, the one with larger mx_1. Where no
   state is stable to rounding (at a critical point), the least unstable one. Returns false if there is no steady state. */
bool ising2_steady_follow(const Ising2Model *model, const double m[2], Ising2Steady *state);

/* dx/dp of a steady state along its branch. Returns false where the branch has no derivative (index 0 to rounding). */
bool ising2_steady_derivative(const Ising2Model *model, const Ising2Steady *state, int parameter, double dx[ISING2_DIM]);

/* The flow with one parameter of the model to be varied, for continuation; stability is that of the full equations. */
typedef struct {
  Ising2Model model;
  int         parameter;
  double      ordered[2]; /* mx_n of each model alone, starts of the search */
  /* what was asked for last, at m */
  bool   known;
  double m[2], x[ISING2_DIM], by_field[2][ISING2_DIM], by_parameter[ISING2_DIM];
} Ising2Map;

/* Borrows *map, which holds what the family needs. */
FlowFamily ising2_family(const Ising2Model *model, int parameter, Ising2Map *map);

#endif
